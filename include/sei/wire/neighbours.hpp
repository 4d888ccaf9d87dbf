// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/neighbours.hpp: fills what is missing of a map from what has arrived beside it.
///
/// Maps are smooth, and in an interleaved order (element_order.hpp) a lost datagram leaves a sieve of holes
/// that have neighbours. Needs one bit per element of memory, which the caller owns.

#include <sei/model/shape.hpp>
#include <sei/wire/arrival_map.hpp>
#include <sei/wire/element_order.hpp>

#include <cstddef>
#include <limits>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

/// Marks in `elements` every element at a place that has arrived: a reassembler counts places.
constexpr void mark_elements(const arrival_map& places, const element_order& order,
                             arrival_map& elements) noexcept {
    for (std::size_t place = 0; place != places.elements(); ++place)
        if (places.contains(place)) elements.mark({order[place], 1});
}

/// Gives every element that has not arrived the mean of those of its four neighbours in its channel that
/// have. One without any keeps its value, and so do vectors: fill them by a rule first. Nothing is written
/// unless `arrived` and `tensor` have the map's size. Linear in the missing elements plus one step per 32
/// elements.
constexpr void fill_from_neighbours(const arrival_map& arrived, const shape& map,
                                    std::span<float> tensor) noexcept {
    if (map.rank() != 3 || arrived.elements() != map.elements() || tensor.size() != map.elements()) return;
    const auto fill_one = [&](std::size_t element) {
        const std::size_t column = element % map.width;
        const std::size_t row = element % map.positions() / map.width;
        float sum = 0.0f;
        float sum_of_quarters = 0.0f; // stays finite where the sum of finite elements does not
        float count = 0.0f;
        const auto add = [&](bool exists, std::size_t neighbour) {
            if (!exists || !arrived.contains(neighbour)) return;
            sum += tensor[neighbour];
            sum_of_quarters += tensor[neighbour] * 0.25f;
            count += 1.0f;
        };
        add(column != 0, element - 1);
        add(column + 1 != map.width, element + 1);
        add(row != 0, element - map.width);
        add(row + 1 != map.height, element + map.width);
        constexpr float largest = (std::numeric_limits<float>::max)();
        const bool overflowed = !(sum >= -largest && sum <= largest);
        if (count > 0.0f) tensor[element] = overflowed ? sum_of_quarters / count * 4.0f : sum / count;
    };
    arrived.for_each_missing([&](element_range run) {
        for (std::size_t i = 0; i != run.count; ++i) fill_one(run.first + i);
    });
}

} // namespace sei::wire::inline SEI_RELEASE
