// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/udp/flow.hpp: messages as datagrams over one direction of a link, and the fate of every datagram.
///
/// A datagram of n bytes is n + 28 IP bytes (IP 20, UDP 8). `paced` hands a datagram over when the line is
/// free of this flow's datagrams (or fewer than `paced_datagrams` are in the device) and the queue has room,
/// so nothing overflows; `burst` hands over a whole message at once and loses what the queue can't hold.

#include <sei/error.hpp>
#include <sei/link/medium/channel_options.hpp>
#include <sei/link/medium/shared_link.hpp>
#include <sei/link/time/timing.hpp>
#include <sei/link/udp/record.hpp>
#include <sei/to_size.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sei::link::inline SEI_RELEASE {

inline constexpr std::uint32_t udp_header_bytes = 28; // with IP

enum class udp_pacing { paced, burst };

struct udp_options {
    std::uint32_t mtu = 1500; // bytes of a datagram with its headers
    udp_pacing pacing = udp_pacing::paced;
    std::uint32_t paced_datagrams = 1;             // how many of a paced flow may be in the device at once
    std::uint32_t header_bytes = udp_header_bytes; // other than 28 where datagrams travel without IP
    bool record_datagrams = true; // false: messages are counted only, and their size costs no memory

    /// Of the largest datagram; 0 where the headers leave nothing.
    [[nodiscard]] constexpr std::uint32_t payload_bytes() const noexcept {
        return mtu > header_bytes ? mtu - header_bytes : 0;
    }
};

inline void require_usable(const udp_options& options) {
    if (options.mtu <= options.header_bytes || options.mtu > 65535)
        throw error("mtu is " + std::to_string(options.mtu) + " bytes, expected " +
                    std::to_string(std::uint64_t{options.header_bytes} + 1) + " to 65535");
    if (options.paced_datagrams == 0) throw error("paced_datagrams is 0, expected at least 1");
}

template <waitable_timer Timer = virtual_timer>
class basic_udp_flow final : private flow_listener {
public:
    using link_type = basic_shared_link<Timer>;
    using executor_type = typename Timer::executor_type;
    using time_point = typename Timer::time_point;
    using datagram_record = basic_datagram_record<time_point>;
    using message_record = basic_message_record<time_point>;
    using datagram_handler = std::function<void(const message_record&, const datagram_record&)>;
    using message_handler = std::function<void(const message_record&)>;

    /// Over a line of its own.
    basic_udp_flow(const executor_type& executor, const udp_options& udp, const channel_options& line,
                   std::uint64_t seed = 1, side sender = side::a)
        : options_((require_usable(udp), udp)),
          own_link_(std::make_unique<link_type>(executor, symmetric_link(line, seed))),
          port_(*own_link_, sender, *this) {}

    /// Over a link that other flows use too, and which must outlive this one.
    basic_udp_flow(link_type& link, const udp_options& udp, side sender = side::a)
        : options_((require_usable(udp), udp)), port_(link, sender, *this) {}
    basic_udp_flow(const basic_udp_flow&) = delete;
    basic_udp_flow& operator=(const basic_udp_flow&) = delete;

    /// Called for each datagram when its fate is known, before its message's handler. Set it before sending.
    void on_datagram(datagram_handler handler) { datagram_handler_ = std::move(handler); }
    /// Called when the last datagram has left the device, and none waits; also from inside `send` and
    /// `withdraw`.
    void on_drained(std::function<void()> handler) { drained_handler_ = std::move(handler); }

    /// Sends a message in datagrams of the largest payload (the last one shorter) and returns its id.
    /// `settled` is called once, when the fate of all its datagrams is known. A message of 0 bytes is one
    /// empty datagram.
    std::uint64_t send(std::uint64_t bytes, message_handler settled = {}) {
        const std::uint32_t largest = options_.payload_bytes();
        const std::uint64_t count = bytes / largest + (bytes % largest != 0 || bytes == 0 ? 1 : 0);
        return send({.settled = std::move(settled), .datagrams = count}, bytes);
    }

    /// Sends a message that its owner has cut into datagrams of these sizes.
    std::uint64_t send(const std::vector<std::uint32_t>& datagram_bytes, message_handler settled = {}) {
        expect_sizes(datagram_bytes);
        const std::uint64_t bytes =
            std::accumulate(datagram_bytes.begin(), datagram_bytes.end(), std::uint64_t{0});
        return send(
            {.settled = std::move(settled), .sizes = datagram_bytes, .datagrams = datagram_bytes.size()},
            bytes);
    }

    /// Takes back the datagrams of a message that have not been handed to the link: they are dropped. Returns
    /// how many there were.
    std::uint64_t withdraw(std::uint64_t id) {
        if (id < next_id_ - messages_.size() || id >= next_id_) return 0;
        std::vector<udp_datagram> taken;
        while (message_of(id).handed_over < message_of(id).datagrams) taken.push_back(take_from(id));
        for (const udp_datagram& each : taken) settle(each, datagram_fate::dropped);
        if (!taken.empty()) tell_if_drained();
        return taken.size();
    }

    /// Datagrams that wait for the line in the sender's application (paced) or not at all (burst).
    [[nodiscard]] std::uint64_t backlog() const noexcept { return backlog_; }
    /// Of the line in this direction, with what other flows of the link sent.
    [[nodiscard]] const channel_counters& counters() const noexcept { return port_.counters(); }

private:
    struct message {
        message_record record{};
        message_handler settled{};
        std::vector<std::uint32_t> sizes{}; // if its owner cut it
        std::uint64_t datagrams = 0;
        std::uint64_t unsettled = 0;   // of these, counted down when the handlers have been told
        std::uint64_t handed_over = 0; // of these, to the device
        std::uint64_t bytes_handed_over = 0;
    };

    std::uint64_t send(message&& made, std::uint64_t bytes) {
        const std::uint64_t id = next_id_++;
        made.record.id = id;
        made.record.open(made.datagrams, bytes, port_.now());
        made.unsettled = made.datagrams;
        if (options_.record_datagrams) list_datagrams(made);
        backlog_ += made.datagrams;
        messages_.push_back(std::move(made));
        feed();
        return id;
    }

    void list_datagrams(message& made) const {
        made.record.datagrams.reserve(static_cast<std::size_t>(made.datagrams));
        std::uint64_t offset = 0;
        for (std::uint64_t index = 0; index < made.datagrams; ++index) {
            made.record.datagrams.push_back({.offset = offset, .bytes = size_of(made, index, offset)});
            offset += made.record.datagrams.back().bytes;
        }
    }

    [[nodiscard]] std::uint32_t size_of(const message& owner, std::uint64_t index,
                                        std::uint64_t offset) const {
        if (!owner.sizes.empty()) return owner.sizes[sei::detail::to_size(index)];
        return static_cast<std::uint32_t>(
            (std::min)(std::uint64_t{options_.payload_bytes()}, owner.record.bytes() - offset));
    }

    void expect_sizes(const std::vector<std::uint32_t>& sizes) const {
        if (sizes.empty()) throw error("a message has no datagrams, expected at least one");
        for (const std::uint32_t size : sizes)
            if (size > options_.payload_bytes())
                throw error("a datagram has " + std::to_string(size) + " bytes, expected at most " +
                            std::to_string(options_.payload_bytes()));
    }

    struct done_feeding {
        basic_udp_flow& flow;
        ~done_feeding() { flow.feeding_ = false; }
    };

    /// A datagram may leave the device at once, which asks for the next one from inside.
    void feed() {
        if (std::exchange(feeding_, true)) return;
        hand_over();
        tell_if_drained();
    }

    void hand_over() {
        const done_feeding guard{*this}; // also if a handler or the line throws
        while (backlog_ > 0 &&
               (options_.pacing == udp_pacing::burst || port_.ready(options_.paced_datagrams))) {
            const udp_datagram next = take_next();
            if (!port_.send(next.bytes + options_.header_bytes, next)) settle(next, datagram_fate::dropped);
        }
    }

    void tell_if_drained() {
        if (drained_handler_ && backlog_ == 0 && port_.ready()) drained_handler_();
    }

    [[nodiscard]] message& message_of(std::uint64_t id) {
        return messages_[static_cast<std::size_t>(id - (next_id_ - messages_.size()))];
    }

    /// There is one: the backlog is not empty.
    [[nodiscard]] udp_datagram take_next() {
        while (message_of(feeding_id_).handed_over == message_of(feeding_id_).datagrams) ++feeding_id_;
        return take_from(feeding_id_);
    }

    /// The next datagram of a message that has one left.
    [[nodiscard]] udp_datagram take_from(std::uint64_t id) {
        message& owner = message_of(id);
        const udp_datagram next{.message = id,
                                .index = owner.handed_over,
                                .offset = owner.bytes_handed_over,
                                .bytes = size_of(owner, owner.handed_over, owner.bytes_handed_over)};
        ++owner.handed_over;
        owner.bytes_handed_over += next.bytes;
        --backlog_;
        return next;
    }

    void departed() override { feed(); }
    void arrived(const flow_packet& packet) override {
        settle(std::get<udp_datagram>(packet.content), datagram_fate::delivered);
    }
    void lost(const flow_packet& packet) override {
        settle(std::get<udp_datagram>(packet.content), datagram_fate::lost);
    }

    void settle(const udp_datagram& which, datagram_fate fate) {
        message& owner = message_of(which.message);
        const datagram_record settled{
            .offset = which.offset, .bytes = which.bytes, .fate = fate, .time = port_.now()};
        owner.record.settle(settled);
        const datagram_record* told = &settled;
        if (options_.record_datagrams) {
            datagram_record& kept = owner.record.datagrams[static_cast<std::size_t>(which.index)];
            kept = settled;
            told = &kept;
        }
        if (datagram_handler_) datagram_handler_(owner.record, *told);
        if (--owner.unsettled == 0) finish(owner);
    }

    /// The handler may send again or forget the flow's past: it gets a record that has left the flow.
    void finish(message& owner) {
        const message_record record = std::move(owner.record);
        const message_handler settled = std::move(owner.settled);
        while (!messages_.empty() && messages_.front().unsettled == 0) messages_.pop_front();
        feeding_id_ = (std::max)(feeding_id_, next_id_ - messages_.size());
        if (settled) settled(record);
    }

    udp_options options_;
    std::unique_ptr<link_type> own_link_;
    typename link_type::port port_;
    datagram_handler datagram_handler_;
    std::function<void()> drained_handler_;
    std::deque<message> messages_; // not settled yet, and those behind them
    std::uint64_t next_id_ = 0;
    std::uint64_t feeding_id_ = 0; // of the first message that may have datagrams left to hand over
    std::uint64_t backlog_ = 0;
    bool feeding_ = false;
};

using udp_flow = basic_udp_flow<virtual_timer>;

} // namespace sei::link::inline SEI_RELEASE
