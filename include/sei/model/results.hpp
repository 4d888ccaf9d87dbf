// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/results.hpp: the plain structs in which the modules meet: split scores, requirements, designs.
///
/// The study fills them, the advisor judges them, the report prints them; none of the three includes another.

#include <sei/model/layer.hpp>
#include <sei/model/shape.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sei::inline SEI_RELEASE {

/// What one damage (a codec, lost packets) at a split would do, from gradients and relevance alone, on
/// average over images. Larger is worse.
struct damage_estimate {
    std::string damage{};
    double shift = 0; ///< of the class probabilities, predicted: a Hellinger distance squared, 0 to 1
    double turn = 0;  ///< 1 - cos(z, z + J da), logits z less their mean: 0 to 2
    double norm = 0;  ///< |g da| / |z|, element by element, g and z of the top logit
    double sum = 0;   ///< |g . da| / |z|
    std::optional<double>
        lost_relevance{}; ///< share of |R| at the changed elements, each by how far it changed
};

/// What a peak of the importance curve is worth.
enum class candidate_kind : std::uint8_t {
    none,        ///< no peak
    candidate,   ///< a peak in nearly all resamples of the images, and not without training
    noise,       ///< not in all resamples: the images don't suffice to see it
    architecture ///< networks with random weights have it too
};

/// One possible cut and what is known of it without simulating a link.
struct split_score {
    std::size_t index = 0; ///< top-level layer after which the cut lies
    std::string after{};   ///< that layer's name
    std::string kind{};    ///< that layer's kind
    shape wire_shape{};
    std::uint64_t wire_bytes_float32 = 0; ///< of the bare tensor, without headers
    std::uint64_t head_macs = 0;
    std::uint64_t head_parameter_bytes = 0;   ///< float32, batch_norm folded
    std::uint64_t head_arena_bytes = 0;       ///< float32 activations
    std::optional<double> cui{};              ///< I-SPLIT importance; none for vectors
    std::optional<double> cui_log10{};        ///< none where cui is absent or 0
    std::optional<double> lrp_abs_total{};    ///< mean over images of the sum of |relevance|
    std::optional<double> importance_log10{}; ///< of the curve that candidates are looked for on
    double importance_log10_low = 0;          ///< its interval over the images
    double importance_log10_high = 0;
    std::vector<double> importance_by_class{}; ///< mean by class; NaN for a class without images
    double prominence = 0;                     ///< of a peak, in decades
    std::optional<double> peak_share{};        ///< of the resamples of the images that have this peak
    std::optional<double> null_share{};        ///< of networks with random weights that have this peak
    candidate_kind candidate = candidate_kind::none;
    bool is_candidate = false;              ///< any peak, whatever it is worth
    std::vector<damage_estimate> damages{}; ///< of the damages that were asked for, in their order
    layer_role role = layer_role::computes; ///< of that layer; a folded batch_norm is its convolution's row
};

/// Numbers over a picture's pixels, row by row; positive ones speak for the answer.
struct heat_map {
    std::string title{};
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<double> values{};
};

/// Why a score of the splits is not to be believed.
enum class ranking_doubt : std::uint8_t {
    untested,           ///< nobody has tested it together with the scores that it is to be chosen from
    none,               ///< no doubt: it may be believed
    accuracy_at_chance, ///< undamaged, the network is not clearly better than naming the commonest class
    few_damages,        ///< too few damages cost accuracy for sure
    few_layers,         ///< so few that even a perfect order comes about by chance too often
    like_noise,         ///< the best of as many scores that know nothing does as well too often
    wide_interval       ///< its own interval over layers includes zero
};

/// How well a score of the splits agreed with accuracy that was measured.
struct score_validation {
    std::string score{};
    double correlation = 0;     ///< Spearman's, mean over damages; 1: ranks splits as their loss does
    double low_over_layers = 0; ///< its interval, with layers drawn again
    double high_over_layers = 0;
    double low_over_images = 0; ///< its interval, with images drawn again
    double high_over_images = 0;
    double given_depth = 0;    ///< the same with the layer's depth held fixed; NaN if that is all it says
    double regret = 0;         ///< accuracy lost by taking the split that it likes best, over the best split
    std::size_t tail_runs = 0; ///< per split and damage, of a score that runs the tail; else 0
    double p_value = 1; ///< that the best of as many scores that know nothing does as well; NaN: not tested
    ranking_doubt doubt = ranking_doubt::untested;
};

enum class design_kind : std::uint8_t { local, remote, split };

/// Percentiles of one design's frame latencies, in milliseconds; a frame that never came back counts as
/// infinite.
struct latency_summary {
    double p50 = 0;
    double p95 = 0;
    double p99 = 0;
    double max = 0;
    double at_percentile = 0; ///< at the percentile that the requirements name
};

/// The rank of a percentile among `count` values that ascend, counted from 1: the least of them that at
/// least `percent` percent of the values don't exceed. No interpolation, so that an infinite latency never
/// leaks into a finite percentile. 0 if there are no values.
[[nodiscard]] inline std::size_t nearest_rank(double percent, std::size_t count) {
    if (count == 0) return 0;
    const double rank = std::ceil(percent / 100 * static_cast<double>(count) - 1e-9);
    return (std::min)(static_cast<std::size_t>((std::max)(rank, 1.0)), count);
}

/// Accuracy and latency of a design at one loss probability, for the curves of the report.
struct loss_point {
    double loss = 0;
    double accuracy = 0; ///< as in `design`
    double accuracy_in_time = 0;
    double latency_ms = 0; ///< at the required percentile
};

/// How a stream of frames kept the stations busy.
struct stream_summary {
    std::uint64_t devices = 1;           ///< that shared the link and the server
    double answers_per_second = 0;       ///< of all devices together
    std::uint64_t dropped_at_device = 0; ///< frames for which there was no place to wait
    std::uint64_t dropped_at_link = 0;   ///< the same at a device's way to the link
    std::uint64_t dropped_at_server = 0;
    double device_use = 0; ///< shares of the time: mean over the devices
    double uplink_use = 0; ///< the line towards the server
    double downlink_use = 0;
    double server_use = 0;
};

/// What one frame costs its device, in millijoules; none where the device's profile does not say.
struct energy_summary {
    std::optional<double> computing_mj{};
    std::optional<double> sending_mj{};
    std::optional<double> receiving_mj{};
    std::optional<double> idle_mj{}; ///< while it did not compute
};

/// The sum of the parts; none if one is unknown.
[[nodiscard]] inline std::optional<double> total_mj(const energy_summary& energy) {
    double total = 0;
    for (const std::optional<double>& part :
         {energy.computing_mj, energy.sending_mj, energy.receiving_mj, energy.idle_mj}) {
        if (!part) return std::nullopt;
        total += *part;
    }
    return total;
}

/// Under what a design was measured. The deadline and the percentile only say how its frames were counted;
/// the wait says what the server did.
struct measuring {
    double deadline_ms = 0;
    double percentile = 95;
    std::optional<double> udp_wait_ms{}; ///< the server's, for a frame's last datagram; none: not over UDP
    bool latencies_kept = false;         ///< the design holds them, so that it can be counted again
};

/// One way to deploy the network, and what a study measured of it.
struct design {
    design_kind kind = design_kind::local;
    std::size_t split_index = 0;
    std::string after{};          ///< last layer on the device
    std::string transport{};      ///< "udp", "tcp", or "none" for local computing
    std::string codec{};          ///< "float32", "float16", "int8", "uint8", or "none"
    std::uint64_t wire_bytes = 0; ///< per frame, sei's headers included, towards the server
    std::uint64_t packets = 0;    ///< per frame, towards the server
    std::uint64_t frames = 0;
    double accuracy = 0;           ///< share of right answers that reached the device, however late
    double accuracy_in_time = 0;   ///< a late or missing answer counts as wrong
    double accuracy_at_server = 0; ///< those that were lost on the way back count as well
    latency_summary latency_ms{};
    double deadline_miss_rate = 0;
    double device_ms = 0; ///< computing on the device, per frame
    double link_ms = 0;   ///< median time on the link of the frames that came back, queueing included
    double server_ms = 0; ///< computing on the server, per frame
    std::uint64_t device_ram_bytes = 0;
    std::uint64_t device_flash_bytes = 0;
    std::vector<loss_point> against_loss{};
    stream_summary stream{};
    energy_summary energy{};
    std::vector<double> right_latencies_ms{}; ///< of the frames answered rightly, ascending; empty: not kept
    std::vector<double> latencies_ms{};       ///< of all frames that were answered, ascending
    std::optional<measuring> measured{};      ///< none: made by hand; its numbers are taken as they are
};

/// What the application asks for. What is left out is not asked for.
struct requirements {
    std::optional<double> min_accuracy{}; ///< share of frames answered rightly and in time
    std::optional<double> deadline_ms{};  ///< capture to answer
    double percentile = 95;               ///< of the latencies that must meet the deadline
    std::optional<std::uint64_t> max_ram_bytes{};
    std::optional<std::uint64_t> max_flash_bytes{};
    std::optional<std::uint64_t> max_wire_bytes{};
    std::optional<std::uint64_t> device_ram_bytes{}; ///< what the device has: a limit that nobody can lift
    std::optional<std::uint64_t> device_flash_bytes{};
};

/// What the advisor says of one design.
struct judgement {
    bool feasible = false;
    bool on_pareto_front = false;
    std::vector<std::string>
        reasons{}; ///< why rejected, or why ranked lower than the best; for the best: why it wins
};

/// The design that comes nearest to requirements that none meets.
struct near_miss {
    std::size_t design = 0;              ///< index into the designs
    std::optional<requirements> relaxed; ///< those that it would meet; none: no number would do
};

/// The advisor's answer: the best design, or none with reasons.
struct verdict {
    std::optional<std::size_t> best{};  ///< index into the designs
    std::optional<near_miss> nearest{}; ///< if there is no best one
    std::vector<std::string> reasons{};
    std::vector<judgement> judgements{}; ///< one for each design
};

/// The same both ways.
struct link_conditions {
    double rate_bits_per_second = 0;
    double delay_ms = 0;
    double loss = 0; ///< probability per packet
};

/// Which design is the verdict at each rate and loss.
struct crossover_map {
    std::vector<double> rates_bits_per_second{}; ///< ascending
    std::vector<double> losses{};                ///< ascending
    std::vector<std::optional<std::size_t>>
        winners{}; ///< indices of designs, loss by loss, for each all rates; none: no design is feasible
    std::size_t here_rate = 0; ///< place of the present link in the two lists
    std::size_t here_loss = 0;

    [[nodiscard]] const std::optional<std::size_t>& winner(std::size_t loss, std::size_t rate) const {
        return winners[loss * rates_bits_per_second.size() + rate];
    }
};

enum class quantity : std::uint8_t { share, milliseconds, bytes, bits_per_second };

/// One end of the range in which a verdict holds.
struct range_end {
    double holds = 0;                  ///< the last value at which it is known to hold
    double changes = 0;                ///< the first at which it is known not to
    std::optional<std::size_t> best{}; ///< the verdict there; none: no design is feasible
};

/// How far one number can move, all others fixed, before the verdict is another.
struct verdict_range {
    std::string what{};               ///< "deadline", "rate"
    quantity unit = quantity::share;  ///< share from 0 to 1
    std::optional<double> present{};  ///< none: not asked for
    std::optional<range_end> lower{}; ///< none: it holds as far down as `least`
    std::optional<range_end> upper{}; ///< none: it holds as far up as `most`
    std::optional<double> least{};    ///< how far was looked; none: as far as there is
    std::optional<double> most{};
};

} // namespace sei::inline SEI_RELEASE
