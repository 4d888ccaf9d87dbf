// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/channel.hpp: one direction of a link: queue, transmitter, delay, and losses on arrival.
///
/// A packet occupies the line for its wire bytes, then travels for `delay`. While one is being sent, up to
/// `queue_packets` wait; one that finds the queue full is dropped. A lost packet has used the line.
/// Transmission times are rounded to the nearest nanosecond (as ns-3 does); the remainder is carried on while
/// the line is busy, so that odd rates don't drift. Two timers serve all packets.

#include <sei/link/channel_options.hpp>
#include <sei/link/detail/alarm.hpp>
#include <sei/link/loss.hpp>
#include <sei/link/medium.hpp>
#include <sei/link/timing.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>

namespace sei::link {

/// How long packets occupy a line of a given rate, in whole nanoseconds that never drift from the exact sum.
class line_clock {
public:
    explicit line_clock(std::int64_t rate_bits_per_second) noexcept : rate_(rate_bits_per_second) {}

    [[nodiscard]] std::chrono::nanoseconds occupy(std::uint32_t bytes) noexcept {
        const std::int64_t exact =
            std::int64_t{bytes} * 8 * 1'000'000'000 + carried_; // in 1/rate nanoseconds
        const std::int64_t rounded = (exact + rate_ / 2) / rate_;
        carried_ = exact - rounded * rate_;
        return std::chrono::nanoseconds(rounded);
    }
    void idle() noexcept { carried_ = 0; }

private:
    std::int64_t rate_;
    std::int64_t carried_ = 0;
};

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
        : options_((validate(options), options)),
          handlers_(std::move(events)),
          losses_(options.loss, seed, static_cast<std::uint32_t>(sender)),
          line_(options.rate_bits_per_second),
          sender_(sender),
          medium_(medium),
          departure_(executor, [this] { departed(); }),
          arrival_(executor, [this] { arrived(); }) {
        if (medium_ != nullptr) medium_->on_grant(sender, [this](time_point start) { granted(start); });
    }

    /// Hands a packet to the device; false if its queue was full.
    bool send(Packet packet) {
        ++counters_.offered;
        if (phase_ == phase::idle) {
            if (take_medium()) {
                if (const time_point present = departure_.now(); present > line_free_at_) {
                    line_free_at_ = present;
                    line_.idle();
                }
                transmit(std::move(packet));
            } else {
                queue_.push_back(std::move(packet));
            }
        } else if (has_room()) {
            queue_.push_back(std::move(packet));
        } else {
            ++counters_.queue_drops;
            return false;
        }
        return true;
    }

    /// Is a packet on the line, or waiting for it?
    [[nodiscard]] bool busy() const noexcept { return phase_ != phase::idle; }
    /// Would the device take another packet? The first one that waits for the medium needs no place.
    [[nodiscard]] bool has_room() const noexcept { return !busy() || queued() < options_.queue_packets; }
    [[nodiscard]] std::size_t queued() const noexcept {
        return queue_.size() - (phase_ == phase::waiting ? 1 : 0);
    }
    [[nodiscard]] const channel_counters& counters() const noexcept { return counters_; }
    [[nodiscard]] time_point now() const { return departure_.now(); }

private:
    enum class phase { idle, waiting /* for the medium */, sending };
    struct travelling {
        time_point arrives;
        event_order order;
        Packet packet;
    };

    [[nodiscard]] bool take_medium() {
        phase_ = phase::waiting;
        return medium_ == nullptr || medium_->take(sender_);
    }

    void granted(time_point start) {
        if (start > line_free_at_) line_free_at_ = start; // what rounding left over stays this side's
        transmit_first();
    }

    void transmit_first() {
        Packet packet(std::move(queue_.front()));
        queue_.pop_front();
        transmit(std::move(packet));
    }

    void transmit(Packet&& packet) {
        phase_ = phase::sending;
        const std::uint32_t wire_bytes = packet.ip_bytes + options_.l2_bytes;
        counters_.wire_bytes += wire_bytes;
        line_free_at_ = saturating_add(line_free_at_, line_.occupy(wire_bytes));
        departure_.start_at(line_free_at_); // before the arrival takes its place in the order of events
        travelling_.push_back(
            {saturating_add(line_free_at_, options_.delay), arrival_.reserve_order(), std::move(packet)});
        if (travelling_.size() == 1) await_arrival();
    }

    void departed() {
        phase_ = phase::idle;
        if (medium_ != nullptr) medium_->release(line_free_at_);
        if (!queue_.empty() && take_medium()) transmit_first();
        if (handlers_.departed) handlers_.departed();
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

    channel_options options_;
    handlers handlers_;
    loss_process losses_;
    line_clock line_;
    channel_counters counters_;
    std::deque<Packet> queue_;          // waiting for the line
    std::deque<travelling> travelling_; // on the line or in the air, first arrival first
    time_point line_free_at_{};
    side sender_;
    medium_type* medium_;
    phase phase_ = phase::idle;
    detail::alarm<Timer> departure_;
    detail::alarm<Timer> arrival_;
};

template <channel_packet Packet>
using channel = basic_channel<Packet, virtual_timer>;

} // namespace sei::link
