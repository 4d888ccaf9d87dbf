// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/linux_kernel/sender.hpp: the sending half of Linux's TCP, to predict rather than to conform.
///
/// RACK and tail-loss probes (RFC 8985), proportional rate reduction, F-RTO (RFC 5682), slow start after
/// idle, Reno or Cubic with HyStart. Models net/ipv4/tcp_input.c, tcp_output.c and tcp_timer.c of Linux 6.18
/// for a receiver whose window never limits. Left out: undoing a reduction by DSACK, pacing (fq), ECN, GSO
/// deferral.
/// Timers fire at ticks of 4 ms (CONFIG_HZ=250). Also left out: the adaptation to reordering (with jitter
/// that reorders this is no prediction), the decay of an unused window, Nagle for several small writes, BBR.
/// How well it predicts: docs/explanation/link_fidelity.md.

#include <sei/link/medium/tcp_segment.hpp>
#include <sei/link/tcp/linux_kernel/round_trip.hpp>
#include <sei/link/tcp/linux_kernel/scoreboard.hpp>
#include <sei/link/tcp/linux_kernel/timer.hpp>
#include <sei/link/tcp/linux_kernel/window.hpp>
#include <sei/link/tcp/profile.hpp>
#include <sei/link/tcp/sending_half.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace sei::link::inline SEI_RELEASE {

class linux_sender final : public tcp_sending_half {
public:
    linux_sender(const tcp_options& options, output& owner)
        : output_(owner),
          mss_(options.mss()),
          timestamps_(options.timestamps),
          restarts_after_idle_(options.profile.slow_start_after_idle),
          minimum_rto_(options.profile.minimum_rto),
          window_(options),
          round_trip_(options.profile) {}

    void syn_sent() override { syn_sent_ = output_.now(); }
    void synchronized() override {}

    void write(std::uint64_t bytes) override {
        if (board_.empty() && last_sent_)
            window_.resume(output_.now() - *last_sent_, round_trip_.timeout(), output_.now(),
                           restarts_after_idle_);
        end_of_data_ += bytes;
    }

    void send() override {
        if (unsent() == 0) return;
        std::uint32_t count = 0;
        for (; unsent() > 0 && board_.in_flight() < window_.size(); ++count) send_new();
        if (count > 0) {
            window_.sent(count);
            schedule_probe(false);
        }
        window_.validate_use(board_.in_flight(), board_.outstanding(), board_.first(), board_.next());
    }

    void measure(const tcp_segment& acknowledgement) override {
        echoed_.reset();
        if (timestamps_)
            echoed_ = std::chrono::floor<std::chrono::milliseconds>(output_.now()) -
                      std::chrono::milliseconds(acknowledgement.echo_ms);
        if (!syn_sent_) return;
        nanoseconds sample = output_.now() - *syn_sent_;
        if (echoed_ && sample > *echoed_ + std::chrono::milliseconds(1)) sample = *echoed_; // it was repeated
        syn_sent_.reset();
        round_trip_.observe_least(sample);
        round_trip_.measured(sample, board_.first(), board_.next());
    }

    void acknowledged(const tcp_segment& acknowledgement) override;

    [[nodiscard]] bool timer_means_timeout() const override { return purpose_ == timer::timeout; }

    void timer_fired() override {
        switch (purpose_) {
        case timer::probe:
            return send_probe();
        case timer::reordering:
            return reordering_ended();
        case timer::timeout:
            return timed_out();
        }
    }

    [[nodiscard]] std::uint64_t next() const noexcept override { return board_.next(); }
    [[nodiscard]] std::uint64_t first_outstanding() const noexcept override { return board_.first(); }
    [[nodiscard]] std::uint64_t unsent() const noexcept override { return end_of_data_ - board_.next(); }
    [[nodiscard]] std::uint64_t window_bytes() const noexcept override {
        return std::uint64_t{window_.size()} * mss_;
    }
    [[nodiscard]] std::uint64_t fast_recoveries() const noexcept override { return fast_recoveries_; }
    [[nodiscard]] const linux_window& window() const noexcept { return window_; }
    [[nodiscard]] const linux_round_trip& round_trip() const noexcept { return round_trip_; }

private:
    enum class state { open, disorder, recovery, loss };
    enum class timer { timeout, probe, reordering };

    void send_new() {
        const auto bytes = static_cast<std::uint32_t>((std::min<std::uint64_t>)(unsent(), mss_));
        const std::uint64_t sequence = board_.next();
        const bool was_empty = board_.empty();
        board_.sent(bytes, output_.now());
        last_sent_ = output_.now();
        if (was_empty || purpose_ == timer::probe) rearm_timeout();
        output_.transmit(sequence, bytes, false);
    }

    void repeat(linux_segment& segment) {
        board_.repeat(segment, output_.now());
        window_.sent(1);
        last_sent_ = output_.now();
        output_.transmit(segment.sequence, segment.bytes, true);
    }

    void repeat_lost() {
        bool head_repeated = false;
        while (board_.in_flight() < window_.size()) {
            linux_segment* const lost = board_.first_to_repeat();
            if (lost == nullptr) break;
            head_repeated = head_repeated || lost == &board_.front();
            repeat(*lost);
        }
        if (head_repeated && purpose_ != timer::reordering) set_timer(timer::timeout, round_trip_.timeout());
    }

    void set_timer(timer purpose, nanoseconds span) {
        purpose_ = purpose;
        output_.start_timer(detail::until_tick(output_.now(), span));
    }

    /// From the first outstanding segment's transmission if another purpose had the timer.
    [[nodiscard]] nanoseconds until_timeout() {
        return board_.front().sent + round_trip_.timeout() - output_.now();
    }

    void rearm_timeout() {
        if (board_.empty()) {
            purpose_ = timer::timeout;
            output_.stop_timer();
            return;
        }
        const bool from_head = purpose_ != timer::timeout && output_.timer_running();
        set_timer(timer::timeout,
                  from_head ? (std::max)(until_timeout(), nanoseconds(1)) : round_trip_.timeout());
    }

    /// Two round trips after the last transmission, later if only one segment could be acknowledged late.
    bool schedule_probe(bool acknowledgement) {
        if (board_.empty() || state_ != state::open) return false;
        nanoseconds span = std::chrono::seconds(1);
        if (round_trip_.has_sample())
            span = 2 * round_trip_.smoothed() + (board_.outstanding() == 1 ? minimum_rto_ : least_timeout);
        const nanoseconds timeout = acknowledgement ? round_trip_.timeout() : until_timeout();
        if (timeout > nanoseconds::zero()) span = (std::min)(span, timeout);
        set_timer(timer::probe, span);
        return true;
    }

    /// New data if there is any, else the last segment again; one probe at a time.
    void send_probe() {
        if (!probe_end_) {
            probe_repeats_ = unsent() == 0;
            if (probe_repeats_) {
                linux_segment& last = board_.back();
                board_.probe(last, output_.now());
                last_sent_ = output_.now();
                output_.transmit(last.sequence, last.bytes, true);
            } else {
                send_new();
            }
            probe_end_ = board_.next();
        }
        rearm_timeout();
    }

    /// The probe was a repetition and more was acknowledged than there was then: its original was lost.
    void finish_probe(std::uint64_t acknowledged, bool duplicate) {
        if (!probe_end_ || acknowledged < *probe_end_) return;
        if (probe_repeats_ && acknowledged > *probe_end_) {
            window_.start_reduction();
            window_.end_reduction();
            probe_end_.reset();
        } else if (!probe_repeats_ || duplicate) {
            probe_end_.reset();
        }
    }

    /// A quarter of a round trip, or no time when there is proof enough.
    [[nodiscard]] nanoseconds reordering_window() const {
        if (state_ == state::recovery || state_ == state::loss || board_.sacked() >= 3) return nanoseconds(0);
        return (std::min)(round_trip_.least() / 4, round_trip_.smoothed());
    }

    /// True if the timer now waits for reordering.
    bool find_lost() {
        const auto wait = board_.mark_lost(output_.now(), reordering_window());
        if (!wait) return false;
        set_timer(timer::reordering, *wait + least_timeout);
        return true;
    }

    void reordering_ended() {
        const std::uint32_t before = board_.in_flight();
        purpose_ = timer::timeout;
        find_lost();
        if (board_.in_flight() != before) {
            if (state_ != state::recovery) {
                enter_recovery();
                window_.reduce(1, board_.in_flight(), false);
            }
            repeat_lost();
        }
        if (purpose_ == timer::timeout && !output_.timer_running())
            set_timer(timer::timeout, (std::max)(until_timeout(), nanoseconds(1)));
    }

    void enter_recovery() {
        recovery_point_ = board_.next();
        probe_end_.reset();
        if (!window_.reducing()) window_.start_reduction();
        state_ = state::recovery;
        ++fast_recoveries_;
    }

    void timed_out() {
        const bool is_new = state_ == state::open || state_ == state::disorder ||
                            board_.first() >= recovery_point_ || (state_ == state::loss && timeouts_ == 0);
        spurious_possible_ = state_ == state::open || state_ == state::disorder || timeouts_ > 0;
        board_.time_out(output_.now());
        window_.time_out(board_.in_flight(), is_new, output_.now(), board_.next());
        state_ = state::loss;
        recovery_point_ = board_.next();
        probe_end_.reset();
        ++timeouts_;
        round_trip_.back_off();
        if (linux_segment* const first = board_.first_to_repeat()) repeat(*first);
        set_timer(timer::timeout, round_trip_.timeout());
    }

    void measure_delivery(const linux_delivery& delivery, std::uint64_t acknowledged);
    [[nodiscard]] bool change_state(const linux_delivery& delivery, bool& sends_new_first);
    [[nodiscard]] bool leave_loss(const linux_delivery& delivery, bool& sends_new_first);
    void keep_open() {
        state_ = board_.sacked() + board_.lost() + board_.repeated() > 0 ? state::disorder : state::open;
    }

    static constexpr nanoseconds least_timeout = std::chrono::milliseconds(2);

    output& output_;
    std::uint32_t mss_;
    bool timestamps_;
    bool restarts_after_idle_;
    nanoseconds minimum_rto_;
    linux_scoreboard board_;
    linux_window window_;
    linux_round_trip round_trip_;
    state state_ = state::open;
    timer purpose_ = timer::timeout;
    std::uint64_t end_of_data_ = 1;
    std::uint64_t recovery_point_ = 0;
    std::uint64_t fast_recoveries_ = 0;
    std::uint32_t timeouts_ = 0;     // since the last advance
    bool spurious_possible_ = false; // F-RTO: the timeout may have been wrong
    bool probe_repeats_ = false;
    std::optional<std::uint64_t> probe_end_; // a probe is on its way; highest sequence sent then
    std::optional<nanoseconds> syn_sent_;
    std::optional<nanoseconds> last_sent_;
    std::optional<nanoseconds> echoed_; // round trip by the timestamp echo, in whole milliseconds
};

inline void linux_sender::measure_delivery(const linux_delivery& delivery, std::uint64_t acknowledged) {
    const nanoseconds now = output_.now();
    if (!delivery.first_sent) {
        if (echoed_ && delivery.advanced) round_trip_.measured(*echoed_, acknowledged, board_.next());
        return;
    }
    round_trip_.observe_least(now - *delivery.last_sent);
    round_trip_.measured(now - *delivery.first_sent, acknowledged, board_.next());
    const double bytes_per_second =
        2.0 * window_.size() * mss_ / std::chrono::duration<double>(round_trip_.smoothed()).count();
    window_.observe(
        {.now = now,
         .sample = now - *delivery.last_sent,
         .acknowledged = acknowledged,
         .next = board_.next(),
         .time_of_four_bursts = nanoseconds(static_cast<std::int64_t>(4 * 65536 * 1e9 / bytes_per_second))});
}

inline void linux_sender::acknowledged(const tcp_segment& acknowledgement) {
    const std::uint64_t point = acknowledgement.acknowledgement;
    if (point < board_.first() || point > board_.next()) return;
    if (board_.empty()) return finish_probe(point, true);
    const nanoseconds now = output_.now();
    const std::uint32_t lost_before = board_.lost();
    const linux_delivery delivery =
        board_.acknowledge(acknowledgement, recovery_point_, now, round_trip_.least());
    if (delivery.advanced) timeouts_ = 0;
    measure_delivery(delivery, point);
    finish_probe(point, !delivery.advanced && delivery.newly_sacked == 0);
    bool sends_new_first = false;
    bool waits_for_reordering = false;
    if (!delivery.advanced || delivery.newly_sacked > 0 || state_ != state::open)
        waits_for_reordering = change_state(delivery, sends_new_first);
    if ((delivery.advanced || delivery.sacked_older_than_head) && !waits_for_reordering)
        if (!schedule_probe(true)) rearm_timeout();
    if (window_.reducing())
        window_.reduce(delivery.delivered, board_.in_flight(),
                       delivery.advanced && board_.lost() <= lost_before);
    else if (delivery.advanced)
        window_.grow(delivery.delivered, now);
    if (sends_new_first) {
        send();
        if (board_.next() > recovery_point_) return;
        spurious_possible_ = false;
    }
    if (state_ != state::open) repeat_lost();
}

/// tcp_fastretrans_alert; true if the timer now waits for reordering.
inline bool linux_sender::change_state(const linux_delivery& delivery, bool& sends_new_first) {
    if (state_ == state::recovery && board_.first() >= recovery_point_) {
        window_.end_reduction();
        state_ = state::open;
    }
    const bool in_loss = state_ == state::loss && !leave_loss(delivery, sends_new_first);
    const std::uint32_t repeated = board_.repeated();
    const bool waits_for_reordering = find_lost();
    if (in_loss && board_.repeated() == repeated) return waits_for_reordering; // no repetition was lost
    if (state_ == state::recovery) return waits_for_reordering;
    if (board_.lost() > 0)
        enter_recovery();
    else
        keep_open();
    return waits_for_reordering;
}

/// tcp_process_loss; true if the loss is over.
inline bool linux_sender::leave_loss(const linux_delivery& delivery, bool& sends_new_first) {
    const bool recovered = board_.first() >= recovery_point_;
    if (spurious_possible_ && delivery.original_arrived) { // what was never repeated has arrived
        board_.forget_losses();
        window_.undo_timeout();
        state_ = state::open;
        return true;
    }
    if (spurious_possible_) {
        if (board_.next() > recovery_point_) {
            if (delivery.newly_sacked > 0 || !delivery.advanced) spurious_possible_ = false;
        } else if (delivery.advanced && !recovered) {
            recovery_point_ = board_.next();
            if (unsent() > 0) {
                sends_new_first = true;
                return false;
            }
            spurious_possible_ = false;
        }
    }
    if (recovered) state_ = state::open;
    return recovered;
}

} // namespace sei::link::inline SEI_RELEASE
