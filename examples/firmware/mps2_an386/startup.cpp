// SPDX-License-Identifier: MIT
/// From reset to main() on a Cortex-M4F: vector table, memory, FPU, constructors. No C library.

#include "semihosting.hpp"

#include <cstddef>
#include <cstdint>

int main();

extern "C" {

// Boundaries from link.ld. Only their addresses mean something.
extern std::uint32_t stack_top[], data_begin[], data_end[], data_in_flash[], bss_begin[], bss_end[];
using constructor = void (*)();
extern const constructor constructors_begin[], constructors_end[];

[[noreturn, gnu::used]] void reset() {
    auto& coprocessor_access = *reinterpret_cast<volatile std::uint32_t*>(0xE000ED88);
    coprocessor_access = coprocessor_access | 0x00F0'0000U; // CP10 and CP11: the FPU
    asm volatile("dsb\n isb" ::: "memory");

    const std::uint32_t* source = data_in_flash;
    for (std::uint32_t* word = data_begin; word != data_end;) *word++ = *source++;
    for (std::uint32_t* word = bss_begin; word != bss_end;) *word++ = 0;
    for (const constructor* each = constructors_begin; each != constructors_end; ++each) (*each)();
    semihosting::exit(static_cast<std::uint32_t>(main()));
}

/// Every fault and every interrupt that nobody asked for.
[[noreturn, gnu::used]] void unexpected_exception() {
    std::uint32_t number = 0;
    asm volatile("mrs %0, ipsr" : "=r"(number));
    semihosting::write("unexpected exception, see the exit status: 128 + its number\n");
    semihosting::exit(128 + number);
}

// GCC may call these even in freestanding code (GCC manual, "Standards"). The attribute keeps it from seeing
// a memcpy in memcpy.
[[gnu::used, gnu::optimize("no-tree-loop-distribute-patterns")]] void* memcpy(void* to, const void* from,
                                                                              std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        static_cast<std::byte*>(to)[i] = static_cast<const std::byte*>(from)[i];
    return to;
}

[[gnu::used, gnu::optimize("no-tree-loop-distribute-patterns")]] void* memset(void* to, int value,
                                                                              std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) static_cast<std::byte*>(to)[i] = static_cast<std::byte>(value);
    return to;
}

} // extern "C"

/// Initial stack pointer, reset, then the exceptions 2 to 15 of the core. (Armv7-M ARM, B1.5.2)
struct vector_table {
    std::uint32_t* stack;
    void (*handlers[15])();
};

[[gnu::used, gnu::section(".vectors")]] const vector_table vectors{
    stack_top,
    {reset, unexpected_exception, unexpected_exception, unexpected_exception, unexpected_exception,
     unexpected_exception, unexpected_exception, unexpected_exception, unexpected_exception,
     unexpected_exception, unexpected_exception, unexpected_exception, unexpected_exception,
     unexpected_exception, unexpected_exception}};
