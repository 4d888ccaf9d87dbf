// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/packet_order.hpp: which elements of a tensor a study puts into which datagram.

#include <sei/error.hpp>
#include <sei/model/shape.hpp>
#include <sei/wire/element_order.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace sei::study::inline SEI_TARGET {

enum class packet_order : std::uint8_t {
    sequential,  ///< C,H,W: a datagram is a run of neighbours
    interleaved, ///< a datagram is a sieve over the whole tensor
    importance   ///< the most important elements first
};

[[nodiscard]] inline std::string name_of(packet_order order) {
    switch (order) {
    case packet_order::sequential:
        return "sequential";
    case packet_order::interleaved:
        return "interleaved";
    case packet_order::importance:
        return "importance";
    }
    return {};
}

/// Elements by importance, the most important one first, equal ones in C,H,W order. Throws sei::error if a
/// number is not finite.
[[nodiscard]] inline std::vector<std::uint32_t> by_importance(std::span<const float> importance) {
    for (std::size_t i = 0; i < importance.size(); ++i)
        if (!std::isfinite(importance[i]))
            throw error("the importance of element " + std::to_string(i) + " is not a finite number");
    std::vector<std::uint32_t> elements(importance.size());
    std::iota(elements.begin(), elements.end(), 0U);
    std::stable_sort(elements.begin(), elements.end(), [&](std::uint32_t left, std::uint32_t right) {
        return importance[left] > importance[right];
    });
    return elements;
}

/// An order and the list that it may need.
class tensor_order {
public:
    tensor_order() = default; ///< sequential

    /// `importance` counts for packet_order::importance only, one number for each element. Throws sei::error
    /// if there are more or fewer.
    tensor_order(packet_order order, sei::shape dims, std::span<const float> importance = {})
        : order_(order), elements_(dims.elements()) {
        if (order != packet_order::importance) return;
        if (importance.size() != elements_)
            throw error(std::to_string(importance.size()) + " importances for a tensor of " +
                        std::to_string(elements_) + " elements, expected one for each");
        list_ = by_importance(importance);
    }

    /// Views this object.
    [[nodiscard]] wire::element_order view() const {
        if (order_ == packet_order::interleaved) return wire::element_order::interleaved(elements_);
        if (order_ == packet_order::importance) return wire::element_order::listed(list_);
        return {};
    }

private:
    packet_order order_ = packet_order::sequential;
    std::size_t elements_ = 0;
    std::vector<std::uint32_t> list_;
};

} // namespace sei::study::inline SEI_TARGET
