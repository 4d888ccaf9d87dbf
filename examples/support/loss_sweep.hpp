// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/loss_sweep.hpp: designs of one network against the loss of a link, over TCP and UDP, with
/// several draws of lost packets.

#include <sei/model/device.hpp>
#include <sei/study/experiment.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace examples {

/// A number and where it lies.
struct interval {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// The share `right` of `count` trials with its 95 % interval. E. Wilson, "Probable inference, the law of
/// succession, and statistical inference", JASA 22 (1927).
[[nodiscard]] inline interval wilson(double right, std::size_t count) {
    constexpr double z = 1.959963984540054;
    const auto n = static_cast<double>(count);
    const double centre = (right + z * z / (2 * n)) / (1 + z * z / n);
    const double reach = z / (1 + z * z / n) * std::sqrt(right * (1 - right) / n + z * z / (4 * n * n));
    // At 0 and 1 the interval ends there; rounding may miss it.
    return {right, right == 0 ? 0 : (std::max)(centre - reach, 0.0),
            right == 1 ? 1 : (std::min)(centre + reach, 1.0)};
}

/// What one seed gives at one loss probability.
struct sweep_sample {
    double p50_ms = 0; ///< infinite: never
    double p95_ms = 0;
    double in_time = 0; ///< share of frames answered within the deadline
    double accuracy = 0;
    double accuracy_in_time = 0;
};

/// All seeds at one loss probability. Latencies and shares in time: median over the seeds, from the least to
/// the greatest of them. Accuracies: mean over the seeds, with the 95 % interval for that many images.
struct sweep_point {
    double loss = 0;
    interval p50_ms;
    interval p95_ms;
    interval in_time;
    interval accuracy;
    interval accuracy_in_time;
};

/// The median (of an even number the lower middle one, so that an infinite value never leaks into a finite
/// one), least and greatest of one member over the samples.
[[nodiscard]] inline interval over_seeds(std::span<const sweep_sample> samples,
                                         double sweep_sample::*member) {
    std::vector<double> values;
    for (const sweep_sample& each : samples) values.push_back(each.*member);
    std::sort(values.begin(), values.end());
    return {values[(values.size() - 1) / 2], values.front(), values.back()};
}

[[nodiscard]] inline interval over_images(std::span<const sweep_sample> samples, double sweep_sample::*member,
                                          std::size_t images) {
    double sum = 0;
    for (const sweep_sample& each : samples) sum += each.*member;
    return wilson(sum / static_cast<double>(samples.size()), images);
}

/// Sums up at least one sample, each of that many images.
[[nodiscard]] inline sweep_point summed_up(double loss, std::span<const sweep_sample> samples,
                                           std::size_t images) {
    return {.loss = loss,
            .p50_ms = over_seeds(samples, &sweep_sample::p50_ms),
            .p95_ms = over_seeds(samples, &sweep_sample::p95_ms),
            .in_time = over_seeds(samples, &sweep_sample::in_time),
            .accuracy = over_images(samples, &sweep_sample::accuracy, images),
            .accuracy_in_time = over_images(samples, &sweep_sample::accuracy_in_time, images)};
}

/// One design over one transport.
struct transport_sweep {
    std::uint64_t wire_bytes = 0;    ///< per frame, sei's headers included, towards the server
    std::uint64_t packets = 0;       ///< per frame, towards the server
    std::vector<sweep_point> points; ///< ascending in loss
};

struct design_sweep {
    sei::design_kind kind = sei::design_kind::local;
    std::string after; ///< last layer on the device
    std::string codec;
    double device_ms = 0;
    double server_ms = 0;
    transport_sweep tcp;
    transport_sweep udp;
};

/// "local", "remote", or the last layer on the device.
[[nodiscard]] inline std::string name_of(const design_sweep& design) {
    if (design.kind == sei::design_kind::local) return "local";
    return design.kind == sei::design_kind::remote ? "remote" : design.after;
}

struct network_sweep {
    std::string network;
    std::size_t images = 0;
    sei::device device;
    interval accuracy; ///< of the uncut network
    std::vector<design_sweep> designs;
};

struct sweep_options {
    sei::study::experiment_options experiment; ///< transport, loss and the link's seed are set by the sweep
    std::vector<double> losses;
    std::uint64_t seeds = 1;
    std::function<void(double share)> on_progress{};
};

namespace detail {

/// All deployments over one transport at one loss: samples of every seed, by design, and the designs of the
/// last one.
struct sweep_stop {
    double accuracy = 0; ///< of the uncut network
    std::vector<std::vector<sweep_sample>> samples;
    std::vector<sei::design> designs;
};

[[nodiscard]] inline sweep_sample sample_of(const sei::design& measured) {
    return {.p50_ms = measured.latency_ms.p50,
            .p95_ms = measured.latency_ms.p95,
            .in_time = 1 - measured.deadline_miss_rate,
            .accuracy = measured.accuracy_at_server,
            .accuracy_in_time = measured.accuracy_in_time};
}

[[nodiscard]] inline design_sweep described(const sei::design& measured) {
    return {.kind = measured.kind,
            .after = measured.after,
            .codec = measured.codec,
            .device_ms = measured.device_ms,
            .server_ms = measured.server_ms,
            .tcp = {},
            .udp = {}};
}

/// What `sweep` is about: a network, its images and where it may be cut.
struct sweep_subject {
    const sei::engine::executor& network;
    const sei::study::dataset& images;
    std::span<const sei::split_score> splits;
    std::span<const sei::study::deployment> deployments;
};

template <class AfterEach>
[[nodiscard]] sweep_stop measure_stop(const sweep_subject& subject, sei::study::experiment_options options,
                                      std::uint64_t seeds, const AfterEach& after_each) {
    sweep_stop result;
    result.samples.resize(subject.deployments.size());
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        options.stream.link.seed = seed;
        sei::study::experiment experiment(subject.network, subject.images, subject.splits, options);
        result.accuracy = experiment.accuracy();
        result.designs = experiment.run(subject.deployments);
        for (std::size_t i = 0; i < result.designs.size(); ++i)
            result.samples[i].push_back(sample_of(result.designs[i]));
        after_each();
    }
    return result;
}

/// Adds what was measured at one loss to the curves.
inline void add(const sweep_stop& stop, sei::study::transport transport, double loss, network_sweep& to) {
    to.accuracy = wilson(stop.accuracy, to.images);
    for (std::size_t i = 0; i < stop.designs.size(); ++i) {
        if (to.designs.size() == i) to.designs.push_back(described(stop.designs[i]));
        design_sweep& design = to.designs[i];
        transport_sweep& over = transport == sei::study::transport::tcp ? design.tcp : design.udp;
        over.wire_bytes = stop.designs[i].wire_bytes;
        over.packets = stop.designs[i].packets;
        over.points.push_back(summed_up(loss, stop.samples[i], to.images));
    }
}

} // namespace detail

/// Measures every deployment over both transports, at every loss, with seeds 1, 2, ... Throws sei::error as
/// the experiment does.
[[nodiscard]] inline network_sweep sweep(const std::string& name, const sei::engine::executor& network,
                                         const sei::study::dataset& images,
                                         std::span<const sei::split_score> splits,
                                         std::span<const sei::study::deployment> deployments,
                                         const sweep_options& options) {
    network_sweep result{
        .network = name, .images = images.size(), .device = {}, .accuracy = {}, .designs = {}};
    const double steps = 2 * static_cast<double>(options.losses.size() * options.seeds);
    double done = 0;
    const auto advance = [&] {
        if (options.on_progress) options.on_progress(++done / steps);
    };
    for (const auto transport : {sei::study::transport::tcp, sei::study::transport::udp})
        for (const double loss : options.losses) {
            sei::study::experiment_options here = options.experiment;
            here.transport = transport;
            here.loss = loss;
            detail::add(detail::measure_stop({network, images, splits, deployments}, std::move(here),
                                             options.seeds, advance),
                        transport, loss, result);
        }
    return result;
}

} // namespace examples
