// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/linux_kernel/window.hpp: Linux's congestion window in segments: Reno, Cubic with HyStart,
/// rate reduction.
///
/// Models net/ipv4/tcp_cubic.c, tcp_cong.c, tcp_cwnd_reduction and tcp_cwnd_validate of Linux 6.18, in their
/// integer arithmetic; a jiffy is 4 ms (CONFIG_HZ=250). Growth needs a window that was used.
/// HyStart ends slow start when acknowledgements at most 2 ms apart last half a round trip, or when the round
/// trip grew by an eighth (4 to 16 ms). A loss leaves half (Reno) or 717/1024 (Cubic) as threshold, at least
/// two segments.

#include <sei/link/tcp/linux_kernel/cubic.hpp>
#include <sei/link/tcp/profile.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

namespace sei::link::inline SEI_RELEASE {

class linux_window {
public:
    using nanoseconds = std::chrono::nanoseconds;

    explicit linux_window(const tcp_options& options)
        : is_cubic_(options.congestion == congestion_control::cubic),
          initial_(options.profile.initial_window_segments),
          size_(initial_) {}

    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    [[nodiscard]] std::uint32_t threshold() const noexcept { return threshold_; }
    [[nodiscard]] bool reducing() const noexcept { return reducing_; }

    /// Something was sent, new or again.
    void sent(std::uint32_t segments) noexcept {
        if (reducing_) sent_in_reduction_ += segments;
    }

    /// After new data was sent, or could not be: was all of the window used?
    void validate_use(std::uint32_t in_flight, std::uint32_t outstanding, std::uint64_t first_outstanding,
                      std::uint64_t next) {
        const bool limited = in_flight >= size_;
        if (first_outstanding >= usage_end_ || limited || (!limited_ && outstanding > most_outstanding_)) {
            limited_ = limited;
            most_outstanding_ = outstanding;
            usage_end_ = next;
        }
    }

    /// The round trip of the newest segment acknowledged.
    void observe(const detail::linux_cubic::round_trip& event) {
        if (is_cubic_ && cubic_.leaves_slow_start(event, size_, in_slow_start())) threshold_ = size_;
    }

    /// So many segments were delivered, outside of a reduction.
    void grow(std::uint32_t delivered, nanoseconds now) {
        if (!is_limited()) return;
        if (in_slow_start()) {
            const std::uint32_t before = size_;
            size_ = (std::min)(size_ + delivered, threshold_);
            delivered -= size_ - before;
            if (delivered == 0) return;
        }
        increase(is_cubic_ ? cubic_.segments_per_growth(size_, delivered, now) : size_, delivered);
    }

    /// A loss was found: from now on the window follows proportional rate reduction (RFC 6937).
    void start_reduction() {
        before_reduction_ = size_;
        delivered_in_reduction_ = sent_in_reduction_ = counted_ = 0;
        threshold_ = after_loss();
        reducing_ = true;
    }

    /// `advanced_cleanly`: the acknowledgement advanced and nothing new was lost.
    void reduce(std::uint32_t delivered, std::uint32_t in_flight, bool advanced_cleanly) {
        if (delivered == 0) return;
        delivered_in_reduction_ += delivered;
        const std::int64_t room = std::int64_t{threshold_} - in_flight;
        std::int64_t allowed = 0;
        if (room < 0) {
            const std::uint64_t share = std::uint64_t{threshold_} * delivered_in_reduction_;
            allowed = static_cast<std::int64_t>((share + before_reduction_ - 1) / before_reduction_) -
                      sent_in_reduction_;
        } else {
            allowed = (std::max)(std::int64_t{delivered_in_reduction_} - sent_in_reduction_,
                                 std::int64_t{delivered});
            allowed = (std::min)(room, allowed + (advanced_cleanly ? 1 : 0));
        }
        allowed = (std::max)(allowed, std::int64_t{sent_in_reduction_ > 0 ? 0 : 1});
        size_ = in_flight + static_cast<std::uint32_t>(allowed);
    }

    void end_reduction() {
        if (reducing_) size_ = threshold_;
        reducing_ = false;
    }

    /// A timeout; `is_new`: the first of this loss.
    void time_out(std::uint32_t in_flight, bool is_new, nanoseconds now, std::uint64_t next) {
        if (is_new) {
            before_timeout_ = {size_, (std::max)(threshold_, (size_ >> 1) + (size_ >> 2))};
            threshold_ = after_loss();
        }
        if (is_cubic_) cubic_.reset(now, next);
        reducing_ = false;
        counted_ = 0;
        size_ = in_flight + 1;
    }

    /// It was wrong.
    void undo_timeout() {
        size_ = (std::max)(size_, before_timeout_.size);
        threshold_ = (std::max)(threshold_, before_timeout_.threshold);
    }

    /// Sending begins again after a pause with nothing outstanding (RFC 2861): the window halves for every
    /// timeout of it, but not below the initial one; the threshold remembers three quarters.
    void resume(nanoseconds pause, nanoseconds timeout, nanoseconds now, bool restart) {
        if (is_cubic_) cubic_.shift_epoch(pause, now);
        if (!restart || pause <= timeout) return;
        threshold_ = (std::max)(threshold_, (size_ >> 1) + (size_ >> 2));
        const std::uint32_t least = (std::min)(initial_, size_);
        for (nanoseconds left = pause - timeout; left > nanoseconds::zero() && size_ > least; left -= timeout)
            size_ >>= 1;
        size_ = (std::max)(size_, least);
    }

private:
    static constexpr std::uint32_t unlimited = (std::numeric_limits<std::int32_t>::max)();

    [[nodiscard]] bool in_slow_start() const noexcept { return size_ < threshold_; }

    [[nodiscard]] bool is_limited() const noexcept {
        return limited_ || (in_slow_start() && size_ < 2 * most_outstanding_);
    }

    [[nodiscard]] std::uint32_t after_loss() {
        return is_cubic_ ? cubic_.reduced(size_) : (std::max)(size_ >> 1, 2U);
    }

    void increase(std::uint32_t needed, std::uint32_t delivered) {
        if (counted_ >= needed) {
            counted_ = 0;
            ++size_;
        }
        counted_ += delivered;
        size_ += counted_ / needed;
        counted_ %= needed;
    }

    bool is_cubic_;
    std::uint32_t initial_;
    std::uint32_t size_;
    std::uint32_t threshold_ = unlimited;
    struct state {
        std::uint32_t size = 0;
        std::uint32_t threshold = 0;
    };
    state before_timeout_;
    std::uint32_t counted_ = 0; // delivered segments not yet turned into growth
    bool reducing_ = false;
    std::uint32_t before_reduction_ = 1;
    std::uint32_t delivered_in_reduction_ = 0;
    std::uint32_t sent_in_reduction_ = 0;
    bool limited_ = false; // by the window, in the flight that ends at usage_end_
    std::uint32_t most_outstanding_ = 0;
    std::uint64_t usage_end_ = 0;
    detail::linux_cubic cubic_;
};

} // namespace sei::link::inline SEI_RELEASE
