// SPDX-License-Identifier: MIT
/// What holds for every link and all traffic on it, checked on random ones: full and half duplex, all kinds
/// of lines, losses and jitter, several UDP flows and TCP connections at once.

#include <sei/link/medium/random.hpp>
#include <sei/link/tcp/connection.hpp>
#include <sei/link/time/world.hpp>
#include <sei/link/udp/flow.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;
using std::chrono::nanoseconds;

namespace {

/// Draws of one scenario.
class dice {
public:
    explicit dice(std::uint64_t seed) : seed_(seed) {}
    [[nodiscard]] double real(double low, double high) {
        return low + (high - low) * random_uniform(seed_, 77, index_++);
    }
    [[nodiscard]] std::uint64_t whole(std::uint64_t low, std::uint64_t high) {
        return low + random_bits(seed_, 77, index_++) % (high - low + 1);
    }
    [[nodiscard]] std::int64_t log_scale(double low, double high) {
        return static_cast<std::int64_t>(std::exp(real(std::log(low), std::log(high))));
    }
    [[nodiscard]] bool chance(double probability) { return real(0, 1) < probability; }

private:
    std::uint64_t seed_;
    std::uint64_t index_ = 0;
};

tcp_options random_tcp(dice& draw) {
    constexpr std::array profiles{tcp_profiles::ns3, tcp_profiles::linuxlike, tcp_profiles::linux_kernel};
    constexpr std::array controls{congestion_control::new_reno, congestion_control::linux_reno,
                                  congestion_control::cubic};
    return {.profile = profiles[draw.whole(0, 2)],
            .congestion = controls[draw.whole(0, 2)],
            .timestamps = draw.chance(0.7),
            .segment_bytes = draw.chance(0.2) ? static_cast<std::uint32_t>(draw.whole(1, 3000)) : 0};
}

loss_model random_loss(dice& draw) {
    switch (draw.whole(0, 6)) {
    case 0:
        return bernoulli_loss{draw.real(0, 0.3)};
    case 1:
        return bernoulli_loss{1};
    case 2:
        return gilbert_elliott_loss{.good_to_bad = 0.05, .bad_to_good = 0.4, .loss_in_bad = 0.8};
    case 3:
        return listed_loss{{1, 3, 4, draw.whole(5, 50)}};
    case 4:
        return trace_loss{{false, false, draw.chance(0.5), false, true}};
    default:
        return no_loss{};
    }
}

jitter_model random_jitter(dice& draw) {
    const nanoseconds size(draw.log_scale(1, 2e7));
    switch (draw.whole(0, 3)) {
    case 0:
        return uniform_jitter{.maximum = size, .reorders = draw.chance(0.5)};
    case 1:
        return normal_jitter{.mean = size, .deviation = size / 2, .reorders = draw.chance(0.5)};
    default:
        return no_jitter{};
    }
}

/// Everything but losses, which not every property stands.
channel_options random_line(dice& draw) {
    channel_options line{.rate_bits_per_second = draw.log_scale(1e5, 1e12),
                         .delay = nanoseconds(draw.chance(0.2) ? 0 : draw.log_scale(1, 1e8)),
                         .queue_packets = draw.whole(0, 3) == 0 ? draw.whole(0, 2) : draw.whole(3, 200),
                         .l2_bytes = static_cast<std::uint32_t>(draw.whole(0, 40)),
                         .jitter = random_jitter(draw)};
    switch (draw.whole(0, 5)) {
    case 0:
        line.line = token_bucket{static_cast<std::uint32_t>(draw.whole(1600, 20'000))};
        break;
    case 1:
        line.line = bandwidth_trace{{1, 1, 2, static_cast<std::uint32_t>(draw.whole(3, 30))}};
        break;
    case 2:
        line.duty_cycle = draw.real(0.1, 1);
        break;
    default:
        break;
    }
    return line;
}

link_options random_link(dice& draw, std::uint64_t seed) {
    link_options link{.forward = random_line(draw), .backward = random_line(draw), .seed = seed};
    link.forward.loss = random_loss(draw);
    link.backward.loss = random_loss(draw);
    if (draw.chance(0.5)) {
        link.duplex = duplex_mode::half;
        link.turnaround = nanoseconds(draw.chance(0.5) ? 0 : draw.log_scale(1, 1e6));
    }
    return link;
}

/// A link with traffic: what was seen of it, as numbers that must repeat, and the invariants checked on the
/// way.
class scenario {
public:
    explicit scenario(std::uint64_t seed)
        : draw_(seed), options_(random_link(draw_, seed)), link_(world_.get_executor(), options_) {
        for (std::uint64_t flows = draw_.whole(1, 3); flows > 0; --flows) add_flow();
        for (std::uint64_t connections = draw_.whole(0, 2); connections > 0; --connections) add_connection();
        world_.run();
        check_flows();
        check_connections();
        check_link();
    }

    [[nodiscard]] const std::vector<std::int64_t>& seen() const noexcept { return seen_; }

private:
    struct transfer {
        std::uint64_t bytes = 0;
        std::uint64_t delivered = 0;
        bool complete = false;
    };

    void note(std::int64_t what) {
        const std::int64_t time = world_.now().time_since_epoch().count();
        CHECK(time >= now_);
        now_ = time;
        seen_.push_back(what);
        seen_.push_back(time);
    }

    void add_flow() {
        udp_options udp{.mtu = static_cast<std::uint32_t>(draw_.chance(0.1) ? 29 : draw_.whole(60, 1500)),
                        .pacing = draw_.chance(0.5) ? udp_pacing::paced : udp_pacing::burst,
                        .paced_datagrams = static_cast<std::uint32_t>(draw_.whole(1, 5)),
                        .record_datagrams = draw_.chance(0.5)};
        flows_.push_back(std::make_unique<udp_flow>(link_, udp, draw_.chance(0.5) ? side::a : side::b));
        udp_flow& flow = *flows_.back();
        flow.on_datagram([this](const message_record& message, const datagram_record& datagram) {
            note(static_cast<std::int64_t>(message.id * 4) + static_cast<std::int64_t>(datagram.fate));
            CHECK(datagram.time == world_.now());
            if (datagram.fate != datagram_fate::dropped) CHECK(datagram.time >= message.sent);
        });
        for (std::uint64_t messages = draw_.whole(1, 4); messages > 0; --messages) {
            const std::uint64_t bytes = draw_.chance(0.1) ? 0 : draw_.whole(1, udp.payload_bytes() * 60ULL);
            const virtual_time start(nanoseconds(draw_.chance(0.5) ? 0 : draw_.log_scale(1, 1e8)));
            ++messages_sent_;
            world_.call_at(start, [this, &flow, bytes] {
                flow.send(bytes, [this, bytes](const message_record& record) {
                    ++messages_settled_;
                    CHECK(record.bytes() == bytes);
                    CHECK(record.bytes_delivered() + record.bytes_lost() == bytes);
                    CHECK(record.count(datagram_fate::pending) == 0);
                    CHECK(record.last_arrival() <= world_.now());
                });
            });
        }
    }

    void add_connection() {
        transfers_.push_back(std::make_unique<transfer>());
        transfer& sent = *transfers_.back();
        sent.bytes = draw_.whole(1, 150'000);
        connections_.push_back(std::make_unique<tcp_connection>(link_, random_tcp(draw_)));
        tcp_connection& connection = *connections_.back();
        connection.on_delivered(side::b, [this, &sent](std::uint64_t total, virtual_time) {
            note(static_cast<std::int64_t>(total));
            CHECK(total > sent.delivered);
            sent.delivered = total;
        });
        connection.connect();
        connection.send(side::a, sent.bytes, [&sent](virtual_time) { sent.complete = true; });
    }

    void check_flows() const {
        CHECK(messages_settled_ == messages_sent_);
        for (const auto& flow : flows_) CHECK(flow->backlog() == 0);
    }

    void check_connections() const {
        for (std::size_t i = 0; i < connections_.size(); ++i) {
            CHECK(transfers_[i]->delivered <= transfers_[i]->bytes);
            CHECK(transfers_[i]->complete == (transfers_[i]->delivered == transfers_[i]->bytes));
            CHECK((transfers_[i]->complete || connections_[i]->aborted()));
        }
    }

    void check_link() {
        nanoseconds busy{0};
        bool takes_time = options_.duplex == duplex_mode::half;
        for (const side from : {side::a, side::b}) {
            const channel_counters& counters = link_.counters(from);
            CHECK(counters.offered == counters.delivered + counters.lost + counters.queue_drops);
            CHECK(link_.queued(from) == 0);
            seen_.push_back(static_cast<std::int64_t>(counters.wire_bytes));
            const channel_options& line = from == side::a ? options_.forward : options_.backward;
            takes_time = takes_time && std::holds_alternative<constant_rate>(line.line);
            busy += nanoseconds(static_cast<std::int64_t>(static_cast<double>(counters.wire_bytes) * 8e9 /
                                                          static_cast<double>(line.rate_bits_per_second)));
        }
        if (takes_time) CHECK(world_.now().time_since_epoch() >= busy - 1us); // one packet at a time
    }

    dice draw_;
    link_options options_;
    world world_;
    shared_link link_;
    std::vector<std::unique_ptr<udp_flow>> flows_;
    std::vector<std::unique_ptr<tcp_connection>> connections_;
    std::vector<std::unique_ptr<transfer>> transfers_;
    std::vector<std::int64_t> seen_;
    std::int64_t now_ = 0;
    std::uint64_t messages_sent_ = 0;
    std::uint64_t messages_settled_ = 0;
};

nanoseconds lossless_time(const channel_options& line, std::uint64_t bytes, const udp_options& udp) {
    world world;
    udp_flow flow(world.get_executor(), udp, line, 5);
    std::optional<nanoseconds> taken;
    flow.send(bytes, [&](const message_record& record) {
        CHECK(record.complete());
        taken = record.last_arrival().time_since_epoch();
    });
    world.run();
    REQUIRE(taken);
    return *taken;
}

} // namespace

TEST_CASE("Whatever the link and the traffic: all is accounted for, time runs on, and it ends") {
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        CAPTURE(seed);
        const scenario first(seed);
        CHECK(!first.seen().empty());
        if (seed % 4 == 0) CHECK(scenario(seed).seen() == first.seen());
    }
}

TEST_CASE("Without loss a paced message takes no less time with more bytes, more delay or less rate") {
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        CAPTURE(seed);
        dice draw(seed);
        const channel_options line = random_line(draw);
        const udp_options udp{.mtu = static_cast<std::uint32_t>(draw.whole(60, 1500))};
        const std::uint64_t bytes = draw.whole(0, 100'000);
        const nanoseconds taken = lossless_time(line, bytes, udp);
        CHECK(taken <= lossless_time(line, bytes + draw.whole(1, 3000), udp));
        channel_options slower = line;
        slower.delay += nanoseconds(draw.log_scale(1, 1e7));
        CHECK(taken < lossless_time(slower, bytes, udp));
        slower = line;
        slower.rate_bits_per_second -=
            draw.log_scale(1, 0.5 * static_cast<double>(line.rate_bits_per_second));
        CHECK(taken <= lossless_time(slower, bytes, udp));
    }
}

TEST_CASE("At the ends of the ranges there is a right answer or an error, and always an end") {
    for (const std::int64_t rate :
         {std::int64_t{1}, std::int64_t{1'000'000'000'000}, std::int64_t{1'000'000'000'000'000}})
        for (const std::size_t queue : {0U, 1U, 100U})
            for (const double loss : {0.0, 1.0})
                for (const auto duplex : {duplex_mode::full, duplex_mode::half})
                    for (const auto pacing : {udp_pacing::paced, udp_pacing::burst}) {
                        world world;
                        link_options options = symmetric_link({.rate_bits_per_second = rate,
                                                               .queue_packets = queue,
                                                               .loss = bernoulli_loss{loss}});
                        options.duplex = duplex;
                        shared_link link(world.get_executor(), options);
                        udp_flow flow(link, {.mtu = 29, .pacing = pacing}); // a byte each
                        tcp_connection connection(link, {});
                        std::uint64_t delivered = 0;
                        std::uint64_t settled = 0;
                        for (const std::uint64_t bytes : {0U, 1U, 7U})
                            flow.send(bytes, [&](const message_record& record) {
                                ++settled;
                                delivered += record.bytes_delivered();
                            });
                        connection.connect();
                        bool arrived = false;
                        connection.send(side::a, 3000, [&](virtual_time) { arrived = true; });
                        world.run();
                        CHECK(settled == 3);
                        if (loss == 1.0) CHECK(delivered == 0);
                        if (loss == 0.0 && pacing == udp_pacing::paced) CHECK(delivered == 8);
                        CHECK((arrived || connection.aborted()));
                    }
}
