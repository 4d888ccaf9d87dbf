// SPDX-License-Identifier: MIT
#pragma once
/// What the tests of the engine share: random weights for any network, random inputs, comparison of bits.

#include "../../support/differences.hpp"

#include <sei/weights/bind.hpp>
#include <sei/weights/safetensors_writer.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace engine_test {

[[nodiscard]] inline float random_number(std::mt19937& random) { // in [-1, 1), the same on every machine
    return static_cast<float>(static_cast<double>(random()) / 2147483648.0 - 1.0);
}

[[nodiscard]] inline std::vector<float> random_numbers(std::size_t count, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<float> numbers(count);
    for (float& number : numbers) number = random_number(random);
    return numbers;
}

namespace detail {

/// Weights that keep the size of activations: variance 1 / inputs; batch_norm near the identity.
[[nodiscard]] inline std::vector<float> random_tensor(const sei::parameter& tensor, std::mt19937& random) {
    const std::string suffix = tensor.suffix;
    const bool is_matrix = tensor.rank > 1;
    const double inputs = is_matrix ? static_cast<double>(tensor.elements()) / tensor.dimensions[0] : 12.0;
    const auto scale = static_cast<float>(std::sqrt(3.0 / inputs));
    const bool is_positive = suffix == "running_var" || (suffix == "weight" && !is_matrix);
    std::vector<float> numbers(tensor.elements());
    for (float& number : numbers) number = scale * random_number(random) + (is_positive ? 1.0F : 0.0F);
    return numbers;
}

} // namespace detail

/// A safetensors file in memory with random numbers for every tensor that the network asks for.
template <class Net>
[[nodiscard]] std::vector<std::byte> random_file(std::uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<std::string> names;
    std::vector<std::vector<float>> numbers;
    std::vector<sei::weights::tensor_view> tensors;
    for (std::size_t node = 0; node < sei::program_of<Net>.node_count; ++node)
        for (std::size_t k = 0; k < sei::parameter_table<Net>[node].count; ++k) {
            const sei::parameter& tensor = sei::parameter_table<Net>[node].tensors[k];
            names.push_back(sei::weights::detail::tensor_name(sei::nodes_of<Net>()[node], tensor));
            numbers.push_back(detail::random_tensor(tensor, random));
            sei::weights::tensor_view view{
                .name = {}, .type = sei::weights::dtype::f32, .rank = tensor.rank, .dims = {}, .bytes = {}};
            for (std::size_t i = 0; i < tensor.rank; ++i) view.dims[i] = tensor.dimensions[i];
            tensors.push_back(view);
        }
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        tensors[i].name = names[i];
        tensors[i].bytes = std::as_bytes(std::span(numbers[i]));
    }
    return sei::weights::encode_safetensors(tensors);
}

/// Random weights, checked against the network as those of a file are.
template <class Net>
class random_weights {
public:
    explicit random_weights(std::uint32_t seed)
        : bytes_(random_file<Net>(seed)),
          bound_(sei::weights::bind<Net>(sei::weights::safetensors_file::parse(bytes_, "random weights"))) {}

    [[nodiscard]] const sei::weights::network_weights& operator*() const { return bound_; }

private:
    std::vector<std::byte> bytes_;
    sei::weights::network_weights bound_;
};

[[nodiscard]] inline bool same_bits(std::span<const float> left, std::span<const float> right) {
    return left.size() == right.size() && std::memcmp(left.data(), right.data(), left.size_bytes()) == 0;
}

/// The largest |left - right| over the largest |right|; infinite if sizes differ or a number is NaN.
[[nodiscard]] inline double relative_difference(std::span<const float> left, std::span<const float> right) {
    return test_support::difference_in_max_norm(left, right);
}

/// The sentence of the sei::error that `action` throws; "no error" when it returns.
template <class Action>
[[nodiscard]] std::string error_of(Action&& action) {
    try {
        action();
    } catch (const sei::error& error) {
        return error.what();
    }
    return "no error";
}

/// Runs the layers after `first` up to `last` in a workspace that was full of NaN: what nobody wrote, nobody
/// may read.
template <class Executor>
[[nodiscard]] std::vector<float> run_in_dirty_memory(const Executor& engine, std::size_t first,
                                                     std::size_t last, std::span<const float> input) {
    using workspace = decltype(engine.make_workspace());
    const std::size_t floats = engine.make_workspace().bytes() / sizeof(float);
    workspace memory(floats, floats);
    std::fill_n(memory.activations(), floats, std::numeric_limits<float>::quiet_NaN());
    std::fill_n(memory.scratch(), floats, std::numeric_limits<float>::quiet_NaN());
    std::vector<float> output(engine.shape_after(last).elements());
    engine.run(first, last, input, output, memory);
    return output;
}

} // namespace engine_test
