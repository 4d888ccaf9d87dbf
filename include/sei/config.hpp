// SPDX-License-Identifier: MIT
#pragma once
/// sei/config.hpp: the version, the tier (firmware or host) and the instruction set of this translation unit.
///
/// Nothing here depends on what happens to be installed. The tier follows from the platform alone: bare metal
/// is a target that is none of Linux, macOS, Windows and FreeBSD (arm-none-eabi calls itself "hosted", so
/// `__STDC_HOSTED__` cannot tell). `-DSEI_FIRMWARE=0` or `=1` overrides it.

#define SEI_VERSION_MAJOR 0
#define SEI_VERSION_MINOR 1
#define SEI_VERSION_PATCH 0

#ifndef SEI_FIRMWARE
#    if defined(__linux__) || defined(__APPLE__) || defined(_WIN32) || defined(__FreeBSD__)
#        define SEI_FIRMWARE 0
#    else
#        define SEI_FIRMWARE 1
#    endif
#endif

/// SEI_TARGET names tier and instruction set. It is an inline namespace of every module that holds compute
/// code, so that translation units compiled with different flags don't share (and mix up) functions.
#if SEI_FIRMWARE
#    define SEI_TARGET firmware
#elif defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#    define SEI_TARGET host_avx512
#elif defined(__AVX2__) && defined(__FMA__)
#    define SEI_TARGET host_avx2
#elif defined(__ARM_NEON)
#    define SEI_TARGET host_neon
#else
#    define SEI_TARGET host_baseline
#endif
