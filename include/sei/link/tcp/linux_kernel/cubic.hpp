// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/linux_kernel/cubic.hpp: Cubic and HyStart in the integer arithmetic of Linux 6.18
/// (net/ipv4/tcp_cubic.c), in segments and 1/1024 seconds.

#include <sei/link/tcp/linux_kernel/timer.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace sei::link::inline SEI_RELEASE::detail {

class linux_cubic {
public:
    using nanoseconds = std::chrono::nanoseconds;

    struct round_trip {
        nanoseconds now{0};
        nanoseconds sample{0};              // of the newest segment acknowledged
        std::uint64_t acknowledged = 0;     // the acknowledgement's number
        std::uint64_t next = 0;             // sequence number after the last byte sent
        nanoseconds time_of_four_bursts{0}; // at the pacing rate; acknowledgements may be that late
    };

    /// HyStart: true if slow start must end here.
    [[nodiscard]] bool leaves_slow_start(const round_trip& event, std::uint32_t window, bool in_slow_start) {
        if (epoch_ && event.now - *epoch_ < std::chrono::seconds(1)) return false;
        least_ = (std::min)(least_, (std::max)(event.sample, nanoseconds(1000)));
        if (found_ || !in_slow_start) return false;
        if (event.acknowledged > round_end_) start_round(event.now, event.next);
        if (window < 16) return false;
        found_ = is_train_long(event) || is_delay_grown(event.sample);
        return found_;
    }

    /// How many delivered segments a segment of growth costs.
    [[nodiscard]] std::uint32_t segments_per_growth(std::uint32_t window, std::uint32_t delivered,
                                                    nanoseconds now) {
        delivered_ += delivered;
        if (last_window_ == window && now - last_time_ <= std::chrono::seconds(1) / 32) return needed_;
        if (!epoch_ || now / jiffy != last_time_ / jiffy) {
            last_window_ = window;
            last_time_ = now;
            if (!epoch_) start_epoch(window, delivered, now);
            needed_ = by_cubic(window, now);
            if (last_maximum_ == 0) needed_ = (std::min)(needed_, 20U);
        }
        needed_ = (std::max)((std::min)(needed_, by_reno(window)), 2U);
        return needed_;
    }

    /// The threshold after a loss.
    [[nodiscard]] std::uint32_t reduced(std::uint32_t window) noexcept {
        epoch_.reset();
        last_maximum_ = window < last_maximum_ ? window * (1024 + beta) / 2048 : window;
        return (std::max)(window * beta / 1024, 2U);
    }

    /// A timeout.
    void reset(nanoseconds now, std::uint64_t next) {
        *this = {};
        start_round(now, next);
    }

    /// A pause is not part of the epoch.
    void shift_epoch(nanoseconds pause, nanoseconds now) {
        if (epoch_) epoch_ = (std::min)(*epoch_ + pause, now);
    }

private:
    static constexpr std::uint32_t beta = 717;       // of 1024
    static constexpr std::int64_t cubic_scale = 410; // 0.4 of 1024

    void start_round(nanoseconds now, std::uint64_t next) {
        round_start_ = last_of_train_ = now;
        round_end_ = next;
        round_least_ = (nanoseconds::max)();
        samples_ = 0;
    }

    /// Acknowledgements at most 2 ms apart for half a round trip.
    [[nodiscard]] bool is_train_long(const round_trip& event) {
        if (event.now - last_of_train_ > std::chrono::milliseconds(2)) return false;
        last_of_train_ = event.now;
        const nanoseconds late =
            (std::min<nanoseconds>)(event.time_of_four_bursts, std::chrono::milliseconds(1));
        return event.now - round_start_ > (least_ + late) / 2;
    }

    [[nodiscard]] bool is_delay_grown(nanoseconds sample) {
        round_least_ = (std::min)(round_least_, sample);
        if (samples_ < 8) {
            ++samples_;
            return false;
        }
        return round_least_ > least_ + std::clamp<nanoseconds>(least_ / 8, std::chrono::milliseconds(4),
                                                               std::chrono::milliseconds(16));
    }

    void start_epoch(std::uint32_t window, std::uint32_t delivered, nanoseconds now) {
        epoch_ = now;
        delivered_ = delivered;
        reno_window_ = window;
        origin_ = (std::max)(last_maximum_, window);
        const double distance = static_cast<double>(origin_ - window);
        time_to_origin_ = static_cast<std::int64_t>(1024 * std::cbrt(distance * 1024 / cubic_scale));
    }

    [[nodiscard]] std::uint32_t by_cubic(std::uint32_t window, nanoseconds now) const {
        const nanoseconds since = now - *epoch_ + (least_ == (nanoseconds::max)() ? nanoseconds(0) : least_);
        const std::int64_t time = since / jiffy * jiffy.count() * 1024 / 1'000'000'000;
        const std::int64_t distance =
            time < time_to_origin_ ? time_to_origin_ - time : time - time_to_origin_;
        constexpr std::int64_t furthest = 1'000'000; // 1,000 s; its cube fits
        const std::int64_t nearby = (std::min)(distance, furthest);
        const auto difference = static_cast<std::uint32_t>(
            (std::min<std::int64_t>)((nearby * nearby * nearby / 1024 * cubic_scale) >> 30, 1'000'000'000));
        const std::int64_t target =
            std::int64_t{origin_} +
            (time < time_to_origin_ ? -std::int64_t{difference} : std::int64_t{difference});
        if (target <= window) return 100 * window;
        return static_cast<std::uint32_t>(window / (target - window));
    }

    /// At least as fast as Reno with the same average window.
    [[nodiscard]] std::uint32_t by_reno(std::uint32_t window) {
        const std::uint32_t per_segment = (window * 15) >> 3;
        if (per_segment > 0 && delivered_ > 0) {
            const std::uint32_t grown = (delivered_ - 1) / per_segment;
            reno_window_ += grown;
            delivered_ -= grown * per_segment;
        }
        if (reno_window_ <= window) return (std::numeric_limits<std::uint32_t>::max)();
        return window / (reno_window_ - window);
    }

    std::uint32_t needed_ = 0;
    std::uint32_t delivered_ = 0;
    std::uint32_t last_window_ = 0;
    std::uint32_t last_maximum_ = 0;
    std::uint32_t origin_ = 0;
    std::uint32_t reno_window_ = 0;
    std::int64_t time_to_origin_ = 0; // 1/1024 s
    nanoseconds last_time_{0};
    nanoseconds least_ = (nanoseconds::max)(); // round trip
    std::optional<nanoseconds> epoch_;
    bool found_ = false;
    nanoseconds round_start_{0};
    nanoseconds last_of_train_{0};
    std::uint64_t round_end_ = 0;
    nanoseconds round_least_ = (nanoseconds::max)();
    std::uint32_t samples_ = 0;
};

} // namespace sei::link::inline SEI_RELEASE::detail
