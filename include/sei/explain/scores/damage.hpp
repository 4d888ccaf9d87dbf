// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/scores/damage.hpp: what a codec or a link does to a tensor on its way, as a function, for
/// scores and for measurements alike.
///
///     using namespace sei::explain;
///     const std::vector<damage> damages{damages::quantised(4), damages::packets_lost(0.1, 4)};

#include <sei/explain/backward/detail/elementwise.hpp>
#include <sei/explain/scores/bootstrap.hpp>
#include <sei/keyed_random.hpp>

#include <functional>
#include <span>

namespace sei::explain::inline SEI_TARGET {

/// `apply(tensor, draw)` changes a tensor in place; the same draw gives the same damage, and damage without
/// chance ignores it.
struct damage {
    std::string name;
    std::function<void(std::span<float> tensor, std::uint64_t draw)> apply;
    bool is_random = false;
};

namespace detail {

/// "5", "0.5": a share in percent, to a hundredth, without zeros at its end.
[[nodiscard]] inline std::string percent_text(double share) {
    const long hundredths = std::lround(share * 10000);
    std::string text = std::to_string(hundredths / 100);
    if (const long rest = hundredths % 100; rest != 0)
        text += rest % 10 == 0 ? "." + std::to_string(rest / 10)
                               : "." + std::string(rest < 10 ? "0" : "") + std::to_string(rest);
    return text;
}

} // namespace detail

namespace detail {

/// The smallest and the largest number of a tensor that is not empty.
[[nodiscard]] inline std::pair<float, float> limits_of(std::span<const float> tensor) {
    const float* const values = tensor.data();
    float low[block_of_numbers];
    float high[block_of_numbers];
    std::fill_n(low, block_of_numbers, tensor[0]);
    std::fill_n(high, block_of_numbers, tensor[0]);
    const std::size_t whole = tensor.size() / block_of_numbers * block_of_numbers;
    for (std::size_t i = 0; i < whole; i += block_of_numbers)
        for (std::size_t k = 0; k < block_of_numbers; ++k) {
            low[k] = values[i + k] < low[k] ? values[i + k] : low[k];
            high[k] = values[i + k] > high[k] ? values[i + k] : high[k];
        }
    for (std::size_t i = whole; i < tensor.size(); ++i) {
        low[0] = (std::min)(low[0], tensor[i]);
        high[0] = (std::max)(high[0], tensor[i]);
    }
    return {*std::min_element(low, low + block_of_numbers), *std::max_element(high, high + block_of_numbers)};
}

} // namespace detail

/// The draw of one image, layer and damage under a seed; other seeds have draws that have nothing in common.
[[nodiscard]] constexpr std::uint64_t draw_of(std::uint64_t seed, std::uint64_t image, std::uint64_t layer,
                                              std::uint64_t damage, std::uint64_t repetition = 0) {
    std::uint64_t draw = mixed_bits(seed);
    for (const std::uint64_t part : {image, layer, damage, repetition}) draw = mixed_bits(draw + part);
    return draw;
}

namespace damages {

/// The nearest of 2^bits values, evenly spaced from the tensor's smallest to its largest number. Throws
/// sei::error for bits other than 1 to 16.
[[nodiscard]] inline damage quantised(unsigned bits) {
    if (bits < 1 || bits > 16)
        throw error("quantisation to " + std::to_string(bits) + " bits, expected 1 to 16");
    const auto apply = [steps = static_cast<float>((1U << bits) - 1)](std::span<float> tensor,
                                                                      std::uint64_t) {
        if (tensor.empty()) return;
        const auto [lowest, highest] = detail::limits_of(tensor);
        const float step = (highest - lowest) / steps;
        if (!(step > 0)) return; // all are equal
        // Adding 1.5 * 2^23 leaves no bits for a fraction: rounds to the nearest, to even between two.
        constexpr float whole = 12582912.0F;
        detail::combine(tensor.size(), tensor.data(), [=, low = lowest](float value) {
            return low + ((value - low) / step + whole - whole) * step;
        });
    };
    return {std::to_string(bits) + (bits == 1 ? " bit" : " bits"), apply};
}

/// The largest magnitudes are kept, `share` of all elements and at least one; the rest is zero. Throws
/// sei::error for a share outside of 0 to 1.
[[nodiscard]] inline damage largest_kept(double share) {
    if (!(share >= 0 && share <= 1))
        throw error("a share of " + sei::detail::short_number(share) + " to keep, expected 0 to 1");
    const auto apply = [share](std::span<float> tensor, std::uint64_t) {
        constexpr double rounding = 1e-9; // 0.29 * 100 is less than 29
        const double wanted = std::floor(share * static_cast<double>(tensor.size()) + rounding);
        const std::size_t kept = (std::max)(std::size_t{1}, static_cast<std::size_t>(wanted));
        if (kept >= tensor.size()) return;
        std::vector<float> magnitudes(tensor.size());
        std::transform(tensor.begin(), tensor.end(), magnitudes.begin(),
                       [](float value) { return (std::abs)(value); });
        const auto border = magnitudes.begin() + static_cast<std::ptrdiff_t>(kept - 1);
        std::nth_element(magnitudes.begin(), border, magnitudes.end(), std::greater<>{});
        std::size_t left = kept; // of several that are as large as the border the first stay
        std::size_t above = static_cast<std::size_t>(std::count_if(
            tensor.begin(), tensor.end(), [&](float value) { return (std::abs)(value) > *border; }));
        left -= above;
        for (float& value : tensor) {
            if ((std::abs)(value) > *border) continue;
            if ((std::abs)(value) == *border && left != 0)
                --left;
            else
                value = 0;
        }
    };
    return {"largest " + detail::percent_text(share) + " %", apply};
}

/// Elements in order, `element_bytes` each (1: quantised to 8 bits first; 4: float32), in datagrams of
/// `payload_bytes`, each lost with `probability`, independently; what is lost becomes zero. Throws sei::error
/// for a probability outside of 0 to 1 or a payload that holds no element.
[[nodiscard]] inline damage packets_lost(double probability, std::size_t element_bytes,
                                         std::size_t payload_bytes = 1472) {
    if (!(probability >= 0 && probability <= 1))
        throw error("a loss probability of " + sei::detail::short_number(probability) + ", expected 0 to 1");
    if ((element_bytes != 1 && element_bytes != 4) || payload_bytes < element_bytes)
        throw error("datagrams of " + std::to_string(payload_bytes) + " bytes for elements of " +
                    std::to_string(element_bytes) + ", expected elements of 1 or 4 that fit");
    const auto apply = [=, quantise = quantised(8).apply](std::span<float> tensor, std::uint64_t draw) {
        if (element_bytes == 1) quantise(tensor, draw);
        const std::size_t elements = payload_bytes / element_bytes;
        for (std::size_t first = 0; first < tensor.size(); first += elements)
            if (keyed_uniform(draw, 0, first) < probability)
                std::fill_n(tensor.data() + first, (std::min)(elements, tensor.size() - first), 0.0F);
    };
    return {(element_bytes == 1 ? "int8, " : "float32, ") + detail::percent_text(probability) + " % lost",
            apply, true};
}

} // namespace damages
} // namespace sei::explain::inline SEI_TARGET
