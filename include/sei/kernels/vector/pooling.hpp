// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/pooling.hpp: pooling on blocked maps: what it is told.
///
/// Maps have the set's lanes; the output's halo is left alone; input and output must not overlap.
/// `pool_globally` gives the mean of whole maps (units are blocks); units of the others are rows of blocks.
/// Means add in another order than the portable kernels.

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
