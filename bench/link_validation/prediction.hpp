// SPDX-License-Identifier: MIT
#pragma once
/// What sei's own TCP and UDP say of an exchange, in virtual time, over the same link.

#include "exchange.hpp"

#include <chrono>
#include <cstdint>

namespace link_validation {

struct predicted_exchange {
    double fresh_seconds = 0;
    double warm_seconds = 0;
    std::uint64_t bytes_delivered = 0;
};

/// sei's model of a Linux sender with this congestion control; any other than Cubic is taken as Reno.
[[nodiscard]] inline sei::link::tcp_options tcp_like(const exchange_request& request) {
    namespace link = sei::link;
    link::tcp_options tcp{.profile = link::tcp_profiles::linux_kernel,
                          .congestion = request.congestion_control == "cubic"
                                            ? link::congestion_control::cubic
                                            : link::congestion_control::linux_reno};
    tcp.profile.slow_start_after_idle = request.slow_start_after_idle;
    return tcp;
}

[[nodiscard]] inline predicted_exchange predict_tcp(const exchange_request& request) {
    namespace link = sei::link;
    link::world simulation;
    link::tcp_connection connection(simulation.get_executor(), tcp_like(request), request.link);
    predicted_exchange result;
    const auto send = [&](double& seconds, link::virtual_time begin, auto after) {
        connection.send(link::side::a, request.bytes, [&, begin, after](link::virtual_time time) {
            seconds = std::chrono::duration<double>(time - begin).count();
            simulation.call_after(think_time, [&, after] {
                connection.send(link::side::b, answer_bytes, [after](link::virtual_time) { after(); });
            });
        });
    };
    connection.connect();
    send(result.fresh_seconds, simulation.now(),
         [&] { simulation.call_after(rest, [&] { send(result.warm_seconds, simulation.now(), [] {}); }); });
    simulation.run();
    return result;
}

[[nodiscard]] inline predicted_exchange predict(const exchange_request& request) {
    if (request.transport == sei::link::protocol::tcp) return predict_tcp(request);
    const auto result = sei::link::simulate(
        {.transport = sei::link::protocol::udp, .bytes = request.bytes, .link = request.link});
    predicted_exchange answer{.bytes_delivered = result.bytes_delivered};
    if (result.completion) answer.fresh_seconds = std::chrono::duration<double>(*result.completion).count();
    return answer;
}

} // namespace link_validation
