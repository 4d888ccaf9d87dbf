// SPDX-License-Identifier: MIT
// From real images over simulated packets to the advice: four sets of requirements that four answers win.
#include <sei/study/experiment.hpp>

#include "support.hpp"

#include <sei/advisor/advise.hpp>

#include <doctest/doctest.h>

using namespace sei::study;
using namespace study_test;
using namespace std::chrono_literals;
using sei::design;
using sei::design_kind;

namespace {

const dataset& all_images() {
    static const dataset made = fashion_images(0);
    return made;
}

struct advice {
    std::vector<design> designs;
    sei::verdict verdict;

    [[nodiscard]] const design& best() const { return designs[verdict.best.value()]; }
    [[nodiscard]] bool feasible(std::size_t index) const { return verdict.judgements[index].feasible; }
};

/// Local, remote, and splits after pool1 in float32 and int8, judged at the experiment's own deadline.
advice advise_on(experiment_options options, sei::requirements asked) {
    asked.deadline_ms = milliseconds(options.deadline);
    asked.percentile = options.percentile;
    const std::vector<deployment> deployments{{.kind = design_kind::local},
                                              {.kind = design_kind::remote},
                                              {design_kind::split, pool1, wire_format::float32},
                                              {design_kind::split, pool1, wire_format::int8}};
    advice result;
    result.designs = experiment(fashion_cnn(), all_images(), fashion_splits(), options).run(deployments);
    result.verdict = sei::advisor::advise(result.designs, asked);
    return result;
}

enum : std::size_t { local, remote, split_float32, split_int8 };

} // namespace

TEST_CASE("Remote computing wins for a slow device on a fast link") {
    // A Cortex-M7 needs 59.5 ms a frame and one comes every 50 ms; a picture and its answer need 20.9 ms.
    // Each way loses 1 %, so that 0.99 x 0.99 x 90.05 % = 88.3 % of the answers are right and there.
    experiment_options options = usual_options();
    options.loss = 0.01;
    const advice found = advise_on(options, {.min_accuracy = 0.87, .max_ram_bytes = 320U << 10U});
    REQUIRE(found.verdict.best == remote);
    CHECK(found.best().latency_ms.at_percentile == doctest::Approx(20.9).epsilon(0.01));
    // two standard errors of a share of 0.883 on 2,000 frames
    CHECK(found.best().accuracy_in_time == doctest::Approx(0.883).epsilon(0.0144 / 0.883));
    CHECK(!found.feasible(local));
    CHECK(found.designs[local].device_ms == doctest::Approx(59.5).epsilon(0.01));
    // frame 1,900 of 2,000 waits for those before it
    CHECK(found.designs[local].latency_ms.p95 ==
          doctest::Approx(1900 * found.designs[local].device_ms - 1899 * 50).epsilon(1e-6));
}

TEST_CASE("Local computing wins for a fast device on a slow, lossy link") {
    experiment_options options = usual_options();
    options.device_seconds = seconds_on(sei::devices::raspberry_pi_5());
    options.stream.link =
        sei::link::symmetric_link({.rate_bits_per_second = 250'000, .delay = 40ms}); // 80 ms of delay alone
    options.loss = 0.05;
    const advice found = advise_on(options, {.min_accuracy = 0.88});
    REQUIRE(found.verdict.best == local);
    CHECK(found.best().accuracy_in_time == doctest::Approx(0.9005).epsilon(0.001));
    for (const std::size_t other : {remote, split_float32, split_int8}) {
        CHECK(!found.feasible(other));
        CHECK(found.designs[other].latency_ms.p50 > 80);
    }
}

TEST_CASE("Split computing wins where the weights don't fit the device and pictures are lost whole") {
    // 923 KiB of weights don't fit 256 KiB of flash. At 10 % loss a picture, one packet, is lost or there: 19
    // % of the frames have no answer. A tensor in several packets loses some of them and is classified still.
    experiment_options options = usual_options();
    options.device_seconds = seconds_on(sei::devices::raspberry_pi_4());
    options.loss = 0.1;
    options.deadline = 100ms;
    options.percentile = 85;
    options.stream.udp_wait = 20ms;
    const advice found = advise_on(options, {.min_accuracy = 0.75, .max_flash_bytes = 256U << 10U});
    REQUIRE(found.verdict.best);
    CHECK(found.best().kind == design_kind::split);
    CHECK(!found.feasible(local));
    CHECK(found.designs[local].accuracy_in_time > 0.89); // it is the flash alone that rules it out
    CHECK(!found.feasible(remote));
    CHECK(std::isinf(found.designs[remote].latency_ms.at_percentile));
    CHECK(found.designs[remote].deadline_miss_rate == doctest::Approx(0.19).epsilon(0.15));
    CHECK(found.best().deadline_miss_rate == doctest::Approx(0.1).epsilon(0.2));
}

TEST_CASE("Nothing is feasible when the deadline is shorter than the link's delay and the device's work") {
    experiment_options options = usual_options();
    options.deadline = 15ms;
    const advice found = advise_on(options, {.min_accuracy = 0.88});
    CHECK(!found.verdict.best);
    CHECK(!found.verdict.reasons.empty());
    for (std::size_t i = 0; i < found.designs.size(); ++i) {
        CHECK(!found.feasible(i));
        CHECK(!found.verdict.judgements[i].reasons.empty());
        CHECK(found.designs[i].latency_ms.p50 > 15);
    }
}
