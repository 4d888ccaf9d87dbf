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

#define SEI_JOIN_EXPANDED(name, major, minor, patch) name##_##major##_##minor##_##patch
#define SEI_JOIN(name, major, minor, patch) SEI_JOIN_EXPANDED(name, major, minor, patch)
#define SEI_VERSIONED(name) SEI_JOIN(name, SEI_VERSION_MAJOR, SEI_VERSION_MINOR, SEI_VERSION_PATCH)

/// Everything of sei is in an inline namespace that holds the version, so that two versions in one
/// process (a program and its plug-in) don't share functions: SEI_RELEASE, `v_0_1_0`, where the flags of a
/// translation unit don't matter; SEI_TARGET, which names tier and instruction set as well, in every module
/// that computes, so that translation units compiled with different flags don't mix up functions either.
#define SEI_RELEASE SEI_VERSIONED(v)
#if SEI_FIRMWARE
#    define SEI_TARGET SEI_VERSIONED(firmware)
#elif defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#    define SEI_TARGET SEI_VERSIONED(host_avx512)
#elif defined(__AVX2__) && defined(__FMA__)
#    define SEI_TARGET SEI_VERSIONED(host_avx2)
#elif defined(__ARM_NEON)
#    define SEI_TARGET SEI_VERSIONED(host_neon)
#else
#    define SEI_TARGET SEI_VERSIONED(host_baseline)
#endif

// The tag makes a function outside of sei that only returns a type of sei (`executor make();`) carry the
// namespace in its symbol, too, as functions that take one do: callers with other flags or another version
// then fail to link. Later openings of these namespaces inherit it.
#define SEI_TAGGED(name)                                                                                     \
    inline namespace name __attribute__((abi_tag)) {}
#define SEI_MODULE(module, name)                                                                             \
    namespace module {                                                                                       \
    SEI_TAGGED(name)                                                                                         \
    }
namespace sei {
// clang-format off
SEI_TAGGED(SEI_RELEASE)
SEI_MODULE(layers, SEI_RELEASE)
SEI_MODULE(zoo, SEI_RELEASE)
SEI_MODULE(weights, SEI_RELEASE)
SEI_MODULE(wire, SEI_RELEASE)
SEI_MODULE(link, SEI_RELEASE)
SEI_MODULE(advisor, SEI_RELEASE)
SEI_MODULE(report, SEI_RELEASE)
SEI_MODULE(kernels, SEI_TARGET)
SEI_MODULE(engine, SEI_TARGET)
SEI_MODULE(explain, SEI_TARGET)
SEI_MODULE(study, SEI_TARGET)
// clang-format on
} // namespace sei
#undef SEI_MODULE
#undef SEI_TAGGED
