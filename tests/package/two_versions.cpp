// SPDX-License-Identifier: MIT
// Compiled against two versions of sei's headers and linked into one program (two_versions.py): something of
// every module, so that its functions are there, and one number that differs between the versions.
#include <sei/sei.hpp>

#include <cstddef>
#include <string>
#include <vector>

using namespace sei::layers;

namespace {

struct small_net final : sei::network<input{.channels = 1, .height = 4, .width = 4},
                                      conv2d{.filters = 2, .padding = 1, .name = "conv"}, relu{}, flatten{},
                                      dense{.units = 3, .name = "fc"}> {};

} // namespace

extern "C" int SEI_TEST_USE_ALL() {
    const auto executor = sei::engine::executor::of<small_net>(sei::weights::random_weights<small_net>(1));
    const sei::engine::tensor scores = executor(sei::engine::make_tensor(small_net::input));
    const auto explained = sei::explain::random_weights<small_net>(1);
    const auto harm = sei::explain::damages::quantised(4);
    const auto answered = sei::link::simulate(sei::link::exchange_request{}).answered;
    const sei::study::dataset images = sei::study::joined({}, {});
    const std::string json = sei::to_json(sei::devices::raspberry_pi_4());
    const std::string share = sei::report::escaped(sei::advisor::percent(0.5));
    const std::vector<std::byte> bytes(4);
    return static_cast<int>(scores.size() + sei::argmax(scores) + images.size() +
                            (json.empty() || share.empty() ? 0 : 1)) +
           (explained.of_node(1).weight().empty() ? 0 : 1) + (answered ? 1 : 0) +
           (harm.name.empty() ? 0 : 1) + (sei::wire::crc32c_of(bytes) != 0 ? 1 : 0);
}

/// `argmax` of the second version is one larger.
extern "C" unsigned SEI_TEST_BEST() {
    const std::vector<float> scores{1, 5, 2};
    return static_cast<unsigned>(sei::argmax(scores));
}
