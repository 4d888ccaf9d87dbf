// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/input.hpp: the first layer of every network: the shape of what comes in.

#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

/// `[channels, height, width]`, or `[channels]` where height and width are left out.
struct input {
    std::uint32_t channels = 0;
    std::uint32_t height = 0;
    std::uint32_t width = 0;
    label name = "input";

    static constexpr label kind = "input";

    [[nodiscard]] constexpr inference infer(shape) const {
        const shape declared{channels, height, width};
        const bool sound = channels != 0 && ((height == 0) == (width == 0));
        return sound ? inference{declared} : inference{{}, fault::input_has_a_zero_dimension};
    }

    [[nodiscard]] constexpr work cost(shape, shape) const { return {}; }
};

} // namespace sei::layers::inline SEI_RELEASE
