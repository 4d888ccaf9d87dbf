// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/calibration.hpp: what activations look like over a calibration set: range and mean, per tensor or
/// per channel.
///
/// The range gives the int8 codec its parameters, the mean gives the fill rule its values. Runs on a device
/// as on a host.

#include <sei/wire/detail/channels.hpp>
#include <sei/wire/detail/rounding.hpp>
#include <sei/wire/element_type.hpp>
#include <sei/wire/int8.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

/// Parameters that spread `[lowest, highest]`, widened to hold 0 (so that 0 is exact), over the 256 values of
/// an int8. A range of only 0 gives scale 1. The limits are finite.
[[nodiscard]] constexpr quantisation quantisation_for(float lowest, float highest) noexcept {
    const float below = lowest < 0.0f ? lowest : 0.0f;
    const float above = highest > 0.0f ? highest : 0.0f;
    if (below == above) return {.scale = 1.0f, .zero_point = -128};
    constexpr float smallest =
        (std::numeric_limits<float>::min)(); // below it a quotient could overflow or lose bits
    const float step = above / 255.0f - below / 255.0f;
    const float scale = step < smallest ? smallest : step;
    const std::int32_t steps_below = detail::round_saturated(-below / scale, 0.0f, 255.0f);
    return {.scale = scale, .zero_point = static_cast<std::int8_t>(steps_below - 128)};
}

/// Accumulates the range and the mean of the values it is shown, image after image.
/// NaN and infinities are counted and otherwise left out: a caller should ask why they are there.
class channel_statistics {
public:
    constexpr void observe(std::span<const float> values) noexcept {
        constexpr std::size_t block =
            256; // plain sums stay short; the compensated one is paid once per block
        while (!values.empty()) {
            const std::size_t size = values.size() < block ? values.size() : block;
            observe_block(values.first(size));
            values = values.subspan(size);
        }
    }

    /// Adds what another accumulator saw, for instance to make one set of parameters for all channels.
    constexpr void merge(const channel_statistics& other) noexcept {
        lowest_ = other.lowest_ < lowest_ ? other.lowest_ : lowest_;
        highest_ = other.highest_ > highest_ ? other.highest_ : highest_;
        add(other.sum_);
        compensation_ += other.compensation_;
        finite_ += other.finite_;
        non_finite_ += other.non_finite_;
    }

    [[nodiscard]] constexpr std::size_t count() const noexcept { return finite_; }
    [[nodiscard]] constexpr std::size_t non_finite() const noexcept { return non_finite_; }

    /// Smallest, largest and mean value; 0 before the first value.
    [[nodiscard]] constexpr float lowest() const noexcept { return finite_ == 0 ? 0.0f : lowest_; }
    [[nodiscard]] constexpr float highest() const noexcept { return finite_ == 0 ? 0.0f : highest_; }
    [[nodiscard]] constexpr float mean() const noexcept {
        return finite_ == 0 ? 0.0f : (sum_ + compensation_) / static_cast<float>(finite_);
    }

    /// The int8 parameters for the range seen.
    [[nodiscard]] constexpr quantisation affine() const noexcept {
        return quantisation_for(lowest(), highest());
    }

private:
    constexpr void observe_block(std::span<const float> values) noexcept {
        float sum = 0.0f;
        for (const float value : values) {
            constexpr float largest = (std::numeric_limits<float>::max)();
            if (!(value >= -largest && value <= largest)) {
                ++non_finite_;
                continue;
            }
            lowest_ = value < lowest_ ? value : lowest_;
            highest_ = value > highest_ ? value : highest_;
            sum += value;
            ++finite_;
        }
        add(sum);
    }

    /// Knuth's two-sum: `compensation_` collects what each addition rounds away (no double is needed for
    /// millions of values). The Art of Computer Programming, volume 2, 4.2.2, theorem B.
    constexpr void add(float term) noexcept {
        const float sum = sum_ + term;
        const float taken = sum - sum_;
        compensation_ += (sum_ - (sum - taken)) + (term - taken);
        sum_ = sum;
    }

    float lowest_ = (std::numeric_limits<float>::max)();
    float highest_ = (std::numeric_limits<float>::lowest)();
    float sum_ = 0.0f;
    float compensation_ = 0.0f;
    std::size_t finite_ = 0;
    std::size_t non_finite_ = 0;
};

/// Shows one tensor in C,H,W order to one accumulator per channel. `tensor` has the same number of elements
/// per channel; with one accumulator everything goes to it.
constexpr void observe(std::span<const float> tensor, std::span<channel_statistics> channels) noexcept {
    if (channels.empty()) return;
    const std::size_t positions = tensor.size() / channels.size();
    for (std::size_t channel = 0; channel != channels.size(); ++channel) {
        channels[channel].observe(tensor.subspan(channel * positions, positions));
    }
}

} // namespace sei::wire::inline SEI_RELEASE
