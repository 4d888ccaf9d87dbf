// SPDX-License-Identifier: MIT
#include <sei/explain/scores/importance.hpp>

#include "../reference_nets.hpp"

#include <sei/explain/backward/pass.hpp>

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

TEST_CASE("in the kernels' blocks the importance is that of rows, whatever lanes and columns are left over") {
    for (const sei::shape dims : {sei::shape{5, 3, 7}, sei::shape{16, 1, 1}, sei::shape{33, 4, 4}}) {
        detail::node_tensor<float> activation(dims, 1);
        detail::node_tensor<float> gradient(dims);
        std::ranges::copy(test::random_numbers(dims.elements(), 1, 0.0F, 1.0F),
                          activation.new_rows().begin());
        std::ranges::copy(test::random_numbers(dims.elements(), 2, -1.0F, 1.0F), gradient.new_rows().begin());
        const std::vector<double> exact(activation.rows().begin(), activation.rows().end());
        const std::vector<double> slope(gradient.rows().begin(), gradient.rows().end());
        CHECK(detail::importance_of_node(activation, gradient) ==
              doctest::Approx(image_importance<double>(dims, exact, slope)).epsilon(1e-5));
    }
}

TEST_CASE("sums over channels and positions are larger than means by the number of elements") {
    CHECK(importance_of_sums({2, 3, 5}) == 30);
    CHECK(importance_of_sums({.channels = 7}) == 7);
}

TEST_CASE("the logarithm of nothing is none") {
    CHECK_FALSE(log10_of(0.0).has_value());
    CHECK_FALSE(log10_of(-1.0).has_value());
    CHECK_FALSE(log10_of(std::nan("")).has_value());
    CHECK(log10_of(0.01) == doctest::Approx(-2.0));
}
