// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/ns3/cubic.hpp: window growth by a cubic of the time since the last loss, and HyStart (RFC
/// 8312).
///
/// Exactly as in ns-3.37's TcpCubic, whose arithmetic differs from Linux's: windows in whole segments, no
/// region where it would be as fast as Reno, at most one segment of growth per acknowledgement. The numbers
/// in brackets are rules of the reference (docs/explanation/tcp_rules.md).
/// Windows and thresholds are bytes. The object keeps no window; `leaves_slow_start` is asked at every
/// acknowledgement, before `grown`. Agrees with ns-3.37 in all 120 cases of the lossless grid. Ha and Rhee,
/// "Taming the elephants: new TCP slow start", 2011.

#include <sei/config.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>

namespace sei::link::inline SEI_RELEASE {

/// What congestion control may know of an acknowledgement.
struct tcp_ack_event {
    std::chrono::nanoseconds now{0};
    std::chrono::nanoseconds smoothed_round_trip{0};
    std::uint64_t acknowledged = 0; // the acknowledgement's number
    std::uint64_t highest_sent = 0; // sequence number after the last byte sent
};

class ns3_cubic {
public:
    using nanoseconds = std::chrono::nanoseconds;

    explicit ns3_cubic(std::uint32_t mss) : mss_(mss) {}

    /// Every acknowledgement of something; true if slow start must end here: HyStart saw a train of
    /// acknowledgements as long as a round trip, or a round trip that grew [53, 54].
    [[nodiscard]] bool leaves_slow_start(const tcp_ack_event& event, std::uint32_t window,
                                         std::uint32_t threshold) {
        if (epoch_ && event.now - *epoch_ < settling) return false;
        if (!least_round_trip_ || *least_round_trip_ > event.smoothed_round_trip)
            least_round_trip_ = event.smoothed_round_trip;
        if (window > threshold || window < hystart_segments * mss_ || found_) return false;
        found_ = ends_slow_start(event);
        return found_;
    }

    /// The window after that number of segments was acknowledged [52, 55].
    [[nodiscard]] std::uint32_t grown(std::uint32_t window, std::uint32_t threshold, std::uint64_t segments,
                                      const tcp_ack_event& event) {
        if (window < threshold) {
            if (event.acknowledged > round_end_) start_round(event);
            return window + static_cast<std::uint32_t>(segments) * mss_;
        }
        if (segments == 0) return window;
        counted_ += static_cast<std::uint32_t>(segments);
        const std::uint32_t needed = segments_per_growth(window / mss_, event.now);
        if (counted_ < needed) return window;
        counted_ -= needed;
        return window + mss_;
    }

    /// The threshold after a loss: 0.7 of the window; the epoch ends [56].
    [[nodiscard]] std::uint32_t reduced(std::uint32_t window) noexcept {
        const std::uint32_t segments = window / mss_;
        last_maximum_ =
            segments < last_maximum_ ? static_cast<std::uint32_t>(segments * (1 + beta) / 2) : segments;
        epoch_.reset();
        return (std::max)(static_cast<std::uint32_t>(segments * beta), 2U) * mss_;
    }

    /// A timeout forgets everything but what was counted [57].
    void timed_out(const tcp_ack_event& event) noexcept {
        last_maximum_ = 0;
        origin_ = 0;
        time_to_origin_ = 0;
        least_round_trip_.reset();
        found_ = false;
        start_round(event);
    }

private:
    static constexpr double beta = 0.7;
    static constexpr double scale = 0.4; // segments per cubic second
    static constexpr nanoseconds settling = std::chrono::milliseconds(10);
    static constexpr nanoseconds train_gap = std::chrono::milliseconds(2);
    static constexpr std::uint32_t hystart_segments = 16;
    static constexpr std::uint32_t hystart_samples = 8;
    static constexpr std::uint32_t most_per_growth_without_loss = 20;

    void start_round(const tcp_ack_event& event) noexcept {
        round_start_ = last_of_train_ = event.now;
        round_end_ = event.highest_sent;
        round_trip_.reset();
        samples_ = 0;
    }

    [[nodiscard]] bool ends_slow_start(const tcp_ack_event& event) noexcept {
        bool found = false;
        if (event.now - last_of_train_ <= train_gap) {
            last_of_train_ = event.now;
            found = event.now - round_start_ > *least_round_trip_;
        }
        if (samples_ < hystart_samples) {
            round_trip_ =
                (std::min)(round_trip_.value_or(event.smoothed_round_trip), event.smoothed_round_trip);
            ++samples_;
        } else if (*round_trip_ > *least_round_trip_ + std::clamp<nanoseconds>(*least_round_trip_,
                                                                               std::chrono::milliseconds(4),
                                                                               std::chrono::seconds(1))) {
            found = true;
        }
        return found;
    }

    /// How many acknowledged segments a segment of growth costs, in unsigned arithmetic that wraps.
    [[nodiscard]] std::uint32_t segments_per_growth(std::uint32_t window, nanoseconds now) {
        if (!epoch_) start_epoch(window, now);
        const nanoseconds since = now + least_round_trip_.value_or(nanoseconds(0)) - *epoch_;
        const double seconds = std::chrono::duration<double>(since).count();
        const double distance = (std::abs)(seconds - time_to_origin_);
        const auto difference = static_cast<std::uint32_t>(scale * std::pow(distance, 3));
        const std::uint32_t target = seconds < time_to_origin_ ? origin_ - difference : origin_ + difference;
        std::uint32_t needed = target > window ? window / (target - window) : 100 * window;
        if (last_maximum_ == 0) needed = (std::min)(needed, most_per_growth_without_loss);
        return (std::max)(needed, 2U);
    }

    void start_epoch(std::uint32_t window, nanoseconds now) {
        epoch_ = now;
        origin_ = (std::max)(last_maximum_, window);
        time_to_origin_ = std::pow((origin_ - window) / scale, 1 / 3.);
    }

    std::uint32_t mss_;
    std::uint32_t counted_ = 0;      // acknowledged segments not yet turned into growth
    std::uint32_t last_maximum_ = 0; // segments, at the last loss
    std::uint32_t origin_ = 0;       // segments, where the cubic is flat
    double time_to_origin_ = 0;      // seconds, from the epoch's start
    std::optional<nanoseconds> least_round_trip_;
    std::optional<nanoseconds> epoch_; // since the first growth after a loss
    bool found_ = false;               // HyStart's end of slow start
    nanoseconds round_start_{0};
    nanoseconds last_of_train_{0};
    std::uint64_t round_end_ = 0;
    std::optional<nanoseconds> round_trip_; // least of this round's first samples
    std::uint32_t samples_ = 0;
};

} // namespace sei::link::inline SEI_RELEASE
