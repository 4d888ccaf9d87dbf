// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/ns3/sender.hpp: the sending half of ns-3's TCP: what to send, what to repeat and how fast.
///
/// SACK-based recovery with proportional rate reduction, limited transmit and retransmission timeouts,
/// exactly as in ns-3.37; the numbers in brackets are rules of the reference
/// (docs/explanation/tcp_rules.md).
/// `write` only adds data: follow `write`, `acknowledged` and `timer_fired` with `send`. Recovery begins at
/// the third acknowledgement with new SACK information, or as soon as the second segment is known to be lost.
/// A lost retransmission is repaired by a timeout only. No Nagle, no pacing, no receive window.

#include <sei/link/medium/tcp_segment.hpp>
#include <sei/link/tcp/ns3/round_trip.hpp>
#include <sei/link/tcp/ns3/scoreboard.hpp>
#include <sei/link/tcp/ns3/window.hpp>
#include <sei/link/tcp/profile.hpp>
#include <sei/link/tcp/sending_half.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace sei::link::inline SEI_RELEASE {

enum class tcp_state { open, disorder, recovery, loss };

class ns3_sender final : public tcp_sending_half {
public:
    ns3_sender(const tcp_options& options, output& owner)
        : output_(owner),
          mss_(options.mss()),
          timestamps_(options.timestamps),
          window_(options),
          reduction_(options.mss()),
          round_trip_(options.profile) {}

    void syn_sent() override { round_trip_.sent(0, 0, output_.now()); }
    /// The window starts afresh, also when the answer to a SYN is repeated [7, 8].
    void synchronized() override { window_.reset(); }
    /// The reference forgets its back-off whenever a bare ACK leaves [20].
    void bare_acknowledgement_sent() override { round_trip_.recompute_timeout(); }

    void write(std::uint64_t bytes) noexcept override { end_of_data_ += bytes; }

    /// Transmits what the window allows [41, 42].
    void send() override {
        for (;;) {
            const std::uint64_t in_flight = scoreboard_.in_flight();
            if (in_flight >= window_.size()) return;
            const std::uint64_t free = window_.size() - in_flight;
            outstanding_segment* again = scoreboard_.first_lost();
            if (again == nullptr && unsent() == 0 && state_ == tcp_state::recovery)
                again = scoreboard_.first_unsure();
            const std::uint64_t left = again != nullptr ? end_of_data_ - again->sequence : unsent();
            if (left == 0 || (free < mss_ && left > free)) return;
            if (again != nullptr)
                repeat(*again);
            else
                send_new((std::min)(free, left));
        }
    }

    void measure(const tcp_segment& segment) override {
        round_trip_.acknowledged(segment.acknowledgement, output_.now(),
                                 timestamps_ ? std::optional(segment.echo_ms) : std::nullopt);
    }

    /// Old ones are ignored.
    void acknowledged(const tcp_segment& segment) override {
        const std::uint64_t point = segment.acknowledgement;
        const std::uint64_t before = scoreboard_.first();
        if (point < before || point > scoreboard_.next()) return;
        const std::uint64_t newly_sacked = scoreboard_.sack(segment.sack_blocks());
        repair_ = covers_repair(before, point);
        delivered_ = static_cast<std::uint32_t>(newly_sacked + scoreboard_.acknowledge(point));
        noted_in_flight_ = scoreboard_.in_flight();
        event_ = {output_.now(), round_trip_.smoothed(), point, scoreboard_.next()};
        const bool duplicate = newly_sacked > 0; // also if it advances [29]
        const std::uint32_t duplicates_before = duplicates_;
        if (duplicate) count_duplicate();
        if (point > before)
            advance(before, duplicate, duplicates_before);
        else if (point < scoreboard_.next())
            window_.observe(event_);
    }

    [[nodiscard]] bool timer_means_timeout() const override { return true; }

    void timer_fired() override { // [48]
        const std::uint64_t in_flight = scoreboard_.in_flight();
        scoreboard_.mark_all_lost();
        duplicates_ = 0;
        recovery_point_ = scoreboard_.next();
        window_.reduce_threshold(in_flight);
        window_.restart({.now = output_.now(), .highest_sent = scoreboard_.next()});
        state_ = tcp_state::loss;
        round_trip_.timed_out();
    }

    [[nodiscard]] std::uint64_t next() const noexcept override { return scoreboard_.next(); }
    [[nodiscard]] std::uint64_t first_outstanding() const noexcept override { return scoreboard_.first(); }
    [[nodiscard]] std::uint64_t unsent() const noexcept override { return end_of_data_ - scoreboard_.next(); }
    [[nodiscard]] std::uint64_t window_bytes() const noexcept override { return window_.size(); }
    [[nodiscard]] std::uint64_t fast_recoveries() const noexcept override { return fast_recoveries_; }
    [[nodiscard]] tcp_state state() const noexcept { return state_; }
    [[nodiscard]] const ns3_window& window() const noexcept { return window_; }
    [[nodiscard]] const ns3_round_trip& round_trip() const noexcept { return round_trip_; }

private:
    void repeat(outstanding_segment& segment) {
        scoreboard_.repeated(segment);
        transmit(segment.sequence, segment.bytes, true);
    }

    void send_new(std::uint64_t at_most) {
        const auto bytes = static_cast<std::uint32_t>((std::min<std::uint64_t>)(at_most, mss_));
        const std::uint64_t sequence = scoreboard_.next();
        scoreboard_.sent(bytes);
        transmit(sequence, bytes, false);
    }

    void transmit(std::uint64_t sequence, std::uint32_t bytes, bool repeated) {
        if (state_ == tcp_state::recovery) reduction_.sent(bytes);                // new data as well [39]
        if (!output_.timer_running()) output_.start_timer(round_trip_.timeout()); // [21]
        if (repeated)
            round_trip_.repeated(sequence);
        else
            round_trip_.sent(sequence, bytes, output_.now());
        output_.transmit(sequence, bytes, repeated);
    }

    /// One segment, whatever the window says [36].
    void force_one() {
        if (outstanding_segment* lost = scoreboard_.first_lost())
            repeat(*lost);
        else if (unsent() > 0)
            send_new(unsent());
        else if (outstanding_segment* first = scoreboard_.first_outstanding())
            repeat(*first);
    }

    /// Does a partial acknowledgement cover a segment that was retransmitted and not sacked? [38]
    [[nodiscard]] bool covers_repair(std::uint64_t before, std::uint64_t point) const {
        if (state_ != tcp_state::recovery || point >= recovery_point_) return false;
        for (std::uint64_t end = point; end >= before + mss_; end -= mss_)
            if (scoreboard_.repeated_segment_ends_at(end)) return true;
        return false;
    }

    void restart_timer() { // [22]
        round_trip_.recompute_timeout();
        output_.start_timer(round_trip_.timeout());
    }

    void reduce_rate() {
        window_.set(reduction_.window(delivered_, static_cast<std::uint32_t>(noted_in_flight_),
                                      window_.threshold(), repair_));
    }

    void count_duplicate() { // [29, 31, 34]
        if (state_ == tcp_state::loss) return;
        if (state_ == tcp_state::recovery) {
            reduce_rate();
            return;
        }
        state_ = tcp_state::disorder;
        ++duplicates_;
        if (duplicates_ == 3 || scoreboard_.is_lost(scoreboard_.first() + mss_)) enter_recovery();
    }

    void enter_recovery() { // [33]
        if (!scoreboard_.is_lost(scoreboard_.first())) scoreboard_.mark_first_lost();
        state_ = tcp_state::recovery;
        recovery_point_ = scoreboard_.next();
        noted_in_flight_ = scoreboard_.in_flight();
        window_.reduce_threshold(noted_in_flight_);
        reduction_.start(scoreboard_.next() - scoreboard_.first());
        reduce_rate();
        force_one();
        ++fast_recoveries_;
    }

    void advance(std::uint64_t before, bool duplicate, std::uint32_t duplicates_before) {
        const std::uint64_t point = scoreboard_.first();
        const std::uint64_t segments = whole_segments(point - before);
        if (!duplicate) duplicates_ = 0; // [30]
        if (state_ == tcp_state::recovery && point < recovery_point_) {
            advance_in_recovery(segments);
        } else if (state_ == tcp_state::loss && point < recovery_point_) {
            window_.observe(event_);
            grow(segments); // [49]
        } else {
            if (state_ != tcp_state::disorder || segments >= duplicates_before) window_.observe(event_);
            if (state_ == tcp_state::disorder && !duplicate) state_ = tcp_state::open;
            if (state_ == tcp_state::open)
                grow(segments);
            else if (state_ == tcp_state::recovery)
                leave(tcp_state::recovery, (point - before) / mss_); // [40]
            else if (state_ == tcp_state::loss)
                leave(tcp_state::loss, (point - recovery_point_) / mss_); // [50]
        }
        if (all_acknowledged()) output_.stop_timer();
    }

    void advance_in_recovery(std::uint64_t segments) { // [22, 34, 35]
        if (segments > 0) reduce_rate();
        if (!scoreboard_.repeated_segment_ends_at(scoreboard_.first() + mss_)) force_one();
        window_.observe(event_);
        if (first_partial_) restart_timer();
        first_partial_ = false;
    }

    void leave(tcp_state finished, std::uint64_t segments) {
        if (finished == tcp_state::recovery) window_.set(window_.threshold());
        state_ = tcp_state::open;
        duplicates_ = 0;
        first_partial_ = true;
        grow(segments);
    }

    void grow(std::uint64_t segments) {
        window_.grow(segments, event_);
        restart_timer();
    }

    /// Remainders of short segments are collected until they make a whole one.
    std::uint64_t whole_segments(std::uint64_t bytes) noexcept {
        remainder_ += bytes % mss_;
        const std::uint64_t extra = remainder_ / mss_;
        remainder_ %= mss_;
        return bytes / mss_ + extra;
    }

    output& output_;
    std::uint32_t mss_;
    bool timestamps_;
    ns3_scoreboard scoreboard_;
    ns3_window window_;
    tcp_rate_reduction reduction_;
    ns3_round_trip round_trip_;
    tcp_state state_ = tcp_state::open;
    std::uint64_t end_of_data_ = 1; // sequence number after the last byte written
    std::uint64_t recovery_point_ = 0;
    std::uint64_t noted_in_flight_ = 0; // as of the last acknowledgement [39]
    std::uint64_t remainder_ = 0;
    std::uint64_t fast_recoveries_ = 0;
    tcp_ack_event event_{};       // the acknowledgement at hand
    std::uint32_t delivered_ = 0; // by the acknowledgement at hand [28]
    std::uint32_t duplicates_ = 0;
    bool repair_ = false;
    bool first_partial_ = true;
};

} // namespace sei::link::inline SEI_RELEASE
