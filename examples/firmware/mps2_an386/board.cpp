// SPDX-License-Identifier: MIT
/// Arm MPS2 with FPGA image AN386: the link is UART0, text goes to the debugger.
///
/// Source: Arm, Cortex-M System Design Kit TRM (DDI 0479), "APB UART"; AN386, "Memory map".

#include "../board.hpp"

#include "semihosting.hpp"

#include <cstdint>

namespace {

struct apb_uart {
    volatile std::uint32_t data;
    volatile std::uint32_t state;   ///< bit 0: the transmit buffer is full
    volatile std::uint32_t control; ///< bit 0: transmit enable
    volatile std::uint32_t interrupts;
    volatile std::uint32_t baud_divider;
};

constexpr std::uintptr_t uart0_address = 0x40004000;
constexpr std::uint32_t clock_hertz = 25'000'000;
constexpr std::uint32_t bits_per_second = 115'200;

} // namespace

namespace board {

void write(const char* text) { semihosting::write(text); }

void send(std::span<const std::byte> bytes) {
    apb_uart& uart = *reinterpret_cast<apb_uart*>(uart0_address);
    uart.baud_divider = clock_hertz / bits_per_second;
    uart.control = 1;
    for (const std::byte byte : bytes) {
        while ((uart.state & 1U) != 0) {
        }
        uart.data = std::to_integer<std::uint32_t>(byte);
    }
}

} // namespace board
