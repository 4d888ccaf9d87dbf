// SPDX-License-Identifier: MIT
#include <sei/link/tcp/receiver.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace sei::link;
using reply = tcp_receiver::reply;

namespace {

tcp_segment data(std::uint64_t number, std::int64_t timestamp_ms = 0) {
    return {.sequence = 1 + 100 * number, .timestamp_ms = timestamp_ms, .payload_bytes = 100};
}

tcp_receiver synchronized_receiver() {
    tcp_receiver receiver{tcp_options{}};
    receiver.synchronized();
    receiver.acknowledged(false);
    return receiver;
}

reply take(tcp_receiver& receiver, std::uint64_t number, std::int64_t timestamp_ms = 0) {
    receiver.timestamp(data(number, timestamp_ms));
    receiver.store(data(number, timestamp_ms));
    return receiver.reply_to_stored();
}

std::vector<sack_block> blocks(const tcp_receiver& receiver) {
    tcp_segment acknowledgement;
    receiver.write_sack_blocks(acknowledgement);
    const auto written = acknowledgement.sack_blocks();
    return {written.begin(), written.end()};
}

constexpr sack_block block(std::uint64_t first, std::uint64_t last) {
    return {first * 100 + 1, last * 100 + 101};
}

} // namespace

TEST_CASE("Every second segment in order is acknowledged at once") {
    tcp_receiver receiver = synchronized_receiver();
    CHECK(take(receiver, 0) == reply::delayed);
    CHECK(take(receiver, 1) == reply::at_once);
    receiver.acknowledged(false);
    CHECK(take(receiver, 2) == reply::delayed);
    receiver.acknowledged(true); // on data: the count starts again
    CHECK(take(receiver, 3) == reply::delayed);
    CHECK(receiver.next() == 401);
}

TEST_CASE("The first segment after the handshake is acknowledged at once") {
    tcp_receiver receiver = synchronized_receiver();
    receiver.acknowledge_next_at_once();
    CHECK(take(receiver, 0) == reply::at_once);
}

TEST_CASE("Holes, their closing and duplicates are acknowledged at once") {
    tcp_receiver receiver = synchronized_receiver();
    CHECK(take(receiver, 1) == reply::at_once); // 0 is missing
    CHECK(receiver.next() == 1);
    CHECK(take(receiver, 1) == reply::at_once); // again
    CHECK(take(receiver, 0) == reply::at_once); // closes the hole
    CHECK(receiver.next() == 201);
    CHECK(take(receiver, 1) == reply::at_once); // old
    receiver.acknowledged(false);
    CHECK(take(receiver, 2) == reply::delayed); // all in order again
}

TEST_CASE("Only what ends below the cumulative point is old") {
    tcp_receiver receiver = synchronized_receiver();
    take(receiver, 0);
    take(receiver, 1);
    CHECK(receiver.is_old(data(0)));
    CHECK(!receiver.is_old(data(1)));
    CHECK(!receiver.is_old(tcp_segment{.sequence = 1})); // no data
}

TEST_CASE("The newest SACK block comes first and absorbs its neighbours") {
    tcp_receiver receiver = synchronized_receiver();
    take(receiver, 2);
    take(receiver, 6);
    take(receiver, 4);
    CHECK(blocks(receiver) == std::vector{block(4, 4), block(6, 6), block(2, 2)});
    take(receiver, 3);
    CHECK(blocks(receiver) == std::vector{block(2, 4), block(6, 6)});
    take(receiver, 5);
    CHECK(blocks(receiver) == std::vector{block(2, 6)});
    take(receiver, 0);
    CHECK(blocks(receiver) == std::vector{block(2, 6)});
    take(receiver, 1);
    CHECK(blocks(receiver).empty());
    CHECK(receiver.next() == 701);
}

TEST_CASE("Three blocks are told, four remembered") {
    tcp_receiver receiver = synchronized_receiver();
    for (const std::uint64_t number : {2U, 4U, 6U, 8U, 10U}) take(receiver, number); // forgets 2
    CHECK(blocks(receiver) == std::vector{block(10, 10), block(8, 8), block(6, 6)});
    take(receiver, 0);
    take(receiver, 1); // the data of 2 is still there
    CHECK(receiver.next() == 301);
    take(receiver, 3);
    CHECK(receiver.next() == 501);
    CHECK(blocks(receiver) == std::vector{block(10, 10), block(8, 8), block(6, 6)});
}

TEST_CASE("The echo is the timestamp of the first segment of a delayed pair") {
    tcp_receiver receiver = synchronized_receiver();
    take(receiver, 0, 10);
    take(receiver, 1, 20); // not acknowledged yet: beyond the last acknowledgement sent
    CHECK(receiver.echo_ms() == 10);
    receiver.acknowledged(false);
    take(receiver, 3, 30); // out of order
    CHECK(receiver.echo_ms() == 10);
    take(receiver, 2, 25); // below the largest seen
    CHECK(receiver.echo_ms() == 10);
    receiver.acknowledged(false);
    take(receiver, 4, 40);
    CHECK(receiver.echo_ms() == 40);
}
