// SPDX-License-Identifier: MIT
#include <sei/study/sweep.hpp>

#include <doctest/doctest.h>

#include <tbb/global_control.h>

#include <mutex>

using namespace sei;
using namespace sei::study;
using namespace std::chrono_literals;

namespace {

const std::vector<sweep_design> designs{
    {.bytes = 0, .compute = 400ms},      {.bytes = 0, .compute = 600ms},
    {.bytes = 3000, .compute = 50ms},    {.bytes = 50'000, .compute = 50ms},
    {.bytes = 50'000, .compute = 300ms}, {.bytes = 800'000, .compute = 20ms}};

std::vector<sweep_link> grid() {
    std::vector<sweep_link> links;
    for (const std::int64_t rate : {1'000'000, 10'000'000, 100'000'000})
        for (const auto delay : {1ms, 30ms})
            for (const double loss : {0.0, 0.0005, 0.01, 0.05}) links.push_back({rate, delay, loss});
    return links;
}

sweep_options options() {
    sweep_options result;
    result.transfer.tcp.profile = link::tcp_profiles::linuxlike;
    result.audit_every = 3;
    return result;
}

/// The share of frames in time, from so many simulated frames that its standard error is known.
double simulated_share(const sweep_design& design, const sweep_link& on, const sweep_options& with,
                       int frames) {
    int in_time = 0;
    for (int i = 0; i < frames; ++i) {
        link::exchange_request each{.request = with.transfer, .answer_bytes = with.answer_bytes};
        each.request.bytes = design.bytes;
        each.request.link = link::symmetric_link({.rate_bits_per_second = on.rate_bits_per_second,
                                                  .delay = on.delay,
                                                  .loss = link::bernoulli_loss{on.loss}},
                                                 static_cast<std::uint64_t>(i) + 1'000'000);
        const auto answered = link::simulate(each).answered;
        in_time += answered && *answered + design.compute <= with.deadline;
    }
    return in_time / static_cast<double>(frames);
}

bool same(const sweep_result& left, const sweep_result& right) {
    return left.points == right.points && left.frames == right.frames && left.points_by == right.points_by;
}

} // namespace

TEST_CASE("Every point agrees with frames that are simulated apart") {
    const std::vector<sweep_link> links = grid();
    const sweep_result result = sweep(designs, links, options());
    CHECK(result.complete());
    std::array<int, sweep_methods> seen{};
    constexpr int frames = 300;
    for (std::size_t design = 2; design < designs.size(); ++design)
        for (std::size_t on = 0; on < links.size(); ++on) {
            const sweep_point& point = result.at(design, on);
            ++seen[static_cast<std::size_t>(point.method)];
            const double found =
                simulated_share(designs[design], links[on], options(), links[on].loss == 0 ? 1 : frames);
            INFO("design " << design << ", link " << on << ", method " << static_cast<int>(point.method));
            const double slack = links[on].loss == 0 ? 0 : 4 * std::sqrt(0.25 / frames);
            CHECK(found >= point.low - slack);
            CHECK(found <= point.high + slack);
            CHECK(point.low <= point.in_time);
            CHECK(point.in_time <= point.high);
            if (point.decision == share_decision::at_least)
                CHECK(found >= 0.95 - 4 * std::sqrt(0.95 * 0.05 / frames));
            if (point.decision == share_decision::below)
                CHECK(found <= 0.95 + 4 * std::sqrt(0.95 * 0.05 / frames));
        }
    for (const sweep_method method :
         {sweep_method::recursion, sweep_method::one_simulation, sweep_method::bound, sweep_method::sample})
        CHECK(seen[static_cast<std::size_t>(method)] > 0);
}

TEST_CASE("Without loss the latency is the simulation's, to the nanosecond") {
    const std::vector<sweep_link> links = grid();
    const sweep_result result = sweep(designs, links, options());
    for (std::size_t design = 2; design < designs.size(); ++design)
        for (std::size_t on = 0; on < links.size(); ++on) {
            if (links[on].loss != 0) continue;
            link::exchange_request each{.request = options().transfer, .answer_bytes = 4000};
            each.request.bytes = designs[design].bytes;
            each.request.link = link::symmetric_link(
                {.rate_bits_per_second = links[on].rate_bits_per_second, .delay = links[on].delay});
            const auto expected = *link::simulate(each).answered + designs[design].compute;
            CHECK(result.at(design, on).latency.value().count() == expected.count());
            CHECK(result.at(design, on).in_time == (expected <= 500ms ? 1 : 0));
        }
    CHECK(result.audited > 3);
    CHECK(result.largest_difference == 0ns);
}

TEST_CASE("A local design needs no link") {
    const sweep_result result = sweep(designs, grid(), options());
    for (std::size_t on = 0; on < result.links; ++on) {
        CHECK(result.at(0, on).decision == share_decision::at_least);
        CHECK(result.at(0, on).latency == 400ms);
        CHECK(result.at(1, on).decision == share_decision::below);
        CHECK(result.at(1, on).method == sweep_method::formula);
    }
}

TEST_CASE("Over UDP the share of whole frames is a formula") {
    sweep_options over_udp = options();
    over_udp.transfer.transport = link::protocol::udp;
    const std::vector<sweep_link> links{
        {10'000'000, 10ms, 0.001}, {10'000'000, 10ms, 0}, {2'000'000, 10ms, 0.001}};
    const sweep_result result = sweep(designs, links, over_udp);
    CHECK(result.frames == 0);
    const double all = std::pow(0.999, 34 + 3); // datagrams there and back
    CHECK(result.at(3, 0).in_time == doctest::Approx(all));
    CHECK(result.at(3, 0).decision == share_decision::at_least);
    CHECK(result.at(3, 0).latency == result.at(3, 1).latency);
    CHECK(result.at(3, 2).in_time == doctest::Approx(all)); // 291 ms
    CHECK(result.at(4, 2).in_time == 0);
    CHECK(std::abs(simulated_share(designs[3], links[0], over_udp, 2000) - all) <
          4 * std::sqrt(all * (1 - all) / 2000));
}

TEST_CASE("Any number of threads gives the same result; another seed another") {
    const std::vector<sweep_link> links = grid();
    const sweep_result reference = sweep(designs, links, options());
    for (const std::size_t threads : {1UL, 3UL}) {
        const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
        CHECK(same(sweep(designs, links, options()), reference));
    }
    sweep_options other = options();
    other.seed = 2;
    CHECK(!same(sweep(designs, links, other), reference));
}

TEST_CASE("Designs of the same size share their frames, whatever they compute") {
    const std::vector<sweep_link> links = grid();
    const std::vector<sweep_design> one{designs[3]};
    const std::vector<sweep_design> twins{designs[3], designs[3]};
    const sweep_result single = sweep(one, links, options());
    const sweep_result both = sweep(twins, links, options());
    CHECK(single.frames > 0);
    CHECK(both.frames == single.frames);
    CHECK(both.exchanges == single.exchanges);
    for (std::size_t on = 0; on < links.size(); ++on) {
        CHECK(both.at(0, on) == single.at(0, on));
        CHECK(both.at(1, on) == single.at(0, on));
    }
}

TEST_CASE("A cancelled sweep keeps what it knows") {
    const std::vector<sweep_link> links = grid();
    const sweep_result whole = sweep(designs, links, options());
    std::atomic<bool> stop{false};
    sweep_options cut = options();
    cut.cancelled = &stop;
    std::mutex mutex;
    double last = 0;
    cut.on_progress = [&](double share) {
        const std::lock_guard lock(mutex);
        last = (std::max)(last, share);
        if (share > 0.5) stop = true;
    };
    const sweep_result part = sweep(designs, links, cut);
    CHECK(last > 0.5);
    CHECK(last < 1);
    CHECK(!part.complete());
    const std::size_t missing = part.points_by[static_cast<std::size_t>(sweep_method::not_yet)];
    CHECK(missing > 0);
    CHECK(missing < part.points.size());
    for (std::size_t i = 0; i < part.points.size(); ++i)
        if (part.points[i].method != sweep_method::not_yet) CHECK(part.points[i] == whole.points[i]);
}

TEST_CASE("More confidence takes more frames, and the cap is kept") {
    const std::vector<sweep_link> links{{10'000'000, 30ms, 0.01}};
    const std::vector<sweep_design> one{designs[3]};
    sweep_options each = options();
    each.most_frames = 20'000;
    const sweep_result usual = sweep(one, links, each);
    CHECK(usual.at(0, 0).method == sweep_method::sample);
    CHECK(usual.at(0, 0).decision != share_decision::undecided);
    each.confidence = 0.999;
    const sweep_result sure = sweep(one, links, each);
    CHECK(sure.frames > usual.frames);
    each.most_frames = 5;
    const sweep_result capped = sweep(one, links, each);
    CHECK(capped.frames == 5);
    CHECK(capped.at(0, 0).decision == share_decision::undecided);
}

TEST_CASE("What can't be is refused before the work begins") {
    const std::vector<sweep_link> links = grid();
    CHECK_THROWS_WITH_AS((void)sweep({}, links), "0 designs on 24 links, expected at least one of each",
                         error);
    CHECK_THROWS_AS((void)sweep(designs, {}), error);
    sweep_options bad;
    bad.percentile = 0;
    CHECK_THROWS_AS((void)sweep(designs, links, bad), error);
    bad = {};
    bad.deadline = 0ns;
    CHECK_THROWS_WITH_AS((void)sweep(designs, links, bad),
                         "a deadline of 0 ns, expected above 0, at most one day", error);
    bad = {};
    bad.most_frames = 0;
    CHECK_THROWS_AS((void)sweep(designs, links, bad), error);
    bad = {};
    bad.audit_every = 0;
    CHECK_THROWS_AS((void)sweep(designs, links, bad), error);
    const std::vector<sweep_link> lossy{{1000, 0ns, 1.5}};
    CHECK_THROWS_AS((void)sweep(designs, lossy), error);
    const std::vector<sweep_link> still{{0, 0ns, 0}};
    CHECK_THROWS_AS((void)sweep(designs, still), error);
    const std::vector<sweep_design> backwards{{.bytes = 1, .compute = -1ns}};
    CHECK_THROWS_WITH_AS((void)sweep(backwards, links),
                         "design 0 computes for -1 ns, expected between 0 and one day", error);
}
