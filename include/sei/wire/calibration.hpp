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
        sum_.merge(other.sum_);
        scaled_sum_.merge(other.scaled_sum_);
        finite_ += other.finite_;
        non_finite_ += other.non_finite_;
    }

    [[nodiscard]] constexpr std::size_t count() const noexcept { return finite_; }
    [[nodiscard]] constexpr std::size_t non_finite() const noexcept { return non_finite_; }

    /// Smallest, largest and mean value; 0 before the first value.
    [[nodiscard]] constexpr float lowest() const noexcept { return finite_ == 0 ? 0.0f : lowest_; }
    [[nodiscard]] constexpr float highest() const noexcept { return finite_ == 0 ? 0.0f : highest_; }
    [[nodiscard]] constexpr float mean() const noexcept {
        if (finite_ == 0) return 0.0f;
        const float count = static_cast<float>(finite_);
        const float scaled = scaled_sum_.total();
        if (scaled == 0.0f) return sum_.total() / count;
        const float mean = scaled / count + sum_.total() * scale / count; // at most 2^128 x scale
        if (mean >= highest_ * scale) return highest_;                    // rounding could leave the floats
        if (mean <= lowest_ * scale) return lowest_;
        return mean / scale;
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
        // Below this limit 2^32 blocks can be summed up before the sum leaves the floats.
        constexpr float limit = 0x1p96f;
        if (sum >= -limit && sum <= limit)
            sum_.add(sum);
        else
            scaled_sum_.add(scaled_sum(values));
    }

    /// The sum of a block that may leave the floats, times `scale`.
    [[nodiscard]] static constexpr float scaled_sum(std::span<const float> values) noexcept {
        constexpr float largest = (std::numeric_limits<float>::max)();
        float sum = 0.0f;
        for (const float value : values)
            if (value >= -largest && value <= largest) sum += value * scale;
        return sum;
    }

    /// Knuth's two-sum: `compensation` collects what each addition rounds away (no double is needed for
    /// millions of values). The Art of Computer Programming, volume 2, 4.2.2, theorem B.
    struct compensated_sum {
        float sum = 0.0f;
        float compensation = 0.0f;

        constexpr void add(float term) noexcept {
            const float next = sum + term;
            const float taken = next - sum;
            compensation += (sum - (next - taken)) + (term - taken);
            sum = next;
        }
        constexpr void merge(const compensated_sum& other) noexcept {
            add(other.sum);
            compensation += other.compensation;
        }
        [[nodiscard]] constexpr float total() const noexcept { return sum + compensation; }
    };

    static constexpr float scale =
        0x1p-64f; // exact for what it is used on: a power of two, far from denormal

    float lowest_ = (std::numeric_limits<float>::max)();
    float highest_ = (std::numeric_limits<float>::lowest)();
    compensated_sum sum_{};
    compensated_sum scaled_sum_{}; // of blocks whose own sum is too large
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
