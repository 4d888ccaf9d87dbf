// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/udp.hpp: messages as datagrams over one direction of a link, and the fate of every datagram.
///
/// A datagram of n bytes is n + 28 IP bytes (IP 20, UDP 8). `paced` hands a datagram over when the line is
/// free of this flow's datagrams (or fewer than `paced_datagrams` are in the device) and the queue has room,
/// so nothing overflows; `burst` hands over a whole message at once and loses what the queue can't hold.

#include <sei/error.hpp>
#include <sei/link/channel_options.hpp>
#include <sei/link/shared_link.hpp>
#include <sei/link/timing.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sei::link {

inline constexpr std::uint32_t udp_header_bytes = 28; // with IP

enum class udp_pacing { paced, burst };

struct udp_options {
    std::uint32_t mtu = 1500; // IP bytes
    udp_pacing pacing = udp_pacing::paced;
    std::uint32_t paced_datagrams = 1; // how many of a paced flow may be in the device at once

    [[nodiscard]] constexpr std::uint32_t payload_bytes() const noexcept { return mtu - udp_header_bytes; }
};

inline void validate(const udp_options& options) {
    if (options.mtu <= udp_header_bytes || options.mtu > 65535)
        throw error("mtu is " + std::to_string(options.mtu) + " bytes, expected 29 to 65535");
    if (options.paced_datagrams == 0) throw error("paced_datagrams is 0, expected at least 1");
}

enum class datagram_fate : std::uint8_t {
    pending,
    delivered,
    lost,   // by the loss model
    dropped // by the sender's full queue, or withdrawn
};

template <class TimePoint>
struct basic_datagram_record {
    std::uint64_t offset = 0; // of its first byte in the message
    std::uint32_t bytes = 0;
    datagram_fate fate = datagram_fate::pending;
    TimePoint time{}; // of the arrival, of a lost one's would-be arrival, or of the drop
};

/// What happened to one message.
template <class TimePoint>
struct basic_message_record {
    using datagram_record = basic_datagram_record<TimePoint>;

    std::uint64_t id = 0; // 0, 1, 2, ... in order of sending
    TimePoint sent{};
    std::vector<datagram_record> datagrams;

    [[nodiscard]] std::size_t count(datagram_fate fate) const noexcept {
        std::size_t matching = 0;
        for (const auto& each : datagrams) matching += each.fate == fate;
        return matching;
    }
    [[nodiscard]] std::uint64_t bytes() const noexcept {
        std::uint64_t sum = 0;
        for (const auto& each : datagrams) sum += each.bytes;
        return sum;
    }
    [[nodiscard]] std::uint64_t bytes_delivered() const noexcept {
        std::uint64_t sum = 0;
        for (const auto& each : datagrams) sum += each.fate == datagram_fate::delivered ? each.bytes : 0;
        return sum;
    }
    [[nodiscard]] std::uint64_t bytes_lost() const noexcept { return bytes() - bytes_delivered(); }
    [[nodiscard]] bool complete() const noexcept {
        return count(datagram_fate::delivered) == datagrams.size();
    }

    /// When the last datagram that got through arrived; `sent` if none did.
    [[nodiscard]] TimePoint last_arrival() const noexcept {
        TimePoint last = sent;
        for (const auto& each : datagrams)
            if (each.fate == datagram_fate::delivered && each.time > last) last = each.time;
        return last;
    }
};

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
        : options_((validate(udp), udp)),
          own_link_(std::make_unique<link_type>(executor, symmetric_link(line, seed))),
          port_(*own_link_, sender, *this) {}

    /// Over a link that other flows use too, and which must outlive this one.
    basic_udp_flow(link_type& link, const udp_options& udp, side sender = side::a)
        : options_((validate(udp), udp)), port_(link, sender, *this) {}
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
        std::vector<std::uint32_t> sizes(static_cast<std::size_t>(bytes / largest), largest);
        if (bytes % largest != 0 || bytes == 0) sizes.push_back(static_cast<std::uint32_t>(bytes % largest));
        return send(sizes, std::move(settled));
    }

    /// Sends a message that its owner has cut into datagrams of these sizes.
    std::uint64_t send(const std::vector<std::uint32_t>& datagram_bytes, message_handler settled = {}) {
        expect_sizes(datagram_bytes);
        const std::uint64_t id = next_id_++;
        message& sent = messages_.emplace_back();
        sent.record.id = id;
        sent.record.sent = port_.now();
        sent.settled = std::move(settled);
        sent.pending = datagram_bytes.size();
        std::uint64_t offset = 0;
        for (std::size_t index = 0; index < datagram_bytes.size(); ++index) {
            sent.record.datagrams.push_back({.offset = offset, .bytes = datagram_bytes[index]});
            waiting_.push_back({.message = id, .index = index, .bytes = datagram_bytes[index]});
            offset += datagram_bytes[index];
        }
        feed();
        return id;
    }

    /// Takes back the datagrams of a message that have not been handed to the link: they are dropped. Returns
    /// how many there were.
    std::size_t withdraw(std::uint64_t id) {
        std::vector<udp_datagram> taken;
        std::erase_if(waiting_, [&](const udp_datagram& each) {
            if (each.message == id) taken.push_back(each);
            return each.message == id;
        });
        for (const udp_datagram& each : taken) settle(each, datagram_fate::dropped);
        if (!taken.empty()) tell_if_drained();
        return taken.size();
    }

    /// Datagrams that wait for the line in the sender's application (paced) or not at all (burst).
    [[nodiscard]] std::size_t backlog() const noexcept { return waiting_.size(); }
    /// Of the line in this direction, with what other flows of the link sent.
    [[nodiscard]] const channel_counters& counters() const noexcept { return port_.counters(); }

private:
    struct message {
        message_record record;
        message_handler settled;
        std::size_t pending = 0; // datagrams whose fate is not known yet
    };

    void expect_sizes(const std::vector<std::uint32_t>& sizes) const {
        if (sizes.empty()) throw error("a message has no datagrams, expected at least one");
        for (const std::uint32_t size : sizes)
            if (size > options_.payload_bytes())
                throw error("a datagram has " + std::to_string(size) + " bytes, expected at most " +
                            std::to_string(options_.payload_bytes()));
    }

    void feed() {
        while (!waiting_.empty() &&
               (options_.pacing == udp_pacing::burst || port_.ready(options_.paced_datagrams))) {
            const udp_datagram next = waiting_.front();
            waiting_.pop_front();
            if (!port_.send(next.bytes + udp_header_bytes, next)) settle(next, datagram_fate::dropped);
        }
        tell_if_drained();
    }

    void tell_if_drained() {
        if (drained_handler_ && waiting_.empty() && port_.ready()) drained_handler_();
    }

    void departed() override { feed(); }
    void arrived(const flow_packet& packet) override { settle(packet, datagram_fate::delivered); }
    void lost(const flow_packet& packet) override { settle(packet, datagram_fate::lost); }

    void settle(const flow_packet& packet, datagram_fate fate) {
        settle(std::get<udp_datagram>(packet.content), fate);
    }

    void settle(const udp_datagram& which, datagram_fate fate) {
        const std::uint64_t first_id = next_id_ - messages_.size();
        message& owner = messages_[static_cast<std::size_t>(which.message - first_id)];
        datagram_record& record = owner.record.datagrams[static_cast<std::size_t>(which.index)];
        record.fate = fate;
        record.time = port_.now();
        if (datagram_handler_) datagram_handler_(owner.record, record);
        if (--owner.pending == 0) finish(owner);
    }

    /// The handler may send again or forget the flow's past: it gets a record that has left the flow.
    void finish(message& owner) {
        const message_record record = std::move(owner.record);
        const message_handler settled = std::move(owner.settled);
        while (!messages_.empty() && messages_.front().pending == 0) messages_.pop_front();
        if (settled) settled(record);
    }

    udp_options options_;
    std::unique_ptr<link_type> own_link_;
    typename link_type::port port_;
    datagram_handler datagram_handler_;
    std::function<void()> drained_handler_;
    std::deque<message> messages_; // not settled yet, and those behind them
    std::deque<udp_datagram> waiting_;
    std::uint64_t next_id_ = 0;
};

using udp_flow = basic_udp_flow<virtual_timer>;
using message_record = basic_message_record<virtual_time>;
using datagram_record = basic_datagram_record<virtual_time>;

} // namespace sei::link
