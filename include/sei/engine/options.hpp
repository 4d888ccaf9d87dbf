// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/options.hpp: what an executor may spend: threads, memory, and exactness.

#include <sei/kernels/vector/kernel_sets.hpp>

namespace sei::engine::inline SEI_TARGET {

struct executor_options {
    /// Bounds the parallelism inside one inference; oneTBB runs the pieces in the caller's arena.
    std::size_t threads = 1;

    /// No Winograd: every result is a plain sum of products, and infinities, NaN and subnormals give what
    /// IEEE arithmetic gives. Otherwise an infinity or a NaN spreads over its tile of 4x4 outputs.
    bool exact = false;

    /// No transformed weights: Winograd's are up to four times as large as the file's.
    bool low_memory = false;

    /// null: the fastest of this processor, or the one that SEI_KERNELS names.
    const kernels::kernel_set* kernels = nullptr;
};

} // namespace sei::engine::inline SEI_TARGET
