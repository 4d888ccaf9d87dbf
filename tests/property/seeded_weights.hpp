// SPDX-License-Identifier: MIT
#pragma once
/// Weights and inputs for any network as a function of name, shape and index: no file of 500 MB, and PyTorch
/// can have the same. tests/golden/zoo/make.py makes the same float32 numbers, bit for bit, and says why they
/// are as they are. Change both or none.

#include <sei/model/stage.hpp>
#include <sei/weights/bind.hpp>
#include <sei/weights/safetensors_writer.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seeded {

/// 16 bits for each index: a mixer of 32 bits (lowbias32 by C. Wellons) keyed with the name (FNV-1a).
class hash {
public:
    explicit hash(std::string_view name) {
        for (const char character : name) key_ = (key_ ^ static_cast<unsigned char>(character)) * 16777619U;
    }

    [[nodiscard]] std::int32_t operator()(std::uint32_t index) const {
        std::uint32_t bits = index * 0x9E3779B9U ^ key_;
        bits = (bits ^ bits >> 16U) * 0x7FEB352DU;
        bits = (bits ^ bits >> 15U) * 0x846CA68BU;
        return static_cast<std::int32_t>(bits >> 16U);
    }

private:
    std::uint32_t key_ = 2166136261U;
};

/// (hash - zero) step: one rounding to float32, none where step is a power of two.
inline void fill(std::span<float> numbers, std::string_view name, std::int32_t zero, float step) {
    const hash hashed(name);
    for (std::uint32_t i = 0; i < numbers.size(); ++i)
        numbers[i] = static_cast<float>(hashed(i) - zero) * step;
}

/// Variance 8 / 3 over the inputs; of eight neighbours three are the negatives of those before them.
inline void fill_matrix(std::span<float> numbers, std::string_view name, std::size_t inputs) {
    const hash hashed(name);
    const auto step = static_cast<float>(std::sqrt(8 / static_cast<double>(inputs)) / 32768);
    for (std::uint32_t i = 0; i < numbers.size(); ++i) {
        const bool is_negated = i % 2 == 1 && i % 8 != 7;
        numbers[i] = is_negated ? -numbers[i - 1] : static_cast<float>(hashed(i) - 32768) * step;
    }
}

inline void fill_tensor(std::span<float> numbers, std::string_view name, const sei::node& step,
                        const sei::parameter& tensor) {
    const std::string_view suffix = tensor.suffix;
    if (tensor.rank > 1)
        fill_matrix(numbers, name, tensor.elements() / tensor.dimensions[0]);
    else if (suffix == "running_var")
        fill(numbers, name, -24576, 0x1p-15F); // [0.75, 2.75)
    else if (suffix == "weight")
        fill(numbers, name, -32768, 0x1p-16F); // [0.5, 1.5)
    else if (suffix == "bias" && step.kind == sei::layers::batch_norm::kind)
        fill(numbers, name, 16384, 0x1p-16F); // [-0.25, 0.75)
    else
        fill(numbers, name, 32768, 0x1p-18F); // [-0.125, 0.125)
}

template <class Net>
[[nodiscard]] std::vector<float> image(std::string_view name) {
    std::vector<float> pixels(Net::input.elements());
    fill(pixels, name, 32768, 0x1p-15F); // [-1, 1)
    return pixels;
}

/// A safetensors file in memory.
template <class Net>
[[nodiscard]] std::vector<std::byte> file() {
    std::vector<float> numbers(sei::whole<Net>::cost.file_parameters);
    std::span<float> rest(numbers);
    std::deque<std::string> names; // views point to them: they must stay where they are
    std::vector<sei::weights::tensor_view> tensors;
    for (std::size_t i = 0; i < sei::program_of<Net>.node_count; ++i) {
        const sei::node& step = sei::nodes_of<Net>()[i];
        const sei::parameter_list& parameters = sei::parameter_table<Net>[i];
        for (const sei::parameter& tensor : std::span(parameters.tensors).first(parameters.count)) {
            const std::span<float> own = rest.first(tensor.elements());
            rest = rest.subspan(own.size());
            names.push_back(sei::weights::detail::tensor_name(step, tensor));
            fill_tensor(own, names.back(), step, tensor);
            sei::weights::tensor_view& view = tensors.emplace_back();
            view.name = names.back();
            view.rank = tensor.rank;
            std::copy_n(tensor.dimensions.begin(), tensor.rank, view.dims.begin());
            view.bytes = std::as_bytes(own);
        }
    }
    return sei::weights::encode_safetensors(tensors);
}

/// Checked against the network as the weights of a file are.
template <class Net>
class weights {
public:
    [[nodiscard]] const sei::weights::network_weights& operator*() const { return bound_; }

private:
    std::vector<std::byte> bytes_ = file<Net>();
    sei::weights::network_weights bound_ =
        sei::weights::bind<Net>(sei::weights::safetensors_file::parse(bytes_, "seeded weights"));
};

} // namespace seeded
