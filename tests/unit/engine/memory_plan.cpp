// SPDX-License-Identifier: MIT
#include <sei/engine/memory_plan.hpp>

#include <doctest/doctest.h>

#include <random>

using namespace sei::engine;

namespace {

[[nodiscard]] bool overlap(const buffer_life& left, std::size_t left_at, const buffer_life& right,
                           std::size_t right_at) {
    const bool in_time = left.first <= right.last && right.first <= left.last;
    return in_time && left_at < right_at + right.floats && right_at < left_at + left.floats;
}

/// What lives at once at the worst moment: no plan can need less.
[[nodiscard]] std::size_t most_alive(const std::vector<buffer_life>& lives) {
    std::size_t most = 0;
    for (const buffer_life& moment : lives) {
        std::size_t sum = 0;
        for (const buffer_life& other : lives)
            if (other.first <= moment.first && moment.first <= other.last) sum += other.floats;
        most = (std::max)(most, sum);
    }
    return most;
}

} // namespace

TEST_CASE("a chain needs the largest two neighbours") {
    // Largest first needs 1300, by birth 900.
    const std::vector<buffer_life> chain{{500, 0, 1}, {400, 1, 2}, {400, 2, 3}, {500, 3, 4}};
    CHECK(place_buffers(chain).floats == 900);
}

TEST_CASE("buffers that live at the same time never overlap, and plans stay near what lives at once") {
    std::mt19937 random(1);
    double worst = 0;
    for (int trial = 0; trial < 300; ++trial) {
        std::vector<buffer_life> lives(1 + random() % 12);
        for (std::size_t i = 0; i < lives.size(); ++i) lives[i] = {random() % 100, i, i + 1 + random() % 4};
        const buffer_places places = place_buffers(lives);
        for (std::size_t i = 0; i < lives.size(); ++i) {
            CHECK(places.offsets[i] + lives[i].floats <= places.floats);
            for (std::size_t k = 0; k < i; ++k)
                CHECK_FALSE(overlap(lives[i], places.offsets[i], lives[k], places.offsets[k]));
        }
        const std::size_t least = most_alive(lives);
        CHECK(places.floats >= least);
        if (least != 0)
            worst = (std::max)(worst, static_cast<double>(places.floats) / static_cast<double>(least));
    }
    CHECK(worst < 1.5);
}

TEST_CASE("nothing needs no memory") {
    CHECK(place_buffers({}).floats == 0);
    CHECK(place_buffers(std::vector<buffer_life>{{0, 0, 1}}).floats == 0);
}
