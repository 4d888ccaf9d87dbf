// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/shared_link.hpp: both directions of one link, and the flows that share them.
///
/// Any number of UDP flows and TCP connections: each direction has one queue, first come, first served, and
/// with half duplex both take turns on one medium (medium.hpp). Counters and losses count the packets of all
/// flows together. The link must outlive its flows; packets of a flow that is gone still use the line.

#include <sei/link/medium/channel.hpp>
#include <sei/link/medium/channel_options.hpp>
#include <sei/link/medium/detail/fifo.hpp>
#include <sei/link/medium/medium.hpp>
#include <sei/link/medium/tcp_segment.hpp>
#include <sei/link/time/timing.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

namespace sei::link::inline SEI_RELEASE {

/// What a UDP flow puts on a link.
struct udp_datagram {
    std::uint64_t message = 0;
    std::uint64_t index = 0;  // in its message
    std::uint64_t offset = 0; // of its first byte in the message
    std::uint32_t bytes = 0;  // payload
};

/// A packet of any flow on a shared link.
struct flow_packet {
    std::uint32_t ip_bytes = 0;
    std::uint32_t flow = 0;
    std::variant<udp_datagram, tcp_segment> content;
};

/// What a flow hears of the packets that it sends in one direction.
class flow_listener {
public:
    virtual void arrived(const flow_packet& packet) = 0;
    virtual void lost(const flow_packet&) {} // when it would have arrived
    virtual void departed() {} // a packet of its own has left the line, or a full queue has room again

protected:
    ~flow_listener() = default;
};

template <waitable_timer Timer = virtual_timer>
class basic_shared_link {
    struct direction;

public:
    using executor_type = typename Timer::executor_type;
    using time_point = typename Timer::time_point;

    basic_shared_link(const executor_type& executor, const link_options& options)
        : executor_((require_usable(options), executor)),
          medium_(options.duplex == duplex_mode::half
                      ? std::make_unique<medium_type>(executor, options.turnaround)
                      : nullptr),
          a_(*this, side::a, options.forward, options.seed),
          b_(*this, side::b, options.backward, options.seed) {}
    basic_shared_link(const basic_shared_link&) = delete;
    basic_shared_link& operator=(const basic_shared_link&) = delete;

    [[nodiscard]] executor_type get_executor() const noexcept { return executor_; }
    [[nodiscard]] time_point now() const { return a_.channel.now(); }
    /// Of all flows together, in the direction of what this side sends.
    [[nodiscard]] const channel_counters& counters(side from) const noexcept {
        return at(from).channel.counters();
    }
    [[nodiscard]] std::size_t queued(side from) const noexcept { return at(from).channel.queued(); }

    /// One flow's way into one direction. Made by flows; must be gone before the link.
    class port {
    public:
        port(basic_shared_link& link, side from, flow_listener& listener)
            : link_(link), direction_(link.at(from)), flow_(direction_.attach(listener)) {}
        port(const port&) = delete;
        port& operator=(const port&) = delete;
        ~port() { direction_.detach(flow_); }

        /// Hands a packet to the device; false if its queue was full.
        template <class Content>
        bool send(std::uint32_t ip_bytes, const Content& content) {
            return direction_.send({.ip_bytes = ip_bytes, .flow = flow_, .content = content});
        }

        /// Are fewer than `limit` of this flow's packets in the device, and has its queue room? If not,
        /// `departed` says when to ask again; flows that wait for room are served in the order of asking.
        [[nodiscard]] bool ready(std::uint32_t limit = 1) { return direction_.ready(flow_, limit); }
        [[nodiscard]] time_point now() const { return link_.now(); }
        [[nodiscard]] const channel_counters& counters() const noexcept {
            return direction_.channel.counters();
        }

    private:
        friend class basic_shared_link;
        basic_shared_link& link_;
        direction& direction_;
        std::uint32_t flow_;
    };

private:
    using medium_type = basic_medium<Timer>;
    struct attached {
        flow_listener* listener = nullptr; // none: free, or gone with packets still under way
        std::uint32_t in_device = 0;       // waiting for the line or on it
        std::uint64_t under_way = 0;       // these, and those that have left but not arrived
        bool awaits_room = false;
    };

    struct direction {
        direction(basic_shared_link& link, side from, const channel_options& options, std::uint64_t seed)
            : channel(link.executor_, options, seed, from,
                      {.arrived = [this](const flow_packet& packet) { arrived(packet); },
                       .lost = [this](const flow_packet& packet) { lost(packet); },
                       .departed = [this] { departed(); }},
                      link.medium_.get()) {}

        [[nodiscard]] std::uint32_t attach(flow_listener& listener) {
            for (std::uint32_t flow = 0; flow < flows.size(); ++flow)
                if (flows[flow].listener == nullptr && flows[flow].under_way == 0) {
                    flows[flow] = {.listener = &listener};
                    return flow;
                }
            flows.push_back({.listener = &listener});
            return static_cast<std::uint32_t>(flows.size() - 1);
        }

        void detach(std::uint32_t flow) noexcept { flows[flow].listener = nullptr; }

        bool send(flow_packet&& packet) {
            const std::uint32_t flow = packet.flow;
            senders.push_back(flow); // before sending: a packet may leave the device at once
            ++flows[flow].in_device;
            ++flows[flow].under_way;
            if (channel.send(std::move(packet))) return true;
            senders.pop_back();
            --flows[flow].in_device;
            --flows[flow].under_way;
            return false;
        }

        [[nodiscard]] bool ready(std::uint32_t flow, std::uint32_t limit) {
            attached& asking = flows[flow];
            if (asking.in_device >= limit) return false;
            if (channel.has_room()) return true;
            if (!std::exchange(asking.awaits_room, true)) waiting.push_back(flow);
            return false;
        }

        /// Flows that found the queue full come before the one whose packet has left.
        void departed() {
            const std::uint32_t owner = senders.front();
            senders.pop_front();
            --flows[owner].in_device;
            for (std::size_t count = waiting.size(); count > 0 && channel.has_room(); --count) {
                const std::uint32_t next = waiting.front();
                waiting.pop_front();
                flows[next].awaits_room = false;
                tell_departed(next);
            }
            tell_departed(owner);
        }

        void tell_departed(std::uint32_t flow) {
            if (flow_listener* const listener = flows[flow].listener) listener->departed();
        }

        void arrived(const flow_packet& packet) {
            --flows[packet.flow].under_way;
            if (flow_listener* const listener = flows[packet.flow].listener) listener->arrived(packet);
        }

        void lost(const flow_packet& packet) {
            --flows[packet.flow].under_way;
            if (flow_listener* const listener = flows[packet.flow].listener) listener->lost(packet);
        }

        basic_channel<flow_packet, Timer> channel;
        std::vector<attached> flows;
        detail::fifo<std::uint32_t> senders; // of the packets in the device, in order
        detail::fifo<std::uint32_t> waiting; // for room in the queue
    };

    [[nodiscard]] direction& at(side which) noexcept { return which == side::a ? a_ : b_; }
    [[nodiscard]] const direction& at(side which) const noexcept { return which == side::a ? a_ : b_; }

    executor_type executor_;
    std::unique_ptr<medium_type> medium_; // half duplex only
    direction a_;
    direction b_;
};

using shared_link = basic_shared_link<virtual_timer>;

} // namespace sei::link::inline SEI_RELEASE
