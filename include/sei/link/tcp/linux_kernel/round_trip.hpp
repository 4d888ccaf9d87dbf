// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/linux_kernel/round_trip.hpp: Linux's round-trip estimate and retransmission timeout.
///
/// Unlike RFC 6298 the variation has a floor of the minimum timeout, so the timeout is at least that plus the
/// smoothed round trip, and it falls only once a round trip. Models tcp_rtt_estimator of Linux 6.18.
/// timeout = smoothed + max(4 deviations, minimum): 228 ms for a round trip of 28. `back_off` doubles it up
/// to the maximum; the next sample forgets that.

#include <sei/link/tcp/profile.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace sei::link::inline SEI_RELEASE {

class linux_round_trip {
public:
    using nanoseconds = std::chrono::nanoseconds;

    explicit linux_round_trip(const tcp_profile& profile)
        : minimum_(profile.minimum_rto), maximum_(profile.maximum_rto), timeout_(profile.syn_timeout) {}

    /// A sample. `acknowledged` and `next`: the sender's edges, which tell one round trip from the next.
    void measured(nanoseconds sample, std::uint64_t acknowledged, std::uint64_t next) {
        sample = (std::max)(sample, nanoseconds(1000));
        if (!has_sample_) {
            has_sample_ = true;
            smoothed_ = sample;
            deviation_ = sample * 2;
            variation_ = deviation_maximum_ = (std::max)(deviation_, minimum_);
            round_end_ = next;
        } else {
            update(sample);
            if (acknowledged > round_end_) end_round(next);
        }
        timeout_ = (std::min)(smoothed_ + variation_, maximum_);
    }

    /// The least round trip of all acknowledged segments.
    void observe_least(nanoseconds sample) { least_ = (std::min)(least_, sample); }
    void back_off() { timeout_ = (std::min)(2 * timeout_, maximum_); }

    [[nodiscard]] bool has_sample() const noexcept { return has_sample_; }
    [[nodiscard]] nanoseconds smoothed() const noexcept { return smoothed_; }
    [[nodiscard]] nanoseconds least() const noexcept { return least_; }
    [[nodiscard]] nanoseconds timeout() const noexcept { return timeout_; }

private:
    /// `deviation_` holds four times the mean deviation. A fall of the round trip counts for an eighth only.
    void update(nanoseconds sample) {
        nanoseconds change = sample - smoothed_;
        smoothed_ += change / 8;
        if (change < nanoseconds::zero()) {
            change = -change - deviation_ / 4;
            if (change > nanoseconds::zero()) change /= 8;
        } else {
            change -= deviation_ / 4;
        }
        deviation_ += change;
        deviation_maximum_ = (std::max)(deviation_maximum_, deviation_);
        variation_ = (std::max)(variation_, deviation_maximum_);
    }

    void end_round(std::uint64_t next) {
        if (deviation_maximum_ < variation_) variation_ -= (variation_ - deviation_maximum_) / 4;
        round_end_ = next;
        deviation_maximum_ = minimum_;
    }

    nanoseconds minimum_;
    nanoseconds maximum_;
    nanoseconds timeout_;
    nanoseconds smoothed_{0};
    nanoseconds deviation_{0};
    nanoseconds deviation_maximum_{0}; // of this round trip
    nanoseconds variation_{0};
    nanoseconds least_ = (nanoseconds::max)();
    std::uint64_t round_end_ = 0;
    bool has_sample_ = false;
};

} // namespace sei::link::inline SEI_RELEASE
