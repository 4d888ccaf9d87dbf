// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/lora.hpp: how long a LoRa packet is on the air.
///
/// The formula of Semtech's AN1200.13, "LoRa Modem Designer's Guide", 2013, section 4 (the same in the
/// datasheets SX1272/73 4.1.1.7 and SX1276 4.1.1.7), in whole numbers, rounded to the nearest nanosecond.

#include <sei/error.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace sei::link::inline SEI_RELEASE {

inline constexpr std::uint32_t lora_largest_payload = 255; // its length is one byte

struct lora_modulation {
    std::uint32_t spreading_factor = 7; // 7 to 12
    std::int64_t bandwidth_hz = 125'000;
    std::uint32_t coding_rate = 1;      // 4 / (4 + coding_rate), 1 to 4
    std::uint32_t preamble_symbols = 8; // LoRaWAN's; the modem adds 4.25
    bool explicit_header = true;
    bool checksum = true; // of the payload; LoRaWAN: upwards only

    /// Above 16 ms a symbol the modem trades rate for tolerance of clock drift.
    [[nodiscard]] constexpr bool low_data_rate() const noexcept {
        return (std::int64_t{1} << spreading_factor) * 1000 > 16 * bandwidth_hz;
    }
};

/// Throws `sei::error` for what no modem offers.
inline void require_usable(const lora_modulation& lora) {
    const auto expect = [](const char* name, std::int64_t value, std::int64_t least, std::int64_t most) {
        if (value < least || value > most)
            throw error(std::string("LoRa ") + name + " is " + std::to_string(value) + ", expected " +
                        std::to_string(least) + " to " + std::to_string(most));
    };
    expect("spreading_factor", lora.spreading_factor, 7, 12);
    expect("bandwidth_hz", lora.bandwidth_hz, 7'800, 500'000);
    expect("coding_rate", lora.coding_rate, 1, 4);
    expect("preamble_symbols", lora.preamble_symbols, 6, 65'535);
}

/// Symbols of header and payload, after the preamble.
[[nodiscard]] constexpr std::int64_t lora_payload_symbols(const lora_modulation& lora,
                                                          std::uint32_t payload_bytes) noexcept {
    const std::int64_t factor = lora.spreading_factor;
    const std::int64_t bits = 8 * std::int64_t{payload_bytes} - 4 * factor + 28 + (lora.checksum ? 16 : 0) -
                              (lora.explicit_header ? 0 : 20);
    const std::int64_t bits_per_block = 4 * (factor - (lora.low_data_rate() ? 2 : 0));
    const std::int64_t blocks = bits > 0 ? (bits + bits_per_block - 1) / bits_per_block : 0;
    return 8 + blocks * (4 + std::int64_t{lora.coding_rate});
}

/// Time on air of a packet with this payload (PHY payload: LoRaWAN's headers included).
[[nodiscard]] constexpr std::chrono::nanoseconds lora_airtime(const lora_modulation& lora,
                                                              std::uint32_t payload_bytes) noexcept {
    const std::int64_t quarter_symbols =
        4 * (std::int64_t{lora.preamble_symbols} + lora_payload_symbols(lora, payload_bytes)) + 17;
    const std::int64_t quarter_chips = quarter_symbols
                                       << lora.spreading_factor; // 4 of them last 1 / bandwidth
    const std::int64_t whole = quarter_chips / lora.bandwidth_hz;
    const std::int64_t rest = quarter_chips % lora.bandwidth_hz;
    return std::chrono::nanoseconds(whole * 250'000'000 +
                                    (rest * 250'000'000 + lora.bandwidth_hz / 2) / lora.bandwidth_hz);
}

} // namespace sei::link::inline SEI_RELEASE
