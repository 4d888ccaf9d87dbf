// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/ns3/window.hpp: congestion window, threshold and proportional rate reduction, in bytes.
///
/// Window growth as in ns-3.37's TcpNewReno, TcpLinuxReno and TcpCubic, reduction as in its TcpPrrRecovery
/// (RFC 6937, with its 32-bit arithmetic). The numbers in brackets are rules of the reference
/// (docs/explanation/tcp_rules.md).
/// NewReno adds a segment per acknowledgement in slow start and MSS^2 / window after it; LinuxReno a segment
/// per acknowledged segment, then one per window. The threshold after a loss is at least two segments. A
/// window stops at 1 GiB.

#include <sei/link/tcp/ns3/cubic.hpp>
#include <sei/link/tcp/profile.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace sei::link::inline SEI_RELEASE {

class ns3_window {
public:
    explicit ns3_window(const tcp_options& options)
        : control_(options.congestion),
          mss_(options.mss()),
          initial_(options.mss() * options.profile.initial_window_segments),
          cubic_(options.mss()) {
        reset();
    }

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    [[nodiscard]] std::uint32_t threshold() const noexcept { return threshold_; }

    void set(std::uint32_t bytes) noexcept { size_ = bytes; }

    void reset() noexcept {
        size_ = initial_;
        threshold_ = (std::numeric_limits<std::uint32_t>::max)();
    }

    /// Any acknowledgement of something; Cubic may end slow start by it [53].
    void observe(const tcp_ack_event& event) {
        if (control_ == congestion_control::cubic && cubic_.leaves_slow_start(event, size_, threshold_))
            threshold_ = size_;
    }

    /// An acknowledgement of that many whole segments: slow start below the threshold, else congestion
    /// avoidance. Whether the window was used doesn't matter [47].
    void grow(std::uint64_t segments, const tcp_ack_event& event) {
        if (control_ == congestion_control::cubic)
            size_ = cubic_.grown(size_, threshold_, segments, event);
        else if (control_ == congestion_control::new_reno)
            grow_new_reno(segments);
        else
            grow_linux_reno(segments);
        size_ = (std::min)(size_, largest);
    }

    /// Halves the threshold: NewReno from the bytes in flight, LinuxReno from the window [44]; Cubic takes
    /// less off [56].
    void reduce_threshold(std::uint64_t in_flight) noexcept {
        if (control_ == congestion_control::cubic) {
            threshold_ = cubic_.reduced(size_);
            return;
        }
        const std::uint64_t from = control_ == congestion_control::new_reno ? in_flight : size_;
        threshold_ = static_cast<std::uint32_t>((std::max<std::uint64_t>)(2 * mss_, from / 2));
    }

    /// After a timeout: one segment [48].
    void restart(const tcp_ack_event& event) noexcept {
        if (control_ == congestion_control::cubic) cubic_.timed_out(event);
        size_ = mss_;
    }

private:
    static constexpr std::uint32_t largest = 1U
                                             << 30; // no window of use is as large; keeps sums within 32 bits

    void grow_new_reno(std::uint64_t segments) noexcept { // [45]
        if (segments > 0 && size_ < threshold_) {
            size_ += mss_;
            --segments;
        }
        if (segments > 0 && size_ >= threshold_)
            size_ += (std::max)(1U, static_cast<std::uint32_t>(std::uint64_t{mss_} * mss_ / size_));
    }

    void grow_linux_reno(std::uint64_t segments) noexcept { // [46]
        if (size_ < threshold_) {
            const std::uint64_t grown = size_ + segments * mss_;
            size_ = static_cast<std::uint32_t>((std::min<std::uint64_t>)(grown, threshold_));
            return;
        }
        const std::uint64_t segments_in_window = (std::max)(1U, size_ / mss_);
        if (counted_ >= segments_in_window) {
            counted_ = 0;
            size_ += mss_;
        }
        counted_ += segments;
        size_ += static_cast<std::uint32_t>(counted_ / segments_in_window) * mss_;
        counted_ %= segments_in_window;
    }

    congestion_control control_;
    std::uint32_t mss_;
    std::uint32_t initial_;
    std::uint32_t size_ = 0;
    std::uint32_t threshold_ = 0;
    std::uint64_t counted_ =
        0; // acknowledged segments not yet turned into growth; survives recoveries and timeouts
    ns3_cubic cubic_;
};

/// Proportional rate reduction: how fast a window shrinks to the threshold during one recovery [37].
class tcp_rate_reduction {
public:
    explicit tcp_rate_reduction(std::uint32_t mss) : mss_(mss) {}

    void start(std::uint64_t outstanding) noexcept {
        outstanding_at_start_ = static_cast<std::uint32_t>(outstanding);
        delivered_ = 0;
        sent_ = 0;
    }

    void sent(std::uint32_t bytes) noexcept { sent_ += bytes; }

    /// The window after an acknowledgement; `repair`: it covers a retransmitted segment.
    [[nodiscard]] std::uint32_t window(std::uint32_t delivered, std::uint32_t in_flight,
                                       std::uint32_t threshold, bool repair) noexcept {
        delivered_ += delivered;
        std::int64_t allowed = 0;
        if (in_flight > threshold) {
            const std::uint32_t product = delivered_ * threshold; // wraps at 32 bits, as the reference does
            allowed = static_cast<std::int64_t>((std::uint64_t{product} + outstanding_at_start_ - 1) /
                                                outstanding_at_start_) -
                      sent_;
        } else {
            const std::int64_t limit = repair ? std::int64_t{static_cast<std::int32_t>(
                                                    (std::max)(delivered_ - sent_, delivered) + mss_)}
                                              : std::int64_t{delivered};
            allowed = (std::min)(limit, std::int64_t{threshold} - in_flight);
        }
        allowed = (std::max)(allowed, sent_ > 0 ? std::int64_t{0} : std::int64_t{mss_});
        return in_flight + static_cast<std::uint32_t>(allowed);
    }

private:
    std::uint32_t mss_;
    std::uint32_t outstanding_at_start_ = 1;
    std::uint32_t delivered_ = 0;
    std::uint32_t sent_ = 0;
};

} // namespace sei::link::inline SEI_RELEASE
