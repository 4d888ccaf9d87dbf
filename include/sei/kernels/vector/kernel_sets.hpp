// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/vector/kernel_sets.hpp: the vector kernels, compiled once for each instruction set; the
/// processor picks one at run time.
///
///     const sei::kernels::kernel_set& kernels = sei::kernels::best_kernel_set();
///
/// Whatever -march a translation unit has, on x86-64 it holds the sets `portable` (vectors of 4, no
/// instruction beyond the unit's own), `avx2` and `avx512`; on aarch64 `neon`; elsewhere `portable`.
/// SEI_KERNELS=avx2 (or another of these names) in the environment forces one. Define SEI_SEPARATE_KERNELS in
/// all translation units and SEI_COMPILE_KERNELS in one of them to compile the kernels once in a program of
/// many.

#include <sei/error.hpp>
#include <sei/kernels/vector/kernel_set.hpp>

#include <array>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#if !defined(SEI_SEPARATE_KERNELS) || defined(SEI_COMPILE_KERNELS)
#    include <sei/kernels/vector/detail/targets.hpp>
#endif

namespace sei::kernels::inline SEI_TARGET {

#if !defined(SEI_SEPARATE_KERNELS)
#    define SEI_KERNELS_LINKAGE inline
#else
#    define SEI_KERNELS_LINKAGE
#endif

/// The sets that this processor can run, the fastest one last.
[[nodiscard]] std::span<const kernel_set* const> kernel_sets();

#if !defined(SEI_SEPARATE_KERNELS) || defined(SEI_COMPILE_KERNELS)
[[nodiscard]] SEI_KERNELS_LINKAGE std::span<const kernel_set* const> kernel_sets() {
#    if defined(__aarch64__)
    static constexpr std::array sets{&neon::table};
    return sets;
#    elif defined(__x86_64__)
    static constexpr std::array sets{&portable::table, &avx2::table, &avx512::table};
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                            __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    return std::span(sets).first(!has_avx2 ? 1 : !has_avx512 ? 2 : 3);
#    else
    static constexpr std::array sets{&portable::table};
    return sets;
#    endif
}
#endif
#undef SEI_KERNELS_LINKAGE

/// The set of that name; throws sei::error, which says what there is, if this processor has none.
[[nodiscard]] inline const kernel_set& kernel_set_named(std::string_view name) {
    std::string known;
    for (const kernel_set* set : kernel_sets()) {
        if (set->name == name) return *set;
        known += (known.empty() ? "" : ", ") + std::string(set->name);
    }
    throw error("found no kernels '" + std::string(name) + "' for this processor, expected one of " + known);
}

/// The fastest set that this processor can run, or the one that SEI_KERNELS in the environment names.
[[nodiscard]] inline const kernel_set& best_kernel_set() {
    static const kernel_set& best = []() -> const kernel_set& {
        const char* const forced = std::getenv("SEI_KERNELS");
        return forced != nullptr && *forced != '\0' ? kernel_set_named(forced) : *kernel_sets().back();
    }();
    return best;
}

} // namespace sei::kernels::inline SEI_TARGET
