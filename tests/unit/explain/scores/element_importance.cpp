// SPDX-License-Identifier: MIT
#include <sei/explain/scores/element_importance.hpp>

#include "../reference_nets.hpp"

#include <tbb/global_control.h>

#include <doctest/doctest.h>

#include <numeric>

using namespace sei::explain;
using test::net_a;

namespace {

/// Some images of the reference set, one after another.
std::vector<float> some_images(std::size_t count) {
    const test::reference_file reference{test::golden("netA.ref.safetensors")};
    std::vector<float> pixels;
    for (std::size_t i = 0; i < count; ++i) {
        const auto image = reference.at("input").sample<float>(i % 2);
        pixels.insert(pixels.end(), image.begin(), image.end());
    }
    return pixels;
}

} // namespace

TEST_CASE("of one image the importance is the reference's relevance, without its sign") {
    const test::reference_file reference{test::golden("netA.ref.safetensors")};
    const explained_network<net_a> explained(test::weights_of_net_a<float>());
    const std::vector<float> image = some_images(1);
    const std::size_t layers[] = {0, sei::nodes_of<net_a>()[test::node_named<net_a>("pool1")].layer};
    const auto importance = element_importance(explained, {image, 1}, layers);
    REQUIRE(importance.size() == 2);
    std::vector<double> expected;
    for (const double each : reference.at("rel.EpsilonPlus.input").sample(0))
        expected.push_back(std::abs(each));
    CHECK(test::error_in_max_norm(importance[0], expected) < 1e-5);
    const double total = std::accumulate(importance[1].begin(), importance[1].end(), 0.0);
    CHECK(total >= reference.at("sum.EpsilonPlus.pool1").values[0] * (1 - 1e-5));
}

TEST_CASE("over images it is the mean, the same for any number of threads") {
    const explained_network<net_a> explained(test::weights_of_net_a<float>());
    const std::vector<float> images = some_images(20); // two in turn
    const std::size_t layer[] = {5};
    const auto all = element_importance(explained, {images, 20}, layer)[0];
    const std::size_t size = images.size() / 20;
    const auto first = element_importance(explained, {std::span(images).first(size), 1}, layer)[0];
    const auto second = element_importance(explained, {std::span(images).subspan(size, size), 1}, layer)[0];
    for (std::size_t i = 0; i < all.size(); ++i)
        REQUIRE(all[i] == doctest::Approx((first[i] + second[i]) / 2).epsilon(1e-5));
    const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
    CHECK(element_importance(explained, {images, 20}, layer)[0] == all);
}

TEST_CASE("without relevance it is gradient times activation") {
    const explained_network<net_a> explained(test::weights_of_net_a<float>());
    const std::vector<float> image = some_images(1);
    const std::size_t layer[] = {5};
    const auto importance = element_importance<no_relevance>(explained, {image, 1}, layer)[0];
    tape<net_a, float> recorded = explained.recorder();
    gradients<net_a, float> gradient = explained.gradient();
    recorded.record(image);
    gradient.run(recorded, recorded.predicted_class());
    const std::size_t node = last_node_of<net_a>(5);
    double sum = 0;
    for (std::size_t i = 0; i < importance.size(); ++i) {
        REQUIRE(importance[i] ==
                doctest::Approx(std::abs(recorded.value(node)[i] * gradient.at(node)[i])).epsilon(1e-6));
        sum += double{importance[i]};
    }
    CHECK(sum > 0);
}

TEST_CASE("no such layer, one behind the logits, no images and broken pixels are errors") {
    const explained_network<net_a> explained(test::weights_of_net_a<float>());
    std::vector<float> image = some_images(1);
    const std::size_t none[] = {17};
    CHECK_THROWS_WITH_AS(static_cast<void>(element_importance(explained, {image, 1}, none)),
                         "layer 17 was asked for, the network has 17", sei::error);
    const std::size_t good[] = {0};
    CHECK_THROWS_AS(static_cast<void>(element_importance(explained, {image, 0}, good)), sei::error);
    image[3] = std::nanf("");
    CHECK_THROWS_WITH_AS(static_cast<void>(element_importance(explained, {image, 1}, good)),
                         "image 0 has a pixel that is not a finite number", sei::error);
}
