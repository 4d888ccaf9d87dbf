// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/experiment.hpp: deployments of a network, measured: accuracy and latency from the same simulated
/// packets.
///
/// For every deployment a stream of frames, one per image, crosses the simulated link; the datagrams that it
/// lost are erased from the real tensors, and the real tail classifies what is left. Nothing depends on
/// threads: every simulation has its own world, and random numbers are keyed by (seed, direction, packet).

#include <sei/engine/parallel.hpp>
#include <sei/link/predict/line_bound.hpp>
#include <sei/study/detail/known_answers.hpp>
#include <sei/study/experiment_options.hpp>
#include <sei/study/latency.hpp>
#include <sei/study/stream.hpp>
#include <sei/study/stream_summary.hpp>

#include <atomic>
#include <numeric>

namespace sei::study::inline SEI_TARGET {

class experiment {
public:
    /// `splits` are the network's split points (explain::describe_splits); all arguments must outlive the
    /// object. Throws sei::error if the dataset doesn't match the network, or an option is invalid.
    experiment(const engine::executor& network, const dataset& images, std::span<const split_score> splits,
               experiment_options options)
        : network_(&network),
          images_(&images),
          splits_(splits),
          options_(usable(network, images, std::move(options))),
          answers_(network, images, options_) {}

    /// Share of images that the uncut network classifies rightly.
    [[nodiscard]] double accuracy() const { return answers_.accuracy(); }

    /// Measures all deployments, in the order given.
    [[nodiscard]] std::vector<design> run(std::span<const deployment> deployments) {
        prepare(deployments);
        const std::vector<double> losses = options_.all_losses();
        std::vector<outcome> outcomes(deployments.size() * losses.size());
        tbb::parallel_for(std::size_t{0}, outcomes.size(), [&](std::size_t task) {
            const deployment& which = deployments[task / losses.size()];
            const std::size_t point = task % losses.size();
            outcomes[task] = measure(which, link_with_loss(losses[point]), answers_that_count::all);
            advance();
        });
        std::vector<design> designs;
        for (std::size_t i = 0; i < deployments.size(); ++i)
            designs.push_back(describe(
                deployments[i], std::span(outcomes).subspan(i * losses.size(), losses.size()), losses));
        return designs;
    }

    /// The deployments on other links, for maps: for each of `conditions` one design for each deployment.
    /// The draws are the same, so that over UDP most answers are known from before. `accuracy`, too, counts
    /// only answers that came in time; a design that must be late is not simulated, and what a simulation
    /// would tell of it (energy, stations, latencies) is left out; so are the latencies of right answers.
    /// Throws sei::error for conditions that can't be simulated.
    [[nodiscard]] std::vector<std::vector<design>> run(std::span<const deployment> deployments,
                                                       std::span<const link_conditions> conditions) {
        std::vector<link::link_options> links;
        for (const link_conditions& each : conditions) links.push_back(link_under(each));
        prepare(deployments);
        std::vector<std::vector<design>> designs(conditions.size(), std::vector<design>(deployments.size()));
        tbb::parallel_for(std::size_t{0}, conditions.size() * deployments.size(), [&](std::size_t task) {
            const std::size_t place = task / deployments.size();
            const deployment& which = deployments[task % deployments.size()];
            const outcome found = measure(which, links[place], answers_that_count::in_time);
            designs[place][task % deployments.size()] =
                describe(which, std::span(&found, 1), std::span(&conditions[place].loss, 1));
        });
        return designs;
    }

private:
    enum class answers_that_count : std::uint8_t { all, in_time };

    /// One deployment at one loss probability.
    struct outcome {
        stream_outcome stream;
        std::size_t right = 0; // and back at the device
        std::size_t right_in_time = 0;
        std::size_t right_at_server = 0;
        std::size_t late = 0;
        std::vector<double> right_latencies_ms; // unordered
        bool simulated = true;                  // false: late for certain
        answers_that_count counted = answers_that_count::all;
    };

    const engine::executor* network_;
    const dataset* images_;
    std::span<const split_score> splits_;
    experiment_options options_;
    detail::known_answers answers_;
    std::atomic<std::size_t> done_{0};
    std::size_t planned_ = 1;

    [[nodiscard]] static experiment_options usable(const engine::executor& network, const dataset& images,
                                                   experiment_options options) {
        study::require_usable(images, network.shape_after(0),
                              network.shape_after(network.last_layer()).elements());
        study::require_usable(options);
        options.stream.frames = images.size();
        study::require_usable(options.stream);
        return options;
    }

    void prepare(std::span<const deployment> deployments) {
        done_ = 0;
        planned_ = answers_.missing(deployments) + deployments.size() * options_.all_losses().size();
        answers_.prepare(deployments, [this] { advance(); });
    }

    void advance() {
        const std::size_t done = ++done_;
        if (options_.on_progress)
            options_.on_progress(static_cast<double>(done) / static_cast<double>(planned_));
    }

    [[nodiscard]] outcome measure(const deployment& which, const link::link_options& link,
                                  answers_that_count counted) const {
        outcome result;
        result.counted = counted;
        stream_options stream = options_.stream;
        stream.frames = images_->size();
        stream.link = link;
        const stream_load load = load_of(which);
        if (counted == answers_that_count::in_time && is_late_for_certain(which, load, link))
            skip(result);
        else if (which.kind == design_kind::local)
            result.stream = simulate_local(load, stream);
        else if (options_.transport == transport::udp)
            result.stream = simulate_udp(load, stream);
        else
            result.stream = simulate_tcp(load, stream);
        count_answers(which, counted, result);
        return result;
    }

    /// As if no frame came back.
    void skip(outcome& result) const {
        result.simulated = false;
        result.stream.frames.resize(images_->size());
    }

    /// Whether computing and the line alone, without any waiting, take longer than the deadline. Over UDP the
    /// server may start before all has arrived.
    [[nodiscard]] bool is_late_for_certain(const deployment& which, const stream_load& load,
                                           const link::link_options& link) const {
        const auto sum = [](std::span<const std::uint32_t> bytes) {
            return std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0});
        };
        nanoseconds least = load.device_time + load.server_time;
        if (detail::uses_wire(which)) {
            const bool tcp = options_.transport == transport::tcp;
            nanoseconds there =
                link::least_line_time(tcp ? load.stream_bytes : sum(load.datagram_bytes), link.forward);
            if (!tcp) there = (std::min)(there, options_.stream.udp_wait);
            least += there + link.forward.delay + link.backward.delay +
                     link::least_line_time(tcp ? load.answer_stream_bytes : sum(load.answer_datagram_bytes),
                                           link.backward);
        }
        constexpr nanoseconds rounding{1000};
        return least - rounding > options_.deadline;
    }

    [[nodiscard]] link::link_options link_with_loss(double probability) const {
        link::link_options link = options_.stream.link;
        link.forward.loss = link::no_loss{};
        if (probability > 0) link.forward.loss = link::bernoulli_loss{probability};
        link.backward.loss = link.forward.loss;
        return link;
    }

    [[nodiscard]] link::link_options link_under(const link_conditions& conditions) const {
        link::link_options link = link_with_loss(conditions.loss);
        if (std::holds_alternative<link::bandwidth_trace>(link.forward.line) ||
            std::holds_alternative<link::bandwidth_trace>(link.backward.line))
            throw error(
                "a link with a recorded bandwidth under other rates, expected a link that has a rate");
        if (!(conditions.rate_bits_per_second >= 1 && conditions.rate_bits_per_second <= 1e15))
            throw error("a rate of " + sei::detail::short_number(conditions.rate_bits_per_second) +
                        " bit/s, expected between 1 and 10^15");
        if (!(conditions.delay_ms >= 0 && conditions.delay_ms <= 86'400'000))
            throw error("a delay of " + sei::detail::short_number(conditions.delay_ms) +
                        " ms, expected between 0 and one day");
        for (link::channel_options* line : {&link.forward, &link.backward}) {
            line->rate_bits_per_second = std::llround(conditions.rate_bits_per_second);
            line->delay = nanoseconds(std::llround(conditions.delay_ms * 1e6));
            link::require_usable(*line);
        }
        return link;
    }

    [[nodiscard]] stream_load load_of(const deployment& which) const {
        const std::size_t end = network_->last_layer();
        const std::size_t cut = which.kind == design_kind::local ? end : detail::key_of(which).first;
        stream_load load;
        load.device_time = to_nanoseconds(cut == 0 ? 0 : options_.device_seconds(0, cut));
        if (!detail::uses_wire(which)) return load;
        load.server_time = to_nanoseconds(cut == end ? 0 : options_.server_seconds(cut, end));
        const calibration& tensor = answers_.calibration_after(cut);
        const auto type = codec_for(detail::key_of(which).second, tensor, images_->normalisation).type();
        const wire::packetiser packets =
            wire::packetise(tensor.dims.elements(), type, options_.carried_bytes());
        load.datagram_bytes = datagram_sizes(packets);
        load.stream_bytes = packets.total + wire::frame_header_bytes;
        const wire::packetiser answer = wire::packetise(
            network_->shape_after(end).elements(), wire::element_type::float32, options_.carried_bytes());
        load.answer_datagram_bytes = datagram_sizes(answer);
        load.answer_stream_bytes = answer.total + wire::frame_header_bytes;
        return load;
    }

    [[nodiscard]] static std::vector<std::uint32_t> datagram_sizes(const wire::packetiser& packets) {
        std::vector<std::uint32_t> sizes;
        for (std::size_t i = 0; i < packets.count(); ++i)
            sizes.push_back(static_cast<std::uint32_t>(packets[i].datagram_bytes()));
        return sizes;
    }

    [[nodiscard]] static nanoseconds to_nanoseconds(double seconds) {
        if (!(seconds >= 0 && seconds <= 3600))
            throw error("a compute time of " + sei::detail::short_number(seconds) +
                        " s per frame, expected 0 to 3600");
        return nanoseconds(static_cast<std::int64_t>(std::llround(seconds * 1e9)));
    }

    void count_answers(const deployment& which, answers_that_count counted, outcome& result) const {
        std::optional<receiver> lossy;
        // What stands in the holes of the next frame comes from this one, even if it is late.
        const bool leaves_traces = options_.fill == wire::fill_rule::last_frame;
        for (std::size_t device = 0; device < options_.stream.devices; ++device) {
            std::optional<std::size_t> before; // this device's last frame of which anything arrived
            for (std::size_t i = device; i < result.stream.frames.size(); i += options_.stream.devices) {
                const frame_outcome& frame = result.stream.frames[i];
                const bool in_time = frame.latency && *frame.latency <= options_.deadline;
                result.late += in_time ? 0U : 1U;
                if (frame.nothing_arrived || frame.dropped) continue; // nobody had it to answer
                const std::optional<std::size_t> last = std::exchange(before, i);
                if (counted == answers_that_count::in_time && !in_time && !leaves_traces) continue;
                const bool right = answers_.answer(which, i, frame.lost, last, lossy) == images_->labels[i] &&
                                   (counted == answers_that_count::all || in_time);
                result.right_at_server += right ? 1U : 0U;
                if (!right || !frame.latency) continue; // an answer that is lost on its way back is none
                ++result.right;
                result.right_in_time += in_time ? 1U : 0U;
                if (counted == answers_that_count::all)
                    result.right_latencies_ms.push_back(milliseconds(*frame.latency));
            }
        }
    }

    [[nodiscard]] design describe(const deployment& which, std::span<const outcome> outcomes,
                                  std::span<const double> losses) const {
        const outcome& main = outcomes[0];
        const std::vector<frame_outcome>& all = main.stream.frames;
        const auto frames = static_cast<double>(all.size());
        const stream_load load = load_of(which);
        std::uint64_t macs = 0;
        design result;
        result.kind = which.kind;
        result.split_index =
            which.kind == design_kind::local ? network_->last_layer() : detail::key_of(which).first;
        for (const split_score& split : splits_) {
            if (split.index != result.split_index) continue;
            result.after = split.after;
            result.device_ram_bytes = split.head_arena_bytes;
            result.device_flash_bytes = split.head_parameter_bytes;
            macs = split.head_macs;
        }
        // Remote computing keeps the picture as bytes, not as floats.
        if (which.kind == design_kind::remote) result.device_ram_bytes = network_->shape_after(0).elements();
        describe_wire(which, load, result);
        result.frames = all.size();
        result.accuracy = static_cast<double>(main.right) / frames;
        result.accuracy_in_time = static_cast<double>(main.right_in_time) / frames;
        result.accuracy_at_server = static_cast<double>(main.right_at_server) / frames;
        result.deadline_miss_rate = static_cast<double>(main.late) / frames;
        result.latency_ms = summarise(all, options_.percentile);
        if (detail::uses_wire(which)) result.link_ms = median_link_milliseconds(all);
        result.device_ms = milliseconds(load.device_time);
        result.server_ms = milliseconds(load.server_time);
        result.stream = summarise(main.stream, options_.stream);
        if (main.simulated)
            result.energy = energy_per_frame(main.stream, options_.stream, options_.device_energy, macs);
        describe_latencies(main, result);
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            result.against_loss.push_back(point_of(outcomes[i], losses[i]));
        std::sort(result.against_loss.begin(), result.against_loss.end(),
                  [](const loss_point& left, const loss_point& right) { return left.loss < right.loss; });
        return result;
    }

    /// All that another deadline or percentile takes to count again.
    void describe_latencies(const outcome& main, design& result) const {
        const bool over_udp = result.transport == "udp";
        result.measured = {.deadline_ms = milliseconds(options_.deadline),
                           .percentile = options_.percentile,
                           .udp_wait_ms = over_udp ? std::optional(milliseconds(options_.stream.udp_wait))
                                                   : std::nullopt,
                           .latencies_kept = main.counted == answers_that_count::all};
        if (!result.measured->latencies_kept) return;
        result.right_latencies_ms = main.right_latencies_ms;
        std::sort(result.right_latencies_ms.begin(), result.right_latencies_ms.end());
        result.latencies_ms = sorted_latencies(main.stream.frames);
        std::erase_if(result.latencies_ms, [](double latency) { return std::isinf(latency); });
    }

    void describe_wire(const deployment& which, const stream_load& load, design& result) const {
        result.transport = "none";
        result.codec = "none";
        if (!detail::uses_wire(which)) return;
        result.codec = name_of(detail::key_of(which).second);
        if (options_.transport == transport::tcp) {
            result.transport = "tcp";
            result.wire_bytes = load.stream_bytes;
            result.packets = (load.stream_bytes + options_.stream.tcp.mss() - 1) / options_.stream.tcp.mss();
            return;
        }
        result.transport = "udp";
        result.packets = load.datagram_bytes.size();
        for (const std::uint32_t bytes : load.datagram_bytes) result.wire_bytes += bytes;
    }

    [[nodiscard]] loss_point point_of(const outcome& measured, double loss) const {
        const auto frames = static_cast<double>(measured.stream.frames.size());
        return {.loss = loss,
                .accuracy = static_cast<double>(measured.right) / frames,
                .accuracy_in_time = static_cast<double>(measured.right_in_time) / frames,
                .latency_ms = summarise(measured.stream.frames, options_.percentile).at_percentile};
    }
};

} // namespace sei::study::inline SEI_TARGET
