// SPDX-License-Identifier: MIT
#include <sei/wire/reassembly.hpp>

#include "support.hpp"

#include <sei/wire/packetiser.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace sei::wire;

namespace {

constexpr std::size_t elements = 100;
constexpr float32_codec codec{};

/// The datagrams of the tensor 0, 1, 2, ... with 7 elements each, as UDP would deliver them.
std::vector<test::bytes> datagrams_of(std::uint32_t frame) {
    const std::vector<float> tensor = test::counting_tensor(elements);
    const packetiser packets{.total = 4 * elements, .payload = 28};
    std::vector<test::bytes> all;
    for (std::size_t i = 0; i != packets.count(); ++i) {
        test::bytes& bytes = all.emplace_back(packets[i].datagram_bytes());
        write_datagram_header(packets.header(codec.type(), frame, i), std::span{bytes}.first<16>());
        REQUIRE(encode_range(codec, tensor, packets[i].offset, std::span{bytes}.subspan(16)));
    }
    return all;
}

test::bytes datagram_with(const datagram_header& header, std::size_t payload) {
    test::bytes bytes(16 + payload);
    write_datagram_header(header, std::span{bytes}.first<16>());
    return bytes;
}

struct receiver_test {
    std::vector<float> tensor = std::vector<float>(elements, -1.0f);
    std::vector<std::uint32_t> bitmap = std::vector<std::uint32_t>(arrival_map::words_for(elements));
    reassembler<float32_codec> receiver{codec, tensor, bitmap};
};

} // namespace

TEST_CASE_FIXTURE(receiver_test, "datagrams in any order, with duplicates, make the tensor") {
    std::mt19937 random{41};
    for (std::uint32_t frame = 0; frame != 50; ++frame) {
        std::vector<test::bytes> datagrams = datagrams_of(frame);
        const std::size_t count = datagrams.size();
        for (std::size_t i = 0; i != count; i += 3) datagrams.push_back(datagrams[i]);
        std::shuffle(datagrams.begin(), datagrams.end(), random);
        std::fill(tensor.begin(), tensor.end(), -1.0f);

        receiver.start(frame);
        std::size_t accepted = 0;
        for (const test::bytes& bytes : datagrams) {
            const arrival result = receiver.accept(bytes);
            REQUIRE((result == arrival::accepted || result == arrival::duplicate));
            accepted += result == arrival::accepted ? 1U : 0U;
            REQUIRE(receiver.complete() == (accepted == count));
        }
        REQUIRE(tensor == test::counting_tensor(elements));
    }
}

TEST_CASE_FIXTURE(receiver_test, "what is missing is known, and only that is filled") {
    const std::vector<test::bytes> datagrams = datagrams_of(0);
    for (std::size_t i = 0; i != datagrams.size(); ++i) {
        if (i != 2 && i != 3 && i != 14) receiver.accept(datagrams[i]);
    }
    CHECK_FALSE(receiver.complete());
    std::vector<element_range> missing;
    receiver.arrivals().for_each_missing([&](element_range run) { missing.push_back(run); });
    CHECK(missing == std::vector<element_range>{{14, 14}, {98, 2}});

    receiver.fill_missing(fill::zero());
    for (std::size_t i = 0; i != elements; ++i) {
        const bool lost = (i >= 14 && i < 28) || i >= 98;
        CHECK(tensor[i] == (lost ? 0.0f : static_cast<float>(i)));
    }
    CHECK(receiver.accept(datagrams[14]) == arrival::accepted); // late, after filling: still welcome
    CHECK(tensor[99] == 99.0f);
}

TEST_CASE_FIXTURE(receiver_test,
                  "overlapping datagrams of another sender's size fit together, first copy first") {
    test::bytes first = datagram_with({codec.type(), 0, 40, 400}, 40);  // elements 10 to 19
    test::bytes second = datagram_with({codec.type(), 0, 60, 400}, 40); // elements 15 to 24
    codec.encode(10, std::vector<float>(10, 1.0f), std::span{first}.subspan(16));
    codec.encode(15, std::vector<float>{20, 21, 22, 23, 24, 25, 26, 27, 28, 29},
                 std::span{second}.subspan(16));
    CHECK(receiver.accept(first) == arrival::accepted);
    CHECK(receiver.accept(second) == arrival::accepted);
    CHECK(receiver.accept(second) == arrival::duplicate);
    std::vector<float> expected(elements, -1.0f);
    std::fill_n(expected.begin() + 10, 10, 1.0f);
    for (std::size_t i = 20; i != 25; ++i) expected[i] = static_cast<float>(i) + 5.0f;
    CHECK(tensor == expected);
    CHECK(receiver.arrivals().arrived() == 15);
}

TEST_CASE_FIXTURE(receiver_test,
                  "datagrams of other frames, codecs and sizes are told apart and leave no trace") {
    receiver.start(0xFFFFFFFFU);
    CHECK(receiver.accept(datagram_with({codec.type(), 0xFFFFFFFEU, 0, 400}, 28)) == arrival::older_frame);
    CHECK(receiver.accept(datagram_with({codec.type(), 0, 0, 400}, 28)) == arrival::newer_frame);
    CHECK(receiver.accept(datagram_with({element_type::int8, 0xFFFFFFFFU, 0, 400}, 28)) ==
          arrival::wrong_type);
    CHECK(receiver.accept(datagram_with({codec.type(), 0xFFFFFFFFU, 0, 404}, 28)) == arrival::wrong_total);
    CHECK(receiver.accept(datagram_with({codec.type(), 0xFFFFFFFFU, 0, 400}, 27)) == arrival::malformed);
    CHECK(receiver.accept(test::bytes{}) == arrival::malformed);
    CHECK(receiver.arrivals().arrived() == 0);
    CHECK(tensor == std::vector<float>(elements, -1.0f));

    CHECK(receiver.frame() == 0xFFFFFFFFU);
    receiver.start(0);
    CHECK(receiver.accept(datagram_with({codec.type(), 0, 0, 400}, 28)) == arrival::accepted);
}

TEST_CASE("a receiver with too small a bitmap accepts nothing") {
    std::vector<float> tensor(elements, -1.0f);
    std::vector<std::uint32_t> bitmap(arrival_map::words_for(elements) - 1);
    reassembler receiver{codec, tensor, bitmap};
    for (const test::bytes& bytes : datagrams_of(0)) CHECK(receiver.accept(bytes) == arrival::wrong_total);
    CHECK_FALSE(receiver.complete());
}

TEST_CASE_FIXTURE(receiver_test, "random datagrams never harm the receiver") {
    std::mt19937 random{42};
    std::size_t accepted = 0;
    for (int round = 0; round != 100'000; ++round) {
        test::bytes bytes = test::random_bytes(random() % 80, random);
        if (bytes.size() > 16 && random() % 2 == 0) {
            const datagram_header header{element_type::float32, static_cast<std::uint32_t>(random() % 2),
                                         static_cast<std::uint32_t>(random() % 450), 400};
            write_datagram_header(header, std::span{bytes}.first<16>());
        }
        const std::size_t before = receiver.arrivals().missing();
        const arrival result = receiver.accept(bytes);
        REQUIRE((receiver.arrivals().missing() < before) == (result == arrival::accepted));
        accepted += result == arrival::accepted ? 1U : 0U;
        if (round % 100 == 0) receiver.start(0);
    }
    CHECK(accepted > 100);
}
