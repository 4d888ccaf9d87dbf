// SPDX-License-Identifier: MIT
#include <sei/link/udp/record.hpp>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using namespace sei::link;

TEST_CASE("A message counts its datagrams and bytes by fate") {
    message_record record;
    record.open(3, 25, virtual_time(1ms));
    CHECK(record.sent == virtual_time(1ms));
    CHECK(record.last_arrival() == record.sent);
    CHECK(record.count(datagram_fate::pending) == 3);
    CHECK(!record.complete());

    record.settle({.offset = 0, .bytes = 10, .fate = datagram_fate::delivered, .time = virtual_time(2ms)});
    record.settle({.offset = 10, .bytes = 10, .fate = datagram_fate::lost, .time = virtual_time(3ms)});
    record.settle({.offset = 20, .bytes = 5, .fate = datagram_fate::dropped, .time = virtual_time(4ms)});
    CHECK(record.datagram_count() == 3);
    CHECK(record.count(datagram_fate::pending) == 0);
    CHECK(record.count(datagram_fate::lost) == 1);
    CHECK(record.bytes() == 25);
    CHECK(record.bytes_delivered() == 10);
    CHECK(record.bytes_lost() == 15);
    CHECK(record.last_arrival() == virtual_time(2ms));
    CHECK(!record.complete());
}

TEST_CASE("A message is complete when all of it has arrived") {
    message_record record;
    record.open(1, 0, virtual_time(0ms));
    record.settle({.fate = datagram_fate::delivered, .time = virtual_time(7ms)});
    CHECK(record.complete());
    CHECK(record.bytes_lost() == 0);
    CHECK(record.last_arrival() == virtual_time(7ms));
}
