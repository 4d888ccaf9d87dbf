// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/tensor.hpp: tensors at the edge of the engine are xtensor arrays; inside, kernels work on
/// spans.

#include <sei/error.hpp>
#include <sei/model/shape.hpp>

#include <xtensor/xarray.hpp>

#include <span>
#include <string>
#include <vector>

namespace sei::engine::inline SEI_TARGET {

/// Row-major, float32, `[C, H, W]` or `[N]`.
using tensor = xt::xarray<float, xt::layout_type::row_major>;

[[nodiscard]] inline tensor make_tensor(sei::shape dims) {
    std::vector<std::size_t> extents{dims.channels};
    if (dims.rank() == 3) extents = {dims.channels, dims.height, dims.width};
    return tensor::from_shape(extents);
}

[[nodiscard]] inline std::string to_string(sei::shape dims) {
    if (dims.rank() != 3) return sei::detail::joined({"[", dims.channels, "]"});
    return sei::detail::joined({"[", dims.channels, ", ", dims.height, ", ", dims.width, "]"});
}

[[nodiscard]] inline std::string shape_of(const tensor& values) {
    std::string text = "[";
    for (const std::size_t extent : values.shape())
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    return text + "]";
}

[[nodiscard]] inline std::span<const float> elements_of(const tensor& values) {
    return {values.data(), values.size()};
}
[[nodiscard]] inline std::span<float> elements_of(tensor& values) { return {values.data(), values.size()}; }

/// Throws unless the tensor has exactly this shape.
inline void require_shape(const tensor& values, sei::shape expected) {
    const std::string found = shape_of(values);
    if (found != to_string(expected))
        sei::detail::throw_error(
            {"a tensor of shape ", found, " came where ", to_string(expected), " was expected"});
}

} // namespace sei::engine::inline SEI_TARGET
