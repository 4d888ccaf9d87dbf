// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/channel.hpp: one direction of a link: queue, transmitter, delay, and losses on arrival.
///
/// A packet occupies the line for its wire bytes, then travels for `delay`. While one is being sent, up to
/// `queue_packets` wait; one that finds the queue full is dropped. A lost packet has used the line.
/// Transmission times are rounded to the nearest nanosecond (as ns-3 does); the remainder is carried on while
/// the line is busy, so that odd rates don't drift. Two timers serve all packets.

#include <sei/error.hpp>
#include <sei/link/detail/alarm.hpp>
#include <sei/link/loss.hpp>
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

/// The ends of a link, and with it the directions: what `a` sends travels from a to b.
enum class side : std::uint32_t { a, b };

[[nodiscard]] constexpr side other(side which) noexcept { return which == side::a ? side::b : side::a; }

struct channel_options {
    std::int64_t rate_bits_per_second = 10'000'000;
    std::chrono::nanoseconds delay{0};
    std::size_t queue_packets = 100; // besides the one on the line
    std::uint32_t l2_bytes = 2; // per packet, on the line: 2 for PPP, 14 for Ethernet without its checksum
    loss_model loss{};
};

/// Throws `sei::error` for what no line can have.
inline void validate(const channel_options& options) {
    constexpr std::int64_t fastest = 1'000'000'000'000'000;
    if (options.rate_bits_per_second < 1 || options.rate_bits_per_second > fastest)
        throw error("rate is " + std::to_string(options.rate_bits_per_second) +
                    " bit/s, expected between 1 and 10^15");
    if (options.delay < std::chrono::nanoseconds::zero() || options.delay > std::chrono::hours(24))
        throw error("delay is " + std::to_string(options.delay.count()) +
                    " ns, expected between 0 and one day");
    if (options.l2_bytes > 65535)
        throw error("layer 2 adds " + std::to_string(options.l2_bytes) +
                    " bytes per packet, expected at most 65535");
    validate(options.loss);
}

/// Both directions of a link; `seed` decides which packets the random loss models lose.
struct link_options {
    channel_options forward{};  // a to b
    channel_options backward{}; // b to a
    std::uint64_t seed = 1;
};

/// The same rate, delay, queue and loss model (but other draws) in both directions.
[[nodiscard]] inline link_options symmetric_link(const channel_options& both, std::uint64_t seed = 1) {
    return {.forward = both, .backward = both, .seed = seed};
}

struct channel_counters {
    std::uint64_t offered = 0;     // packets handed to the device
    std::uint64_t queue_drops = 0; // of these, dropped by the full queue
    std::uint64_t lost = 0;        // lost on arrival
    std::uint64_t delivered = 0;
    std::uint64_t wire_bytes = 0; // bytes that occupied the line, lost ones included
};

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

    struct handlers {
        std::function<void(const Packet&)> arrived = {};
        std::function<void(const Packet&)> lost = {}; // called when it would have arrived
        std::function<void()> idle = {};              // the line has nothing left to send
    };

    basic_channel(const executor_type& executor, const channel_options& options, std::uint64_t seed,
                  side sender, handlers events)
        : options_((validate(options), options)),
          handlers_(std::move(events)),
          losses_(options.loss, seed, static_cast<std::uint32_t>(sender)),
          line_(options.rate_bits_per_second),
          departure_(executor, [this] { departed(); }),
          arrival_(executor, [this] { arrived(); }) {}

    /// Hands a packet to the device; false if its queue was full.
    bool send(Packet packet) {
        ++counters_.offered;
        if (!busy_) {
            busy_ = true;
            if (const time_point present = departure_.now(); present > line_free_at_) {
                line_free_at_ = present;
                line_.idle();
            }
            transmit(std::move(packet));
        } else if (queue_.size() < options_.queue_packets) {
            queue_.push_back(std::move(packet));
        } else {
            ++counters_.queue_drops;
            return false;
        }
        return true;
    }

    [[nodiscard]] bool busy() const noexcept { return busy_; }
    [[nodiscard]] std::size_t queued() const noexcept { return queue_.size(); }
    [[nodiscard]] const channel_counters& counters() const noexcept { return counters_; }
    [[nodiscard]] time_point now() const { return departure_.now(); }

private:
    struct travelling {
        time_point arrives;
        event_order order;
        Packet packet;
    };

    void transmit(Packet&& packet) {
        const std::uint32_t wire_bytes = packet.ip_bytes + options_.l2_bytes;
        counters_.wire_bytes += wire_bytes;
        line_free_at_ = saturating_add(line_free_at_, line_.occupy(wire_bytes));
        departure_.start_at(line_free_at_); // before the arrival takes its place in the order of events
        travelling_.push_back(
            {saturating_add(line_free_at_, options_.delay), arrival_.reserve_order(), std::move(packet)});
        if (travelling_.size() == 1) await_arrival();
    }

    void departed() {
        if (!queue_.empty()) {
            Packet packet(std::move(queue_.front()));
            queue_.pop_front();
            transmit(std::move(packet));
        } else {
            busy_ = false;
            if (handlers_.idle) handlers_.idle();
        }
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
    bool busy_ = false;
    detail::alarm<Timer> departure_;
    detail::alarm<Timer> arrival_;
};

template <channel_packet Packet>
using channel = basic_channel<Packet, virtual_timer>;

} // namespace sei::link
