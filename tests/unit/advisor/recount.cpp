// SPDX-License-Identifier: MIT
#include <sei/advisor/recount.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

using namespace sei::advisor;

namespace {

/// Ten frames: eight answered, six of them rightly, counted under 50 ms at percentile 70.
sei::design ten_frames() {
    sei::design made = make_design(sei::design_kind::split, "pool1", "int8", 0.4, 55, 3184, 98);
    made.frames = 10;
    made.latencies_ms = {31, 32, 40, 45, 50, 52, 55, 70};
    made.right_latencies_ms = {31, 40, 45, 50, 52, 70};
    made.accuracy = 0.6;
    made.deadline_miss_rate = 0.5;
    made.against_loss = {{0.01, 0.6, 0.4, 55}};
    made.measured =
        sei::measuring{.deadline_ms = 50, .percentile = 70, .udp_wait_ms = 20, .latencies_kept = true};
    return made;
}

sei::requirements under(double deadline_ms, double percentile) {
    sei::requirements asked;
    asked.deadline_ms = deadline_ms;
    asked.percentile = percentile;
    return asked;
}

} // namespace

TEST_CASE("Another deadline and percentile are counted from the latencies, by hand") {
    const sei::design other = recounted(ten_frames(), under(52, 80));
    CHECK(other.accuracy_in_time == 0.5); // the fifth right answer comes at 52 ms
    CHECK(other.deadline_miss_rate == 0.4);
    CHECK(other.latency_ms.at_percentile == 70);
    CHECK(other.accuracy == 0.6);
    CHECK(other.against_loss.empty()); // their latencies are not kept
    CHECK(other.measured->deadline_ms == 52);
    CHECK(other.measured->percentile == 80);
    CHECK(other.measured->udp_wait_ms == 20);
    CHECK(recounted(ten_frames(), under(30, 50)).accuracy_in_time == 0);
    CHECK(recounted(ten_frames(), under(30, 80.1)).latency_ms.at_percentile == never); // of ten, eight came
}

TEST_CASE("What is counted under the question stays as it is") {
    const sei::design same = recounted(ten_frames(), under(50, 70));
    CHECK(same.against_loss.size() == 1);
    CHECK(same.accuracy_in_time == 0.4);
    sei::requirements unhurried = under(50, 70);
    unhurried.deadline_ms.reset();
    CHECK(is_counted_under(ten_frames(), unhurried));
    CHECK(is_counted_under(six_designs()[3], under(1, 1))); // made by hand
}

TEST_CASE("A design without latencies is refused under another question, and judged under its own") {
    sei::design bare = ten_frames();
    bare.measured->latencies_kept = false;
    CHECK(is_counted_under(bare, under(50, 70)));
    CHECK_THROWS_WITH_AS(
        (void)recounted(bare, under(100, 70)),
        "the design 'split after pool1, int8 over udp' was counted under a deadline of 50 ms at "
        "percentile 70, expected 100 ms at percentile 70, or latencies to count it again",
        sei::error);
    sei::requirements unhurried = under(50, 70);
    unhurried.deadline_ms.reset(); // its accuracy may leave out late answers
    CHECK_THROWS_AS((void)recounted(bare, unhurried), sei::error);
}

TEST_CASE("Advice counts again, reports refuse what is not counted") {
    const std::vector<sei::design> designs{ten_frames()};
    const sei::verdict answer = advise(designs, under(70, 80));
    CHECK(answer.best == 0U);
    sei::report::report_data data;
    data.designs = designs;
    data.requirements = under(70, 80);
    data.verdict = answer;
    CHECK_THROWS_WITH_AS(
        require_consistent(data),
        "the design 'split after pool1, int8 over udp' was counted under a deadline of 50 ms at "
        "percentile 70, expected 70 ms at percentile 80 (advisor::recounted counts it again)",
        sei::error);
    data.designs = recounted(designs, data.requirements);
    CHECK_NOTHROW(require_consistent(data));
}

TEST_CASE("The accuracy of the nearest design is counted at the deadline that the sentence names") {
    std::vector<sei::design> designs{ten_frames()};
    sei::requirements asked = under(40, 70);
    asked.min_accuracy = 0.5;
    // 7 of 10 frames need 55 ms, and by then 5 right answers have come
    CHECK(advise(designs, asked).reasons.back() ==
          "Nearest is split after pool1, int8 over udp: it would do if the deadline were 55 ms instead of 40 "
          "ms, "
          "with the server waiting 20 ms for lost packets as it does now.");
    asked.min_accuracy = 0.6; // 70 ms, or 10 points less at 55: 0.75 + 0 against 0.375 + 0.17
    CHECK(contains(
        advise(designs, asked).reasons.back(),
        "the deadline were 55 ms instead of 40 ms and the accuracy asked were 50 % instead of 60 %"));
    asked.deadline_ms = 55;
    asked.min_accuracy = 0.6;
    asked.percentile = 50; // met; 10 points less are nearer than 15 ms more
    CHECK(contains(advise(designs, asked).reasons.back(),
                   "would do if the accuracy asked were 50 % instead of 60 %."));
    asked.deadline_ms = 50;
    asked.min_accuracy = 0.5; // one right answer more for 2 ms: 4 % against 20 %
    CHECK(contains(advise(designs, asked).reasons.back(),
                   "would do if the deadline were 52 ms instead of 50 ms,"));
}

TEST_CASE("Where too few frames are ever answered the percentile is named, with a number that suffices") {
    std::vector<sei::design> designs{ten_frames()};
    sei::requirements asked = under(60, 95);
    const sei::verdict answer = advise(designs, asked);
    CHECK(contains(answer.reasons.back(), "would do if the percentile were 70 instead of 95"));
    REQUIRE(answer.nearest);
    REQUIRE(answer.nearest->relaxed);
    CHECK(advise(designs, *answer.nearest->relaxed).best == 0U);
    designs[0].latencies_ms.clear();
    designs[0].right_latencies_ms.clear();
    CHECK(advise(designs, asked).reasons.back() == "Nearest is split after pool1, int8 over udp, but none of "
                                                   "its frames is ever answered: no deadline and "
                                                   "no percentile would do.");
}
