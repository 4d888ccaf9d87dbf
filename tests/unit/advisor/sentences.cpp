// SPDX-License-Identifier: MIT
#include <sei/advisor/sentences.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

using sei::advisor::margin_sentence;
using sei::advisor::rank_sentence;
using sei::advisor::requirement;
using sei::advisor::sentence_for;

namespace {

sei::design split_at_pool1() {
    return make_design(sei::design_kind::split, "pool1", "int8", 0.875, 40, 1472, 320);
}

} // namespace

TEST_CASE("a requirement that is missed: found, how far, asked") {
    sei::design item = split_at_pool1();
    sei::requirements asked = fifty_milliseconds();
    item.latency_ms.at_percentile = 60;
    asked.max_wire_bytes = 1000;
    CHECK(sentence_for({requirement::deadline, 60, 50}, item, asked) ==
          "95 % of frames are answered only within 60 ms: 10 ms over the deadline of 50 ms.");
    CHECK(sentence_for({requirement::wire_bytes, 1472, 1000}, item, asked) ==
          "Sends 1472 bytes per frame: 472 bytes over the 1000 bytes allowed.");
    CHECK(sentence_for({requirement::deadline, never, 50}, item, asked) ==
          "Fewer than 95 % of frames are ever answered, so the deadline of 50 ms is missed.");
}

TEST_CASE("a requirement that is met: found, the margin, asked; met exactly is said") {
    const sei::design item = split_at_pool1();
    sei::requirements asked = fifty_milliseconds();
    CHECK(margin_sentence(requirement::deadline, item, asked) ==
          "95 % of frames are answered within 40 ms: 10 ms before the deadline of 50 ms.");
    asked.max_wire_bytes = 1472;
    CHECK(margin_sentence(requirement::wire_bytes, item, asked) ==
          "Sends 1472 bytes per frame: just what is allowed.");
}

TEST_CASE("why a feasible design is not the best: accuracy, latency, bytes, the place in the list") {
    const sei::design best = split_at_pool1();
    const sei::requirements asked = fifty_milliseconds();
    sei::design item = best;
    CHECK(rank_sentence(item, best, 0.875, 0.005, asked) ==
          "Ranked lower: equal to the best in all that is judged, and later in the list.");
    item.wire_bytes = 2944;
    CHECK(
        rank_sentence(item, best, 0.875, 0.005, asked) ==
        "Ranked lower: as accurate as the best within 0.5 points and as fast, but it sends more: 2944 bytes "
        "against 1472 bytes per frame.");
    item.latency_ms.at_percentile = 45;
    CHECK(rank_sentence(item, best, 0.875, 0.005, asked) ==
          "Ranked lower: as accurate as the best within 0.5 points, but slower: 45 ms against 40 ms for 95 % "
          "of frames.");
    item.accuracy_in_time = 0.85;
    CHECK(rank_sentence(item, best, 0.875, 0.005, asked) ==
          "Ranked lower: right on 85 % of frames, 2.5 points below the 87.5 % of the most accurate feasible "
          "design; the margin is 0.5 points.");
}
