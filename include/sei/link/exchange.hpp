// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/exchange.hpp: a question and its answer over a fresh link: how long until all of the answer is
/// back.
///
/// The request goes from a to b; when all of it has arrived and b has worked on it, the answer goes back: TCP
/// on the same connection, UDP as a second message. Over UDP a lost datagram leaves the exchange incomplete.

#include <sei/link/medium/shared_link.hpp>
#include <sei/link/transfer.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace sei::link::inline SEI_RELEASE {

struct exchange_request {
    transfer_request request{};       ///< what a sends, and the link and options for both ways
    std::uint64_t answer_bytes = 1;   ///< what b sends back
    std::chrono::nanoseconds work{0}; ///< from the request's last byte to the answer
};

struct exchange_result {
    std::optional<std::chrono::nanoseconds> delivered; ///< when the request's last byte arrived
    std::optional<std::chrono::nanoseconds>
        answered;                    ///< when the answer's last byte arrived; empty: it did not
    std::uint64_t packets_there = 0; ///< that reached b's end of the line until then, lost ones included
    std::uint64_t packets_back = 0;  ///< the same at a's end
};

/// Throws `sei::error` for an exchange that cannot be simulated.
inline void require_usable(const exchange_request& exchange) {
    require_usable(exchange.request);
    transfer_request answer = exchange.request;
    std::swap(answer.link.forward, answer.link.backward);
    answer.bytes = exchange.answer_bytes;
    require_usable(answer);
    if (exchange.work < std::chrono::nanoseconds::zero() || exchange.work > std::chrono::hours(24))
        throw error("the work on a request takes " + std::to_string(exchange.work.count()) +
                    " ns, expected between 0 and one day");
}

namespace detail {

[[nodiscard]] inline std::uint64_t packets_at_end(const channel_counters& line) noexcept {
    return line.lost + line.delivered;
}

/// Runs until the answer is back, nothing is left to happen, or the next event lies beyond the horizon.
class exchange_run {
public:
    explicit exchange_run(const exchange_request& exchange) : exchange_(exchange) {}

    [[nodiscard]] exchange_result run(std::chrono::nanoseconds horizon) {
        return exchange_.request.transport == protocol::tcp ? run_tcp(horizon) : run_udp(horizon);
    }

private:
    const exchange_request& exchange_;
    world world_{};
    exchange_result result_{};

    [[nodiscard]] std::chrono::nanoseconds present() const { return world_.now().time_since_epoch(); }

    /// `send_answer` after the work.
    template <class Send>
    void delivered(Send send_answer) {
        result_.delivered = present();
        world_.call_after(exchange_.work, std::move(send_answer));
    }
    void answered() {
        result_.answered = present();
        world_.stop();
    }
    void advance(std::chrono::nanoseconds horizon) { world_.run_until(virtual_time(horizon)); }

    [[nodiscard]] exchange_result run_tcp(std::chrono::nanoseconds horizon) {
        tcp_connection connection(world_.get_executor(), exchange_.request.tcp, exchange_.request.link);
        connection.connect();
        connection.send(side::a, exchange_.request.bytes, [&](virtual_time) {
            delivered([&] {
                if (connection.aborted()) return;
                connection.send(side::b, exchange_.answer_bytes, [this](virtual_time) { answered(); });
            });
        });
        advance(horizon);
        result_.packets_there = packets_at_end(connection.link_counters(side::a));
        result_.packets_back = packets_at_end(connection.link_counters(side::b));
        return result_;
    }

    [[nodiscard]] exchange_result run_udp(std::chrono::nanoseconds horizon) {
        shared_link link(world_.get_executor(), exchange_.request.link);
        udp_flow there(link, exchange_.request.udp, side::a);
        udp_flow back(link, exchange_.request.udp, side::b);
        there.send(exchange_.request.bytes, [&](const message_record& request) {
            if (!request.complete()) return;
            delivered([&] {
                back.send(exchange_.answer_bytes, [this](const message_record& answer) {
                    if (answer.complete()) answered();
                });
            });
        });
        advance(horizon);
        result_.packets_there = packets_at_end(there.counters());
        result_.packets_back = packets_at_end(back.counters());
        return result_;
    }
};

} // namespace detail

/// The same exchange always gives the same result, on any thread. What has not happened at the horizon is not
/// looked at: to know whether an answer comes in time it takes no longer than that time.
[[nodiscard]] inline exchange_result
simulate(const exchange_request& exchange,
         std::chrono::nanoseconds horizon = (std::chrono::nanoseconds::max)()) {
    require_usable(exchange);
    return detail::exchange_run(exchange).run(horizon);
}

} // namespace sei::link::inline SEI_RELEASE
