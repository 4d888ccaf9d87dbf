// SPDX-License-Identifier: MIT
#include <sei/wire/losses.hpp>

#include "support.hpp"

#include <sei/wire/calibration.hpp>
#include <sei/wire/reassembly.hpp>

#include <doctest/doctest.h>

#include <set>

using namespace sei::wire;

namespace {

constexpr sei::shape map{.channels = 4, .height = 5, .width = 5};

} // namespace

TEST_CASE("an explicit drop list erases exactly the elements of those datagrams") {
    // 100 float32 in datagrams of 3 elements (MTU 56 leaves 12 bytes): datagram i holds elements 3i, 3i+1,
    // 3i+2.
    const std::vector<float> tensor = test::counting_tensor(map.elements());
    const float32_codec codec{};
    test::bytes bytes(400);
    REQUIRE(encode(codec, tensor, bytes).size() == 400);
    const packetiser packets = packetise(map.elements(), codec.type(), 28);
    REQUIRE(packets.payload == 12);
    REQUIRE(packets.count() == 34);

    const std::vector<std::size_t> dropped{0, 7, 8, 33};
    std::vector<float> received(map.elements(), -1.0f);
    const loss_report report = decode_with_losses(codec, bytes, packets, dropped, fill::zero(), received);
    CHECK(report ==
          loss_report{.decoded = true, .packets_lost = 4, .elements_lost = 10}); // the last one holds 1

    const std::set<std::size_t> erased{0, 1, 2, 21, 22, 23, 24, 25, 26, 99};
    for (std::size_t i = 0; i != tensor.size(); ++i)
        CHECK(received[i] == (erased.contains(i) ? 0.0f : tensor[i]));
}

TEST_CASE("losing nothing is decoding, losing everything is filling") {
    const std::vector<float> tensor = test::uniform_tensor(map.elements(), -1.0f, 1.0f);
    const float16_codec codec{};
    test::bytes bytes(200);
    REQUIRE(encode(codec, tensor, bytes).size() == 200);
    const packetiser packets = packetise(map.elements(), codec.type(), 72);
    std::vector<float> expected(tensor.size());
    REQUIRE(decode(codec, bytes, expected));

    std::vector<float> received(tensor.size());
    CHECK(decode_with_losses(
              codec, bytes, packets, [](std::size_t) { return false; }, fill::zero(), received) ==
          loss_report{.decoded = true});
    CHECK(received == expected);

    const std::array means{1.0f, 2.0f, 3.0f, 4.0f};
    const loss_report all = decode_with_losses(
        codec, bytes, packets, [](std::size_t) { return true; }, fill::mean(means, map.positions()),
        received);
    CHECK(all == loss_report{true, packets.count(), map.elements()});
    for (std::size_t i = 0; i != received.size(); ++i) CHECK(received[i] == means[i / 25]);
}

TEST_CASE("the last frame stays where a datagram is lost, also in place") {
    constexpr std::array unit{quantisation{.scale = 1.0f, .zero_point = 0}};
    const int8_codec integers{.channels = unit};
    const std::vector<float> tensor = test::counting_tensor(map.elements());
    const std::vector<float> previous(map.elements(), -7.0f);
    test::bytes bytes(100);
    REQUIRE(encode(integers, tensor, bytes).size() == 100);
    const packetiser packets{.total = 100, .payload = 30};
    const std::vector<std::size_t> dropped{1};

    std::vector<float> received(map.elements());
    decode_with_losses(integers, bytes, packets, dropped, fill::last_frame(previous), received);
    std::vector<float> in_place = previous;
    decode_with_losses(integers, bytes, packets, dropped, fill::last_frame(in_place), in_place);
    CHECK(received == in_place);
    for (std::size_t i = 0; i != 100; ++i) CHECK(received[i] == (i >= 30 && i < 60 ? -7.0f : tensor[i]));
}

TEST_CASE("repeated and far indices in a drop list do no harm") {
    const std::vector<float> tensor = test::counting_tensor(map.elements());
    test::bytes bytes(400);
    REQUIRE(encode(float32_codec{}, tensor, bytes).size() == 400);
    const packetiser packets{.total = 400, .payload = 100};
    std::vector<float> received(map.elements());
    const std::vector<std::size_t> dropped{2, 2, 2, 4, 1000};
    const loss_report report =
        decode_with_losses(float32_codec{}, bytes, packets, dropped, fill::zero(), received);
    CHECK(report == loss_report{true, 1, 25});
}

TEST_CASE("sizes that do not agree are refused and the tensor is untouched") {
    const test::bytes bytes(400);
    const auto nothing_lost = [](std::size_t) { return false; };
    std::vector<float> tensor(100, 5.0f);
    const auto refused = [&](std::size_t size, packetiser packets, std::span<float> out) {
        return decode_with_losses(float32_codec{}, std::span{bytes}.first(size), packets, nothing_lost,
                                  fill::zero(), out) == loss_report{};
    };
    CHECK(refused(396, {400, 100}, tensor));
    CHECK(refused(400, {396, 100}, tensor));
    CHECK(refused(400, {400, 101}, tensor));
    CHECK(refused(400, {400, 0}, tensor));
    CHECK(refused(400, {400, 100}, std::span{tensor}.first(99)));
    CHECK(tensor == std::vector<float>(100, 5.0f));
}

TEST_CASE("the result is that of real datagrams through a receiver, for random losses and every codec") {
    std::mt19937 random{31};
    std::array<channel_statistics, 4> statistics{};
    const std::vector<float> tensor = test::uniform_tensor(map.elements(), 0.0f, 1.0f);
    observe(tensor, statistics);
    std::vector<quantisation> parameters;
    std::vector<float> means;
    for (const channel_statistics& channel : statistics) {
        parameters.push_back(channel.affine());
        means.push_back(channel.mean());
    }
    const any_codec codecs[] = {float32_codec{}, float16_codec{}, int8_codec{parameters, map.positions()},
                                uint8_codec{}};
    for (int round = 0; round != 200; ++round) {
        const any_codec& codec = codecs[random() % 4];
        test::bytes bytes(encoded_bytes(codec, tensor.size()));
        REQUIRE(encode(codec, tensor, bytes).size() == bytes.size());
        const packetiser packets = packetise(tensor.size(), codec.type(), 22 + random() % 60);
        std::vector<bool> lost(packets.count());
        for (std::size_t i = 0; i != lost.size(); ++i) lost[i] = random() % 4 == 0;
        const fill rule = random() % 2 == 0 ? fill::zero() : fill::mean(means, map.positions());

        std::vector<float> simulated(tensor.size(), -1.0f);
        decode_with_losses(
            codec, bytes, packets, [&](std::size_t i) { return lost[i]; }, rule, simulated);

        std::vector<float> received(tensor.size(), -2.0f);
        std::vector<std::uint32_t> bitmap(arrival_map::words_for(tensor.size()));
        reassembler receiver{codec, received, bitmap};
        for (std::size_t i = 0; i != packets.count(); ++i) {
            if (lost[i]) continue;
            test::bytes datagram(packets[i].datagram_bytes());
            write_datagram_header(packets.header(codec.type(), 0, i), std::span{datagram}.first<16>());
            REQUIRE(encode_range(codec, tensor, packets[i].offset, std::span{datagram}.subspan(16)));
            REQUIRE(receiver.accept(datagram) == arrival::accepted);
        }
        receiver.fill_missing(rule);
        REQUIRE(simulated == received);
    }
}
