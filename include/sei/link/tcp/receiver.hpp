// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/receiver.hpp: the receiving half of a TCP endpoint: reassembly, SACK list, when to
/// acknowledge.
///
/// Knows no timers and sends nothing; it tells its owner what to do. As in ns-3.37; the numbers in brackets
/// are rules of the reference (docs/explanation/tcp_rules.md).
/// For each segment: `timestamp`, then `store` if it has data, then `reply_to_stored`. Four blocks are
/// remembered, three are told (four without timestamps). With tcp_profiles::linux_kernel each segment is
/// acknowledged at first, and again whenever the receive window grows.

#include <sei/link/medium/tcp_segment.hpp>
#include <sei/link/tcp/linux_kernel/quick_acks.hpp>
#include <sei/link/tcp/profile.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <optional>

namespace sei::link::inline SEI_RELEASE {

class tcp_receiver {
public:
    enum class reply { at_once, delayed };

    explicit tcp_receiver(const tcp_options& options)
        : segments_per_ack_(options.profile.segments_per_ack),
          blocks_in_option_(max_sack_blocks(options.timestamps)),
          timestamps_(options.timestamps) {
        if (options.profile.stack == tcp_stack::linux_kernel)
            quick_acks_.emplace(options.profile.quick_acks, options.mss());
    }

    /// The cumulative point: the sequence number expected next.
    [[nodiscard]] std::uint64_t next() const noexcept { return next_; }
    [[nodiscard]] std::int64_t echo_ms() const noexcept { return echo_ms_; }

    void synchronized() noexcept { next_ = 1; }
    void acknowledge_next_at_once() noexcept { unacknowledged_segments_ = segments_per_ack_; } // [9]

    /// Every packet's timestamp, before anything else is done with the packet [15].
    void timestamp(const tcp_segment& segment) noexcept {
        if (segment.timestamp_ms < latest_timestamp_ms_) return;
        latest_timestamp_ms_ = segment.timestamp_ms;
        if (segment.sequence == next_ && segment.sequence <= highest_ack_sent_)
            echo_ms_ = segment.timestamp_ms;
    }

    /// Old data is not even looked at, only acknowledged [12].
    [[nodiscard]] bool is_old(const tcp_segment& segment) const noexcept {
        return segment.payload_bytes > 0 && segment.end() < next_;
    }

    /// Stores data. The cumulative point may move: compare `next()` before and after.
    void store(const tcp_segment& segment, std::chrono::nanoseconds now = {}) {
        is_new_ = segment.end() > next_ && !is_stored(segment);
        closed_hole_ = false;
        if (!is_new_) return;
        if (segment.sequence == next_) {
            next_ = segment.end();
            take_stored();
            closed_hole_ = next_ > segment.end();
            std::erase_if(sacks_, [&](const sack_block& block) { return block.right <= next_; });
        } else {
            stored_.emplace(segment.sequence, segment.end());
            remember(segment);
        }
        if (quick_acks_) quick_acks_->arrived(next_ - 1, now, round_trip_of(segment, now));
    }

    /// How the segment just stored wants to be acknowledged [10, 11, 12].
    [[nodiscard]] reply reply_to_stored() noexcept {
        if (!is_new_ || closed_hole_ || !stored_.empty()) return reply::at_once;
        if (quick_acks_ && quick_acks_->active()) return reply::at_once;
        return ++unacknowledged_segments_ >= segments_per_ack_ ? reply::at_once : reply::delayed;
    }

    /// An acknowledgement leaves, alone or on data [13]; in ns-3 one on data doesn't count for the timestamp
    /// echo.
    void acknowledged(bool on_data) noexcept {
        unacknowledged_segments_ = 0;
        if (quick_acks_) quick_acks_->acknowledged(on_data);
        if (!on_data || quick_acks_) highest_ack_sent_ = (std::max)(highest_ack_sent_, next_);
    }

    void write_sack_blocks(tcp_segment& segment) const {
        const std::size_t count = (std::min)(blocks_in_option_, sacks_.size());
        std::copy_n(sacks_.begin(), count, segment.sacks.begin());
        segment.sack_count = static_cast<std::uint8_t>(count);
    }

private:
    static constexpr std::size_t blocks_remembered = 4;

    [[nodiscard]] bool is_stored(const tcp_segment& segment) const {
        const auto after = stored_.upper_bound(segment.sequence);
        return after != stored_.begin() && std::prev(after)->second >= segment.end();
    }

    /// By the echo of an own timestamp that came back for the first time.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> round_trip_of(const tcp_segment& segment,
                                                                        std::chrono::nanoseconds now) {
        if (!timestamps_ || segment.echo_ms == last_echo_ms_) return {};
        last_echo_ms_ = segment.echo_ms;
        return std::chrono::floor<std::chrono::milliseconds>(now) -
               std::chrono::milliseconds(segment.echo_ms);
    }

    void take_stored() {
        while (!stored_.empty() && stored_.begin()->first <= next_) {
            next_ = (std::max)(next_, stored_.begin()->second);
            stored_.erase(stored_.begin());
        }
    }

    /// The newest block comes first and absorbs its neighbours; the oldest is forgotten [14].
    void remember(const tcp_segment& segment) {
        sack_block block{segment.sequence, segment.end()};
        std::erase_if(sacks_, [&](const sack_block& each) {
            if (each.right < block.left || each.left > block.right) return false;
            block = {(std::min)(each.left, block.left), (std::max)(each.right, block.right)};
            return true;
        });
        sacks_.push_front(block);
        if (sacks_.size() > blocks_remembered) sacks_.pop_back();
    }

    std::uint32_t segments_per_ack_;
    std::size_t blocks_in_option_;
    std::uint64_t next_ = 0;
    std::uint64_t highest_ack_sent_ = 0;
    std::int64_t latest_timestamp_ms_ = 0;
    std::int64_t echo_ms_ = 0;
    std::uint32_t unacknowledged_segments_ = 0;
    bool is_new_ = false;
    bool closed_hole_ = false;
    std::map<std::uint64_t, std::uint64_t> stored_; // out of order: start and end
    std::deque<sack_block> sacks_;                  // newest first
    bool timestamps_;
    std::int64_t last_echo_ms_ = -1;
    std::optional<detail::linux_quick_acks> quick_acks_;
};

} // namespace sei::link::inline SEI_RELEASE
