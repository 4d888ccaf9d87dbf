// SPDX-License-Identifier: MIT
#pragma once
/// Golden arrays, random weights and error norms for the tests of explain.

#include "../../support/differences.hpp"

#include <sei/model/network.hpp>
#include <sei/model/parameters.hpp>
#include <sei/weights/fold.hpp>
#include <sei/weights/safetensors_writer.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace test {

using namespace test_support;

/// A tensor as numbers; the first dimension counts samples.
struct array {
    std::vector<double> values;
    std::vector<std::size_t> shape;

    [[nodiscard]] std::size_t samples() const { return shape.at(0); }
    [[nodiscard]] std::size_t sample_size() const { return values.size() / samples(); }

    template <class Scalar>
    [[nodiscard]] std::vector<Scalar> all() const {
        return std::vector<Scalar>(values.begin(), values.end());
    }
    template <class Scalar = double>
    [[nodiscard]] std::vector<Scalar> sample(std::size_t index) const {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(index * sample_size());
        return std::vector<Scalar>(first, first + static_cast<std::ptrdiff_t>(sample_size()));
    }
};

/// Elements of any dtype that the references use; 64-bit integers there are small.
[[nodiscard]] inline double number_at(const sei::weights::tensor_view& tensor, std::size_t index) {
    if (tensor.type == sei::weights::dtype::f32) return double{sei::weights::load<float>(tensor, index)};
    if (tensor.type == sei::weights::dtype::f64) return sei::weights::load<double>(tensor, index);
    return static_cast<double>(sei::weights::load<std::int64_t>(tensor, index));
}

class reference_file {
public:
    explicit reference_file(const std::filesystem::path& path)
        : file_(sei::weights::safetensors_file::open(path)) {}

    [[nodiscard]] array at(const std::string& name) const {
        const sei::weights::tensor_view& tensor = file_.at(name);
        array result{{}, {tensor.shape().begin(), tensor.shape().end()}};
        for (std::size_t i = 0; i < tensor.element_count(); ++i)
            result.values.push_back(number_at(tensor, i));
        return result;
    }

    /// What follows the prefix in the names that have it.
    [[nodiscard]] std::vector<std::string> names_after(const std::string& prefix) const {
        std::vector<std::string> names;
        for (const sei::weights::tensor_view& tensor : file_.tensors()) {
            const auto name = tensor.name.template to<std::string>();
            if (name.starts_with(prefix)) names.push_back(name.substr(prefix.size()));
        }
        return names;
    }

    /// A blank-separated list in the metadata, as a list.
    [[nodiscard]] std::vector<std::string> list(const std::string& key) const {
        const std::string& text = file_.metadata().at(key);
        std::vector<std::string> words;
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = (std::min)(text.find(' ', begin), text.size());
            words.push_back(text.substr(begin, end - begin));
            begin = end + 1;
        }
        return words;
    }

private:
    sei::weights::safetensors_file file_;
};

[[nodiscard]] inline std::filesystem::path golden(const std::string& name) {
    return std::filesystem::path(SEI_GOLDEN_DIR) / "relevance" / name;
}

/// The largest difference over the largest expected value: the norm in which the references state tolerances.
/// Infinite for a NaN and for other sizes.
template <class Actual, class Expected>
[[nodiscard]] double error_in_max_norm(const Actual& actual, const Expected& expected) {
    return difference_in_max_norm(actual, expected);
}

template <class Net>
[[nodiscard]] std::size_t node_named(std::string_view name) {
    const auto nodes = sei::nodes_of<Net>();
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (std::string_view(nodes[i].name.data(), nodes[i].name.size()) == name) return i;
    throw sei::error("the network has no layer '" + std::string(name) + "'");
}

[[nodiscard]] inline std::vector<float> random_numbers(std::size_t count, std::uint32_t seed, float lowest,
                                                       float highest) {
    std::mt19937 random{seed};
    std::uniform_real_distribution<float> uniform{lowest, highest};
    std::vector<float> numbers(count);
    for (float& number : numbers) number = uniform(random);
    return numbers;
}

/// Weights as a file would bring them, between -1 and 1 (variances between 0.5 and 2), folded.
template <class Scalar, class Net>
[[nodiscard]] sei::weights::folded_weights<Scalar> random_weights(std::uint32_t seed) {
    std::vector<std::string> names;
    std::vector<std::vector<float>> numbers;
    std::vector<sei::weights::tensor_view> views;
    for (std::size_t i = 0; i < sei::nodes_of<Net>().size(); ++i)
        for (std::size_t k = 0; k < sei::parameter_table<Net>[i].count; ++k) {
            const sei::parameter& tensor = sei::parameter_table<Net>[i].tensors[k];
            const bool is_variance = std::string_view(tensor.suffix) == "running_var";
            names.push_back(sei::weights::detail::tensor_name(sei::nodes_of<Net>()[i], tensor));
            numbers.push_back(random_numbers(tensor.elements(), seed++, is_variance ? 0.5F : -1.0F,
                                             is_variance ? 2.0F : 1.0F));
            sei::weights::tensor_view view;
            view.rank = tensor.rank;
            std::copy_n(tensor.dimensions.begin(), tensor.rank, view.dims.begin());
            views.push_back(view);
        }
    for (std::size_t i = 0; i < views.size(); ++i) { // names and numbers no longer move
        views[i].name = names[i];
        views[i].bytes = std::as_bytes(std::span(numbers[i]));
    }
    const auto bytes = sei::weights::encode_safetensors(views);
    return sei::weights::fold<Scalar, Net>(
        sei::weights::bind<Net>(sei::weights::safetensors_file::parse(bytes, "random weights")));
}

/// The reference's single layers: inputs, weights and what each rule makes of them.
[[nodiscard]] inline const reference_file& micro() {
    static const reference_file file{golden("micro.ref.safetensors")};
    return file;
}

/// `[1, C, H, W]` or `[1, N]` of the reference as sei's shape.
[[nodiscard]] inline sei::shape shape_of(const array& tensor) {
    const auto dimension = [&](std::size_t i) {
        return i < tensor.shape.size() ? static_cast<std::uint32_t>(tensor.shape[i]) : 0U;
    };
    return {dimension(1), dimension(2), dimension(3)};
}

} // namespace test
