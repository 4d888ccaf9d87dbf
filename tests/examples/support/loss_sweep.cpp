// SPDX-License-Identifier: MIT
#include "support/loss_sweep.hpp"

#include "support/idx.hpp"

#include <sei/explain/scores/rank.hpp>
#include <sei/weights/bind.hpp>
#include <sei/zoo/fashion_cnn.hpp>

#include <doctest/doctest.h>

using namespace examples;

TEST_CASE("The ends of Wilson's interval are the shares that the count is 1.96 standard errors away from") {
    for (const std::size_t count : {1U, 20U, 1000U})
        for (const double right : {0.05, 0.5, 0.9}) {
            const interval found = wilson(right, count);
            CHECK(found.value == right);
            CHECK(found.low < right);
            CHECK(found.high > right);
            for (const double end : {found.low, found.high})
                CHECK(std::abs(right - end) ==
                      doctest::Approx(1.959964 * std::sqrt(end * (1 - end) / static_cast<double>(count))));
        }
}

TEST_CASE("An interval ends where all or nothing is right") {
    CHECK(wilson(0, 50).low == 0);
    CHECK(wilson(0, 50).high == doctest::Approx(0.0713).epsilon(0.001)); // z^2 / (n + z^2)
    CHECK(wilson(1, 50).high == 1);
    CHECK(wilson(1, 50).low == doctest::Approx(1 - 0.0713).epsilon(0.001));
}

TEST_CASE("Seeds are summed up by their median and their ends, also where some never came back") {
    const double never = std::numeric_limits<double>::infinity();
    const std::vector<sweep_sample> samples{
        {3, never, 0.7, 0.8, 0.5}, {1, 9, 0.9, 0.9, 0.8}, {2, 8, 0.8, 1, 0.8}};
    const sweep_point all = summed_up(0.02, samples, 100);
    CHECK(all.loss == 0.02);
    CHECK(all.p50_ms.value == 2);
    CHECK(all.p50_ms.low == 1);
    CHECK(all.p50_ms.high == 3);
    CHECK(all.p95_ms.value == 9);
    CHECK(all.p95_ms.high == never);
    CHECK(all.in_time.value == 0.8);
    CHECK(all.accuracy.value == doctest::Approx(0.9));
    CHECK(all.accuracy_in_time.value == doctest::Approx(0.7));
    CHECK(all.accuracy.low == doctest::Approx(wilson(0.9, 100).low));
    const sweep_point two = summed_up(0, std::span(samples).first(2), 100);
    CHECK(two.p95_ms.value == 9); // of two the lower one
}

namespace {

using network = sei::zoo::fashion_cnn;
const std::string data = SEI_EXAMPLE_DATA_DIR;

[[nodiscard]] sweep_options usual_options() {
    sweep_options options;
    options.losses = {0, 1};
    options.seeds = 2;
    options.experiment.device_seconds = [](std::size_t first, std::size_t last) {
        return 1e-3 * static_cast<double>(last - first);
    };
    options.experiment.server_seconds = options.experiment.device_seconds;
    options.experiment.stream.tcp.profile = sei::link::tcp_profiles::linuxlike;
    return options;
}

[[nodiscard]] network_sweep swept(const sweep_options& options) {
    const sei::weights::network_weights raw = sei::weights::load<network>(data + "/fashion_cnn.safetensors");
    const auto executor = sei::engine::executor::of<network>(raw);
    const sei::study::dataset images = read_idx(data + "/fashion_test_images.idx3-ubyte",
                                                data + "/fashion_test_labels.idx1-ubyte", network::input, 12);
    const std::vector<sei::study::deployment> deployments{
        {.kind = sei::design_kind::local},
        {.kind = sei::design_kind::remote},
        {sei::design_kind::split, 5, sei::study::wire_format::float32}};
    return sweep("fashion_cnn", executor, images, sei::explain::describe_splits<network>(), deployments,
                 options);
}

} // namespace

TEST_CASE("Every design is measured over both transports at every loss") {
    sweep_options options = usual_options();
    std::vector<double> shares;
    options.on_progress = [&](double share) { shares.push_back(share); };
    const network_sweep found = swept(options);
    CHECK(shares.size() == 8);
    CHECK(std::is_sorted(shares.begin(), shares.end()));
    CHECK(shares.back() == 1);
    REQUIRE(found.designs.size() == 3);
    CHECK(name_of(found.designs[0]) == "local");
    CHECK(name_of(found.designs[1]) == "remote");
    CHECK(name_of(found.designs[2]) == "pool1");
    for (const design_sweep& each : found.designs)
        for (const transport_sweep* over : {&each.tcp, &each.udp}) {
            REQUIRE(over->points.size() == 2);
            CHECK(over->points[0].accuracy.value == found.accuracy.value);
            CHECK(over->points[0].in_time.value == 1);
        }
    CHECK(found.designs[0].tcp.points[1].in_time.value == 1); // local needs no link
    for (const std::size_t over_link : {1U, 2U}) {
        CHECK(found.designs[over_link].udp.points[1].accuracy.value == 0);
        CHECK(std::isinf(found.designs[over_link].tcp.points[1].p50_ms.value));
        CHECK(found.designs[over_link].tcp.points[1].in_time.value == 0);
    }
    CHECK(found.designs[2].tcp.wire_bytes == 16 * 14 * 14 * 4 + 36);
}

TEST_CASE("Seeds are draws: with another number of them the losses differ, with the same they repeat") {
    sweep_options options = usual_options();
    options.losses = {0.3};
    const auto in_time = [](const network_sweep& of) { return of.designs[2].tcp.points[0].p95_ms; };
    const interval once = in_time(swept(options));
    const interval again = in_time(swept(options));
    CHECK(once.low == again.low);
    CHECK(once.high == again.high);
    CHECK(once.low < once.high);
}
