// SPDX-License-Identifier: MIT
#include "support/units.hpp"

#include <doctest/doctest.h>

using namespace examples;
using namespace std::chrono_literals;

TEST_CASE("Rates, times and sizes are numbers with their units") {
    CHECK(parse_rate("--rate", "10Mbit") == 10'000'000);
    CHECK(parse_rate("--rate", "250kbit") == 250'000);
    CHECK(parse_rate("--rate", "1.5Gbit") == 1'500'000'000);
    CHECK(parse_rate("--rate", "1bit") == 1);
    CHECK(parse_time("--delay", "10ms") == 10ms);
    CHECK(parse_time("--delay", "0.5us") == 500ns);
    CHECK(parse_time("--delay", "2s") == 2s);
    CHECK(parse_time("--delay", "0ns") == 0ns);
    CHECK(parse_time("--delay", "1e-3s") == 1ms);
    CHECK(parse_bytes("--max-ram", "320KiB") == 327'680);
    CHECK(parse_bytes("--max-ram", "2MiB") == 2'097'152);
    CHECK(parse_bytes("--max-ram", "1GiB") == 1'073'741'824);
    CHECK(parse_bytes("--max-ram", "0B") == 0);
}

TEST_CASE("A number without a unit, with another one or with anything else around it is refused") {
    for (const char* text :
         {"10", "", "Mbit", "10 Mbit", " 10Mbit", "10Mbit ", "10mbit", "10MB", "10MbitMbit", "+10Mbit",
          "0x10Mbit", "nanMbit", "infMbit", "1e999Mbit", "10ms", "ten Mbit"}) {
        CAPTURE(text);
        CHECK_THROWS_AS((void)parse_rate("--rate", text), sei::error);
    }
    CHECK_THROWS_WITH_AS((void)parse_rate("--rate", "10"),
                         "--rate: '10' is not a number with a unit (bit, kbit, Mbit, Gbit)", sei::error);
    CHECK_THROWS_AS((void)parse_bytes("--max-ram", "320kB"), sei::error); // not KiB: 1000 or 1024?
}

TEST_CASE("Values that nothing has are refused with the range") {
    CHECK_THROWS_WITH_AS((void)parse_rate("--rate", "-1Mbit"),
                         "--rate: -1Mbit is outside 1bit to 1000Gbit per second", sei::error);
    CHECK_THROWS_AS((void)parse_rate("--rate", "0bit"), sei::error);
    CHECK_THROWS_AS((void)parse_rate("--rate", "0.4bit"), sei::error);
    CHECK_THROWS_AS((void)parse_rate("--rate", "1001Gbit"), sei::error);
    CHECK_THROWS_WITH_AS((void)parse_time("--delay", "-1ms"), "--delay: -1ms is outside 0s to 3600s",
                         sei::error);
    CHECK_THROWS_AS((void)parse_time("--delay", "3601s"), sei::error);
    CHECK_THROWS_AS((void)parse_bytes("--max-ram", "-1B"), sei::error);
    CHECK_THROWS_AS((void)parse_bytes("--max-ram", "1e9GiB"), sei::error);
}
