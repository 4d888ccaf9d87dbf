// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/uint8.hpp: image bytes, for remote computing: the device sends the picture as its camera gave it.

#include <sei/model/shape.hpp>
#include <sei/wire/detail/channels.hpp>
#include <sei/wire/detail/rounding.hpp>
#include <sei/wire/element_type.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

/// How the training set's pictures were normalised, with torchvision's order of operations:
/// value = (pixel / 255 - mean) / deviation.
struct normalisation {
    float mean = 0.0f;
    float deviation = 1.0f; ///< positive

    /// The nearest pixel, saturating; NaN becomes 0.
    [[nodiscard]] constexpr std::uint8_t pixel(float value) const noexcept {
        return static_cast<std::uint8_t>(
            detail::round_saturated((value * deviation + mean) * 255.0f, 0.0f, 255.0f));
    }

    [[nodiscard]] constexpr float value(std::uint8_t pixel) const noexcept {
        return (static_cast<float>(pixel) / 255.0f - mean) / deviation;
    }
};

/// A tensor made from pixels comes back bit for bit; any other value moves to the nearest pixel's.
struct uint8_codec {
    std::span<const normalisation>
        channels{};            ///< not owned: none (value = pixel / 255), one, or one for each channel
    std::size_t positions = 1; ///< pixels of a channel; of no account unless `channels` has one for each

    [[nodiscard]] static constexpr element_type type() noexcept { return element_type::uint8; }

    /// Whether the parameters are those of a tensor of this shape; encode and decode require it.
    [[nodiscard]] constexpr bool fits(const shape& tensor) const noexcept {
        return channels.size() <= 1 ||
               (channels.size() == tensor.channels && positions == tensor.positions());
    }

    /// `values` are the elements from `first` on of the tensor; `out` has a byte for each.
    constexpr void encode(std::size_t first, std::span<const float> values,
                          std::span<std::byte> out) const noexcept {
        for_each_piece({first, values.size()},
                       [&](normalisation parameters, std::size_t begin, std::size_t end) {
                           for (std::size_t i = begin; i != end; ++i)
                               out[i] = static_cast<std::byte>(parameters.pixel(values[i]));
                       });
    }

    /// `bytes` are those of the elements from `first` on of the tensor; `values` has a place for each.
    constexpr void decode(std::size_t first, std::span<const std::byte> bytes,
                          std::span<float> values) const noexcept {
        for_each_piece({first, values.size()},
                       [&](normalisation parameters, std::size_t begin, std::size_t end) {
                           for (std::size_t i = begin; i != end; ++i) {
                               values[i] = parameters.value(std::to_integer<std::uint8_t>(bytes[i]));
                           }
                       });
    }

private:
    template <typename Visit>
    constexpr void for_each_piece(element_range range, Visit visit) const {
        constexpr normalisation identity{};
        const std::span<const normalisation> all = channels.empty() ? std::span{&identity, 1} : channels;
        detail::for_each_channel(all.size(), positions, range, [&](std::size_t channel, element_range piece) {
            const std::size_t begin = piece.first - range.first;
            visit(all[channel], begin, begin + piece.count);
        });
    }
};

} // namespace sei::wire::inline SEI_RELEASE
