// SPDX-License-Identifier: MIT
#pragma once
/// `print("arena ", bytes, " bytes\n")`: text and numbers without printf, which would cost 6 KB of flash.

#include "board.hpp"

#include <concepts>
#include <cstdint>

struct hexadecimal {
    std::uint32_t number;
};

inline void print_in_base(std::uint32_t base, std::uint32_t number, std::uint32_t at_least_digits) {
    char text[11] = {};
    char* first = text + 10;
    for (std::uint32_t digits = 0; number != 0 || digits < at_least_digits; ++digits, number /= base)
        *--first = "0123456789abcdef"[number % base];
    board::write(first);
}

inline void print_part(const char* text) { board::write(text); }
inline void print_part(hexadecimal value) { print_in_base(16, value.number, 8); }
inline void print_part(std::unsigned_integral auto number) {
    print_in_base(10, static_cast<std::uint32_t>(number), 1);
}

template <class... Parts>
void print(const Parts&... parts) {
    (print_part(parts), ...);
}
