// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/channel.hpp: one direction of a link: queue, transmitter, delay, and losses on arrival.
///
/// A packet occupies the line for its wire bytes, then travels for `delay`. While one is being sent, up to
/// `queue_packets` wait; one that finds the queue full is dropped. A lost packet has used the line.
/// Transmission times are rounded to the nearest nanosecond (as ns-3 does); the remainder is carried on while
/// the line is busy, so that odd rates don't drift. Two timers serve all packets.
/// `departed` is called when a packet has left the line, after the next one in the queue has started. At one
/// instant the end of a transmission comes before an arrival that it set off. A packet costs two events.

#include <sei/error.hpp>
#include <sei/link/medium/channel_options.hpp>
#include <sei/link/medium/detail/fifo.hpp>
#include <sei/link/medium/jitter.hpp>
#include <sei/link/medium/line.hpp>
#include <sei/link/medium/loss.hpp>
#include <sei/link/medium/medium.hpp>
#include <sei/link/time/clock.hpp>
#include <sei/link/time/detail/alarm.hpp>
#include <sei/link/time/timing.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace sei::link::inline SEI_RELEASE {

/// What a channel carries: anything that knows its size with the IP header.
template <class Packet>
concept channel_packet = std::movable<Packet> && requires(const Packet& packet) {
    { packet.ip_bytes } -> std::convertible_to<std::uint32_t>;
};

template <channel_packet Packet, waitable_timer Timer = virtual_timer>
class basic_channel {
public:
    using executor_type = typename Timer::executor_type;
    using time_point = typename Timer::time_point;
    using medium_type = basic_medium<Timer>;

    struct handlers {
        std::function<void(const Packet&)> arrived = {};
        std::function<void(const Packet&)> lost = {}; // called when it would have arrived
        std::function<void()> departed = {};          // a packet has left the line, and the next one is on it
    };

    /// With a medium, which must live as long, the channel takes turns on it with the other side's.
    basic_channel(const executor_type& executor, const channel_options& options, std::uint64_t seed,
                  side sender, handlers events, medium_type* medium = nullptr)
        : handlers_(std::move(events)),
          departure_(executor, [this] { line_free(); }),
          arrival_(executor, [this] { arrived(); }),
          line_((require_usable(options), options.line), options.rate_bits_per_second, present()),
          delay_(options.delay),
          queue_packets_(options.queue_packets),
          l2_bytes_(options.l2_bytes),
          silence_(1 / options.duty_cycle - 1),
          losses_(options.loss, seed, static_cast<std::uint32_t>(sender)),
          sender_(sender),
          medium_(medium) {
        if (!std::holds_alternative<no_jitter>(options.jitter))
            jitter_.emplace(options.jitter, seed, static_cast<std::uint32_t>(sender));
        reorders_ = reorders(options.jitter);
        if (medium_ != nullptr) medium_->on_grant(sender, [this](time_point start) { granted(start); });
    }

    /// Hands a packet to the device; false if its queue was full. Throws `sei::error` for a packet that the
    /// line can't carry, and when its arrival would leave the clock's 64 bits of nanoseconds.
    bool send(Packet packet) {
        expect_size(packet);
        ++counters_.offered;
        if (phase_ == phase::idle) {
            if (!take_medium()) {
                queue_.push_back(std::move(packet));
            } else {
                line_.rest_until(present());
                if (transmit(std::move(packet))) departed();
            }
        } else if (has_room()) {
            queue_.push_back(std::move(packet));
        } else {
            ++counters_.queue_drops;
            return false;
        }
        return true;
    }

    /// Is a packet on the line or waiting for it, or must the device be silent?
    [[nodiscard]] bool busy() const noexcept { return phase_ != phase::idle; }
    /// Would the device take another packet?
    [[nodiscard]] bool has_room() const noexcept {
        return queue_.size() < queue_packets_ + (phase_ == phase::sending ? 0 : 1);
    }
    /// Packets that wait besides the one on the line, or the one that is to be on it next.
    [[nodiscard]] std::size_t queued() const noexcept {
        return queue_.size() - (phase_ == phase::sending || queue_.empty() ? 0 : 1);
    }
    [[nodiscard]] const channel_counters& counters() const noexcept { return counters_; }
    [[nodiscard]] time_point now() const { return departure_.now(); }

private:
    enum class phase { idle, waiting /* for the medium */, sending, silent /* by its duty cycle */ };
    struct travelling {
        time_point arrives;
        event_order order;
        Packet packet;
    };

    [[nodiscard]] std::chrono::nanoseconds present() const { return now().time_since_epoch(); }

    static void expect_size(const Packet& packet) {
        if (packet.ip_bytes > 1'000'000'000)
            throw error("a packet has " + std::to_string(packet.ip_bytes) + " bytes, expected at most 10^9");
    }

    [[nodiscard]] bool take_medium() {
        phase_ = phase::waiting;
        return medium_ == nullptr || medium_->take(sender_);
    }

    void granted(time_point start) {
        line_.wait_until(start.time_since_epoch());
        if (transmit_first()) departed();
    }

    bool transmit_first() {
        Packet packet(std::move(queue_.front()));
        queue_.pop_front();
        return transmit(std::move(packet));
    }

    /// Puts a packet on the line. True if it has left already, as a token bucket lets it.
    bool transmit(Packet&& packet) {
        phase_ = phase::sending;
        const std::uint32_t wire_bytes = packet.ip_bytes + l2_bytes_;
        counters_.wire_bytes += wire_bytes;
        line_taken_at_ = line_.free_at();
        const std::chrono::nanoseconds departs = line_.occupy(wire_bytes);
        const bool at_once = departs == line_taken_at_ && departs <= present();
        if (!at_once)
            departure_.start_at(time_point(departs)); // before the arrival takes its place in the order
        travel(departs, std::move(packet));
        return at_once;
    }

    void travel(std::chrono::nanoseconds departs, Packet&& packet) {
        std::chrono::nanoseconds arrives = checked_add(departs, delay_);
        if (jitter_) arrives = checked_add(arrives, jitter_->next());
        if (travelling_.empty() || time_point(arrives) >= travelling_.back().arrives) {
            travelling_.push_back({time_point(arrives), arrival_.reserve_order(), std::move(packet)});
            if (travelling_.size() == 1) await_arrival();
        } else {
            overtake(time_point(arrives), std::move(packet));
        }
    }

    /// A packet that would arrive before the one in front of it.
    void overtake(time_point arrives, Packet&& packet) {
        if (!reorders_) {
            arrives = travelling_.back().arrives;
            travelling_.push_back({arrives, arrival_.reserve_order(), std::move(packet)});
            return;
        }
        const auto place =
            std::upper_bound(travelling_.begin(), travelling_.end(), arrives,
                             [](time_point time, const travelling& each) { return time < each.arrives; });
        const auto index = static_cast<std::size_t>(place - travelling_.begin());
        travelling_.insert(index, {arrives, arrival_.reserve_order(), std::move(packet)});
        if (index == 0) await_arrival();
    }

    /// The packet on the line has left it, or the silence after it is over.
    void line_free() {
        if (phase_ == phase::sending) {
            departed();
        } else {
            phase_ = phase::idle;
            line_.rest_until(present());
            if (!queue_.empty() && take_medium() && transmit_first()) departed();
        }
    }

    void departed() {
        for (bool gone = true; gone;) {
            phase_ = phase::idle;
            if (medium_ != nullptr) medium_->release(time_point(line_.free_at()));
            if (silence_ > 0) fall_silent();
            gone = phase_ == phase::idle && !queue_.empty() && take_medium() && transmit_first();
            if (handlers_.departed) handlers_.departed();
        }
    }

    void fall_silent() {
        const double silence = static_cast<double>((line_.free_at() - line_taken_at_).count()) * silence_;
        if (silence > 9e18)
            throw error("a silence of " + sei::detail::short_number(silence * 1e-9) +
                        " s by the duty cycle, expected at most 292 years");
        phase_ = phase::silent;
        departure_.start_at(
            time_point(checked_add(line_.free_at(), std::chrono::nanoseconds(std::llround(silence)))));
    }

    void await_arrival() { arrival_.start_at(travelling_.front().arrives, travelling_.front().order); }

    void arrived() {
        const Packet packet(std::move(travelling_.front().packet));
        travelling_.pop_front();
        if (!travelling_.empty()) await_arrival();
        const bool lost = losses_.next();
        ++(lost ? counters_.lost : counters_.delivered);
        const auto& handler = lost ? handlers_.lost : handlers_.arrived;
        if (handler) handler(packet);
    }

    handlers handlers_;
    detail::alarm<Timer> departure_;
    detail::alarm<Timer> arrival_;
    line_process line_;
    std::chrono::nanoseconds line_taken_at_{}; // by the packet that is on it
    std::chrono::nanoseconds delay_;
    std::size_t queue_packets_;
    std::uint32_t l2_bytes_;
    double silence_; // after a packet, in times of its own
    loss_process losses_;
    std::optional<jitter_process> jitter_;
    bool reorders_ = false;
    channel_counters counters_;
    detail::fifo<Packet> queue_;          // waiting for the line
    detail::fifo<travelling> travelling_; // on the line or in the air, first arrival first
    side sender_;
    medium_type* medium_;
    phase phase_ = phase::idle;
};

template <channel_packet Packet>
using channel = basic_channel<Packet, virtual_timer>;

} // namespace sei::link::inline SEI_RELEASE
