// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/connection.hpp: a TCP connection over a link: two endpoints on a link, messages in both
/// directions.
///
/// `a` connects. Either side may send at any time, also from inside a handler; what it sends before the
/// connection is up waits. The windows stay as they are between messages (as in ns-3). A connection must be
/// destroyed before its world, and not by one of its own handlers.

#include <sei/error.hpp>
#include <sei/link/medium/channel_options.hpp>
#include <sei/link/medium/shared_link.hpp>
#include <sei/link/medium/tcp_segment.hpp>
#include <sei/link/tcp/endpoint.hpp>
#include <sei/link/tcp/profile.hpp>
#include <sei/link/time/timing.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

namespace sei::link::inline SEI_RELEASE {

template <waitable_timer Timer = virtual_timer>
class basic_tcp_connection {
public:
    using link_type = basic_shared_link<Timer>;
    using executor_type = typename Timer::executor_type;
    using time_point = typename Timer::time_point;
    using endpoint_type = basic_tcp_endpoint<Timer>;
    using arrival_handler = std::function<void(time_point)>;
    using progress_handler = std::function<void(std::uint64_t total_bytes, time_point)>;
    using segment_handler = std::function<void(const tcp_segment&, bool queued)>;
    using departure_handler = std::function<void(const tcp_segment&)>;

    /// Over a link of its own.
    basic_tcp_connection(const executor_type& executor, const tcp_options& tcp, const link_options& link)
        : own_link_(std::make_unique<link_type>(executor, link)),
          link_(*own_link_),
          a_(*this, side::a, (require_usable(tcp), tcp)),
          b_(*this, side::b, tcp) {}

    /// Over a link that other flows use too, and which must outlive this connection.
    basic_tcp_connection(link_type& link, const tcp_options& tcp)
        : link_(link), a_(*this, side::a, (require_usable(tcp), tcp)), b_(*this, side::b, tcp) {}
    basic_tcp_connection(const basic_tcp_connection&) = delete;
    basic_tcp_connection& operator=(const basic_tcp_connection&) = delete;

    /// Sends the SYN. `established` is called when `a` has its answer.
    void connect(arrival_handler established = {}) {
        established_ = std::move(established);
        a_.endpoint.connect();
    }

    /// Sends a message; `arrived` is called when its last byte is delivered in order at the other side.
    void send(side from, std::uint64_t bytes, arrival_handler arrived = {}) {
        if (bytes == 0)
            throw error("a message has 0 bytes, expected at least 1: TCP does not deliver nothing");
        node& sender = at(from);
        sender.written += bytes;
        sender.messages.push_back({sender.written, std::move(arrived)});
        sender.endpoint.write(bytes);
    }

    /// Called whenever more bytes have been delivered in order to this side, with their number so far.
    void on_delivered(side to, progress_handler handler) { at(to).delivered = std::move(handler); }
    /// Called whenever more of this side's bytes have been acknowledged to it, with their number so far.
    void on_acknowledged(side from, progress_handler handler) { at(from).acknowledged = std::move(handler); }
    /// Called when a side gives up: too many SYNs or too many timeouts without progress.
    void on_aborted(arrival_handler handler) { aborted_ = std::move(handler); }
    /// Called for each segment handed to this side's device; `queued` is false if the queue was full.
    void on_segment(side from, segment_handler handler) { at(from).observer = std::move(handler); }
    /// Called for each segment that has left this side's device for the line. Set it before `connect`.
    void on_departed(side from, departure_handler handler) { at(from).departed_handler = std::move(handler); }

    [[nodiscard]] bool established() const noexcept {
        return a_.endpoint.connection_state() == endpoint_type::state::established;
    }
    [[nodiscard]] bool aborted() const noexcept {
        return a_.endpoint.connection_state() == endpoint_type::state::aborted ||
               b_.endpoint.connection_state() == endpoint_type::state::aborted;
    }
    [[nodiscard]] const endpoint_type& endpoint(side which) const noexcept { return at(which).endpoint; }
    [[nodiscard]] tcp_counters counters(side from) const noexcept { return at(from).endpoint.counters(); }
    /// Of the link, with what other flows of it sent.
    [[nodiscard]] const channel_counters& link_counters(side from) const noexcept {
        return link_.counters(from);
    }

private:
    struct message {
        std::uint64_t end; // bytes written up to its last byte
        arrival_handler arrived;
    };

    struct packet_in_device {
        tcp_segment packet;
        bool ends_segment; // not one of its earlier fragments
    };

    /// One side: its endpoint and its way to the other.
    struct node final : private flow_listener {
        node(basic_tcp_connection& owner, side self, const tcp_options& tcp)
            : connection(owner),
              peer(other(self)),
              outgoing(owner.link_, self, *this),
              mtu(tcp.mtu),
              endpoint(owner.link_.get_executor(), tcp,
                       {.transmit = [this](const tcp_segment& segment) { transmit(segment); },
                        .delivered = [&owner, self](std::uint64_t bytes) { owner.deliver(self, bytes); },
                        .acknowledged =
                            [this](std::uint64_t bytes) {
                                if (acknowledged) acknowledged(bytes, outgoing.now());
                            },
                        .established =
                            [&owner, self] {
                                if (self == side::a) owner.call(owner.established_);
                            },
                        .aborted = [&owner] { owner.call(owner.aborted_); }}) {}

        void transmit(const tcp_segment& segment) {
            const bool queued = segment.ip_bytes <= mtu ? hand_over(segment.ip_bytes, segment, true)
                                                        : transmit_fragments(segment);
            if (observer) observer(segment, queued);
        }

        /// Noted before it is sent, for it may leave the device at once.
        bool hand_over(std::uint32_t ip_bytes, const tcp_segment& packet, bool ends_segment) {
            if (departed_handler) in_device.push_back({packet, ends_segment});
            if (outgoing.send(ip_bytes, packet)) return true;
            if (departed_handler) in_device.pop_back();
            return false;
        }

        void departed() override {
            if (in_device.empty()) return;
            const packet_in_device gone = in_device.front();
            in_device.pop_front();
            if (gone.ends_segment) departed_handler(gone.packet);
        }

        bool transmit_fragments(tcp_segment part) {
            const std::vector<std::uint32_t> sizes = fragment_sizes(part.ip_bytes, mtu);
            part.fragment = {next_packet++, static_cast<std::uint32_t>(sizes.size())};
            bool all_queued = true;
            for (std::size_t i = 0; i < sizes.size(); ++i) {
                part.ip_bytes = sizes[i];
                all_queued = hand_over(sizes[i], part, i + 1 == sizes.size()) && all_queued;
            }
            return all_queued;
        }

        void receive(const tcp_segment& segment) {
            if (reassembly.completes(segment.fragment)) endpoint.receive(segment);
        }

        void arrived(const flow_packet& packet) override {
            connection.at(peer).receive(std::get<tcp_segment>(packet.content));
        }

        basic_tcp_connection& connection;
        side peer;
        typename link_type::port outgoing;
        std::uint32_t mtu;
        std::uint32_t next_packet = 0;
        ip_reassembly reassembly;
        endpoint_type endpoint;
        std::uint64_t written = 0;
        std::deque<message> messages; // sent and not yet delivered
        progress_handler delivered;
        progress_handler acknowledged;
        segment_handler observer;
        departure_handler departed_handler;
        std::deque<packet_in_device> in_device; // if anyone wants to know when they leave
    };

    [[nodiscard]] node& at(side which) noexcept { return which == side::a ? a_ : b_; }
    [[nodiscard]] const node& at(side which) const noexcept { return which == side::a ? a_ : b_; }

    void call(const arrival_handler& handler) {
        if (handler) handler(link_.now());
    }

    void deliver(side to, std::uint64_t bytes) {
        if (const auto& handler = at(to).delivered) handler(bytes, link_.now());
        std::deque<message>& messages = at(other(to)).messages;
        while (!messages.empty() && messages.front().end <= bytes) {
            const arrival_handler arrived = std::move(messages.front().arrived);
            messages.pop_front();
            call(arrived);
        }
    }

    arrival_handler established_;
    arrival_handler aborted_;
    std::unique_ptr<link_type> own_link_;
    link_type& link_;
    node a_;
    node b_;
};

using tcp_connection = basic_tcp_connection<virtual_timer>;

} // namespace sei::link::inline SEI_RELEASE
