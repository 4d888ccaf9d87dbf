// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/conv2d.hpp: two-dimensional convolution (cross-correlation, as torch.nn.Conv2d).

#include <sei/model/extent.hpp>
#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

/// Weight `[filters, channels / groups, kernel.height, kernel.width]`, bias `[filters]` unless `bias =
/// false`. `groups == channels` is a depthwise convolution.
struct conv2d {
    std::uint32_t filters = 0;
    extent kernel = 3;
    extent stride = 1;
    extent padding = 0;
    extent dilation = 1;
    std::uint32_t groups = 1;
    bool bias = true;
    label name{};

    static constexpr label kind = "conv2d";

    [[nodiscard]] constexpr inference infer(shape in) const {
        if (in.rank() != 3) return {{}, fault::needs_a_map_but_gets_a_vector};
        if (filters == 0) return {{}, fault::no_filters_or_units};
        if (kernel.height == 0 || kernel.width == 0 || stride.height == 0 || stride.width == 0 ||
            dilation.height == 0 || dilation.width == 0)
            return {{}, fault::a_kernel_stride_or_dilation_is_zero};
        if (groups == 0 || in.channels % groups != 0 || filters % groups != 0)
            return {{}, fault::groups_do_not_divide_channels_and_filters};
        const shape out{
            filters,
            sliding_output(in.height, kernel.height, stride.height, padding.height, dilation.height),
            sliding_output(in.width, kernel.width, stride.width, padding.width, dilation.width),
        };
        if (out.height == 0 || out.width == 0) return {{}, fault::kernel_does_not_fit_the_padded_map};
        return {out};
    }

    [[nodiscard]] constexpr work cost(shape in, shape out) const {
        const std::uint64_t taps = std::uint64_t{in.channels / groups} * kernel.height * kernel.width;
        return {speed_class(in), taps * out.elements()};
    }

    [[nodiscard]] constexpr parameter_list parameters(shape in) const {
        parameter_list list;
        list.add("weight", {filters, in.channels / groups, kernel.height, kernel.width});
        if (bias) list.add("bias", filters);
        return list;
    }

private:
    // A private function keeps the type structural (only data members must be public).
    [[nodiscard]] constexpr work_kind speed_class(shape in) const {
        if (groups == in.channels && groups > 1) return work_kind::depthwise;
        return kernel == extent{1} ? work_kind::pointwise : work_kind::convolution;
    }
};

} // namespace sei::layers::inline SEI_RELEASE
