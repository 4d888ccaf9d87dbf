// SPDX-License-Identifier: MIT
#include <sei/report/data.hpp>
#include <sei/report/html.hpp>
#include <sei/report/json.hpp>
#include <sei/report/text.hpp>

#include "../advisor/support.hpp"

#include <doctest/doctest.h>

namespace advisor = sei::advisor;
namespace report = sei::report;

TEST_CASE("the title asks where to cut, unless it is given") {
    report::report_data data;
    data.network = "vgg16";
    CHECK(report::title_of(data) == "Where to cut vgg16?");
    data.title = "Camera 7";
    CHECK(report::title_of(data) == "Camera 7");
}

TEST_CASE("shapes are written with their rank") {
    CHECK(report::shape_text({16, 14, 28}) == "16x14x28");
    CHECK(report::shape_text({.channels = 10}) == "10");
    CHECK(report::shape_text({10, 1, 1}) == "10x1x1");
}

TEST_CASE("requirements read as in a sentence") {
    CHECK(report::asked_texts({}).empty());
    sei::requirements asked = fifty_milliseconds();
    asked.percentile = 99.9;
    asked.max_flash_bytes = 1U << 20U;
    asked.max_wire_bytes = 1500;
    CHECK(lines(report::asked_texts(asked)) ==
          lines({"at least 88 % of frames right and in time", "99.9 % of frames answered within 50 ms",
                 "at most 320 KiB of RAM", "at most 1 MiB of flash",
                 "at most 1500 bytes on the wire per frame"}));
    asked.deadline_ms.reset();
    CHECK(report::asked_texts(asked).front() == "at least 88 % of frames right");
}

TEST_CASE("a verdict that does not belong to the designs is refused") {
    report::report_data data = sample_report();
    CHECK_NOTHROW(report::require_consistent(data));
    data.verdict.best = 6;
    CHECK_THROWS_WITH_AS(report::require_consistent(data),
                         "the verdict names design 6 of 6, expected an index below that", sei::error);
    data.verdict.judgements.pop_back();
    CHECK_THROWS_WITH_AS(report::require_consistent(data),
                         "the report has 5 judgements for 6 designs, expected one for each", sei::error);
}

TEST_CASE("a heat map without a number for each pixel is refused") {
    report::report_data data = ranked_report();
    CHECK_NOTHROW(report::require_consistent(data));
    data.heat_maps[0].values.pop_back();
    CHECK_THROWS_WITH_AS(
        report::require_consistent(data),
        "the heat map 'boot 7' has 3 values for 2x2 pixels, expected one for each, and at least one",
        sei::error);
    data.heat_maps[0] = {"empty", 0, 3, {}};
    CHECK_THROWS_AS(report::require_consistent(data), sei::error);
}

TEST_CASE("a map or a range that does not belong to the designs is refused") {
    sei::report::report_data data = mapped_report();
    CHECK_NOTHROW(sei::report::require_consistent(data));
    data.crossover->winners[7] = 6;
    CHECK_THROWS_WITH_AS(sei::report::require_consistent(data),
                         "the crossover map names design 6 of 6, expected an index below that", sei::error);
    data = mapped_report();
    data.sensitivity[5].lower->best = 9;
    CHECK_THROWS_WITH_AS(sei::report::require_consistent(data),
                         "the range of the rate names design 9 of 6, expected an index below that",
                         sei::error);
}

TEST_CASE("Few images are warned of, and whose kernels the times are is said, in text, HTML and JSON") {
    sei::report::report_data data = sample_report();
    CHECK(sei::report::warnings_of(data).empty());
    data.images = 199;
    const std::vector<std::string> warnings = sei::report::warnings_of(data);
    REQUIRE(warnings.size() == 1);
    // q = (0.9005 x 199 + 2) / 203 = 0.8926, sqrt(q (1 - q) / 203) = 0.0217
    CHECK(warnings[0] == "Only 199 images: one standard error of the accuracy is 2.2 points, so that luck "
                         "decides between designs; take 200 or more.");
    CHECK(contains(sei::report::to_text(data), "caution  Only 199 images"));
    CHECK(contains(sei::report::to_html(data), "Only 199 images"));
    CHECK(contains(sei::report::to_json(data), "\"Only 199 images"));
    CHECK(contains(
        sei::report::kernels_sentence(data),
        "Times of the device (cortex-m7) are those of bosch's float32 kernels for Cortex-M, not sei's"));
    CHECK(contains(sei::report::to_text(data), "bosch's float32 kernels"));
    CHECK(contains(sei::report::to_html(data), "bosch"));
    CHECK(contains(sei::report::to_json(data), "\"kernels\": \"bosch's"));
}

TEST_CASE("A link on which nothing arrives takes for ever, and nobody says 0") {
    sei::report::report_data data = sample_report();
    data.designs[1].link_ms = never;
    data.designs[1].latency_ms = {never, never, never, never, never};
    data.verdict = sei::advisor::advise(data.designs, data.requirements);
    CHECK(contains(sei::report::to_json(data), "\"link_ms\": null"));
    CHECK(contains(sei::report::to_html(data), "link never"));
    CHECK(!contains(sei::report::to_html(data), "inf "));
    CHECK(!contains(sei::report::to_text(data), "inf"));
}
