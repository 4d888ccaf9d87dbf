// SPDX-License-Identifier: MIT
#include <sei/study/sweep_options.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace sei::study;

namespace {

bool usable(const sweep_options& options) {
    try {
        detail::require_usable(options);
        return true;
    } catch (const sei::error&) {
        return false;
    }
}

} // namespace

TEST_CASE("A sweep varies rate, delay and loss, and refuses links on which these don't say all") {
    CHECK(usable({}));
    sweep_options options;
    options.transfer.link.forward.jitter = sei::link::uniform_jitter{1ms};
    CHECK_FALSE(usable(options));
    options = {};
    options.transfer.link.backward.line = sei::link::token_bucket{};
    CHECK_FALSE(usable(options));
    options = {};
    options.transfer.link.forward.duty_cycle = 0.01;
    CHECK_FALSE(usable(options));
}

TEST_CASE("Deadlines, percentiles and counts that can't be are refused") {
    CHECK_FALSE(usable({.deadline = 0ns}));
    CHECK_FALSE(usable({.percentile = 0}));
    CHECK_FALSE(usable({.confidence = 1}));
    CHECK_FALSE(usable({.most_frames = 0}));
    CHECK_FALSE(usable({.audit_every = 0}));
}

TEST_CASE("A result finds its points by design and link, and knows whether all are known") {
    sweep_result result{.links = 3, .points = std::vector<sweep_point>(6)};
    result.points[5].in_time = 0.5;
    CHECK(result.at(1, 2).in_time == 0.5);
    CHECK(result.complete());
    result.points_by[0] = 1;
    CHECK_FALSE(result.complete());
}
