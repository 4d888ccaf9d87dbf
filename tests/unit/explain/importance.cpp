// SPDX-License-Identifier: MIT
#include <sei/explain/importance.hpp>

#include "reference_nets.hpp"

#include <sei/explain/backward.hpp>

#include <doctest/doctest.h>

using namespace sei::explain;

namespace {

using rows = std::vector<std::size_t>;

/// Mean over positions of a gradient, channel by channel: the reference's w.
std::vector<double> pooled(std::span<const double> gradient, std::size_t positions) {
    std::vector<double> means;
    for (std::size_t first = 0; first < gradient.size(); first += positions) {
        double sum = 0;
        for (std::size_t i = 0; i < positions; ++i) sum += gradient[first + i];
        means.push_back(sum / static_cast<double>(positions));
    }
    return means;
}

/// Compares pooled gradients and importance of every layer that has a row in the reference, image by image.
template <class Net>
std::size_t compare_rows(const sei::weights::folded_weights<double>& weights, const test::array& images,
                         const test::reference_file& reference) {
    tape<Net, double> recorded(weights);
    gradients<Net, double> gradient(weights);
    std::size_t compared = 0;
    for (std::size_t image = 0; image < images.samples(); ++image) {
        recorded.record(images.sample(image));
        gradient.run(recorded, recorded.predicted_class());
        for (const std::string& name : reference.names_after("cui_img.")) {
            const std::size_t index = test::node_named<Net>(name);
            const sei::node& step = sei::nodes_of<Net>()[index];
            // The reference keeps BatchNorm: what a convolution gives before it is a row there, but no
            // longer exists in a folded network.
            if (step.absorbs != sei::no_node) continue;
            CAPTURE(name);
            CAPTURE(image);
            // Both are float64 sums; what differs is their order.
            CHECK(test::error_in_max_norm(pooled(gradient.at(index), step.out.positions()),
                                          reference.at("w." + name).sample(image)) < 1e-12);
            CHECK(image_importance(step.out, recorded.value(index), gradient.at(index)) ==
                  doctest::Approx(reference.at("cui_img." + name).values[image]).epsilon(1e-12));
            ++compared;
        }
    }
    return compared;
}

/// The published curve doubles its first row for the input; a candidate's index counts from that copy.
void check_published_candidates(const test::reference_file& reference) {
    std::vector<double> curve = reference.at("cui").values;
    curve.erase(curve.begin());
    rows published;
    for (const double index : reference.at("candidates").values)
        published.push_back(static_cast<std::size_t>(index) - 1);
    CHECK(candidates(curve, first_row::as_published) == published);

    rows others = published;
    std::erase(others, std::size_t{0});
    CHECK(candidates(curve) == others);
    CHECK(candidates(curve, first_row::never_a_candidate) == others);
    for (std::size_t i = 0; i < curve.size(); ++i)
        CHECK(log10_of(curve[i]).value() == doctest::Approx(reference.at("log10_cui").values[i + 1]));
}

} // namespace

TEST_CASE("the importance of a map is the mean of the positive part of the weighted channels") {
    // w = (2, -1); the mean over channels at the four positions: (1, -1.5, 0, 3)
    const std::vector<double> activation{1, 0, 1, 3, 0, 3, 2, 0};
    const std::vector<double> gradient{1, 2, 2, 3, -1, -1, -1, -1};
    CHECK(image_importance<double>({2, 2, 2}, activation, gradient) == (1 + 0 + 0 + 3) / 4.0);
}

TEST_CASE("pooled gradients and importance of the Fashion-MNIST network agree with the reference") {
    const test::reference_file reference{test::golden("netA.cui.safetensors")};
    const test::array images = test::reference_file{test::golden("netA.ref.safetensors")}.at("input");
    CHECK(compare_rows<test::net_a>(test::weights_of_net_a<double>(), images, reference) == 8 * 12);
}

TEST_CASE("so they do for the rows that a network with folded BatchNorm still has") {
    const test::reference_file reference{test::golden("netB.cui.safetensors")};
    const test::array images = test::reference_file{test::golden("netB.ref.safetensors")}.at("input");
    // 25 rows in the reference, 6 of them convolutions whose BatchNorm is folded
    CHECK(compare_rows<test::net_b>(test::weights_of_net_b<double>(), images, reference) == 4 * 19);
}

TEST_CASE("candidates are the published ones, but for the first row, which is none unless asked for") {
    const test::reference_file net_a{test::golden("netA.cui.safetensors")};
    const test::reference_file net_b{test::golden("netB.cui.safetensors")};
    check_published_candidates(net_a);
    check_published_candidates(net_b);
    // The first curve falls after the first layer, so that the difference shows; the second one rises.
    CHECK(net_a.at("candidates").values.front() == 1);
    CHECK(net_b.at("candidates").values.front() == 3);
}

TEST_CASE("short curves have no interior") {
    CHECK(candidates({}).empty());
    CHECK(candidates({}, first_row::as_published).empty());
    CHECK(candidates(std::vector{0.5}).empty());
    CHECK(candidates(std::vector{0.5}, first_row::as_published).empty());
    CHECK(candidates(std::vector{0.5, 0.1}).empty());
    CHECK(candidates(std::vector{0.5, 0.1}, first_row::as_published) == rows{0});
    CHECK(candidates(std::vector{0.1, 0.5}, first_row::as_published).empty()); // the last row can't be one
    CHECK(candidates(std::vector{0.1, 0.5, 0.2}) == rows{1});
}

TEST_CASE("a plateau between lower rows is marked at both of its ends, as published") {
    CHECK(candidates(std::vector{1.0, 2.0, 2.0, 2.0, 1.0}) == rows{1, 3});
    CHECK(candidates(std::vector{1.0, 2.0, 2.0, 3.0}) == rows{1}); // the slope falls to zero there
    CHECK(candidates(std::vector{1.0, 1.0, 1.0}, first_row::as_published).empty());
}

TEST_CASE("a row of zero importance has no logarithm and makes no candidate of itself") {
    CHECK_FALSE(log10_of(0.0).has_value());
    CHECK_FALSE(log10_of(-1.0).has_value());
    CHECK(log10_of(0.01) == doctest::Approx(-2.0));
    CHECK(candidates(std::vector{1.0, 0.0, 1.0, 0.0, 0.0, 1.0}) == rows{2}); // between two zeros
    CHECK(candidates(std::vector{0.0, 0.0, 0.0, 0.0}, first_row::as_published).empty());
    CHECK(candidates(std::vector{0.0, 1.0, 0.5}, first_row::as_published) == rows{1});
    CHECK(candidates(std::vector{0.5, 1.0, 0.0, 0.0}) == rows{1});
}

TEST_CASE("a row that is not a number makes no candidate of its neighbours") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_FALSE(log10_of(nan).has_value());
    CHECK(candidates(std::vector{1.0, 2.0, nan}).empty());
    CHECK(candidates(std::vector{1.0, 2.0, nan, 2.0, 1.0}).empty());
    CHECK(candidates(std::vector{nan, 2.0, 1.0}, first_row::as_published).empty());
    CHECK(candidates(std::vector{1.0, 2.0, 1.0, nan}) == rows{1});
}
