// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/ns3/round_trip.hpp: round-trip estimate and retransmission timeout of a sender (RFC 6298).
///
/// As in ns-3.37. Samples come from the timestamp echo, in whole milliseconds, or without timestamps from the
/// time of sending. The numbers in brackets are rules of the reference (docs/explanation/tcp_rules.md).
/// timeout = max(srtt + max(1 ms, 4 var), minimum). Call `acknowledged` for every segment that carries an
/// acknowledgement, before anything else is done with it.

#include <sei/link/tcp/profile.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace sei::link::inline SEI_RELEASE {

class ns3_round_trip {
public:
    using nanoseconds = std::chrono::nanoseconds;

    explicit ns3_round_trip(const tcp_profile& profile) : profile_(profile) { recompute_timeout(); }

    /// A first transmission; the SYN has a length of 0 [16].
    void sent(std::uint64_t sequence, std::uint32_t bytes, nanoseconds now) {
        transmissions_.push_back({sequence, sequence + bytes, now, false});
    }

    /// A retransmission: its first transmission gives no sample any more [16].
    void repeated(std::uint64_t sequence) {
        const auto found = std::find_if(transmissions_.begin(), transmissions_.end(), [&](const auto& each) {
            return sequence >= each.begin && sequence < each.end;
        });
        if (found != transmissions_.end()) found->repeated = true;
    }

    /// Takes a sample if the first transmission is covered and was not repeated [17].
    void acknowledged(std::uint64_t acknowledgement, nanoseconds now, std::optional<std::int64_t> echo_ms) {
        if (transmissions_.empty() || transmissions_.front().end > acknowledgement) return;
        const transmission first = transmissions_.front();
        while (!transmissions_.empty() && transmissions_.front().end <= acknowledgement)
            transmissions_.pop_front();
        if (first.repeated) return;
        measured(echo_ms ? since_echo(now, *echo_ms) : now - first.time);
    }

    /// A timeout doubles the next one and forgets all transmissions [18, 23].
    void timed_out() {
        timeout_ = (std::min)(2 * timeout_, profile_.maximum_rto);
        transmissions_.clear();
    }

    /// Forgets the doubling [20].
    void recompute_timeout() {
        constexpr nanoseconds granularity = std::chrono::milliseconds(1);
        timeout_ = (std::max)(smoothed_ + (std::max)(granularity, 4 * variation_), profile_.minimum_rto);
    }

    [[nodiscard]] nanoseconds timeout() const noexcept { return timeout_; }
    [[nodiscard]] nanoseconds smoothed() const noexcept { return smoothed_; }

private:
    struct transmission {
        std::uint64_t begin;
        std::uint64_t end;
        nanoseconds time;
        bool repeated;
    };

    [[nodiscard]] static nanoseconds since_echo(nanoseconds now, std::int64_t echo_ms) {
        using std::chrono::milliseconds;
        const nanoseconds sample = std::chrono::floor<milliseconds>(now) - milliseconds(echo_ms);
        return sample > nanoseconds::zero() ? sample : nanoseconds(1000);
    }

    /// Integer arithmetic with shifts [19].
    void measured(nanoseconds sample) {
        if (!has_sample_) {
            has_sample_ = true;
            smoothed_ = sample;
            variation_ = sample / 2;
        } else {
            const std::int64_t deviation = (sample - smoothed_).count();
            const std::int64_t distance = deviation < 0 ? -deviation : deviation;
            smoothed_ = nanoseconds((8 * smoothed_.count() + deviation) >> 3);
            variation_ = nanoseconds((4 * variation_.count() + distance - variation_.count()) >> 2);
        }
        recompute_timeout();
    }

    tcp_profile profile_;
    std::deque<transmission> transmissions_;
    nanoseconds smoothed_ = std::chrono::seconds(1);
    nanoseconds variation_{0};
    nanoseconds timeout_{0};
    bool has_sample_ = false;
};

} // namespace sei::link::inline SEI_RELEASE
