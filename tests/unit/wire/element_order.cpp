// SPDX-License-Identifier: MIT
#include <sei/wire/element_order.hpp>

#include "support.hpp"

#include <sei/wire/losses.hpp>
#include <sei/wire/packetiser.hpp>
#include <sei/wire/reassembly.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

using namespace sei::wire;

namespace {

std::vector<std::uint32_t> shuffled(std::size_t elements, std::mt19937& random) {
    std::vector<std::uint32_t> list(elements);
    std::iota(list.begin(), list.end(), 0U);
    std::shuffle(list.begin(), list.end(), random);
    return list;
}

std::vector<std::uint32_t> elements_of(const element_order& order, std::size_t elements) {
    std::vector<std::uint32_t> list(elements);
    for (std::size_t place = 0; place != elements; ++place)
        list[place] = static_cast<std::uint32_t>(order[place]);
    return list;
}

bool is_an_order(const std::vector<std::uint32_t>& list) {
    std::vector<std::uint32_t> bitmap(arrival_map::words_for(list.size()));
    return is_permutation(list, bitmap);
}

/// The largest distance between neighbours of the elements at places [first, first + count).
std::size_t largest_gap(const element_order& order, std::size_t first, std::size_t count) {
    std::vector<std::size_t> elements;
    for (std::size_t place = first; place != first + count; ++place) elements.push_back(order[place]);
    std::sort(elements.begin(), elements.end());
    std::size_t gap = 0;
    for (std::size_t i = 1; i != elements.size(); ++i) gap = (std::max)(gap, elements[i] - elements[i - 1]);
    return gap;
}

} // namespace

TEST_CASE("the interleaved order visits each element once, for every size") {
    for (std::size_t elements = 1; elements != 600; ++elements) {
        CAPTURE(elements);
        CHECK(is_an_order(elements_of(element_order::interleaved(elements), elements)));
    }
    for (const std::size_t elements : {3136U, 12'544U, 65'536U, 200'704U})
        CHECK(is_an_order(elements_of(element_order::interleaved(elements), elements)));
}

TEST_CASE("a datagram of the interleaved order is a sieve over the whole tensor") {
    // Tensors of fashion_cnn and VGG16, in datagrams of float32, float16 and int8 on an MTU of 1500
    for (const std::size_t elements : {784U, 1568U, 3136U, 12'544U, 25'088U, 100'352U, 802'816U})
        for (const std::size_t payload : {364U, 728U, 1456U}) {
            const element_order order = element_order::interleaved(elements);
            for (std::size_t first = 0; first + payload <= elements; first += payload) {
                CAPTURE(elements);
                CAPTURE(first);
                CHECK(largest_gap(order, first, payload) <= 4 * elements / payload + 1);
            }
        }
}

TEST_CASE("the stride is a constant, and near the golden ratio of the size") {
    static_assert(interleaving_stride(0) == 1);
    static_assert(interleaving_stride(2) == 1);
    static_assert(interleaving_stride(8) == 5);
    static_assert(interleaving_stride(144) == 89); // Fibonacci numbers: the best there is
    for (const std::size_t elements : {100U, 3136U, 1'000'000U, 4'000'000'000U}) {
        const double share =
            static_cast<double>(interleaving_stride(elements)) / static_cast<double>(elements);
        CHECK(std::abs(share - 0.618034) < 0.01 + 17 / static_cast<double>(elements));
    }
}

TEST_CASE("a list of elements, and one of channels") {
    static constexpr std::array<std::uint32_t, 6> elements{4, 2, 0, 5, 1, 3};
    constexpr element_order listed = element_order::listed(elements);
    static_assert(listed[0] == 4 && listed[5] == 3 && listed.fits(6) && !listed.fits(7));
    static constexpr std::array<std::uint32_t, 3> channels{2, 0, 1};
    constexpr element_order by_channel = element_order::by_channel(channels, 4);
    static_assert(by_channel[0] == 8 && by_channel[3] == 11 && by_channel[4] == 0 && by_channel[11] == 7);
    static_assert(by_channel.fits(12) && !by_channel.fits(3));
    static_assert(element_order{}[17] == 17 && element_order{}.fits(5) && element_order{}.is_sequential());
}

TEST_CASE("a list that is no permutation is told") {
    std::array<std::uint32_t, 2> bitmap{};
    const std::vector<std::uint32_t> twice{0, 1, 1};
    const std::vector<std::uint32_t> beyond{0, 1, 3};
    const std::vector<std::uint32_t> good{2, 0, 1};
    CHECK(!is_permutation(twice, bitmap));
    CHECK(!is_permutation(beyond, bitmap));
    CHECK(is_permutation(good, bitmap));
    CHECK(is_permutation(std::span<const std::uint32_t>{}, bitmap));
    CHECK(!is_permutation(std::vector<std::uint32_t>(65, 0U), bitmap)); // needs three words
}

TEST_CASE("what was encoded in an order decodes in it, datagram by datagram, in every codec") {
    std::mt19937 random{3};
    constexpr sei::shape map{.channels = 4, .height = 5, .width = 5};
    const std::vector<float> tensor = test::uniform_tensor(map.elements(), 0.0f, 1.0f);
    const std::array parameters{quantisation{1.0f / 255, -128}, quantisation{1.0f / 127, -128},
                                quantisation{1.0f / 64, -128}, quantisation{1.0f / 200, -128}};
    const std::vector<std::uint32_t> list = shuffled(map.elements(), random);
    const std::vector<std::uint32_t> channels = shuffled(map.channels, random);
    const element_order orders[] = {{},
                                    element_order::interleaved(map.elements()),
                                    element_order::listed(list),
                                    element_order::by_channel(channels, map.positions())};
    const any_codec codecs[] = {float32_codec{}, float16_codec{}, int8_codec{parameters, map.positions()}};
    for (const any_codec& codec : codecs)
        for (const element_order& order : orders) {
            test::bytes sequential(encoded_bytes(codec, tensor.size()));
            REQUIRE(encode(codec, tensor, sequential).size() == sequential.size());
            std::vector<float> expected(tensor.size());
            REQUIRE(decode(codec, sequential, expected));

            const packetiser packets = packetise(tensor.size(), codec.type(), 62);
            std::vector<float> received(tensor.size());
            for (std::size_t i = 0; i != packets.count(); ++i) {
                test::bytes payload(packets[i].payload);
                REQUIRE(encode_range(codec, order, tensor, packets[i].offset, payload));
                REQUIRE(decode_range(codec, order, packets[i].offset, payload, received));
                const std::size_t size = element_bytes(codec.type());
                const std::size_t element = order[packets[i].offset / size];
                for (std::size_t byte = 0; byte != size; ++byte)
                    CHECK(payload[byte] == sequential[element * size + byte]);
            }
            CHECK(received == expected);
        }
}

TEST_CASE("an order of another size, and broken elements, are refused and nothing is written") {
    const std::vector<float> tensor(10, 1.0f);
    const element_order wrong = element_order::interleaved(11);
    const element_order right = element_order::interleaved(10);
    test::bytes bytes(8, std::byte{7});
    std::vector<float> out(10, 5.0f);
    CHECK(!encode_range(float32_codec{}, wrong, tensor, 0, bytes));
    CHECK(!encode_range(float32_codec{}, right, tensor, 2, bytes));
    CHECK(!encode_range(float32_codec{}, right, tensor, 36, bytes));
    CHECK(bytes == test::bytes(8, std::byte{7}));
    CHECK(!decode_range(float32_codec{}, wrong, 0, bytes, out));
    CHECK(!decode_range(float32_codec{}, right, 36, bytes, out));
    CHECK(out == std::vector<float>(10, 5.0f));
    CHECK(encode_range(float32_codec{}, right, tensor, 0, std::span<std::byte>{}));
}

TEST_CASE("simulated losses are those of real datagrams through a receiver, in every order") {
    std::mt19937 random{5};
    constexpr sei::shape map{.channels = 4, .height = 5, .width = 5};
    const std::vector<float> tensor = test::uniform_tensor(map.elements(), 0.0f, 1.0f);
    const std::array means{0.1f, 0.2f, 0.3f, 0.4f};
    const std::vector<std::uint32_t> list = shuffled(map.elements(), random);
    const std::vector<std::uint32_t> channels = shuffled(map.channels, random);
    const element_order orders[] = {{},
                                    element_order::interleaved(map.elements()),
                                    element_order::listed(list),
                                    element_order::by_channel(channels, map.positions())};
    const float16_codec codec{};
    for (int round = 0; round != 100; ++round) {
        const element_order& order = orders[random() % 4];
        const packetiser packets = packetise(tensor.size(), codec.type(), 22 + random() % 60);
        test::bytes bytes(packets.total);
        REQUIRE(encode_range(codec, order, tensor, 0, bytes));
        std::vector<std::size_t> lost;
        for (std::size_t i = 0; i != packets.count(); ++i)
            if (random() % 3 == 0) lost.push_back(i);
        const fill rule = fill::mean(means, map.positions());
        std::vector<float> simulated(tensor.size(), -1.0f);
        REQUIRE(decode_with_losses(codec, bytes, packets, lost, rule, simulated, order).decoded);

        std::vector<float> received(tensor.size(), -2.0f);
        std::vector<std::uint32_t> bitmap(arrival_map::words_for(tensor.size()));
        reassembler receiver{codec, received, bitmap, order};
        for (std::size_t i = 0; i != packets.count(); ++i) {
            if (std::binary_search(lost.begin(), lost.end(), i)) continue;
            test::bytes datagram(packets[i].datagram_bytes());
            write_datagram_header(packets.header(codec.type(), 0, i), std::span{datagram}.first<16>());
            REQUIRE(encode_range(codec, order, tensor, packets[i].offset, std::span{datagram}.subspan(16)));
            REQUIRE(receiver.accept(datagram) == arrival::accepted);
        }
        receiver.fill_missing(rule);
        REQUIRE(simulated == received);
    }
}

TEST_CASE("a receiver and a simulation refuse an order of another size") {
    std::vector<float> tensor(10);
    std::vector<std::uint32_t> bitmap(1);
    const element_order wrong = element_order::interleaved(9);
    reassembler receiver{float32_codec{}, tensor, bitmap, wrong};
    test::bytes datagram(16 + 40);
    write_datagram_header({.type = element_type::float32, .offset = 0, .total = 40},
                          std::span{datagram}.first<16>());
    CHECK(receiver.accept(datagram) == arrival::wrong_total);
    const test::bytes bytes(40);
    CHECK(decode_with_losses(float32_codec{}, bytes, packetiser{40, 8}, std::span<const std::size_t>{},
                             fill::zero(), tensor, wrong) == loss_report{});
}
