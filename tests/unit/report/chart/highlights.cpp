// SPDX-License-Identifier: MIT
#include <sei/report/chart/highlights.hpp>

#include "../../advisor/support.hpp"

#include <doctest/doctest.h>

TEST_CASE("one design of each kind is named, the verdict before better ones") {
    const sei::report::report_data data = sample_report();
    const std::vector<std::size_t> chosen = sei::report::highlights(data);
    REQUIRE(chosen.size() == 3U);
    std::vector<sei::design_kind> kinds;
    for (const std::size_t i : chosen) kinds.push_back(data.designs[i].kind);
    CHECK(kinds == std::vector{sei::design_kind::local, sei::design_kind::remote, sei::design_kind::split});
    REQUIRE(data.verdict.best);
    CHECK(sei::report::is_highlight(chosen, *data.verdict.best));
}

TEST_CASE("long labels are shortened, a star marks the verdict") {
    const sei::report::report_data data = sample_report();
    const auto label = sei::report::label_of(data, *data.verdict.best, 12);
    CHECK(label.first.starts_with("\u2605 "));
    CHECK(sei::report::display_width(label.first) <= 12U);
    CHECK(sei::report::display_width(label.second) <= 12U);
}

TEST_CASE("labels that would overlap move apart and stay inside") {
    const std::vector<double> placed = sei::report::spread({50, 52, 200, 51}, 20, 0, 200);
    CHECK(placed == std::vector<double>{50, 90, 200, 70});
    CHECK(sei::report::spread({198, 199}, 20, 0, 200) == std::vector<double>{180, 200});
}
