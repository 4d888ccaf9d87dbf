// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/binomial_tail.hpp: how probable it is that chance alone succeeds as often: exact tests of one
/// share, and of two shares of the same images.
///
/// Clopper and Pearson, "The use of confidence or fiducial limits", 1934; McNemar, "Note on the sampling
/// error of the difference between correlated proportions", 1947, in its exact form.
/// 1 for no successes, 0 for more than there are trials. Do two classifiers differ on the same images? Of the
/// images that only one of them has right, count those of the first: the tail at 1/2.

#include <sei/config.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace sei::study::inline SEI_TARGET {

/// The probability of `successes` or more in `trials` that succeed with `probability` each, independently.
[[nodiscard]] inline double binomial_tail(std::size_t successes, std::size_t trials, double probability) {
    if (successes == 0 || probability >= 1) return successes <= trials ? 1 : 0;
    if (successes > trials || probability <= 0) return 0;
    const double odds = std::log(probability) - std::log1p(-probability);
    double term = static_cast<double>(trials) * std::log1p(-probability); // logarithm of that for 0 successes
    double tail = 0;
    for (std::size_t count = 0; count <= trials; ++count) {
        if (count >= successes) tail += std::exp(term);
        term += odds + std::log(static_cast<double>(trials - count) / static_cast<double>(count + 1));
    }
    return (std::min)(tail, 1.0);
}

} // namespace sei::study::inline SEI_TARGET
