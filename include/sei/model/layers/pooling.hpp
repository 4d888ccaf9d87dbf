// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/pooling.hpp: the shape rule and the cost that max_pool and avg_pool share.
///
/// PyTorch's formula in floor mode: a last row or column that no window covers is left out. Work counts the
/// elements that the windows read.

#include <sei/model/extent.hpp>
#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

/// Padding of at most half a window, as PyTorch demands: no window may lie in the padding alone.
[[nodiscard]] constexpr inference infer_pooling(shape in, extent kernel, extent stride, extent padding) {
    if (in.rank() != 3) return {{}, fault::needs_a_map_but_gets_a_vector};
    if (kernel.height == 0 || kernel.width == 0 || stride.height == 0 || stride.width == 0)
        return {{}, fault::a_kernel_stride_or_dilation_is_zero};
    if (2 * padding.height > kernel.height || 2 * padding.width > kernel.width)
        return {{}, fault::padding_exceeds_half_of_the_pooling_window};
    const shape out{in.channels, sliding_output(in.height, kernel.height, stride.height, padding.height, 1),
                    sliding_output(in.width, kernel.width, stride.width, padding.width, 1)};
    if (out.height == 0 || out.width == 0) return {{}, fault::kernel_does_not_fit_the_padded_map};
    return {out};
}

[[nodiscard]] constexpr work pooling_work(shape out, extent kernel) {
    return {work_kind::elementwise, std::uint64_t{kernel.height} * kernel.width * out.elements()};
}

} // namespace sei::layers::inline SEI_RELEASE
