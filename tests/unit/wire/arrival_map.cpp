// SPDX-License-Identifier: MIT
#include <sei/wire/arrival_map.hpp>

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <vector>

using namespace sei::wire;

namespace {

std::vector<element_range> missing_in(const arrival_map& map, element_range range) {
    std::vector<element_range> runs;
    map.for_each_missing(range, [&](element_range run) { runs.push_back(run); });
    return runs;
}

/// The same from one flag per element.
std::vector<element_range> missing_in(const std::vector<bool>& arrived, element_range range) {
    std::vector<element_range> runs;
    for (std::size_t i = range.first; i != range.first + range.count; ++i) {
        if (arrived[i]) continue;
        if (!runs.empty() && runs.back().first + runs.back().count == i)
            ++runs.back().count;
        else
            runs.push_back({i, 1});
    }
    return runs;
}

} // namespace

TEST_CASE("a map begins with everything missing, whatever the memory held") {
    std::array<std::uint32_t, 3> words{~0U, ~0U, ~0U};
    const arrival_map map{words, 70};
    CHECK(map.missing() == 70);
    CHECK(map.arrived() == 0);
    CHECK(missing_in(map, {0, 70}) == std::vector<element_range>{{0, 70}});
}

TEST_CASE("a map needs one bit for each element") {
    static_assert(arrival_map::words_for(0) == 0);
    static_assert(arrival_map::words_for(1) == 1);
    static_assert(arrival_map::words_for(32) == 1);
    static_assert(arrival_map::words_for(33) == 2);
    std::array<std::uint32_t, 2> words{};
    CHECK(arrival_map{words, 64}.elements() == 64);
    CHECK(arrival_map{words, 65}.elements() == 0); // too little memory: an empty map, not an overrun
}

TEST_CASE("marking counts new elements only") {
    std::array<std::uint32_t, 4> words{};
    arrival_map map{words, 128};
    CHECK(map.mark({10, 50}) == 50);
    CHECK(map.mark({10, 50}) == 0);
    CHECK(map.mark({0, 128}) == 78);
    CHECK(map.missing() == 0);
    CHECK(missing_in(map, {0, 128}).empty());
    map.clear();
    CHECK(map.missing() == 128);
    CHECK(map.mark({5, 0}) == 0);
}

TEST_CASE("random marks and queries agree with one flag per element") {
    std::mt19937 random{21};
    for (int round = 0; round != 200; ++round) {
        const std::size_t elements = 1 + random() % 300;
        std::vector<std::uint32_t> words(arrival_map::words_for(elements), 0xDEADBEEFU);
        arrival_map map{words, elements};
        std::vector<bool> flags(elements, false);
        for (int step = 0; step != 20; ++step) {
            const auto random_range = [&] {
                const std::size_t first = random() % elements;
                return element_range{first, random() % (elements - first + 1) / (1 + random() % 8)};
            };
            const element_range marked = random_range();
            std::size_t added = 0;
            for (std::size_t i = marked.first; i != marked.first + marked.count; ++i) {
                added += flags[i] ? 0U : 1U;
                flags[i] = true;
            }
            REQUIRE(map.mark(marked) == added);
            const element_range asked = random_range();
            REQUIRE(missing_in(map, asked) == missing_in(flags, asked));
            REQUIRE(missing_in(map, {0, elements}) == missing_in(flags, {0, elements}));
        }
        std::size_t arrived = 0;
        for (std::size_t i = 0; i != elements; ++i) {
            REQUIRE(map.contains(i) == flags[i]);
            arrived += flags[i] ? 1U : 0U;
        }
        REQUIRE(map.arrived() == arrived);
    }
}
