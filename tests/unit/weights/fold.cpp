// SPDX-License-Identifier: MIT
#include <sei/weights/fold.hpp>

#include "../engine/networks.hpp"
#include "support.hpp"

#include <sei/weights/safetensors_writer.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string_view>

using namespace sei::layers;
using sei::weights::make_tensor_view;

namespace {

/// Both ways to meet a batch_norm: behind a dense layer with and without bias, and behind a relu.
struct folding_net final
    : sei::network<
          input{.channels = 2}, dense{.units = 2, .name = "fc1"}, batch_norm{.epsilon = 0.5F, .name = "bn1"},
          relu{}, dense{.units = 1, .bias = false, .name = "fc2"}, batch_norm{.epsilon = 3.0F, .name = "bn2"},
          relu{}, batch_norm{.epsilon = 1.0F, .name = "bn3"}> {};

[[nodiscard]] std::vector<std::byte> folding_file(float variance_of_bn2 = 1) {
    static const std::vector<float> fc1{1, 2, 3, 4}, fc1_bias{10, 20}, fc2{5, -6};
    static const std::vector<float> gamma1{2, 3}, beta1{0.25F, 0.5F}, mean1{1, -1}, variance1{3.5F, 0.5F};
    static const std::vector<float> gamma2{4}, beta2{7}, mean2{2};
    const std::vector<float> variance2{variance_of_bn2};
    static const std::vector<float> gamma3{6}, beta3{1}, mean3{-2}, variance3{8};
    return sei::weights::encode_safetensors(std::vector{
        make_tensor_view("fc1.weight", fc1, 2, 2), make_tensor_view("fc1.bias", fc1_bias, 2),
        make_tensor_view("fc2.weight", fc2, 1, 2), make_tensor_view("bn1.weight", gamma1, 2),
        make_tensor_view("bn1.bias", beta1, 2), make_tensor_view("bn1.running_mean", mean1, 2),
        make_tensor_view("bn1.running_var", variance1, 2), make_tensor_view("bn2.weight", gamma2, 1),
        make_tensor_view("bn2.bias", beta2, 1), make_tensor_view("bn2.running_mean", mean2, 1),
        make_tensor_view("bn2.running_var", variance2, 1), make_tensor_view("bn3.weight", gamma3, 1),
        make_tensor_view("bn3.bias", beta3, 1), make_tensor_view("bn3.running_mean", mean3, 1),
        make_tensor_view("bn3.running_var", variance3, 1)});
}

template <class Scalar>
[[nodiscard]] std::vector<Scalar> tensor(const sei::weights::folded_weights<Scalar>& folded, std::size_t node,
                                         std::size_t index) {
    const auto values = folded.of_node(node).tensors[index];
    return {values.begin(), values.end()};
}

} // namespace

TEST_CASE("numbers exact in binary fold exactly: epsilon, bias, missing bias, and a batch_norm by itself") {
    const auto bytes = folding_file();
    const auto raw = sei::weights::bind<folding_net>(sei::weights::safetensors_file::parse(bytes, "file"));
    const auto folded = sei::weights::fold<double, folding_net>(raw);
    // fc1, s = gamma / sqrt(variance + 0.5) = 2 / 2 and 3 / 1
    CHECK(tensor(folded, 1, 0) == std::vector<double>{1, 2, 9, 12});
    CHECK(tensor(folded, 1, 1) == std::vector<double>{(10.0 - 1) * 1 + 0.25, (20.0 + 1) * 3 + 0.5});
    CHECK(tensor(folded, 2, 0).empty()); // its numbers are in fc1 now
    // fc2 has no bias: s = 4 / sqrt(1 + 3) = 2
    CHECK(tensor(folded, 4, 0) == std::vector<double>{10, -12});
    CHECK(tensor(folded, 4, 1) == std::vector<double>{(0.0 - 2) * 2 + 7});
    // bn3 stands behind a relu: s = 6 / sqrt(8 + 1) = 2, shift = 1 + 2 * 2
    CHECK(tensor(folded, 7, 0) == std::vector<double>{2});
    CHECK(tensor(folded, 7, 1) == std::vector<double>{5});
    CHECK(tensor(folded, 7, 2).empty());
}

TEST_CASE("float is the double result, rounded once") {
    const auto raw =
        sei::weights::load<test_networks::residual_net>(SEI_GOLDEN_DIR "/engine/residual_net.safetensors");
    const auto exact = sei::weights::fold<double, test_networks::residual_net>(raw);
    const auto rounded = sei::weights::fold<float, test_networks::residual_net>(raw);
    for (std::size_t node = 0; node < raw.node_count(); ++node)
        for (std::size_t k = 0; k < 4; ++k) {
            const auto wide = tensor(exact, node, k);
            const auto narrow = tensor(rounded, node, k);
            REQUIRE(wide.size() == narrow.size());
            for (std::size_t i = 0; i < wide.size(); ++i) REQUIRE(narrow[i] == static_cast<float>(wide[i]));
        }
}

TEST_CASE("folding agrees with PyTorch's weights merged in float64") {
    using net = test_networks::residual_net;
    // A PyTorch state_dict as it is, num_batches_tracked included.
    const auto raw = sei::weights::load<net>(SEI_GOLDEN_DIR "/engine/residual_net.safetensors");
    const auto folded = sei::weights::fold<double, net>(raw);
    const auto expected =
        sei::weights::safetensors_file::open(SEI_GOLDEN_DIR "/engine/residual_net.expected.safetensors");
    std::size_t compared = 0;
    for (std::size_t node = 0; node < raw.node_count(); ++node)
        for (const std::size_t k : {0U, 1U}) {
            const auto& name = sei::nodes_of<net>()[node].name;
            const auto* merged = expected.find("merged." + std::string(name.data(), name.size()) +
                                               (k == 0 ? ".weight" : ".bias"));
            if (merged == nullptr) continue;
            ++compared;
            const auto reference = sei::weights::view_as<float>(*merged);
            const auto mine = tensor(folded, node, k);
            REQUIRE(mine.size() == reference.size());
            // The reference is rounded to float32: 2^-24 of each number, and nothing else differs.
            for (std::size_t i = 0; i < mine.size(); ++i)
                REQUIRE(std::abs(mine[i] - double{reference[i]}) <= std::abs(mine[i]) * 6e-8 + 1e-12);
        }
    CHECK(compared == 16); // eight convolutions, weight and bias
}

TEST_CASE("a variance that has no square root is refused by name") {
    for (const float variance : {-3.0F, -4.0F}) { // epsilon is 3: a sum of zero or less
        const auto bytes = folding_file(variance);
        const auto raw =
            sei::weights::bind<folding_net>(sei::weights::safetensors_file::parse(bytes, "folding"));
        CHECK_THROWS_WITH_AS((sei::weights::fold<float, folding_net>(raw)),
                             doctest::Contains("folding: batch_norm 'bn2' has a running_var of -"),
                             sei::error);
    }
}

TEST_CASE(
    "one node at a time: views into the file where nothing changed, numbers of its own where folding did") {
    const auto raw =
        sei::weights::load<test_networks::residual_net>(SEI_GOLDEN_DIR "/engine/residual_net.safetensors");
    const auto whole = sei::weights::fold<float, test_networks::residual_net>(raw);
    std::size_t unchanged = 0;
    for (std::size_t node = 0; node < raw.node_count(); ++node) {
        const auto one = sei::weights::fold_node<float, test_networks::residual_net>(raw, node);
        for (std::size_t k = 0; k < 4; ++k) {
            const auto expected = tensor(whole, node, k);
            const bool is_view = one.made[k].empty();
            const std::span<const float> found = is_view ? one.unchanged[k] : std::span(one.made[k]);
            REQUIRE(std::ranges::equal(found, expected));
            if (is_view && !found.empty()) {
                CHECK(found.data() == raw.of_node(node)[k].data());
                ++unchanged;
            }
        }
    }
    CHECK(unchanged ==
          4); // the pointwise convolution and the dense layer have no batch_norm: weight and bias
}

namespace {

/// A convolution with a batch_norm behind it, and a batch_norm by itself; no epsilon hides a tiny variance.
struct fragile_net final : sei::network<input{.channels = 1, .height = 2, .width = 2},
                                        conv2d{.filters = 2, .kernel = 1, .bias = false, .name = "conv"},
                                        batch_norm{.epsilon = 0.0F, .name = "bn"}, relu{},
                                        batch_norm{.epsilon = 0.0F, .name = "last"}> {};

struct fragile_file {
    std::vector<float> conv{1, 1};
    std::vector<float> gamma{1, 1}, beta{0, 0}, mean{0, 0}, variance{1, 1};
    std::vector<float> last_gamma{1, 1}, last_beta{0, 0}, last_mean{0, 0}, last_variance{1, 1};

    template <class Scalar>
    [[nodiscard]] std::string error() const {
        const auto bytes = sei::weights::encode_safetensors(std::vector{
            make_tensor_view("conv.weight", conv, 2, 1, 1, 1), make_tensor_view("bn.weight", gamma, 2),
            make_tensor_view("bn.bias", beta, 2), make_tensor_view("bn.running_mean", mean, 2),
            make_tensor_view("bn.running_var", variance, 2), make_tensor_view("last.weight", last_gamma, 2),
            make_tensor_view("last.bias", last_beta, 2), make_tensor_view("last.running_mean", last_mean, 2),
            make_tensor_view("last.running_var", last_variance, 2)});
        const auto raw =
            sei::weights::bind<fragile_net>(sei::weights::safetensors_file::parse(bytes, "fragile"));
        return weights_test::error_of([&] { (void)sei::weights::fold<Scalar, fragile_net>(raw); });
    }
};

} // namespace

TEST_CASE("a tiny variance that makes finite weights infinite is refused with file, layer and tensor") {
    CHECK(fragile_file{}.error<float>() == "no error");
    fragile_file weight;
    weight.conv[1] = 1e20F;
    weight.variance[1] = 4e-38F; // a scale of 5e18
    CHECK(weights_test::contains(
        weight.error<float>(),
        "fragile: folding batch_norm 'bn' makes element 1 of tensor 'conv.weight' 5e+38"));
    CHECK(weights_test::contains(weight.error<float>(), "running_var is 4e-38 in channel 1"));
    CHECK(weight.error<double>() == "no error");
    fragile_file bias;
    bias.mean[0] = 3e38F;
    bias.gamma[0] = -2;
    CHECK(weights_test::contains(bias.error<float>(), "makes element 0 of tensor 'conv.bias' 6e+38"));
    fragile_file alone;
    alone.last_gamma[1] = 1e20F;
    alone.last_variance[1] = 4e-38F;
    CHECK(weights_test::contains(alone.error<float>(), "makes element 1 of tensor 'last.weight' 5e+38"));
    fragile_file shift;
    shift.last_mean[1] = -3e38F;
    shift.last_gamma[1] = 2;
    CHECK(weights_test::contains(shift.error<float>(), "makes element 1 of tensor 'last.bias' 6e+38"));
    fragile_file large; // what still fits is folded
    large.conv[0] = 3e38F;
    CHECK(large.error<float>() == "no error");
}
