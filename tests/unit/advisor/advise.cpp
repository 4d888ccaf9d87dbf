// SPDX-License-Identifier: MIT
#include <sei/advisor/advise.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using sei::advisor::advise;

TEST_CASE("a split wins: the example that docs/explanation/advice.md works out by hand") {
    const std::vector<sei::design> designs = six_designs();
    const sei::verdict answer = advise(designs, fifty_milliseconds());

    REQUIRE(answer.best == 4U);
    CHECK(
        lines(answer.reasons) ==
        lines({"Best is split after pool1, int8 over udp; 3 of 6 designs meet every requirement.",
               "95 % of frames are answered within 38.6 ms: 11.4 ms before the deadline of 50 ms.",
               "Right and in time on 89.25 % of frames: 1.25 points above the 88 % asked.",
               "Needs 98 KiB of RAM on the device: 222 KiB less than the 320 KiB allowed.",
               "Of the 2 feasible designs whose accuracy is the same within 0.69 points (highest: 89.55 %), "
               "it is "
               "the fastest at percentile 95."}));

    const auto reasons = [&answer](std::size_t i) { return answer.judgements[i].reasons; };
    CHECK(lines(reasons(0)) ==
          lines({"95 % of frames are answered only within 58.8 ms: 8.8 ms over the deadline of 50 ms.",
                 "Right and in time on 0 % of frames (on 90.05 % however late): 88 points below the 88 % "
                 "asked."}));
    CHECK(lines(reasons(1)) ==
          lines({"Right and in time on 87.15 % of frames: 0.85 points below the 88 % asked."}));
    CHECK(
        lines(reasons(2)) ==
        lines(
            {"95 % of frames are answered only within 64 ms: 14 ms over the deadline of 50 ms.",
             "Right and in time on 0 % of frames (on 90.05 % however late): 88 points below the 88 % asked.",
             "Needs 392 KiB of RAM on the device: 72 KiB over the 320 KiB allowed."}));
    CHECK(lines(reasons(3)) ==
          lines({"Ranked lower: as accurate as the best within 0.69 points, but slower: 41.2 ms "
                 "against 38.6 ms for 95 % of frames."}));
    CHECK(lines(reasons(5)) ==
          lines({"Ranked lower: right on 88.3 % of frames, 1.25 points below the 89.55 % of the "
                 "most accurate feasible design; the margin is 0.69 points."}));
    for (std::size_t i = 0; i < designs.size(); ++i) CHECK(answer.judgements[i].feasible == (i >= 3));
}

TEST_CASE("local computing wins when nothing may cross the link") {
    sei::requirements asked;
    asked.min_accuracy = 0.9;
    asked.max_wire_bytes = 0;
    const sei::verdict answer = advise(six_designs(), asked);

    REQUIRE(answer.best == 0U);
    CHECK(lines(answer.reasons) == lines({"Best is local; 1 of 6 designs meets every requirement.",
                                          "Right on 90.05 % of frames: 0.05 points above the 90 % asked.",
                                          "Sends 0 bytes per frame: just what is allowed.",
                                          "No other design meets every requirement."}));
    CHECK(lines(answer.judgements[1].reasons) ==
          lines({"Right on 87.15 % of frames: 2.85 points below the 90 % asked.",
                 "Sends 800 bytes per frame: 800 bytes over the 0 bytes allowed."}));
}

TEST_CASE("remote computing wins under a short deadline") {
    sei::requirements asked;
    asked.min_accuracy = 0.85;
    asked.deadline_ms = 25;
    const sei::verdict answer = advise(six_designs(), asked);

    REQUIRE(answer.best == 1U);
    CHECK(answer.reasons[1] ==
          "95 % of frames are answered within 21.4 ms: 3.6 ms before the deadline of 25 ms.");
    CHECK(lines(answer.judgements[5].reasons) ==
          lines({"95 % of frames are answered only within 33 ms: 8 ms over the deadline of 25 ms."}));
}

TEST_CASE("nothing is feasible: the reasons count, name the nearest and say what would have to change") {
    sei::requirements asked;
    asked.min_accuracy = 0.88;
    asked.deadline_ms = 25;
    std::vector<sei::design> designs = six_designs();
    const sei::verdict answer = advise(designs, asked);

    CHECK_FALSE(answer.best.has_value());
    CHECK(
        lines(answer.reasons) ==
        lines({"None of the 6 designs meets every requirement.",
               "The deadline of 25 ms at percentile 95 rejects 5 of 6 designs; without it, 5 would do.",
               "The accuracy of 88 % rejects 3 of 6 designs; without it, 1 would do.",
               "Nearest is remote, uint8 over udp: it would do if the accuracy asked were 87.1 % instead of "
               "88 %."}));
    asked.min_accuracy = 0.871;
    CHECK(advise(designs, asked).best == 1U);
}

TEST_CASE("the requirements that the nearest design needs are rounded so that they suffice") {
    std::vector<sei::design> designs{
        make_design(sei::design_kind::split, "pool1", "int8", 0.8766, 61.234, 12345, 331)};
    designs[0].device_ram_bytes = 338977; // 331.03... KiB
    sei::requirements asked = fifty_milliseconds();
    asked.max_wire_bytes = 12000;
    const sei::verdict answer = advise(designs, asked);
    CHECK(answer.reasons.back() == "Nearest is split after pool1, int8 over udp: it would do if the deadline "
                                   "were 61.3 ms instead of 50 ms, "
                                   "the accuracy asked were 87.6 % instead of 88 %, the limit on RAM were "
                                   "331.1 KiB instead of 320 KiB and "
                                   "the limit on the wire were 12.1 KiB instead of 12000 bytes.");
    asked.deadline_ms = 61.3;
    asked.min_accuracy = 0.876;
    asked.max_ram_bytes = static_cast<std::uint64_t>(331.1 * 1024);
    asked.max_wire_bytes = static_cast<std::uint64_t>(12.1 * 1024);
    CHECK(advise(designs, asked).best == 0U);
}

TEST_CASE("a latency that no frame reaches is told as frames without an answer") {
    std::vector<sei::design> designs = six_designs();
    designs[1].latency_ms.at_percentile = never;
    const sei::verdict answer = advise(designs, fifty_milliseconds());
    CHECK(answer.judgements[1].reasons.front() ==
          "Fewer than 95 % of frames are ever answered, so the deadline of 50 ms is missed.");

    const std::span<const sei::design> only_that(&designs[1], 1);
    CHECK(advise(only_that, fifty_milliseconds()).reasons.back() ==
          "Nearest is remote, uint8 over udp: it would do if fewer than 95 % of frames had to be answered "
          "and the "
          "accuracy asked were 87.1 % instead of 88 %.");
}

TEST_CASE("the margin is one standard error of the highest accuracy, or what the options say") {
    // q = (1791 + 2) / 2004, sqrt(q (1 - q) / 2004), worked out with a pocket calculator
    CHECK(sei::advisor::standard_error(0.8955, 2000) == doctest::Approx(0.00685622).epsilon(1e-5));
    CHECK(sei::advisor::standard_error(1, 50) == doctest::Approx(0.0257).epsilon(1e-2)); // 52 of 54
    CHECK(sei::advisor::standard_error(0, 50) ==
          doctest::Approx(sei::advisor::standard_error(1, 50)).epsilon(1e-12));

    CHECK(advise(six_designs(), fifty_milliseconds(), {.accuracy_margin = 0.0}).best == 3U);
    const sei::verdict wide = advise(six_designs(), fifty_milliseconds(), {.accuracy_margin = 0.02});
    CHECK(wide.best == 5U);
    CHECK(wide.judgements[4].reasons.front() == "Ranked lower: as accurate as the best within 2 points, but "
                                                "slower: 38.6 ms against 33 ms for 95 % of "
                                                "frames.");
}

TEST_CASE("a design that leads by more than the margin wins although it is slower") {
    const sei::verdict answer = advise(six_designs(), fifty_milliseconds(), {.accuracy_margin = 0.001});
    REQUIRE(answer.best == 3U);
    CHECK(answer.reasons.back() ==
          "It is the most accurate of the 3 feasible designs, by more than the margin of 0.1 points.");
}

TEST_CASE("equally accurate and fast designs are told apart by bytes, then device work, then order") {
    const sei::design base = make_design(sei::design_kind::split, "pool1", "int8", 0.9, 30, 3184, 98);
    std::vector<sei::design> designs(4, base);
    CHECK(advise(designs, {}).best == 0U);
    CHECK(advise(designs, {}).judgements[3].reasons.front() ==
          "Ranked lower: equal to the best in all that is judged, and later in the list.");

    designs[2].device_ms = 12;
    sei::verdict answer = advise(designs, {});
    CHECK(answer.best == 2U);
    CHECK(answer.judgements[0].reasons.front() == "Ranked lower: as accurate as the best within 0.67 points "
                                                  "and as fast, but the device computes longer: "
                                                  "15 ms against 12 ms per frame.");

    designs[3].wire_bytes = 3000;
    answer = advise(designs, {});
    CHECK(answer.best == 3U);
    CHECK(
        answer.judgements[2].reasons.front() ==
        "Ranked lower: as accurate as the best within 0.67 points and as fast, but it sends more: 3184 bytes "
        "against 3000 bytes per frame.");
    CHECK(contains(answer.reasons.back(), "among the equally fast the one that sends and computes least"));
}

TEST_CASE("without a deadline, accuracy counts however late the answer") {
    sei::requirements asked;
    asked.min_accuracy = 0.9;
    CHECK(advise(six_designs(), asked).judgements[0].feasible);
    asked.deadline_ms = 1000;
    CHECK_FALSE(advise(six_designs(), asked).judgements[0].feasible);
}

TEST_CASE("every design has a reason, and the same input gives the same words") {
    for (const double accuracy : {0.5, 0.88, 0.89, 0.99})
        for (const double deadline : {10.0, 25.0, 50.0, 100.0}) {
            sei::requirements asked = fifty_milliseconds();
            asked.min_accuracy = accuracy;
            asked.deadline_ms = deadline;
            const sei::verdict first = advise(six_designs(), asked);
            const sei::verdict second = advise(six_designs(), asked);
            REQUIRE(first.judgements.size() == 6U);
            CHECK(first.best == second.best);
            CHECK(first.reasons == second.reasons);
            for (std::size_t i = 0; i < 6; ++i) {
                CHECK_FALSE(first.judgements[i].reasons.empty());
                CHECK(first.judgements[i].reasons == second.judgements[i].reasons);
            }
        }
}

TEST_CASE("the front holds what nothing beats in accuracy, latency and RAM at once") {
    const sei::verdict answer = advise(six_designs(), fifty_milliseconds());
    std::vector<bool> on_front;
    for (const sei::judgement& of : answer.judgements) on_front.push_back(of.on_pareto_front);
    CHECK(on_front == std::vector<bool>{false, true, false, true, true, true});
}

TEST_CASE("numbers that make no sense are refused with one sentence") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto refused = [](const sei::requirements& asked) {
        try {
            static_cast<void>(advise(six_designs(), asked));
        } catch (const sei::error& refusal) {
            return std::string(refusal.what());
        }
        return std::string("accepted");
    };
    const auto with = [](auto change) {
        sei::requirements asked;
        change(asked);
        return asked;
    };
    using asked = sei::requirements;
    CHECK(refused(with([](asked& of) { of.percentile = 0; })) ==
          "the percentile is 0, expected a number above 0 and up to 100");
    CHECK(refused(with([](asked& of) { of.percentile = 100.5; })) ==
          "the percentile is 100.5, expected a number above 0 and up to 100");
    CHECK(refused(with([](asked& of) { of.percentile = 100; })) == "accepted");
    CHECK(refused(with([](asked& of) { of.min_accuracy = 88; })) ==
          "the minimum accuracy is 88, expected a share from 0 to 1");
    CHECK(refused(with([](asked& of) { of.min_accuracy = -0.1; })) ==
          "the minimum accuracy is -0.1, expected a share from 0 to 1");
    CHECK(refused(with([nan](asked& of) { of.min_accuracy = nan; })) ==
          "the minimum accuracy is nan, expected a share from 0 to 1");
    CHECK(refused(with([](asked& of) { of.deadline_ms = 0; })) ==
          "the deadline is 0 ms, expected a finite number above 0");
    CHECK(refused(with([](asked& of) { of.deadline_ms = never; })) ==
          "the deadline is inf ms, expected a finite number above 0");
    CHECK_THROWS_WITH_AS(static_cast<void>(advise({}, {})),
                         "there are no designs to judge, expected at least one", sei::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(advise(six_designs(), {}, {.accuracy_margin = -1.0})),
                         "the accuracy margin is -1, expected a share from 0 to 1", sei::error);
}

TEST_CASE("designs with impossible measurements are refused by name") {
    const auto refused = [](auto change) {
        std::vector<sei::design> designs = six_designs();
        change(designs[4]);
        try {
            static_cast<void>(advise(designs, {}));
        } catch (const sei::error& refusal) {
            return std::string(refusal.what());
        }
        return std::string("accepted");
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::string who = "the design 'split after pool1, int8 over udp' has ";
    CHECK(refused([](sei::design& of) { of.frames = 0; }) == who + "0 frames, expected at least 1");
    CHECK(refused([nan](sei::design& of) { of.accuracy = nan; }) ==
          who + "the accuracy or miss rate nan, expected a share from 0 to 1");
    CHECK(refused([](sei::design& of) { of.accuracy_in_time = 1.5; }) ==
          who + "the accuracy or miss rate 1.5, expected a share from 0 to 1");
    CHECK(refused([](sei::design& of) { of.latency_ms.p50 = -1; }) ==
          who + "the time -1 ms, expected 0 or more");
    CHECK(refused([nan](sei::design& of) { of.latency_ms.at_percentile = nan; }) ==
          who + "the time nan ms, expected 0 or more");
    CHECK(refused([](sei::design& of) { of.latency_ms.max = never; }) == "accepted");
}

TEST_CASE("one lost frame of 50 does not decide between designs") {
    sei::design slow = make_design(sei::design_kind::split, "pool1", "int8", 1, 40, 3184, 98);
    sei::design fast = make_design(sei::design_kind::split, "pool2", "int8", 0.98, 20, 1600, 98);
    slow.frames = fast.frames = 50;
    CHECK(advise(std::vector{slow, fast}, fifty_milliseconds()).best == 1U);
    fast.accuracy_in_time = 0.96; // two do
    CHECK(advise(std::vector{slow, fast}, fifty_milliseconds()).best == 0U);
}

TEST_CASE("a device's own memory is a limit that no option lifts, and the advice says whose it is") {
    std::vector<sei::design> designs{
        make_design(sei::design_kind::split, "pool1", "int8", 0.9, 30, 3184, 98)};
    sei::requirements asked = fifty_milliseconds();
    asked.device_ram_bytes = 64U * 1024U;
    const sei::verdict answer = advise(designs, asked);
    CHECK(
        lines(answer.reasons) ==
        lines(
            {"None of the 1 design meets every requirement.",
             "The deadline of 50 ms at percentile 95 rejects 0 of 1 design; without it, still none would do.",
             "The accuracy of 88 % rejects 0 of 1 design; without it, still none would do.",
             "The device's 64 KiB of RAM rejects 1 of 1 design; without it, 1 would do.",
             "Nearest is split after pool1, int8 over udp: it would do if the device's RAM were 98 KiB "
             "instead of 64 KiB."}));
    asked.max_ram_bytes = 32U * 1024U; // now both have to move
    CHECK(
        contains(advise(designs, asked).reasons.back(),
                 "the limit on RAM were 98 KiB instead of 32 KiB and the device's RAM were 98 KiB instead of "
                 "64 KiB"));
    CHECK(contains(lines(advise(designs, asked).reasons),
                   "The limit of 32 KiB of RAM rejects 1 of 1 design; without it, still none would do."));
}
