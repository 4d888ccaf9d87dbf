// SPDX-License-Identifier: MIT
#include <sei/link/medium/lora.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstdint>

using namespace std::chrono_literals;
using namespace sei::link;

TEST_CASE("Time on air as Semtech's formula gives it") {
    // A public calculator after AN1200.13 prints 28 symbols and 164.864 ms for 13 bytes at SF9.
    CHECK(lora_payload_symbols({.spreading_factor = 9}, 13) == 28);
    CHECK(lora_airtime({.spreading_factor = 9}, 13) == 164'864us);
    // The formula by hand for 23 bytes: 8 + ceil((8 * 23 - 4 SF + 44) / (4 (SF - 2 DE))) * 5 symbols after
    // 12.25 of preamble, each of 2^SF / 125 kHz.
    const std::array<std::chrono::microseconds, 6> by_hand{61'696us,  113'152us, 205'824us,
                                                           370'688us, 823'296us, 1'482'752us};
    for (std::uint32_t factor = 7; factor <= 12; ++factor)
        CHECK(lora_airtime({.spreading_factor = factor}, 23) == by_hand[factor - 7]);
    static_assert(lora_airtime({.spreading_factor = 7, .checksum = false}, 0) > 0ns);
}

TEST_CASE("Above 16 ms a symbol the low data rate is on") {
    CHECK(!lora_modulation{.spreading_factor = 10}.low_data_rate());
    CHECK(lora_modulation{.spreading_factor = 11}.low_data_rate());
    CHECK(lora_modulation{.spreading_factor = 12}.low_data_rate());
    CHECK(!lora_modulation{.spreading_factor = 11, .bandwidth_hz = 250'000}.low_data_rate());
}

TEST_CASE("More bytes, a higher factor and more coding take longer; header and checksum cost symbols") {
    for (std::uint32_t factor = 7; factor <= 12; ++factor) {
        for (std::uint32_t bytes = 0; bytes < 255; ++bytes)
            CHECK(lora_airtime({.spreading_factor = factor}, bytes) <=
                  lora_airtime({.spreading_factor = factor}, bytes + 1));
        CHECK(lora_airtime({.spreading_factor = factor, .coding_rate = 2}, 50) >
              lora_airtime({.spreading_factor = factor}, 50));
        CHECK(lora_airtime({.spreading_factor = factor}, 50) >
              lora_airtime({.spreading_factor = factor, .explicit_header = false, .checksum = false}, 50));
        if (factor > 7)
            CHECK(lora_airtime({.spreading_factor = factor}, 50) >
                  lora_airtime({.spreading_factor = factor - 1}, 50));
    }
    CHECK(lora_airtime({.bandwidth_hz = 250'000}, 50) * 2 == lora_airtime({}, 50));
}

TEST_CASE("What no modem offers is refused") {
    CHECK_THROWS_WITH_AS(require_usable(lora_modulation{.spreading_factor = 6}),
                         "LoRa spreading_factor is 6, expected 7 to 12", sei::error);
    CHECK_THROWS_AS(require_usable(lora_modulation{.bandwidth_hz = 0}), sei::error);
    CHECK_THROWS_AS(require_usable(lora_modulation{.coding_rate = 5}), sei::error);
    CHECK_THROWS_AS(require_usable(lora_modulation{.preamble_symbols = 0}), sei::error);
    CHECK_NOTHROW(require_usable(lora_modulation{}));
}
