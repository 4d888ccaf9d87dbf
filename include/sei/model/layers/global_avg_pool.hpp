// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/global_avg_pool.hpp: the mean of each channel, `[C, H, W]` to `[C, 1, 1]`
/// (AdaptiveAvgPool2d(1)).

#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

struct global_avg_pool {
    label name{};

    static constexpr label kind = "global_avg_pool";

    [[nodiscard]] constexpr inference infer(shape in) const {
        if (in.rank() != 3) return {{}, fault::needs_a_map_but_gets_a_vector};
        return {{in.channels, 1, 1}};
    }
};

} // namespace sei::layers::inline SEI_RELEASE
