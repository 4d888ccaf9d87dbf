// SPDX-License-Identifier: MIT
#pragma once
/// Compiles kernels.inc once for each instruction set, whatever the flags of the translation unit.

#include <sei/kernels/vector/kernel_counts.hpp>
#include <sei/kernels/vector/kernel_set.hpp>

#include <type_traits>
#include <utility>

namespace sei::kernels::inline SEI_TARGET {

#if defined(__aarch64__)
#    define SEI_KERNEL_SET neon
#    define SEI_KERNEL_REGISTERS 32
#else
#    define SEI_KERNEL_SET portable
#    define SEI_KERNEL_REGISTERS 16
#endif
#define SEI_KERNEL_LANES 4
#include <sei/kernels/vector/detail/kernels.inc>

#if defined(__x86_64__)

#    define SEI_KERNEL_SET avx2
#    define SEI_KERNEL_LANES 8
#    define SEI_KERNEL_REGISTERS 16
#    ifdef __clang__
#        pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#    else
#        pragma GCC push_options
#        pragma GCC target("avx2,fma")
#    endif
#    include <sei/kernels/vector/detail/kernels.inc>
#    ifdef __clang__
#        pragma clang attribute pop
#    else
#        pragma GCC pop_options
#    endif

#    define SEI_KERNEL_SET avx512
#    define SEI_KERNEL_LANES 16
#    define SEI_KERNEL_REGISTERS 32
#    ifdef __clang__
#        pragma clang attribute push(                                                                        \
            __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#    else
#        pragma GCC push_options
#        pragma GCC target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,prefer-vector-width=512")
#    endif
#    include <sei/kernels/vector/detail/kernels.inc>
#    ifdef __clang__
#        pragma clang attribute pop
#    else
#        pragma GCC pop_options
#    endif

#endif

} // namespace sei::kernels::inline SEI_TARGET
