// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/pooling.hpp: pooling on blocked maps: what it is told.

#include <sei/kernels/portable/pooling.hpp>
#include <sei/kernels/vector/feature_map.hpp>

namespace sei::kernels::inline SEI_TARGET {

/// A pool that slides a window over maps. Windows are clipped to the map: no halo is read.
struct pooling {
    extent kernel = 2;
    extent stride = 2;
    extent padding = 0;
    bool count_include_pad = true; ///< avg_pool only
    feature_map input{};
    feature_map output{};
};

} // namespace sei::kernels::inline SEI_TARGET
