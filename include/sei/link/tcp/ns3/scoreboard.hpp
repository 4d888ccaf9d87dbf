// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/ns3/scoreboard.hpp: a sender's outstanding segments and what it believes about each (RFC
/// 6675).
///
/// Segments keep the boundaries of their first transmission. Follows ns-3.37's TcpTxBuffer; the numbers in
/// brackets are rules of the reference (docs/explanation/tcp_rules.md). All but a timeout costs the logarithm
/// of the outstanding segments, and once for each segment that changes its marks.
/// in flight = outstanding - sacked - lost + retransmitted. Pointers are valid until the next `sent` or
/// `acknowledge`.

#include <sei/link/medium/tcp_segment.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <optional>
#include <span>

namespace sei::link::inline SEI_RELEASE {

struct outstanding_segment {
    std::uint64_t sequence = 0;
    std::uint32_t bytes = 0;
    bool sacked = false;
    bool lost = false;
    bool retransmitted = false;

    [[nodiscard]] std::uint64_t end() const noexcept { return sequence + bytes; }
};

class ns3_scoreboard {
public:
    /// First byte that is not acknowledged, and the byte after the last one sent.
    [[nodiscard]] std::uint64_t first() const noexcept { return first_; }
    [[nodiscard]] std::uint64_t next() const noexcept { return next_; }
    [[nodiscard]] bool empty() const noexcept { return segments_.empty(); }

    /// Bytes believed to be on their way; a repaired segment counts until the cumulative point passes [24].
    [[nodiscard]] std::uint64_t in_flight() const noexcept {
        return next_ - first_ - sacked_ - lost_ + retransmitted_;
    }

    void sent(std::uint32_t bytes) {
        segments_.push_back({.sequence = next_, .bytes = bytes});
        next_ += bytes;
    }

    void repeated(outstanding_segment& segment) noexcept {
        set(segment.retransmitted, true, retransmitted_, segment);
    }

    /// Takes SACK blocks, marks what must be lost [25, 27]; returns the bytes newly sacked.
    std::uint64_t sack(std::span<const sack_block> blocks) {
        const std::uint64_t before = newly_sacked_;
        for (const sack_block& block : blocks) {
            if (block.left > next_) break;
            for (std::size_t index = position(after_sacked(block.left));
                 index < segments_.size() && segments_[index].end() <= block.right;
                 index = position(after_sacked(segments_[index].sequence)))
                sack(segments_[index]);
        }
        if (newly_sacked_ != before) mark_lost_below_highest();
        return newly_sacked_ - before;
    }

    /// Forgets what is acknowledged; returns its bytes that had not been sacked [28].
    std::uint64_t acknowledge(std::uint64_t acknowledgement) {
        std::uint64_t newly_delivered = 0;
        while (!segments_.empty() && segments_.front().end() <= acknowledgement) {
            outstanding_segment& gone = segments_.front();
            if (!gone.sacked) newly_delivered += gone.bytes;
            if (highest_sacked_ == gone.sequence) highest_sacked_.reset();
            clear(gone);
            first_ = gone.end();
            segments_.pop_front();
        }
        while (!sacked_ranges_.empty() && sacked_ranges_.begin()->second <= first_)
            sacked_ranges_.erase(sacked_ranges_.begin());
        return newly_delivered;
    }

    /// Is there proof that the byte at `sequence` is lost? The next lost or sacked segment decides [31].
    [[nodiscard]] bool is_lost(std::uint64_t sequence) const {
        if (!highest_sacked_ || sequence >= *highest_sacked_) return false;
        for (std::size_t index = position(sequence); index < segments_.size(); ++index)
            if (segments_[index].lost || segments_[index].sacked) return segments_[index].lost;
        return false;
    }

    /// The first segment that is lost, not sacked and not retransmitted; null if there is none.
    [[nodiscard]] outstanding_segment* first_lost() noexcept {
        if (lost_ == 0) return nullptr;
        for (std::size_t index = position(repaired_below_); index < segments_.size(); ++index) {
            outstanding_segment& each = segments_[index];
            if (each.lost && !each.sacked && !each.retransmitted) {
                repaired_below_ = each.sequence;
                return &each;
            }
        }
        repaired_below_ = next_;
        return nullptr;
    }

    /// The first segment that is neither sacked nor retransmitted, lost or not.
    [[nodiscard]] outstanding_segment* first_unsure() noexcept {
        return find([](const auto& each) { return !each.sacked && !each.retransmitted; });
    }

    [[nodiscard]] outstanding_segment* first_outstanding() noexcept {
        return segments_.empty() ? nullptr : &segments_.front();
    }

    /// Is there an unsacked segment with this end that was retransmitted? [35, 38]
    [[nodiscard]] bool repeated_segment_ends_at(std::uint64_t end) const {
        const auto found =
            std::lower_bound(segments_.begin(), segments_.end(), end,
                             [](const auto& each, std::uint64_t value) { return each.end() < value; });
        return found != segments_.end() && found->end() == end && found->retransmitted && !found->sacked;
    }

    /// Before fast retransmit: the first segment counts as lost and not yet repaired [33].
    void mark_first_lost() noexcept {
        if (segments_.empty()) return;
        set(segments_.front().retransmitted, false, retransmitted_, segments_.front());
        mark_lost(segments_.front());
    }

    /// After a timeout: nothing is in flight, SACK marks stay [48].
    void mark_all_lost() noexcept {
        for (outstanding_segment& each : segments_) {
            set(each.retransmitted, false, retransmitted_, each);
            if (!each.sacked) mark_lost(each);
        }
    }

private:
    static void set(bool& flag, bool value, std::uint64_t& bytes,
                    const outstanding_segment& segment) noexcept {
        if (flag == value) return;
        flag = value;
        bytes = value ? bytes + segment.bytes : bytes - segment.bytes;
    }

    void mark_lost(outstanding_segment& segment) noexcept {
        set(segment.lost, true, lost_, segment);
        repaired_below_ = (std::min)(repaired_below_, segment.sequence);
    }

    void clear(outstanding_segment& segment) noexcept {
        set(segment.sacked, false, sacked_, segment);
        set(segment.lost, false, lost_, segment);
        set(segment.retransmitted, false, retransmitted_, segment);
    }

    /// Index of the first segment that starts at or after `sequence`.
    [[nodiscard]] std::size_t position(std::uint64_t sequence) const {
        const auto found = std::lower_bound(
            segments_.begin(), segments_.end(), sequence,
            [](const outstanding_segment& each, std::uint64_t value) { return each.sequence < value; });
        return static_cast<std::size_t>(found - segments_.begin());
    }

    template <class Predicate>
    [[nodiscard]] outstanding_segment* find(Predicate matches) noexcept {
        const auto found = std::find_if(segments_.begin(), segments_.end(), matches);
        return found == segments_.end() ? nullptr : &*found;
    }

    void sack(outstanding_segment& segment) {
        set(segment.sacked, true, sacked_, segment);
        add_sacked_range(segment.sequence, segment.end());
        set(segment.lost, false, lost_, segment);
        newly_sacked_ += segment.bytes;
        if (!highest_sacked_ || segment.end() >= *highest_sacked_) highest_sacked_ = segment.sequence; // [26]
    }

    /// What lies below three sacked segments is lost [27]. What was so before is marked already.
    void mark_lost_below_highest() {
        if (!highest_sacked_) return;
        int sacked_above = 0;
        std::uint64_t below = marked_below_;
        for (std::size_t index = position(*highest_sacked_) + 1; index-- > 0;) {
            outstanding_segment& each = segments_[index];
            if (sacked_above >= 3 && each.sequence < marked_below_) break;
            if (each.sacked)
                ++sacked_above;
            else if (sacked_above >= 3)
                mark_lost(each);
            if (each.sacked && sacked_above == 3) below = (std::max)(below, each.sequence);
        }
        marked_below_ = below;
    }

    /// The end of the sacked bytes around this one; the byte itself if it is not sacked.
    [[nodiscard]] std::uint64_t after_sacked(std::uint64_t sequence) const {
        const auto after = sacked_ranges_.upper_bound(sequence);
        if (after == sacked_ranges_.begin()) return sequence;
        return (std::max)(sequence, std::prev(after)->second);
    }

    void add_sacked_range(std::uint64_t left, std::uint64_t right) {
        auto after = sacked_ranges_.upper_bound(left);
        if (after != sacked_ranges_.end() && after->first == right) {
            right = after->second;
            after = sacked_ranges_.erase(after);
        }
        if (after != sacked_ranges_.begin() && std::prev(after)->second == left)
            std::prev(after)->second = right;
        else
            sacked_ranges_.emplace_hint(after, left, right);
    }

    std::deque<outstanding_segment> segments_;
    std::map<std::uint64_t, std::uint64_t> sacked_ranges_; // of outstanding segments: begin and end
    std::uint64_t first_ = 1;
    std::uint64_t next_ = 1;
    std::uint64_t sacked_ = 0; // bytes with each mark
    std::uint64_t lost_ = 0;
    std::uint64_t retransmitted_ = 0;
    std::uint64_t newly_sacked_ = 0;              // bytes ever sacked
    std::uint64_t repaired_below_ = 1;            // no lost segment below waits for its repetition
    std::uint64_t marked_below_ = 1;              // every segment below is sacked or lost
    std::optional<std::uint64_t> highest_sacked_; // where that segment starts
};

} // namespace sei::link::inline SEI_RELEASE
