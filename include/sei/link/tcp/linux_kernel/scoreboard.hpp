// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/linux_kernel/scoreboard.hpp: a Linux sender's outstanding segments, and which of them RACK
/// holds for lost.
///
/// RACK (RFC 8985) goes by time, not by counting duplicates: what was sent before a segment that has arrived
/// is lost a quarter of a round trip later, or at once when three segments are sacked or a recovery runs.
/// Counts are segments. Models net/ipv4/tcp_recovery.c and tcp_sacktag_write_queue of Linux 6.18.
/// in flight = outstanding - sacked - lost + repeated. A repetition acknowledged sooner than the least round
/// trip was not needed: its original arrived, and it moves nothing. Linear in the outstanding segments while
/// something is missing.

#include <sei/link/medium/tcp_segment.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>

namespace sei::link::inline SEI_RELEASE {

struct linux_segment {
    std::uint64_t sequence = 0;
    std::uint32_t bytes = 0;
    std::chrono::nanoseconds sent{0}; // last transmission
    bool sacked = false;
    bool lost = false;          // and not repeated since
    bool repeated = false;      // a repetition is on its way
    bool ever_repeated = false; // so that its acknowledgement measures nothing

    [[nodiscard]] std::uint64_t end() const noexcept { return sequence + bytes; }
};

/// What one acknowledgement said.
struct linux_delivery {
    std::uint32_t delivered = 0;         // segments, newly acknowledged or sacked
    std::uint32_t newly_sacked = 0;      // of these, sacked
    bool advanced = false;               // something was acknowledged cumulatively
    bool original_arrived = false;       // one that was never repeated, below the recovery point
    bool sacked_older_than_head = false; // something sacked was sent before the first outstanding one
    std::optional<std::chrono::nanoseconds> first_sent; // earliest transmission that measures the round trip
    std::optional<std::chrono::nanoseconds> last_sent;  // latest one
};

class linux_scoreboard {
public:
    using nanoseconds = std::chrono::nanoseconds;

    [[nodiscard]] std::uint64_t first() const noexcept { return first_; }
    [[nodiscard]] std::uint64_t next() const noexcept { return next_; }
    [[nodiscard]] bool empty() const noexcept { return segments_.empty(); }
    [[nodiscard]] std::uint32_t outstanding() const noexcept {
        return static_cast<std::uint32_t>(segments_.size());
    }
    [[nodiscard]] std::uint32_t sacked() const noexcept { return sacked_; }
    [[nodiscard]] std::uint32_t lost() const noexcept { return lost_; }
    [[nodiscard]] std::uint32_t repeated() const noexcept { return repeated_; }
    [[nodiscard]] std::uint32_t in_flight() const noexcept {
        return outstanding() - sacked_ - lost_ + repeated_;
    }
    [[nodiscard]] linux_segment& front() noexcept { return segments_.front(); }
    [[nodiscard]] linux_segment& back() noexcept { return segments_.back(); }

    void sent(std::uint32_t bytes, nanoseconds now) {
        segments_.push_back({.sequence = next_, .bytes = bytes, .sent = now});
        next_ += bytes;
    }

    void repeat(linux_segment& segment, nanoseconds now) noexcept {
        if (!segment.repeated) ++repeated_;
        segment.repeated = segment.ever_repeated = true;
        segment.sent = now;
    }

    /// A probe is not taken for a repair: what it repeats may still be on its way.
    static void probe(linux_segment& segment, nanoseconds now) noexcept {
        segment.ever_repeated = true;
        segment.sent = now;
    }

    /// The timeout was wrong: nothing is lost.
    void forget_losses() noexcept {
        for (linux_segment& each : segments_) each.lost = false;
        lost_ = 0;
    }

    /// SACK blocks, then the cumulative part. `recovery_point`: as of the last loss.
    linux_delivery acknowledge(const tcp_segment& acknowledgement, std::uint64_t recovery_point,
                               nanoseconds now, nanoseconds least_round_trip) {
        linux_delivery result;
        const nanoseconds head_sent = segments_.empty() ? now : segments_.front().sent;
        for (const sack_block& block : acknowledgement.sack_blocks())
            for (std::size_t i = position(block.left); i < segments_.size(); ++i) {
                if (segments_[i].end() > block.right) break;
                if (segments_[i].sacked) continue;
                deliver(segments_[i], recovery_point, now, least_round_trip, result);
                segments_[i].sacked = true;
                ++sacked_;
                ++result.newly_sacked;
            }
        result.sacked_older_than_head = result.first_sent && *result.first_sent < head_sent;
        if (acknowledgement.acknowledgement > first_) {
            result.advanced = true;
            discard(acknowledgement.acknowledgement, recovery_point, now, least_round_trip, result);
        }
        return result;
    }

    /// RACK: marks what is lost by now. Returns how long to wait for what is not yet; empty: nothing pends.
    std::optional<nanoseconds> mark_lost(nanoseconds now, nanoseconds reordering) {
        std::optional<nanoseconds> wait;
        if (sacked_ == 0 && lost_ == 0 && repeated_ == 0) return wait; // all left was sent after what arrived
        for (linux_segment& each : segments_) {
            if (each.sacked || (each.lost && !each.repeated)) continue;
            if (!sent_before_newest(each)) continue;
            const nanoseconds left = newest_round_trip_ + reordering - (now - each.sent);
            if (left <= nanoseconds::zero())
                mark_lost(each);
            else
                wait = (std::max)(wait.value_or(left), left);
        }
        return wait;
    }

    /// A timeout: all is lost but what was sent within the newest round trip; the first one always.
    void time_out(nanoseconds now) {
        for (linux_segment& each : segments_)
            if (!each.sacked && (&each == &segments_.front() || now - each.sent >= newest_round_trip_))
                mark_lost(each);
    }

    /// The first lost segment that has not been repeated since; null if there is none.
    [[nodiscard]] linux_segment* first_to_repeat() noexcept {
        if (lost_ == 0) return nullptr;
        const auto found = std::find_if(segments_.begin(), segments_.end(), [](const linux_segment& each) {
            return each.lost && !each.repeated && !each.sacked;
        });
        return found == segments_.end() ? nullptr : &*found;
    }

private:
    void mark_lost(linux_segment& segment) noexcept {
        if (segment.repeated) {
            segment.repeated = false;
            --repeated_;
        }
        if (!segment.lost) {
            segment.lost = true;
            ++lost_;
        }
    }

    /// A segment has arrived: RACK's newest, the round trip, the counts.
    void deliver(linux_segment& segment, std::uint64_t recovery_point, nanoseconds now,
                 nanoseconds least_round_trip, linux_delivery& result) {
        ++result.delivered;
        if (!segment.ever_repeated) {
            result.original_arrived = result.original_arrived || segment.end() <= recovery_point;
            result.first_sent = (std::min)(result.first_sent.value_or(segment.sent), segment.sent);
            result.last_sent = (std::max)(result.last_sent.value_or(segment.sent), segment.sent);
        }
        if (!segment.ever_repeated || now - segment.sent >= least_round_trip) { // else the original arrived
            newest_round_trip_ = now - segment.sent;
            if (segment.sent > newest_sent_ ||
                (segment.sent == newest_sent_ && segment.end() > newest_end_)) {
                newest_sent_ = segment.sent;
                newest_end_ = segment.end();
            }
        }
        forget_marks(segment);
    }

    void forget_marks(linux_segment& segment) noexcept {
        if (segment.lost) --lost_;
        if (segment.repeated) --repeated_;
        segment.lost = segment.repeated = false;
    }

    void discard(std::uint64_t acknowledgement, std::uint64_t recovery_point, nanoseconds now,
                 nanoseconds least_round_trip, linux_delivery& result) {
        bool repetition_acknowledged = false;
        while (!segments_.empty() && segments_.front().end() <= acknowledgement) {
            linux_segment& gone = segments_.front();
            repetition_acknowledged = repetition_acknowledged || gone.ever_repeated;
            if (gone.sacked)
                --sacked_;
            else
                deliver(gone, recovery_point, now, least_round_trip, result);
            first_ = gone.end();
            segments_.pop_front();
        }
        if (repetition_acknowledged && result.newly_sacked == 0) result.first_sent = result.last_sent = {};
    }

    [[nodiscard]] bool sent_before_newest(const linux_segment& segment) const noexcept {
        return segment.sent < newest_sent_ || (segment.sent == newest_sent_ && segment.end() < newest_end_);
    }

    [[nodiscard]] std::size_t position(std::uint64_t sequence) const {
        const auto found = std::lower_bound(
            segments_.begin(), segments_.end(), sequence,
            [](const linux_segment& each, std::uint64_t value) { return each.sequence < value; });
        return static_cast<std::size_t>(found - segments_.begin());
    }

    std::deque<linux_segment> segments_;
    std::uint64_t first_ = 1;
    std::uint64_t next_ = 1;
    std::uint32_t sacked_ = 0;
    std::uint32_t lost_ = 0;
    std::uint32_t repeated_ = 0;
    nanoseconds newest_sent_{0}; // of the segments that have arrived, the one sent last
    std::uint64_t newest_end_ = 0;
    nanoseconds newest_round_trip_{0};
};

} // namespace sei::link::inline SEI_RELEASE
