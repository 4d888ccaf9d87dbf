// SPDX-License-Identifier: MIT
#include <sei/wire/neighbours.hpp>

#include "support.hpp"

#include <sei/wire/fill.hpp>
#include <sei/wire/packetiser.hpp>
#include <sei/wire/reassembly.hpp>

#include <doctest/doctest.h>

#include <optional>

using namespace sei::wire;

namespace {

constexpr sei::shape map{.channels = 3, .height = 4, .width = 5};

/// The definition: the mean of the four neighbours in the channel that have arrived.
std::vector<float> filled_by_definition(std::vector<float> tensor, const std::vector<bool>& arrived) {
    const std::vector<float> sent = tensor;
    for (int channel = 0; channel != 3; ++channel)
        for (int row = 0; row != 4; ++row)
            for (int column = 0; column != 5; ++column) {
                const auto at = [&](int y, int x) -> std::optional<std::size_t> {
                    if (y < 0 || y == 4 || x < 0 || x == 5) return std::nullopt;
                    return static_cast<std::size_t>((channel * 4 + y) * 5 + x);
                };
                const std::size_t here = *at(row, column);
                if (arrived[here]) continue;
                float sum = 0;
                int count = 0;
                for (const auto beside :
                     {at(row, column - 1), at(row, column + 1), at(row - 1, column), at(row + 1, column)})
                    if (beside && arrived[*beside]) {
                        sum += sent[*beside];
                        ++count;
                    }
                if (count > 0) tensor[here] = sum / static_cast<float>(count);
            }
    return tensor;
}

} // namespace

TEST_CASE("holes are filled from their neighbours in the channel, as by definition") {
    std::mt19937 random{9};
    for (int round = 0; round != 100; ++round) {
        std::vector<float> tensor =
            test::uniform_tensor(map.elements(), -1.0f, 1.0f, static_cast<unsigned>(random()));
        std::vector<bool> arrived(map.elements());
        std::vector<std::uint32_t> words(arrival_map::words_for(map.elements()));
        arrival_map bits{words, map.elements()};
        for (std::size_t i = 0; i != arrived.size(); ++i) {
            arrived[i] = random() % 3 != 0;
            if (arrived[i]) bits.mark({i, 1});
        }
        const std::vector<float> expected = filled_by_definition(tensor, arrived);
        fill_from_neighbours(bits, map, tensor);
        CHECK(tensor == expected);
    }
}

TEST_CASE("an element that nothing arrived beside keeps its value") {
    std::vector<float> tensor(map.elements(), 7.0f);
    std::vector<std::uint32_t> words(arrival_map::words_for(map.elements()));
    const arrival_map nothing{words, map.elements()};
    fill_from_neighbours(nothing, map, tensor);
    CHECK(tensor == std::vector<float>(map.elements(), 7.0f));
}

TEST_CASE("vectors and other sizes are left alone") {
    std::vector<float> tensor(60, 7.0f);
    std::vector<std::uint32_t> words(2);
    arrival_map bits{words, 60};
    bits.mark({1, 1});
    tensor[1] = 3.0f;
    const std::vector<float> before = tensor;
    fill_from_neighbours(bits, sei::shape{.channels = 60}, tensor);
    fill_from_neighbours(bits, sei::shape{.channels = 3, .height = 4, .width = 4}, tensor);
    fill_from_neighbours(bits, map, std::span{tensor}.first(59));
    CHECK(tensor == before);
}

TEST_CASE("a reassembler's map of places becomes a map of elements") {
    const element_order order = element_order::interleaved(map.elements());
    const std::vector<float> tensor = test::uniform_tensor(map.elements(), 0.0f, 1.0f);
    std::vector<float> received(map.elements());
    std::vector<std::uint32_t> bitmap(2), words(2);
    reassembler receiver{float32_codec{}, received, bitmap, order};
    const packetiser packets{.total = 240, .payload = 40};
    for (const std::size_t i : {0U, 2U, 3U, 5U}) {
        test::bytes datagram(16 + 40);
        write_datagram_header(packets.header(element_type::float32, 0, i), std::span{datagram}.first<16>());
        REQUIRE(
            encode_range(float32_codec{}, order, tensor, packets[i].offset, std::span{datagram}.subspan(16)));
        REQUIRE(receiver.accept(datagram) == arrival::accepted);
    }
    receiver.fill_missing(fill::zero());
    arrival_map elements{words, map.elements()};
    mark_elements(receiver.arrivals(), order, elements);
    CHECK(elements.arrived() == 40);
    for (std::size_t i = 0; i != map.elements(); ++i) {
        CHECK(elements.contains(i) == (received[i] == tensor[i]));
        if (!elements.contains(i)) CHECK(received[i] == 0.0f);
    }
    fill_from_neighbours(elements, map, received);
    for (std::size_t i = 0; i != map.elements(); ++i) CHECK(received[i] > 0.0f); // a sieve has no large holes
}

TEST_CASE("the mean of large finite neighbours is finite") {
    const sei::shape cross{.channels = 1, .height = 3, .width = 3};
    for (const float value : {3e38f, -3e38f, (std::numeric_limits<float>::max)()}) {
        std::vector<float> tensor(9, value);
        tensor[4] = 0;
        std::vector<std::uint32_t> words(1);
        arrival_map arrived{words, 9};
        for (const std::size_t there : {1U, 3U, 5U, 7U}) arrived.mark({there, 1});
        tensor[0] = tensor[2] = tensor[6] = tensor[8] = 0;
        fill_from_neighbours(arrived, cross, tensor);
        CHECK(tensor[4] == value);
        CHECK(std::abs(tensor[0] / value - 1) < 1e-6);
    }
}
