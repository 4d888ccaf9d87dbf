// SPDX-License-Identifier: MIT
#include <sei/study/experiment.hpp>

#include "support.hpp"

#include <sei/advisor/recount.hpp>

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <doctest/doctest.h>

#include <sei/link/presets.hpp>

#include <array>
#include <mutex>
#include <tuple>

using namespace sei::study;
using namespace study_test;
using namespace std::chrono_literals;
using sei::design;
using sei::design_kind;

namespace {

constexpr deployment local{.kind = design_kind::local};
constexpr deployment remote{.kind = design_kind::remote};

constexpr deployment split_after(std::size_t layer, wire_format format) {
    return {.kind = design_kind::split, .split = layer, .format = format};
}

const std::vector<deployment>& usual_deployments() {
    static const std::vector<deployment> made{local,
                                              remote,
                                              split_after(pool1, wire_format::float32),
                                              split_after(pool1, wire_format::float16),
                                              split_after(pool1, wire_format::int8),
                                              split_after(pool1, wire_format::int8_per_channel),
                                              split_after(pool2, wire_format::int8)};
    return made;
}

const dataset& some_images() {
    static const dataset made = fashion_images(200);
    return made;
}

std::vector<design> run(const experiment_options& options, std::span<const deployment> deployments,
                        const dataset& images = some_images()) {
    return experiment(fashion_cnn(), images, fashion_splits(), options).run(deployments);
}

design run_one(const experiment_options& options, const deployment& which) {
    return run(options, std::span(&which, 1))[0];
}

/// Everything in a design, to compare bit for bit.
auto fields(const design& of) {
    std::vector<std::array<double, 4>> points;
    for (const sei::loss_point& point : of.against_loss)
        points.push_back({point.loss, point.accuracy, point.accuracy_in_time, point.latency_ms});
    const sei::latency_summary& ms = of.latency_ms;
    return std::tuple(
        of.kind, of.split_index, of.after, of.transport, of.codec, of.wire_bytes, of.packets, of.frames,
        of.accuracy, of.accuracy_in_time, std::array{ms.p50, ms.p95, ms.p99, ms.max, ms.at_percentile},
        of.deadline_miss_rate, of.device_ms, of.link_ms, of.server_ms, of.device_ram_bytes,
        of.device_flash_bytes, points,
        std::array{of.stream.answers_per_second, of.stream.device_use, of.stream.uplink_use,
                   of.stream.downlink_use, of.stream.server_use},
        std::array{of.stream.dropped_at_device, of.stream.dropped_at_link, of.stream.dropped_at_server},
        of.energy.computing_mj, of.energy.sending_mj);
}

bool same(const std::vector<design>& left, const std::vector<design>& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](const design& a, const design& b) { return fields(a) == fields(b); });
}

/// No number of a design is NaN, and every share lies in [0, 1].
void check_sound(const design& of) {
    for (const double share : {of.accuracy, of.accuracy_in_time, of.deadline_miss_rate})
        CHECK((share >= 0 && share <= 1));
    for (const double time : {of.latency_ms.p50, of.latency_ms.p95, of.latency_ms.p99, of.latency_ms.max,
                              of.latency_ms.at_percentile, of.device_ms, of.link_ms, of.server_ms})
        CHECK(time >= 0); // false for NaN; infinity is a latency
    CHECK(of.accuracy_in_time <= of.accuracy);
    CHECK(of.accuracy_in_time <= 1 - of.deadline_miss_rate + 1e-12);
}

sei::link::link_options lossy(sei::link::link_options link, double probability) {
    link.forward.loss = link.backward.loss = sei::link::bernoulli_loss{probability};
    return link;
}

/// A frame's datagrams and answer after a split, worked out from the format's definition alone.
stream_load load_after(std::size_t split, std::size_t element_bytes, const experiment_options& options) {
    stream_load load;
    load.device_time =
        nanoseconds(std::llround(options.device_seconds(0, split) * 1e9)); // profiles give seconds
    load.server_time = nanoseconds(std::llround(options.server_seconds(split, fc2) * 1e9));
    std::size_t left = fashion_cnn().shape_after(split).elements() * element_bytes;
    const std::size_t payload = (1500 - 20 - 8 - 16) / element_bytes * element_bytes;
    for (; left > 0; left -= (std::min)(left, payload))
        load.datagram_bytes.push_back(static_cast<std::uint32_t>(16 + (std::min)(left, payload)));
    load.answer_datagram_bytes = {16 + 10 * 4};
    return load;
}

} // namespace

TEST_CASE("The whole network classifies 1801 of the 2,000 images rightly, as its PyTorch original does") {
    const dataset all = fashion_images(0);
    const experiment study(fashion_cnn(), all, fashion_splits(), usual_options());
    CHECK(std::abs(study.accuracy() * 2000 - 1801) <= 1); // another order of sums may turn one close call
}

TEST_CASE("Without loss remote computing and float32 splits are as accurate as local computing") {
    const std::vector<design> designs =
        run(usual_options(), std::vector{local, remote, split_after(pool1, wire_format::float32),
                                         split_after(relu6, wire_format::float32)});
    for (const design& each : designs) CHECK(each.accuracy == designs[0].accuracy);
    CHECK(designs[0].accuracy > 0.8);
}

TEST_CASE("A design says what crosses the wire") {
    experiment_options options = usual_options();
    const std::vector<design> udp = run(options, usual_deployments());
    options.transport = transport::tcp;
    const std::vector<design> tcp = run(options, usual_deployments());
    struct expectation {
        const char* after;
        const char* codec;
        std::uint64_t packets, udp_bytes, tcp_packets, tcp_bytes;
    };
    // 16 bytes a datagram of up to 1,456 bytes of payload; 36 bytes a TCP frame in segments of 1,448
    const expectation expected[] = {{"fc2", "none", 0, 0, 0, 0},
                                    {"input", "uint8", 1, 800, 1, 820},
                                    {"pool1", "float32", 9, 12'544 + 144, 9, 12'580},
                                    {"pool1", "float16", 5, 6272 + 80, 5, 6308},
                                    {"pool1", "int8", 3, 3136 + 48, 3, 3172},
                                    {"pool1", "int8-per-channel", 3, 3136 + 48, 3, 3172},
                                    {"pool2", "int8", 2, 1568 + 32, 2, 1604}};
    for (std::size_t i = 0; i < udp.size(); ++i) {
        CAPTURE(i);
        CHECK(udp[i].kind == usual_deployments()[i].kind);
        CHECK(udp[i].after == expected[i].after);
        CHECK(fashion_splits()[udp[i].split_index].after == udp[i].after);
        CHECK(udp[i].codec == expected[i].codec);
        CHECK(udp[i].packets == expected[i].packets);
        CHECK(udp[i].wire_bytes == expected[i].udp_bytes);
        CHECK(udp[i].frames == 200);
        CHECK(tcp[i].packets == expected[i].tcp_packets);
        CHECK(tcp[i].wire_bytes == expected[i].tcp_bytes);
        CHECK(udp[i].transport == (i == 0 ? "none" : "udp"));
        CHECK(tcp[i].transport == (i == 0 ? "none" : "tcp"));
        CHECK(tcp[i].accuracy == udp[i].accuracy); // nothing is lost on either
        check_sound(udp[i]);
        check_sound(tcp[i]);
    }
}

TEST_CASE("A design says what it costs the device and the server") {
    const experiment_options options = usual_options();
    const std::vector<design> designs = run(options, usual_deployments());
    for (const design& each : designs) {
        CAPTURE(each.after);
        const bool is_remote = each.kind == design_kind::remote;
        const double device = is_remote ? 0 : options.device_seconds(0, each.split_index) * 1e3;
        const double server =
            each.kind == design_kind::local ? 0 : options.server_seconds(each.split_index, fc2) * 1e3;
        CHECK(each.device_ms == doctest::Approx(device).epsilon(1e-6)); // whole nanoseconds
        CHECK(each.server_ms == doctest::Approx(server).epsilon(1e-6));
        CHECK(each.device_flash_bytes == fashion_splits()[each.split_index].head_parameter_bytes);
        CHECK(each.device_ram_bytes ==
              (is_remote ? 784 : fashion_splits()[each.split_index].head_arena_bytes));
    }
    CHECK(designs[1].device_flash_bytes == 0);
    CHECK(designs[0].device_flash_bytes == 4 * 236'282);
}

TEST_CASE("Remote computing takes what one computes by hand") {
    // 830 bytes up and 86 down at 0.8 us a byte, 10 ms each way, and the server
    const experiment_options options = usual_options();
    const design over = run_one(options, remote);
    const double expected = 0.664 + 10 + 0.0688 + 10 + options.server_seconds(0, fc2) * 1e3;
    CHECK(over.latency_ms.max == doctest::Approx(expected).epsilon(1e-6)); // whole nanoseconds
    CHECK(over.latency_ms.p50 == over.latency_ms.max);
    CHECK(over.link_ms == doctest::Approx(20.7328).epsilon(1e-9));
    CHECK(over.deadline_miss_rate == 0);
    CHECK(over.accuracy_in_time == over.accuracy);
}

TEST_CASE("Results are the same for one, two and four threads") {
    for (const transport over : {transport::udp, transport::tcp}) {
        experiment_options options = usual_options();
        options.transport = over;
        options.loss = 0.05;
        options.loss_sweep = {0, 0.3};
        options.fill = sei::wire::fill_rule::last_frame;
        options.stream.devices = 3;
        options.stream.queue = {late_policy::drop_oldest, 1};
        options.packet_order = packet_order::interleaved;
        std::vector<std::vector<design>> results;
        for (const int threads : {1, 2, 4}) {
            const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                            static_cast<std::size_t>(threads));
            tbb::task_arena arena(threads);
            arena.execute([&] { results.push_back(run(options, usual_deployments())); });
        }
        CHECK(same(results[0], results[1]));
        CHECK(same(results[0], results[2]));
    }
}

TEST_CASE("The same seed repeats, another one differs under loss, and only under loss") {
    for (const transport over : {transport::udp, transport::tcp}) {
        experiment_options options = usual_options();
        options.transport = over;
        options.loss = 0.05;
        const std::vector<design> first = run(options, usual_deployments());
        CHECK(same(first, run(options, usual_deployments())));
        options.stream.link.seed = 2;
        const std::vector<design> other = run(options, usual_deployments());
        CHECK(fields(first[0]) == fields(other[0])); // local computing sends nothing
        for (std::size_t i = 1; i < first.size(); ++i) CHECK(fields(first[i]) != fields(other[i]));

        options.loss = 0;
        const std::vector<design> lossless = run(options, usual_deployments());
        options.stream.link.seed = 3;
        CHECK(same(lossless, run(options, usual_deployments())));
    }
}

TEST_CASE("Accuracy and latency of a design come from the same packets") {
    experiment_options options = usual_options();
    options.loss = 0.1;
    options.stream.link.seed = 42;
    options.stream.udp_wait = 10ms;
    const design measured = run_one(options, split_after(pool1, wire_format::float16));

    stream_options stream = options.stream;
    stream.frames = some_images().size();
    stream.link = lossy(stream.link, 0.1);
    const auto frames = simulate_udp(load_after(pool1, 2, options), stream).frames;

    const calibration tensor = calibrate(fashion_cnn(), pool1, some_images(), 200);
    receiver over(fashion_cnn(), some_images(), pool1, wire_format::float16, tensor, 1472,
                  sei::wire::fill_rule::zero);
    std::size_t damaged = 0, at_server = 0, right = 0, in_time = 0, late = 0;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        (void)over.classify(i, {});
        const std::vector<float> clean(over.tensor().begin(), over.tensor().end());
        const class_index answer = over.classify(i, frames[i].lost);
        const bool changed = !std::ranges::equal(over.tensor(), clean);
        CHECK(changed == !frames[i].lost.empty());
        damaged += changed ? 1U : 0U;
        const bool punctual = frames[i].latency && *frames[i].latency <= 50ms;
        late += punctual ? 0U : 1U;
        if (frames[i].nothing_arrived || answer != some_images().labels[i]) continue;
        ++at_server;
        if (!frames[i].latency) continue; // lost on its way back
        ++right;
        in_time += punctual ? 1U : 0U;
    }
    CHECK(damaged > 50); // 1 - 0.9^5 = 41 % of 200 frames lose something
    CHECK(damaged < 120);
    CHECK(at_server > right);
    CHECK(measured.accuracy_at_server == static_cast<double>(at_server) / 200);
    CHECK(measured.accuracy == static_cast<double>(right) / 200);
    CHECK(measured.accuracy_in_time == static_cast<double>(in_time) / 200);
    CHECK(measured.deadline_miss_rate == static_cast<double>(late) / 200);
    const sei::latency_summary expected = summarise(frames, 95);
    CHECK(measured.latency_ms.p50 == expected.p50);
    CHECK(measured.latency_ms.p95 == expected.p95);
    CHECK(measured.latency_ms.max == expected.max);
    CHECK(measured.link_ms == median_link_milliseconds(frames));
}

TEST_CASE("last_frame fills from the last frame that arrived, over frames of which nothing did") {
    experiment_options options = usual_options();
    options.loss = 0.5;
    options.fill = sei::wire::fill_rule::last_frame;
    const design measured = run_one(options, split_after(pool1, wire_format::int8));

    stream_options stream = options.stream;
    stream.frames = some_images().size();
    stream.link = lossy(stream.link, 0.5);
    const auto frames = simulate_udp(load_after(pool1, 1, options), stream).frames;

    // A receiver that gets every frame keeps its state by itself.
    const calibration tensor = calibrate(fashion_cnn(), pool1, some_images(), 200);
    receiver over(fashion_cnn(), some_images(), pool1, wire_format::int8, tensor, 1472, options.fill);
    std::optional<std::size_t> before;
    std::size_t right = 0, nothing = 0;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        nothing += frames[i].nothing_arrived ? 1U : 0U;
        if (frames[i].nothing_arrived) continue;
        right += over.classify(i, frames[i].lost, before) == some_images().labels[i] ? 1U : 0U;
        before = i;
    }
    CHECK(nothing > 5); // 0.5^3 of 200 is 25
    CHECK(measured.accuracy_at_server == static_cast<double>(right) / 200);
}

TEST_CASE("Damage costs accuracy: more loss, less of it") {
    experiment_options options = usual_options();
    options.loss_sweep = {0.9, 0.5, 0.2};
    const design over = run_one(options, split_after(pool1, wire_format::float32));
    REQUIRE(over.against_loss.size() == 4);
    const double losses[] = {0, 0.2, 0.5, 0.9}; // ascending, the first one the design's own
    for (std::size_t i = 0; i < 4; ++i) {
        const sei::loss_point& point = over.against_loss[i];
        CHECK(point.loss == losses[i]);
        CHECK((point.accuracy >= 0 && point.accuracy <= 1));
        CHECK(point.accuracy_in_time <= point.accuracy);
        CHECK(point.latency_ms > 0);
        // 200 images: one standard error at 0.5 is 0.035
        if (i > 0) CHECK(point.accuracy <= over.against_loss[i - 1].accuracy + 0.035);
    }
    CHECK(over.against_loss[0].accuracy == over.accuracy);
    CHECK(over.against_loss[0].accuracy_in_time == over.accuracy_in_time);
    CHECK(over.against_loss[0].latency_ms == over.latency_ms.at_percentile);
    CHECK(over.against_loss[3].accuracy < 0.5);

    options.loss = 0.5; // the curve doesn't depend on which of its points is the design's own
    options.loss_sweep = {0};
    const design half = run_one(options, split_after(pool1, wire_format::float32));
    CHECK(half.accuracy == over.against_loss[2].accuracy);
    CHECK(half.against_loss[0].accuracy == over.accuracy);
}

TEST_CASE("A link that loses everything answers nothing, on UDP and on TCP, and local computing goes on") {
    for (const transport over : {transport::udp, transport::tcp}) {
        experiment_options options = usual_options();
        options.transport = over;
        options.loss = 1;
        const std::vector<design> designs = run(options, usual_deployments());
        CHECK(designs[0].accuracy > 0.8);
        for (std::size_t i = 1; i < designs.size(); ++i) {
            const design& each = designs[i];
            check_sound(each);
            CHECK(each.accuracy == 0);
            CHECK(each.accuracy_in_time == 0);
            CHECK(each.deadline_miss_rate == 1);
            CHECK(std::isinf(each.latency_ms.p50));
            CHECK(std::isinf(each.link_ms)); // and not 0
        }
    }
}

TEST_CASE("Under TCP loss makes frames late, and never wrong") {
    experiment_options options = usual_options();
    options.transport = transport::tcp;
    const design clean = run_one(options, split_after(pool1, wire_format::int8));
    options.loss = 0.05;
    const design over = run_one(options, split_after(pool1, wire_format::int8));
    CHECK(over.accuracy == clean.accuracy);
    CHECK(over.deadline_miss_rate > clean.deadline_miss_rate);
    CHECK(over.accuracy_in_time < clean.accuracy_in_time);
    CHECK(over.latency_ms.max > clean.latency_ms.max);
}

TEST_CASE("A deadline is met by the answer that arrives in the very nanosecond") {
    experiment_options options = usual_options();
    const design over = run_one(options, remote);
    options.deadline = nanoseconds(std::llround(over.latency_ms.max * 1e6));
    CHECK(run_one(options, remote).deadline_miss_rate == 0);
    options.deadline -= 1ns;
    CHECK(run_one(options, remote).deadline_miss_rate == 1);
    CHECK(run_one(options, remote).accuracy == over.accuracy);
    CHECK(run_one(options, remote).accuracy_in_time == 0);
}

TEST_CASE("A small MTU makes more datagrams, also of the answer") {
    experiment_options options = usual_options();
    options.stream.udp.mtu = 60; // 16 bytes of payload: 49 datagrams up, 3 down
    const design over = run_one(options, remote);
    CHECK(over.packets == 49);
    CHECK(over.wire_bytes == 784 + 49 * 16);
    CHECK(over.link_ms == doctest::Approx((784 + 49 * 46 + 40 + 3 * 46) * 0.0008 + 20).epsilon(1e-9));
}

TEST_CASE("Datagrams of each preset hold what its headers leave, without IP nearly all") {
    const std::vector<deployment> deployments{remote, split_after(pool2, wire_format::float32),
                                              split_after(pool2, wire_format::int8)};
    const dataset few = fashion_images(4);
    for (const sei::link::link_preset& preset : sei::link::presets::all()) {
        CAPTURE(preset.name);
        experiment_options options = usual_options();
        options.stream.udp = preset.udp;
        const std::vector<design> designs = run(options, deployments, few);
        const std::size_t left = preset.udp.mtu - preset.udp.header_bytes - 16;
        CHECK(designs[0].packets == (784 + left - 1) / left);
        CHECK(designs[1].packets == (1568 + left / 4 - 1) / (left / 4));
        CHECK(designs[2].packets == (1568 + left - 1) / left);
        if (preset.udp.mtu == 51) CHECK(designs[1].packets == 196);
        for (const design& each : designs) CHECK(each.accuracy == designs[0].accuracy);
    }
}

TEST_CASE("One image, no deployments, and a progress that ends at 1") {
    CHECK(run(usual_options(), {}).empty());
    const dataset one = fashion_images(1);
    experiment_options options = usual_options();
    options.loss = 0.2;
    std::mutex mutex;
    double last = 0;
    options.on_progress = [&](double share) {
        const std::lock_guard lock(mutex);
        last = (std::max)(last, share);
        CHECK(share <= 1);
    };
    for (const design& each : run(options, usual_deployments(), one)) check_sound(each);
    CHECK(last == 1);
}

TEST_CASE("An experiment that can't be is refused before any work") {
    const auto refuses = [](auto change) {
        experiment_options options = usual_options();
        change(options);
        CHECK_THROWS_AS(experiment(fashion_cnn(), some_images(), fashion_splits(), options), sei::error);
    };
    for (const double loss : {-0.1, 1.5, std::nan("")}) {
        refuses([&](experiment_options& options) { options.loss = loss; });
        refuses([&](experiment_options& options) { options.loss_sweep = {0.1, loss}; });
    }
    for (const double percent : {0.0, -1.0, 100.5, std::nan("")})
        refuses([&](experiment_options& options) { options.percentile = percent; });
    for (const double rate : {0.0, std::nan("")})
        refuses([&](experiment_options& options) { options.stream.frames_per_second = rate; });
    refuses([](experiment_options& options) { options.device_seconds = {}; });
    refuses([](experiment_options& options) { options.server_seconds = {}; });
    refuses([](experiment_options& options) { options.calibration_images = 0; });
    refuses([](experiment_options& options) { options.stream.udp.mtu = 47; });
    refuses([](experiment_options& options) { options.stream.link.backward.rate_bits_per_second = 0; });
    refuses([](experiment_options& options) {
        options.transport = transport::tcp;
        options.stream.tcp.mtu = 100;
    });
    dataset wrong = some_images();
    wrong.labels[7] = 10;
    CHECK_THROWS_AS(experiment(fashion_cnn(), wrong, fashion_splits(), usual_options()), sei::error);
}

TEST_CASE("A deployment that can't be is refused") {
    experiment_options options = usual_options();
    CHECK_THROWS_AS(run_one(options, split_after(17, wire_format::float32)), sei::error);
    CHECK_THROWS_AS(run_one(options, split_after(pool1, wire_format::uint8_image)), sei::error);
    for (const double seconds : {-1.0, std::nan(""), 1e9}) {
        options.device_seconds = [seconds](std::size_t, std::size_t) { return seconds; };
        CHECK_THROWS_AS(run_one(options, local), sei::error);
    }
}

TEST_CASE("Devices that share the link get their own frames, and the last frame is their own") {
    experiment_options options = usual_options();
    options.loss = 0.3;
    options.fill = sei::wire::fill_rule::last_frame;
    options.stream.devices = 3;
    options.stream.frames_per_second = 5;
    const design measured = run_one(options, split_after(pool1, wire_format::int8));
    CHECK(measured.stream.devices == 3);
    CHECK(measured.frames == 200);

    stream_options stream = options.stream;
    stream.frames = some_images().size();
    stream.link = lossy(stream.link, 0.3);
    const auto frames = simulate_udp(load_after(pool1, 1, options), stream).frames;
    const calibration tensor = calibrate(fashion_cnn(), pool1, some_images(), 200);
    std::size_t right = 0;
    for (std::size_t device = 0; device < 3; ++device) {
        receiver over(fashion_cnn(), some_images(), pool1, wire_format::int8, tensor, 1472, options.fill);
        std::optional<std::size_t> before;
        for (std::size_t i = device; i < frames.size(); i += 3) {
            if (frames[i].nothing_arrived) continue;
            right += over.classify(i, frames[i].lost, before) == some_images().labels[i] ? 1U : 0U;
            before = i;
        }
    }
    CHECK(measured.accuracy_at_server == static_cast<double>(right) / 200);
}

TEST_CASE("A design says how busy its stations are, what is dropped and what a frame costs") {
    experiment_options options = usual_options();
    options.stream.queue = {late_policy::drop_newest, 0};
    options.device_energy = sei::devices::cortex_m7().energy;
    const design on_device = run_one(options, local); // 59.5 ms a frame, one every 50 ms
    CHECK(on_device.stream.dropped_at_device == 100);
    CHECK(on_device.stream.answers_per_second == doctest::Approx(10).epsilon(0.02));
    CHECK(on_device.stream.device_use == doctest::Approx(0.595).epsilon(0.02));
    CHECK(on_device.latency_ms.p50 == doctest::Approx(on_device.device_ms).epsilon(1e-6));
    CHECK(std::isinf(on_device.latency_ms.p95));
    CHECK(on_device.accuracy < 0.5); // half of the frames nobody has seen
    // 5.7 million multiply-accumulates of 1.6 nJ for every other frame
    const auto macs = static_cast<double>(fashion_splits().back().head_macs);
    CHECK(on_device.energy.computing_mj.value() == doctest::Approx(macs * 1.6e-9 * 1e3 / 2));
    CHECK(on_device.energy.sending_mj == 0.0);
    CHECK(!on_device.energy.idle_mj); // nobody has measured it

    const design over = run_one(options, remote);
    CHECK(over.stream.answers_per_second == doctest::Approx(20).epsilon(0.02));
    CHECK(over.stream.uplink_use == doctest::Approx(830 * 8 * 20 / 1e7).epsilon(0.02));
    CHECK(over.stream.downlink_use == doctest::Approx(86 * 8 * 20 / 1e7).epsilon(0.02));
    CHECK(over.energy.computing_mj == 0.0);
    CHECK(!over.energy.sending_mj);
}

TEST_CASE("Under TCP a frame past its deadline counts as missed, and a dropped one as wrong") {
    experiment_options options = usual_options();
    options.transport = transport::tcp;
    options.stream.link.forward.rate_bits_per_second = 1'000'000; // 100 ms for a float32 tensor
    const design late = run_one(options, split_after(pool1, wire_format::float32));
    CHECK(late.accuracy > 0.8);
    CHECK(late.accuracy_in_time == 0);
    CHECK(late.deadline_miss_rate == 1);
    options.stream.queue = {late_policy::drop_oldest, 1};
    const design dropping = run_one(options, split_after(pool1, wire_format::float32));
    CHECK(dropping.stream.dropped_at_link > 80); // the link carries every other frame
    CHECK(dropping.accuracy < late.accuracy);
    CHECK(dropping.latency_ms.p50 != late.latency_ms.p50);
}

TEST_CASE("Order and cut-off: what arrives in time is used, and the most important is there") {
    experiment_options options = usual_options();
    options.device_seconds = seconds_on(sei::devices::raspberry_pi_4());
    options.stream.link.forward.rate_bits_per_second = 1'000'000;
    options.stream.udp.mtu = 300;
    options.stream.udp_send_for = 25ms; // of the 118 ms that a tensor takes
    options.stream.udp_wait = 25ms;
    options.fill = sei::wire::fill_rule::mean;
    options.importance = [](std::span<const std::size_t> splits) {
        std::vector<std::vector<float>> all;
        for (const std::size_t split : splits) all.push_back(importance_after(split));
        return all;
    };
    const deployment after_pool1 = split_after(pool1, wire_format::float32);
    const design sequential = run_one(options, after_pool1);
    options.packet_order = packet_order::importance;
    const design ranked = run_one(options, after_pool1);
    CHECK(sequential.deadline_miss_rate == 0); // 25 + 10 + 10 ms and little else
    CHECK(ranked.deadline_miss_rate == 0);
    CHECK(ranked.accuracy_in_time > sequential.accuracy_in_time + 0.2);

    options.importance = {};
    CHECK_THROWS_WITH_AS(run_one(options, after_pool1),
                         "packets in order of importance without a function that tells the importance",
                         sei::error);
    options.importance = [](std::span<const std::size_t>) { return std::vector<std::vector<float>>(3); };
    CHECK_THROWS_WITH_AS(run_one(options, after_pool1), "importances of 3 splits, expected 1", sei::error);
}

TEST_CASE("More devices than images are refused") {
    experiment_options options = usual_options();
    options.stream.devices = 201;
    CHECK_THROWS_WITH_AS(
        experiment(fashion_cnn(), some_images(), fashion_splits(), options),
        "a stream of 200 frames for 201 devices, expected at least one device, and a frame for each",
        sei::error);
}

TEST_CASE("On another link the designs are those of an experiment on that link") {
    const std::vector<sei::link_conditions> conditions{
        {10e6, 10, 0.05}, {2e6, 10, 0.05}, {50e6, 1, 0}, {300e3, 20, 0.1}, {10e6, 10, 0.02}};
    int compared = 0;
    int never = 0;
    for (const transport over : {transport::udp, transport::tcp})
        for (const auto fill : {sei::wire::fill_rule::zero, sei::wire::fill_rule::last_frame}) {
            experiment_options options = usual_options();
            options.transport = over;
            options.fill = fill;
            options.loss = 0.05;
            experiment shared(fashion_cnn(), some_images(), fashion_splits(), options);
            (void)shared.run(usual_deployments());
            const auto found = shared.run(usual_deployments(), conditions);
            REQUIRE(found.size() == conditions.size());
            for (std::size_t i = 0; i < conditions.size(); ++i) {
                experiment_options there = options;
                there.stream.link = sei::link::symmetric_link(
                    {.rate_bits_per_second = static_cast<std::int64_t>(conditions[i].rate_bits_per_second),
                     .delay = std::chrono::milliseconds(static_cast<int>(conditions[i].delay_ms))});
                there.loss = conditions[i].loss;
                std::vector<design> expected = run(there, usual_deployments());
                for (std::size_t k = 0; k < expected.size(); ++k) {
                    CHECK(found[i][k].accuracy == expected[k].accuracy_in_time); // late answers don't count
                    CHECK(found[i][k].deadline_miss_rate == expected[k].deadline_miss_rate);
                    if (std::isinf(found[i][k].latency_ms.p50)) { // not simulated, or nothing ever comes back
                        ++never;
                        CHECK(found[i][k].accuracy_in_time == expected[k].accuracy_in_time);
                        continue;
                    }
                    design same_but_late = found[i][k];
                    same_but_late.accuracy = expected[k].accuracy;
                    same_but_late.against_loss = expected[k].against_loss;
                    CHECK(fields(same_but_late) == fields(expected[k]));
                    ++compared;
                }
            }
        }
    CHECK(compared > 60);
    CHECK(never > 20);
}

TEST_CASE("The latencies of right answers tell the accuracy under any deadline") {
    experiment_options options = usual_options();
    options.loss = 0.05;
    const std::vector<design> designs = run(options, usual_deployments());
    for (const auto deadline : {20ms, 40ms, 50ms, 200ms}) {
        options.stream.udp_wait = 50ms;
        options.deadline = deadline;
        const std::vector<design> under = run(options, usual_deployments());
        for (std::size_t k = 0; k < designs.size(); ++k) {
            const std::vector<double>& right = designs[k].right_latencies_ms;
            CHECK(std::is_sorted(right.begin(), right.end()));
            const auto in_time =
                std::upper_bound(right.begin(), right.end(), milliseconds(deadline)) - right.begin();
            CHECK(static_cast<double>(in_time) / 200 == under[k].accuracy_in_time);
        }
    }
}

TEST_CASE("A design says under what it was measured, and keeps what another deadline and percentile need") {
    experiment_options options = usual_options();
    options.loss = 0.1;
    options.stream.udp_wait = 30ms;
    const deployment cut = split_after(pool1, wire_format::float16);
    const design kept = run_one(options, cut);
    REQUIRE(kept.measured);
    CHECK(kept.measured->deadline_ms == 50);
    CHECK(kept.measured->percentile == 95);
    CHECK(kept.measured->udp_wait_ms == 30);
    CHECK(kept.measured->latencies_kept);
    CHECK(!run_one(options, local).measured->udp_wait_ms);
    for (const auto& [deadline, percent] : {std::pair{45ms, 80.0}, {70ms, 95.0}, {200ms, 60.0}}) {
        options.deadline = deadline;
        options.percentile = percent;
        const design again = run_one(options, cut);
        const design counted =
            sei::advisor::recounted(kept, {.deadline_ms = milliseconds(deadline), .percentile = percent});
        CHECK(counted.accuracy_in_time == again.accuracy_in_time);
        CHECK(counted.deadline_miss_rate == again.deadline_miss_rate);
        CHECK(counted.latency_ms.at_percentile == again.latency_ms.at_percentile);
        CHECK(counted.right_latencies_ms == again.right_latencies_ms); // a deadline changes no measurement
        CHECK(counted.latencies_ms == again.latencies_ms);
    }
}

TEST_CASE("Impossible links are refused") {
    experiment shared(fashion_cnn(), some_images(), fashion_splits(), usual_options());
    const std::vector<sei::link_conditions> still{{0, 10, 0}};
    CHECK_THROWS_AS((void)shared.run(usual_deployments(), still), sei::error);
    const std::vector<sei::link_conditions> backwards{{1e6, -1, 0}};
    CHECK_THROWS_AS((void)shared.run(usual_deployments(), backwards), sei::error);
    const std::vector<sei::link_conditions> lossy{{1e6, 1, 2}};
    CHECK_THROWS_AS((void)shared.run(usual_deployments(), lossy), sei::error);
}
