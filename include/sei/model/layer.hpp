// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layer.hpp: what a type must offer to be a layer of a network: shapes, cost and a name, nothing
/// else.
///
/// How a layer is computed, differentiated or explained is elsewhere (kernels, engine, explain), keyed on
/// the layer's type, so that a layer can be added from outside.

#include <sei/model/fault.hpp>
#include <sei/model/label.hpp>
#include <sei/model/shape.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace sei::inline SEI_RELEASE {

/// What a layer makes of the shape before it.
struct inference {
    shape output{};
    fault reason = fault::none;
};

/// The kinds of work that run at different speeds on one device.
enum class work_kind : std::uint8_t { convolution, pointwise, depthwise, dense, elementwise };
inline constexpr std::size_t work_kinds = 5;

/// Work of one layer: multiply-accumulates, and for `elementwise` the input elements that are read.
struct work {
    work_kind kind = work_kind::elementwise;
    std::uint64_t operations = 0;

    [[nodiscard]] constexpr std::uint64_t macs() const noexcept {
        return kind == work_kind::elementwise ? 0 : operations;
    }
};

/// Where a layer may put its output: elsewhere, over its (first) input, or nowhere, because the bytes don't
/// change.
enum class storage : std::uint8_t { separate, in_place, unchanged };

/// What a layer is to those who look for a cut. An activation maps each element for itself, so that a cut
/// before it says as much; what passes on only copies.
enum class layer_role : std::uint8_t { computes, activation, passes_on };

/// One tensor of a layer's weights, named as in a PyTorch state_dict: the layer's name, a dot, the suffix.
struct parameter {
    const char* suffix = "";
    std::array<std::uint32_t, 4> dimensions{};
    std::uint32_t rank = 0;

    [[nodiscard]] constexpr std::size_t elements() const noexcept {
        std::size_t product = 1;
        for (std::uint32_t i = 0; i < rank; ++i) product *= dimensions[i];
        return product;
    }
};

/// The weights of a layer, at most four tensors (batch_norm has four).
struct parameter_list {
    std::array<parameter, 4> tensors{};
    std::size_t count = 0;

    constexpr void add(const char* suffix, std::uint32_t length) { tensors[count++] = {suffix, {length}, 1}; }
    constexpr void add(const char* suffix, std::uint32_t rows, std::uint32_t columns) {
        tensors[count++] = {suffix, {rows, columns}, 2};
    }
    constexpr void add(const char* suffix, std::array<std::uint32_t, 4> dimensions) {
        tensors[count++] = {suffix, dimensions, 4};
    }

    [[nodiscard]] constexpr std::size_t elements() const noexcept {
        std::size_t sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += tensors[i].elements();
        return sum;
    }
};

/// A layer: a structural type with a name, the name of its kind, and a shape rule. Five members are optional:
/// - `work cost(shape in, shape out) const`, else the layer counts as elementwise;
/// - `parameter_list parameters(shape in) const`, else it has no weights;
/// - `static constexpr storage output_storage`, else `separate`;
/// - `static constexpr layer_role role`, else `computes`, or `passes_on` where the bytes don't change;
/// - `static constexpr bool is_fused`: engines compute it in the pass of the layer before, at no cost of its
///   own; else false.
template <class Layer>
concept layer = requires(const Layer spec, shape incoming) {
    { spec.name } -> std::convertible_to<label>;
    { Layer::kind } -> std::convertible_to<label>;
    { spec.infer(incoming) } -> std::same_as<inference>;
};

template <layer Layer>
[[nodiscard]] constexpr work work_of(const Layer& spec, shape in, shape out) {
    if constexpr (requires { spec.cost(in, out); })
        return spec.cost(in, out);
    else
        return {work_kind::elementwise, in.elements()};
}

template <layer Layer>
[[nodiscard]] constexpr parameter_list parameters_of(const Layer& spec, shape in) {
    if constexpr (requires { spec.parameters(in); })
        return spec.parameters(in);
    else
        return {};
}

template <layer Layer>
[[nodiscard]] constexpr storage storage_of() {
    if constexpr (requires { Layer::output_storage; })
        return Layer::output_storage;
    else
        return storage::separate;
}

template <layer Layer>
[[nodiscard]] constexpr layer_role role_of() {
    if constexpr (requires { Layer::role; })
        return Layer::role;
    else
        return storage_of<Layer>() == storage::unchanged ? layer_role::passes_on : layer_role::computes;
}

template <layer Layer>
[[nodiscard]] constexpr bool is_fused() {
    if constexpr (requires { Layer::is_fused; })
        return Layer::is_fused;
    else
        return false;
}

/// The output size of a window that slides over one padded dimension; 0 if it does not fit (PyTorch, floor
/// mode).
[[nodiscard]] constexpr std::uint32_t sliding_output(std::uint64_t size, std::uint64_t window,
                                                     std::uint64_t stride, std::uint64_t padding,
                                                     std::uint64_t dilation) {
    const std::uint64_t padded = size + 2 * padding;
    const std::uint64_t reach = dilation * (window - 1) + 1;
    const std::uint64_t positions = padded < reach ? 0 : (padded - reach) / stride + 1;
    constexpr std::uint64_t largest = 0xFFFF'FFFFU; // far beyond what a network may have
    return static_cast<std::uint32_t>(positions < largest ? positions : largest);
}

} // namespace sei::inline SEI_RELEASE
