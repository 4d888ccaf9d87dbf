// SPDX-License-Identifier: MIT
#include <sei/advisor/requirement_check.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

using sei::advisor::requirement;
using sei::advisor::shortfalls;

TEST_CASE("what is not asked for is not missed") { CHECK(shortfalls(six_designs()[2], {}).empty()); }

TEST_CASE("a limit that is met exactly is met") {
    const sei::design item = make_design(sei::design_kind::split, "pool1", "int8", 0.88, 50, 1472, 320);
    sei::requirements asked = fifty_milliseconds();
    asked.max_flash_bytes = item.device_flash_bytes;
    asked.max_wire_bytes = 1472;
    CHECK(shortfalls(item, asked).empty());
}

TEST_CASE("each requirement is checked on its own, with what was found and asked") {
    sei::design item = make_design(sei::design_kind::split, "pool1", "int8", 0.88, 50, 1472, 320);
    sei::requirements asked = fifty_milliseconds();
    asked.max_flash_bytes = item.device_flash_bytes;
    asked.max_wire_bytes = 1472;
    item.accuracy_in_time = 0.77;
    item.latency_ms.at_percentile = 60;
    item.device_ram_bytes = 480U * 1024U;
    item.device_flash_bytes = 11U * 1024U;
    item.wire_bytes = 2944;

    const auto missed = shortfalls(item, asked);
    REQUIRE(missed.size() == 5U);
    const auto is = [&missed](std::size_t i, requirement which, double found, double wanted,
                              double relative) {
        CHECK(missed[i].which == which);
        CHECK(missed[i].found == found);
        CHECK(missed[i].asked == wanted);
        CHECK(missed[i].relative() == doctest::Approx(relative));
    };
    is(0, requirement::deadline, 60, 50, 0.2);
    is(1, requirement::accuracy, 0.77, 0.88, 0.125);
    is(2, requirement::ram, 480 * 1024, 320 * 1024, 0.5);
    is(3, requirement::flash, 11 * 1024, 10 * 1024, 0.1);
    is(4, requirement::wire_bytes, 2944, 1472, 1);

    for (const requirement which : sei::advisor::every_requirement) {
        const auto rest = shortfalls(item, sei::advisor::without(which, asked));
        for (const auto& each : rest) CHECK(each.which != which);
    }
}

TEST_CASE("under a deadline the accuracy in time counts, without one the accuracy") {
    sei::design item;
    item.accuracy = 0.9;
    item.accuracy_in_time = 0.4;
    sei::requirements asked;
    CHECK(sei::advisor::judged_accuracy(item, asked) == 0.9);
    asked.deadline_ms = 10;
    CHECK(sei::advisor::judged_accuracy(item, asked) == 0.4);
}

TEST_CASE("a frame that never came back is infinitely late") {
    sei::design item;
    item.latency_ms.at_percentile = never;
    sei::requirements asked;
    asked.deadline_ms = 10;
    const auto missed = shortfalls(item, asked);
    REQUIRE(missed.size() == 1U);
    CHECK(std::isinf(missed[0].relative()));
}
