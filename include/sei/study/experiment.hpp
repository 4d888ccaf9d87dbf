// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/experiment.hpp: deployments of a network, measured: accuracy and latency from the same simulated
/// packets.
///
/// For every deployment a stream of frames, one per image, crosses the simulated link; the datagrams that it
/// lost are erased from the real tensors, and the real tail classifies what is left. Nothing depends on
/// threads: every simulation has its own world, and random numbers are keyed by (seed, direction, packet).

#include <sei/engine/parallel.hpp>
#include <sei/study/latency.hpp>
#include <sei/study/receiver.hpp>

#include <atomic>
#include <functional>
#include <map>

namespace sei::study::inline SEI_TARGET {

enum class transport : std::uint8_t { udp, tcp };

/// One way to deploy the network. `split` and `format` count for design_kind::split only: local computing
/// sends nothing, remote computing sends the image as bytes.
struct deployment {
    design_kind kind = design_kind::local;
    std::size_t split = 0;
    wire_format format = wire_format::float32;
};

struct experiment_options {
    study::transport transport = study::transport::udp;
    stream_options stream{}; ///< link, rate, waiting time; `frames` is set from the images
    nanoseconds deadline = std::chrono::milliseconds(50);
    double percentile = 95;
    wire::fill_rule fill = wire::fill_rule::zero;
    double loss = 0;                ///< probability per packet, both directions
    std::vector<double> loss_sweep; ///< further probabilities, for curves
    std::size_t calibration_images = 256;
    std::function<double(std::size_t first, std::size_t last)>
        device_seconds; ///< layers after first up to last
    std::function<double(std::size_t first, std::size_t last)> server_seconds;
    std::function<void(double share)> on_progress{}; ///< 0 to 1, from any thread
};

class experiment {
public:
    /// `splits` are the network's split points (explain::describe_splits); all arguments must outlive the
    /// object. Throws sei::error if dataset and network don't fit or an option can't be.
    experiment(const engine::executor& network, const dataset& images, std::span<const split_score> splits,
               experiment_options options)
        : network_(&network), images_(&images), splits_(splits), options_(std::move(options)) {
        study::require_usable(images, network.shape_after(0),
                              network.shape_after(network.last_layer()).elements());
        for (const double probability : all_losses())
            if (!(probability >= 0 && probability <= 1))
                throw error("a loss probability of " + std::to_string(probability) + "; expected 0 to 1");
        if (!(options_.percentile > 0 && options_.percentile <= 100))
            throw error("percentile " + std::to_string(options_.percentile) +
                        "; expected more than 0, at most 100");
        predictions_.resize(images.size());
        engine::parallel_with_local(
            images.size(), [this] { return classifier{*network_}; },
            [this](classifier& local, std::size_t i) {
                predictions_[i] = local.classify(images_->image(i));
            });
    }

    /// Share of images that the uncut network classifies rightly.
    [[nodiscard]] double accuracy() const {
        return static_cast<double>(right_answers(predictions_)) / static_cast<double>(images_->size());
    }

    /// Measures all deployments, in the order given.
    [[nodiscard]] std::vector<design> run(std::span<const deployment> deployments) {
        prepare(deployments);
        const std::vector<double> losses = all_losses();
        std::vector<outcome> outcomes(deployments.size() * losses.size());
        tbb::parallel_for(std::size_t{0}, outcomes.size(), [&](std::size_t task) {
            const deployment& which = deployments[task / losses.size()];
            const std::size_t point = task % losses.size();
            outcomes[task] = measure(which, losses[point]);
            advance();
        });
        std::vector<design> designs;
        for (std::size_t i = 0; i < deployments.size(); ++i)
            designs.push_back(describe(
                deployments[i], std::span(outcomes).subspan(i * losses.size(), losses.size()), losses));
        return designs;
    }

private:
    struct classifier {
        const engine::executor* network;
        engine::workspace memory;
        std::vector<float> scores;

        explicit classifier(const engine::executor& executor)
            : network(&executor),
              memory(executor.make_workspace()),
              scores(executor.shape_after(executor.last_layer()).elements()) {}

        [[nodiscard]] std::uint8_t classify(std::span<const float> image) {
            network->run(0, network->last_layer(), image, scores, memory);
            return largest_of(scores);
        }
    };

    /// One deployment at one loss probability.
    struct outcome {
        std::vector<frame_outcome> frames;
        std::size_t right = 0;
        std::size_t right_in_time = 0;
        std::size_t late = 0;
    };

    using wire_key = std::pair<std::size_t, wire_format>;

    const engine::executor* network_;
    const dataset* images_;
    std::span<const split_score> splits_;
    experiment_options options_;
    std::vector<std::uint8_t> predictions_;                       // of the uncut network
    std::map<std::size_t, calibration> calibrations_;             // by split
    std::map<wire_key, std::vector<std::uint8_t>> clean_answers_; // with the codec, nothing lost
    std::atomic<std::size_t> done_{0};
    std::size_t planned_ = 1;

    [[nodiscard]] std::vector<double> all_losses() const {
        std::vector<double> losses{options_.loss};
        losses.insert(losses.end(), options_.loss_sweep.begin(), options_.loss_sweep.end());
        return losses;
    }

    void advance() {
        const std::size_t done = ++done_;
        if (options_.on_progress)
            options_.on_progress(static_cast<double>(done) / static_cast<double>(planned_));
    }

    [[nodiscard]] std::size_t right_answers(std::span<const std::uint8_t> answers) const {
        std::size_t right = 0;
        for (std::size_t i = 0; i < answers.size(); ++i) right += answers[i] == images_->labels[i] ? 1U : 0U;
        return right;
    }

    [[nodiscard]] static bool uses_wire(const deployment& which) { return which.kind != design_kind::local; }
    [[nodiscard]] static wire_key key_of(const deployment& which) {
        return which.kind == design_kind::remote ? wire_key{0, wire_format::uint8_image}
                                                 : wire_key{which.split, which.format};
    }

    /// Calibrates every tensor that crosses the wire and classifies all images over every codec without loss.
    void prepare(std::span<const deployment> deployments) {
        for (const deployment& which : deployments) {
            if (!uses_wire(which)) continue;
            calibrations_.try_emplace(key_of(which).first);
            clean_answers_.try_emplace(key_of(which));
        }
        planned_ = calibrations_.size() + clean_answers_.size() + deployments.size() * all_losses().size();
        done_ = 0;
        std::vector<std::pair<const std::size_t, calibration>*> pending;
        for (auto& entry : calibrations_) pending.push_back(&entry);
        tbb::parallel_for(std::size_t{0}, pending.size(), [&](std::size_t i) {
            pending[i]->second =
                calibrate(*network_, pending[i]->first, *images_, options_.calibration_images);
            advance();
        });
        for (auto& [key, answers] : clean_answers_) answers = classify_clean(key), advance();
    }

    /// float32 changes no bit, and tail(head(x)) is whole(x) bit for bit, so the uncut network has answered
    /// already.
    [[nodiscard]] std::vector<std::uint8_t> classify_clean(const wire_key& key) {
        if (key.second == wire_format::float32) return predictions_;
        std::vector<std::uint8_t> answers(images_->size());
        engine::parallel_with_local(
            images_->size(), [&] { return make_receiver(key); },
            [&](receiver& local, std::size_t i) { answers[i] = local.classify(i, {}); });
        return answers;
    }

    [[nodiscard]] receiver make_receiver(const wire_key& key) const {
        return {*network_,
                *images_,
                key.first,
                key.second,
                calibrations_.at(key.first),
                options_.stream.udp.mtu,
                options_.fill};
    }

    [[nodiscard]] outcome measure(const deployment& which, double loss) const {
        outcome result;
        stream_options stream = options_.stream;
        stream.frames = images_->size();
        set_loss(stream.link, loss);
        const stream_load load = load_of(which);
        if (which.kind == design_kind::local)
            result.frames = simulate_local(load, stream);
        else if (options_.transport == transport::udp)
            result.frames = simulate_udp(load, stream);
        else
            result.frames = simulate_tcp(load, stream);
        count_answers(which, result);
        return result;
    }

    static void set_loss(link::link_options& link, double probability) {
        const link::loss_model model = probability > 0 ? link::loss_model{link::bernoulli_loss{probability}}
                                                       : link::loss_model{link::no_loss{}};
        link.forward.loss = model;
        link.backward.loss = model;
    }

    [[nodiscard]] stream_load load_of(const deployment& which) const {
        const std::size_t end = network_->last_layer();
        const std::size_t cut = which.kind == design_kind::local ? end : key_of(which).first;
        stream_load load;
        load.device_time = to_nanoseconds(cut == 0 ? 0 : options_.device_seconds(0, cut));
        if (!uses_wire(which)) return load;
        load.server_time = to_nanoseconds(cut == end ? 0 : options_.server_seconds(cut, end));
        const receiver plan = make_receiver(key_of(which));
        for (std::size_t i = 0; i < plan.packets().count(); ++i)
            load.datagram_bytes.push_back(static_cast<std::uint32_t>(plan.packets()[i].datagram_bytes()));
        load.stream_bytes = plan.encoded_bytes() + wire::frame_header_bytes;
        const std::size_t scores = network_->shape_after(end).elements() * sizeof(float);
        load.answer_bytes = static_cast<std::uint32_t>(scores + (options_.transport == transport::udp
                                                                     ? wire::datagram_header_bytes
                                                                     : wire::frame_header_bytes));
        return load;
    }

    [[nodiscard]] static nanoseconds to_nanoseconds(double seconds) {
        return nanoseconds(static_cast<std::int64_t>(std::llround(seconds * 1e9)));
    }

    void count_answers(const deployment& which, outcome& result) const {
        std::optional<receiver> lossy;
        for (std::size_t i = 0; i < result.frames.size(); ++i) {
            const frame_outcome& frame = result.frames[i];
            const bool in_time = frame.latency && *frame.latency <= options_.deadline;
            result.late += in_time ? 0U : 1U;
            if (frame.nothing_arrived) continue; // no answer is a wrong answer
            std::uint8_t answer = 0;
            if (!uses_wire(which)) {
                answer = predictions_[i];
            } else if (frame.lost.empty()) {
                answer = clean_answers_.at(key_of(which))[i];
            } else {
                if (!lossy) lossy.emplace(make_receiver(key_of(which)));
                answer = lossy->classify(i, frame.lost);
            }
            const bool right = answer == images_->labels[i];
            result.right += right ? 1U : 0U;
            result.right_in_time += right && in_time ? 1U : 0U;
        }
    }

    [[nodiscard]] design describe(const deployment& which, std::span<const outcome> outcomes,
                                  std::span<const double> losses) const {
        const outcome& main = outcomes[0];
        const auto frames = static_cast<double>(main.frames.size());
        const stream_load load = load_of(which);
        design result;
        result.kind = which.kind;
        result.split_index = which.kind == design_kind::local ? network_->last_layer() : key_of(which).first;
        for (const split_score& split : splits_) {
            if (split.index != result.split_index) continue;
            result.after = split.after;
            result.device_ram_bytes = split.head_arena_bytes;
            result.device_flash_bytes = split.head_parameter_bytes;
        }
        // Remote computing keeps the picture as bytes, not as floats.
        if (which.kind == design_kind::remote) result.device_ram_bytes = network_->shape_after(0).elements();
        describe_wire(which, load, result);
        result.frames = main.frames.size();
        result.accuracy = static_cast<double>(main.right) / frames;
        result.accuracy_in_time = static_cast<double>(main.right_in_time) / frames;
        result.deadline_miss_rate = static_cast<double>(main.late) / frames;
        result.latency_ms = summarise(main.frames, options_.percentile);
        result.link_ms = median_link_milliseconds(main.frames);
        result.device_ms = milliseconds(load.device_time);
        result.server_ms = milliseconds(load.server_time);
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            result.against_loss.push_back(point_of(outcomes[i], losses[i]));
        std::sort(result.against_loss.begin(), result.against_loss.end(),
                  [](const loss_point& left, const loss_point& right) { return left.loss < right.loss; });
        return result;
    }

    void describe_wire(const deployment& which, const stream_load& load, design& result) const {
        result.transport = "none";
        result.codec = "none";
        if (!uses_wire(which)) return;
        result.codec = name_of(key_of(which).second);
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
        const auto frames = static_cast<double>(measured.frames.size());
        return {.loss = loss,
                .accuracy = static_cast<double>(measured.right) / frames,
                .accuracy_in_time = static_cast<double>(measured.right_in_time) / frames,
                .latency_ms = summarise(measured.frames, options_.percentile).at_percentile};
    }
};

} // namespace sei::study::inline SEI_TARGET
