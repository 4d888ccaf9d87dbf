// SPDX-License-Identifier: MIT
#pragma once
/// Arm semihosting: the debugger, here QEMU, does what a bare board can't. Without a debugger attached the
/// breakpoint is a fault, so a product has none of this.
///
/// Source: Arm, "Semihosting for AArch32 and AArch64", 2.0: BKPT 0xAB, operation in r0, argument in r1.

#include <cstdint>

namespace semihosting {

enum class operation : std::uint32_t { write0 = 0x04, exit_extended = 0x20 };

inline void call(operation what, const void* argument) {
    register auto r0 asm("r0") = static_cast<std::uint32_t>(what);
    register auto r1 asm("r1") = argument;
    asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

/// `text` ends with a zero.
inline void write(const char* text) { call(operation::write0, text); }

/// Ends the program; QEMU exits with `status`.
[[noreturn]] inline void exit(std::uint32_t status) {
    constexpr std::uint32_t application_exit = 0x20026;
    const std::uint32_t block[] = {application_exit, status};
    for (;;) call(operation::exit_extended, block);
}

} // namespace semihosting
