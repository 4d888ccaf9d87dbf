// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/int8.hpp: one byte per element by affine quantisation with static parameters, per tensor or per
/// channel.
///
/// The arithmetic is that of Jacob et al., "Quantization and Training of Neural Networks for Efficient
/// Integer-Arithmetic-Only Inference" (CVPR 2018), equation 1. The parameters come from calibration
/// (calibration.hpp); both ends know them before the first frame, and no frame carries them.

#include <sei/model/shape.hpp>
#include <sei/wire/detail/channels.hpp>
#include <sei/wire/detail/rounding.hpp>
#include <sei/wire/element_type.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

/// real = scale x (q - zero_point), q in [-128, 127]. Real 0 is always exact.
struct quantisation {
    float scale = 1.0f; ///< positive and finite
    std::int8_t zero_point = 0;

    /// To nearest, ties to even; saturates outside the representable range; NaN becomes real 0.
    [[nodiscard]] constexpr std::int8_t quantise(float real) const noexcept {
        const auto lowest = static_cast<float>(-128 - zero_point);
        const auto highest = static_cast<float>(127 - zero_point);
        return static_cast<std::int8_t>(detail::round_saturated(real / scale, lowest, highest) + zero_point);
    }

    /// Finite: the end of a range that reaches the largest float saturates there.
    [[nodiscard]] constexpr float dequantise(std::int8_t q) const noexcept {
        constexpr float largest = (std::numeric_limits<float>::max)();
        const float real = scale * static_cast<float>(q - zero_point);
        return real > largest ? largest : real < -largest ? -largest : real;
    }

    friend constexpr bool operator==(const quantisation&, const quantisation&) = default;
};

/// Within the calibrated range the error is at most scale x (1/2 + 2^-15): half a step, and two float
/// roundings of numbers below 256. Outside it, values saturate.
struct int8_codec {
    std::span<const quantisation> channels; ///< not owned: one for the whole tensor, or one for each channel
    std::size_t positions = 1;              ///< elements of a channel; ignored when `channels` has size 1

    [[nodiscard]] static constexpr element_type type() noexcept { return element_type::int8; }

    /// Whether the parameters are those of a tensor of this shape; encode and decode require it.
    [[nodiscard]] constexpr bool fits(const shape& tensor) const noexcept {
        return channels.size() == 1 ||
               (channels.size() == tensor.channels && positions == tensor.positions());
    }

    /// `values` are the elements from `first` on of the tensor; `out` has a byte for each.
    constexpr void encode(std::size_t first, std::span<const float> values,
                          std::span<std::byte> out) const noexcept {
        const auto encode_piece = [&](std::size_t channel, element_range piece) {
            const quantisation parameters = channels[channel];
            const std::size_t begin = piece.first - first;
            for (std::size_t i = begin; i != begin + piece.count; ++i) {
                out[i] = static_cast<std::byte>(parameters.quantise(values[i]));
            }
        };
        detail::for_each_channel(channels.size(), positions, {first, values.size()}, encode_piece);
    }

    /// `bytes` are those of the elements from `first` on of the tensor; `values` has a place for each.
    constexpr void decode(std::size_t first, std::span<const std::byte> bytes,
                          std::span<float> values) const noexcept {
        const auto decode_piece = [&](std::size_t channel, element_range piece) {
            const quantisation parameters = channels[channel];
            const std::size_t begin = piece.first - first;
            for (std::size_t i = begin; i != begin + piece.count; ++i) {
                values[i] = parameters.dequantise(static_cast<std::int8_t>(bytes[i]));
            }
        };
        detail::for_each_channel(channels.size(), positions, {first, values.size()}, decode_piece);
    }
};

} // namespace sei::wire::inline SEI_RELEASE
