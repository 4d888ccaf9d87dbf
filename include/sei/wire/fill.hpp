// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/fill.hpp: how the elements of a tensor that did not arrive are filled.

#include <sei/model/shape.hpp>
#include <sei/wire/detail/channels.hpp>
#include <sei/wire/element_type.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

enum class fill_rule : std::uint8_t {
    zero,
    mean,
    last_frame,
    neighbours ///< the mean of those that arrived beside it, else of the channel
};

/// A fill rule with its data, which it views and does not own.
class fill {
public:
    /// Missing elements become 0.
    [[nodiscard]] static constexpr fill zero() noexcept { return {fill_rule::zero, {}, 1}; }

    /// Missing elements become their channel's mean: one mean for the tensor, or one for each channel of
    /// `positions` elements (channel_statistics::mean gives them).
    [[nodiscard]] static constexpr fill mean(std::span<const float> means, std::size_t positions) noexcept {
        return {fill_rule::mean, means, positions};
    }

    /// Missing elements become those of the previous frame's tensor; with none yet (empty), they become 0.
    /// `previous` may be the very tensor that is being decoded into: what is missing then simply stays.
    [[nodiscard]] static constexpr fill last_frame(std::span<const float> previous) noexcept {
        return {fill_rule::last_frame, previous, 1};
    }

    /// Missing elements become their channel's mean, until `fill_from_neighbours` (neighbours.hpp) knows all
    /// that has arrived and can do better.
    [[nodiscard]] static constexpr fill neighbours(std::span<const float> means,
                                                   std::size_t positions) noexcept {
        return {fill_rule::neighbours, means, positions};
    }

    [[nodiscard]] constexpr fill_rule rule() const noexcept { return rule_; }

    /// Whether the rule's data are those of a tensor of this shape; filling requires it.
    [[nodiscard]] constexpr bool fits(const shape& tensor) const noexcept {
        switch (rule_) {
        case fill_rule::zero:
            return true;
        case fill_rule::mean:
        case fill_rule::neighbours:
            return values_.size() == 1 ||
                   (values_.size() == tensor.channels && positions_ == tensor.positions());
        case fill_rule::last_frame:
            return values_.empty() || values_.size() == tensor.elements();
        }
        return false;
    }

    /// Writes the elements `missing` of `tensor`.
    constexpr void operator()(element_range missing, std::span<float> tensor) const noexcept {
        switch (rule_) {
        case fill_rule::zero:
            return fill_with(0.0f, tensor.subspan(missing.first, missing.count));
        case fill_rule::mean:
        case fill_rule::neighbours:
            return detail::for_each_channel(
                values_.size(), positions_, missing, [&](std::size_t channel, element_range piece) {
                    fill_with(values_[channel], tensor.subspan(piece.first, piece.count));
                });
        case fill_rule::last_frame:
            if (values_.empty()) return fill_with(0.0f, tensor.subspan(missing.first, missing.count));
            for (std::size_t i = missing.first; i != missing.first + missing.count; ++i)
                tensor[i] = values_[i];
        }
    }

private:
    constexpr fill(fill_rule rule, std::span<const float> values, std::size_t positions) noexcept
        : rule_{rule}, values_{values}, positions_{positions} {}

    static constexpr void fill_with(float value, std::span<float> elements) noexcept {
        for (float& element : elements) element = value;
    }

    fill_rule rule_;
    std::span<const float> values_;
    std::size_t positions_;
};

} // namespace sei::wire::inline SEI_RELEASE
