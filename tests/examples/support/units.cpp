// SPDX-License-Identifier: MIT
#include "support/units.hpp"

#include <doctest/doctest.h>

using namespace examples;
using namespace std::chrono_literals;

namespace {

/// What reading the text complains of.
template <class Read>
[[nodiscard]] std::string complaint(const Read& read) {
    try {
        (void)read();
    } catch (const sei::error& problem) {
        return problem.what();
    }
    return "none";
}

[[nodiscard]] std::string rate_complaint(const std::string& text) {
    return complaint([&] { return read_rate(text); });
}

[[nodiscard]] std::string bytes_complaint(const std::string& text) {
    return complaint([&] { return read_bytes(text); });
}

} // namespace

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

TEST_CASE("Units as people write them mean the same, and are spelled in one way") {
    for (const char* text : {"10Mbit", "10Mbps", "10 Mbit/s", "10Mbit/s", "10 Mbps", "10mbit", "10MBit",
                             "10Mb/s", "10Mb", "10Mbits/s", " 10Mbit ", "10mbps", "10\tMbit"}) {
        CAPTURE(text);
        CHECK(read_rate(text).value == 1e7);
        CHECK(read_rate(text).spelling == "10Mbit");
    }
    CHECK(read_rate("1Tbit/s").value == 1e12);
    CHECK(read_rate("1Tbit/s").spelling == "1000Gbit");
    CHECK(read_rate("9600 bps").spelling == "9600bit");
    CHECK(read_rate("250Kbit").spelling == "250kbit");
    CHECK(read_rate("2.5 Gb/s").value == 2.5e9);
    for (const char* text : {"500us", "500 us", "500\xC2\xB5s", "500 \xCE\xBCs", "500usec"}) {
        CAPTURE(text);
        CHECK(read_time(text).value == 500'000);
        CHECK(read_time(text).spelling == "500us");
    }
    CHECK(read_time("1 min").spelling == "60s");
    CHECK(read_time("2 seconds").spelling == "2s");
    CHECK(read_time("0").spelling == "0s");
    CHECK(read_bytes("320 KiB").spelling == "320KiB");
    CHECK(read_bytes("320 kiB").value == 327'680);
    CHECK(read_bytes("4096 bytes").spelling == "4096B");
    CHECK(read_bytes("0").value == 0);
    CHECK(read_bytes("1.5KiB").value == 1536);
    CHECK(read_frequency("30 fps").value == 30);
    CHECK(read_frequency("0.5Hz").value == 0.5);
}

TEST_CASE("A number without a unit, with another one or with anything else around it is refused") {
    for (const char* text :
         {"10",         "",         " ",        "Mbit",        "10MB",    "10MB/s",    "10MBps",
          "10MbitMbit", "+10Mbit",  "0x10Mbit", "nanMbit",     "infMbit", "1e999Mbit", "10ms",
          "ten Mbit",   "10Mbit 5", "10M",      "10 000 kbit", "10Mibit", "1,5Mbit"}) {
        CAPTURE(text);
        CHECK_THROWS_AS((void)parse_rate("--rate", text), sei::error);
    }
    for (const char* text : {"10", "10Ms", "10m", "10MS", "10mbit", "1e999s", "nans", "10 m s"}) {
        CAPTURE(text);
        CHECK_THROWS_AS((void)parse_time("--delay", text), sei::error);
    }
    for (const char* text :
         {"320", "320kB", "320KB", "1MB", "320K", "320Kib", "0.5B", "0.0001KiB", "1e-320B"}) {
        CAPTURE(text);
        CHECK_THROWS_AS((void)parse_bytes("--max-ram", text), sei::error);
    }
}

TEST_CASE("What is refused comes with the nearest spelling that is valid") {
    CHECK(complaint([] { return parse_rate("--rate", "10"); }) ==
          "--rate: '10' is not a number with a unit (bit, kbit, Mbit, Gbit); write 10Mbit");
    CHECK(rate_complaint("10MB/s").ends_with("; write 10Mbit, or 80Mbit if these are bytes"));
    CHECK(rate_complaint("+10kbit").ends_with("; write 10kbit"));
    CHECK(rate_complaint("1,5Mbit").ends_with("; write 1.5Mbit"));
    CHECK(rate_complaint("10M").ends_with("; write 10Mbit"));
    CHECK(rate_complaint("fast").ends_with("; write 10Mbit"));
    CHECK(complaint([] { return read_time("10"); }).ends_with("; write 10ms"));
    CHECK(complaint([] { return read_time("10MS"); }).ends_with("; write 10ms"));
    CHECK(complaint([] { return read_time("3S"); }).ends_with("; write 3s"));
    CHECK(bytes_complaint("320KB").ends_with("; write 320KiB, or 320000B if KB are thousands"));
    CHECK(bytes_complaint("1 MB").ends_with("; write 1MiB, or 1000000B if MB are thousands"));
    CHECK(bytes_complaint("2M").ends_with("; write 2MiB"));
    CHECK(bytes_complaint("320").ends_with("; write 320B or 320KiB"));
    CHECK(complaint([] { return read_share("5"); }) == "'5' is outside 0 to 1; write 5% or 0.05");
    CHECK(complaint([] { return read_share("0,05"); }).ends_with("; write 0.05"));
    CHECK(complaint([] { return read_percentile("0.95"); }) ==
          "'0.95' is less than one percent of the frames; write 95 for 95 %, or 0.95% if that is meant");
    CHECK(complaint([] { return read_count("2,000", 0, 9999); }).ends_with("; write 2000"));
}

TEST_CASE("What is suggested is accepted") {
    for (const char* text :
         {"10", "+3", "1,5Mbit", "10MB", "7KB", "20M", "1_000 kbit", "12 parsecs", "5ms"}) {
        const std::string said = rate_complaint(text);
        CAPTURE(said);
        const std::size_t at = said.find("; write ");
        REQUIRE(at != std::string::npos);
        const std::string suggestion = said.substr(at + 8);
        CHECK(rate_complaint(suggestion.substr(0, suggestion.find(','))) == "none");
    }
}

TEST_CASE("Values that nothing has are refused with the range") {
    CHECK_THROWS_WITH_AS((void)parse_rate("--rate", "-1Mbit"),
                         "--rate: '-1Mbit' is outside 1bit to 1000Gbit per second", sei::error);
    CHECK_THROWS_AS((void)parse_rate("--rate", "0bit"), sei::error);
    CHECK_THROWS_AS((void)parse_rate("--rate", "0.4bit"), sei::error);
    CHECK_THROWS_AS((void)parse_rate("--rate", "1001Gbit"), sei::error);
    CHECK_THROWS_WITH_AS((void)parse_time("--delay", "-1ms"), "--delay: '-1ms' is outside 0s to 3600s",
                         sei::error);
    CHECK_THROWS_AS((void)parse_time("--delay", "3601s"), sei::error);
    CHECK_THROWS_AS((void)parse_time("--delay", "0.1ns"), sei::error);
    CHECK_THROWS_AS((void)parse_bytes("--max-ram", "-1B"), sei::error);
    CHECK_THROWS_AS((void)parse_bytes("--max-ram", "1e9GiB"), sei::error);
    CHECK(rate_complaint(std::string(1000, '9') + "Mbit").size() < 200);
}

TEST_CASE("Shares may be percent, percentiles may say so") {
    CHECK(read_share("0.01").value == 0.01);
    CHECK(read_share("1%").value == 0.01);
    CHECK(read_share("0.3 %").value == 0.003);
    CHECK(read_share("7%").value == 0.07);
    CHECK(read_share("1e-2").spelling == "0.01");
    CHECK(read_share("1e1%").value == 0.1);
    CHECK(read_share("-0").spelling == "0");
    CHECK(read_share("1").value == 1);
    for (const char* text : {"", "1.5", "-0.1", "nan", "0.1x", "101%", "-1%", "inf", "1e-400", "0x1p-3"}) {
        CAPTURE(text);
        CHECK_THROWS_AS((void)read_share(text), sei::error);
    }
    CHECK(read_percentile("95").value == 95);
    CHECK(read_percentile("p99.9").value == 99.9);
    CHECK(read_percentile("95 %").value == 95);
    CHECK(read_percentile("0.5%").value == 0.5);
    for (const char* text : {"", "0", "0.95", "101", "-5", "nan", "p", "1e300"}) {
        CAPTURE(text);
        CHECK_THROWS_AS((void)read_percentile(text), sei::error);
    }
}

TEST_CASE("Counts are whole, counts of bytes may have a unit") {
    CHECK(read_count("18446744073709551615", 0, UINT64_MAX) == UINT64_MAX);
    for (const char* text : {"", "-1", "1.5", "1e3", "0x10", "ten", "99999999999999999999999"}) {
        CAPTURE(text);
        CHECK_THROWS_AS((void)read_count(text, 0, UINT64_MAX), sei::error);
        CHECK_THROWS_AS((void)read_byte_count(text, 0, UINT64_MAX), sei::error);
    }
    CHECK(read_byte_count("1500", 1, 65535) == 1500);
    CHECK(read_byte_count("1500B", 1, 65535) == 1500);
    CHECK(read_byte_count("588 KiB", 1, 1U << 20U) == 602'112);
    CHECK_THROWS_AS((void)read_byte_count("64KiB", 1, 65535), sei::error);
    CHECK_THROWS_AS((void)read_byte_count("600KB", 1, UINT64_MAX), sei::error);
    CHECK_THROWS_AS((void)read_frequency("0"), sei::error);
    CHECK_THROWS_AS((void)read_frequency("1e300"), sei::error);
    CHECK_THROWS_AS((void)read_frequency(""), sei::error);
}

TEST_CASE("Lists have a value between any two commas") {
    CHECK(read_list("0, 0.01 ,1") == std::vector<std::string>{"0", "0.01", "1"});
    CHECK(read_list("int8") == std::vector<std::string>{"int8"});
    for (const char* text : {"", ",", "0,", ",0", "0,,1", "0, ,1"}) {
        CAPTURE(text);
        CHECK_THROWS_AS((void)read_list(text), sei::error);
    }
}
