// SPDX-License-Identifier: MIT
#include <sei/advisor/report.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

namespace advisor = sei::advisor;

TEST_CASE("the title asks where to cut, unless it is given") {
    advisor::report_data data;
    data.network = "vgg16";
    CHECK(advisor::title_of(data) == "Where to cut vgg16?");
    data.title = "Camera 7";
    CHECK(advisor::title_of(data) == "Camera 7");
}

TEST_CASE("shapes are written with their rank") {
    CHECK(advisor::shape_text({16, 14, 28}) == "16x14x28");
    CHECK(advisor::shape_text({.channels = 10}) == "10");
    CHECK(advisor::shape_text({10, 1, 1}) == "10x1x1");
}

TEST_CASE("requirements read as in a sentence") {
    CHECK(advisor::asked_texts({}).empty());
    sei::requirements asked = fifty_milliseconds();
    asked.percentile = 99.9;
    asked.max_flash_bytes = 1U << 20U;
    asked.max_wire_bytes = 1500;
    CHECK(lines(advisor::asked_texts(asked)) ==
          lines({"at least 88 % of frames right and in time", "99.9 % of frames answered within 50 ms",
                 "at most 320 KiB of RAM", "at most 1 MiB of flash",
                 "at most 1500 bytes on the wire per frame"}));
    asked.deadline_ms.reset();
    CHECK(advisor::asked_texts(asked).front() == "at least 88 % of frames right");
}

TEST_CASE("a verdict that does not belong to the designs is refused") {
    advisor::report_data data = sample_report();
    CHECK_NOTHROW(advisor::require_consistent(data));
    data.verdict.best = 6;
    CHECK_THROWS_WITH_AS(advisor::require_consistent(data),
                         "the verdict names design 6 of 6; expected an index below that", sei::error);
    data.verdict.judgements.pop_back();
    CHECK_THROWS_WITH_AS(advisor::require_consistent(data),
                         "the report has 5 judgements for 6 designs; expected one for each", sei::error);
}

TEST_CASE("a heat map without a number for each pixel is refused") {
    advisor::report_data data = ranked_report();
    CHECK_NOTHROW(advisor::require_consistent(data));
    data.heat_maps[0].values.pop_back();
    CHECK_THROWS_WITH_AS(
        advisor::require_consistent(data),
        "the heat map 'boot 7' has 3 values for 2x2 pixels; expected one for each, and at least one",
        sei::error);
    data.heat_maps[0] = {"empty", 0, 3, {}};
    CHECK_THROWS_AS(advisor::require_consistent(data), sei::error);
}

TEST_CASE("a map or a range that does not belong to the designs is refused") {
    sei::advisor::report_data data = mapped_report();
    CHECK_NOTHROW(sei::advisor::require_consistent(data));
    data.crossover->winners[7] = 6;
    CHECK_THROWS_WITH_AS(sei::advisor::require_consistent(data),
                         "the crossover map names design 6 of 6; expected an index below that", sei::error);
    data = mapped_report();
    data.sensitivity[5].lower->best = 9;
    CHECK_THROWS_WITH_AS(sei::advisor::require_consistent(data),
                         "the range of the rate names design 9 of 6; expected an index below that",
                         sei::error);
}
