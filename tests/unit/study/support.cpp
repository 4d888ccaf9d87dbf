// SPDX-License-Identifier: MIT
#include "support.hpp"

#include "../../../examples/support/idx.hpp"

#include <sei/explain/scores/element_importance.hpp>
#include <sei/explain/scores/rank.hpp>
#include <sei/weights/bind.hpp>
#include <sei/zoo/fashion_cnn.hpp>

namespace study_test {
namespace {

using network = sei::zoo::fashion_cnn;

const std::filesystem::path data = SEI_GOLDEN_DIR "/../../examples/data";

} // namespace

const sei::engine::executor& fashion_cnn() {
    static const sei::engine::executor made =
        sei::engine::executor::of<network>(sei::weights::load<network>(data / "fashion_cnn.safetensors"));
    return made;
}

std::span<const sei::split_score> fashion_splits() {
    static const std::vector<sei::split_score> made = sei::explain::describe_splits<network>();
    return made;
}

sei::study::dataset fashion_images(std::size_t count) {
    return examples::read_idx(data / "fashion_test_images.idx3-ubyte",
                              data / "fashion_test_labels.idx1-ubyte", network::input, count);
}

std::vector<float> importance_after(std::size_t split) {
    static const sei::explain::explained_network<network> explained(
        sei::weights::load<network>(data / "fashion_cnn.safetensors"));
    const sei::study::dataset images = fashion_images(64);
    return sei::explain::element_importance(explained, {images.pixels, images.size()},
                                            std::span(&split, 1))[0];
}

std::function<double(std::size_t, std::size_t)> seconds_on(const sei::device& profile) {
    return [profile](std::size_t first, std::size_t last) {
        return profile.seconds_for(sei::cost_between(sei::nodes_of<network>(), first, last));
    };
}

} // namespace study_test
