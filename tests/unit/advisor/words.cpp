// SPDX-License-Identifier: MIT
#include <sei/advisor/words.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

namespace advisor = sei::advisor;

TEST_CASE("numbers are rounded, and minus zero has no sign") {
    CHECK(advisor::fixed(31.25, 1) == "31.2");
    CHECK(advisor::fixed(-0.04, 1) == "0.0");
    CHECK(advisor::fixed(-0.06, 1) == "-0.1");
    CHECK(advisor::trimmed(50, 3) == "50");
    CHECK(advisor::trimmed(0.5, 3) == "0.5");
}

TEST_CASE("what people wrote is printed as they wrote it, what was measured is rounded") {
    CHECK(advisor::percent(0.88) == "88 %");
    CHECK(advisor::percent(0.8875) == "88.75 %");
    CHECK(advisor::percent(2.0 / 3) == "66.7 %");
    CHECK(advisor::milliseconds(12.5) == "12.5 ms");
    CHECK(advisor::milliseconds(1234.5678) == "1235 ms");
    CHECK(advisor::milliseconds(31.2345) == "31.2 ms");
    CHECK(advisor::milliseconds(0.04567) == "0.05 ms");
    CHECK(advisor::milliseconds(std::numeric_limits<double>::infinity()) == "never");
}

TEST_CASE("bytes get a unit, and limits lose nothing by it") {
    CHECK(advisor::bytes(0) == "0 bytes");
    CHECK(advisor::bytes(10239) == "10239 bytes");
    CHECK(advisor::bytes(10240) == "10 KiB");
    CHECK(advisor::bytes(327680) == "320 KiB");
    CHECK(advisor::bytes(300000) == "293 KiB");
    CHECK(advisor::bytes(1572864) == "1.5 MiB");
    CHECK(advisor::bytes(std::uint64_t{3} << 30U) == "3 GiB");
    CHECK(advisor::exact_bytes(327680) == "320 KiB");
    CHECK(advisor::exact_bytes(300000) == "300000 bytes");
}

TEST_CASE("rates have the unit that leaves them short") {
    using sei::advisor::bit_rate;
    CHECK(bit_rate(800) == "800 bit/s");
    CHECK(bit_rate(250'000) == "250 kbit/s");
    CHECK(bit_rate(4'066'666) == "4.07 Mbit/s");
    CHECK(bit_rate(10e6) == "10 Mbit/s");
    CHECK(bit_rate(999'999) == "1 Mbit/s");
    CHECK(bit_rate(1e12) == "1000 Gbit/s");
}

TEST_CASE("large counts are short") {
    CHECK(advisor::short_count(784) == "784");
    CHECK(advisor::short_count(112896) == "113 k");
    CHECK(advisor::short_count(999999) == "1.00 M");
    CHECK(advisor::short_count(5531904) == "5.53 M");
    CHECK(advisor::short_count(15470264320) == "15.5 G");
}

TEST_CASE("lists read as in a sentence") {
    using strings = std::vector<std::string>;
    CHECK(advisor::joined(strings{}).empty());
    CHECK(advisor::joined(strings{"a"}) == "a");
    CHECK(advisor::joined(strings{"a", "b"}) == "a and b");
    CHECK(advisor::joined(strings{"a", "b", "c"}) == "a, b and c");
    CHECK(advisor::counted(1, "design") == "1 design");
    CHECK(advisor::counted(2, "design") == "2 designs");
}

TEST_CASE("designs are named by kind, cut, codec and transport") {
    sei::design item;
    CHECK(advisor::name_of(item) == "local");
    item.kind = sei::design_kind::remote;
    item.codec = "uint8";
    item.transport = "udp";
    CHECK(advisor::name_of(item) == "remote, uint8 over udp");
    item.kind = sei::design_kind::split;
    item.after = "pool2";
    CHECK(advisor::name_of(item) == "split after pool2, uint8 over udp");
}

TEST_CASE("a number has so many digits that count, however small it is") {
    CHECK(advisor::significant(0.2, 2) == "0.20");
    CHECK(advisor::significant(0.012345, 3) == "0.0123");
    CHECK(advisor::significant(-123.4, 2) == "-123");
    CHECK(advisor::significant(0.0000123, 2) == "1.2e-05");
    CHECK(advisor::significant(1.5e300, 3) == "1.50e+300");
    CHECK(advisor::significant(0.0002, 3) == "2.00e-04");
    CHECK(advisor::significant(0, 2) == "0.0");
}

TEST_CASE("candidates have the names of the JSON report") {
    using enum sei::candidate_kind;
    CHECK(advisor::name_of(none) == "none");
    CHECK(advisor::name_of(candidate) == "candidate");
    CHECK(advisor::name_of(noise) == "noise");
    CHECK(advisor::name_of(architecture) == "architecture");
}

TEST_CASE("numbers that are compared look different when they are, and the difference adds up") {
    const auto close = advisor::compare_shares(0.87996, 0.88);
    CHECK(close.found == "87.996 %");
    CHECK(close.asked == "88 %");
    CHECK(close.difference == "0.004 points");

    const auto late = advisor::compare_milliseconds(61.3456, 50);
    CHECK(late.found == "61.3 ms");
    CHECK(late.difference == "11.3 ms");

    const auto much = advisor::compare_milliseconds(1234.56, 12.5);
    CHECK(much.found == "1234.6 ms");
    CHECK(much.asked == "12.5 ms");
    CHECK(much.difference == "1222.1 ms");
}

TEST_CASE("bytes that round to the same text are compared in single bytes") {
    const auto text = advisor::compare_bytes(327681, 327680);
    CHECK(text.found == "327681 bytes");
    CHECK(text.asked == "327680 bytes");
    CHECK(text.difference == "1 byte");
    const auto apart = advisor::compare_bytes(422400, 327680);
    CHECK(apart.found == "412.5 KiB");
    CHECK(apart.asked == "320 KiB");
    CHECK(apart.difference == "92.5 KiB");
}

TEST_CASE("Numbers beyond all measure stay short") {
    CHECK(sei::advisor::fixed(1e300, 2) == "1e+300");
    CHECK(sei::advisor::trimmed(1.5e20, 1) == "1.5e+20");
    CHECK(sei::advisor::fixed(999'999'999'999'999, 0) == "999999999999999");
    CHECK(sei::advisor::milliseconds(2e18) == "2e+18 ms");
    CHECK(sei::advisor::percent(1e300).size() < 12);
    CHECK(sei::advisor::compare_milliseconds(1e300, 50).difference == "1e+300 ms");
}
