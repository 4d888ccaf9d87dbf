// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/sequential_share.hpp: is an unknown share at least as large as asked? Counts yes and no until
/// the answer is sure enough, and may look after every count.
///
/// After n counts of which s were yes, a share p is ruled out when the counts are 1/alpha times likelier
/// under a mixture of shares than under p:
///
///     1/2 [s = n] + 1/2 s! (n - s)! / (n + 1)!  >=  p^s (1 - p)^(n - s) / alpha
///
/// (half of the weight on p = 1, half spread over all p). By Ville's inequality the true share is ever ruled
/// out with a probability of at most alpha = 1 - confidence, however often one looks (Robbins 1970,
/// "Statistical methods related to the law of the iterated logarithm"). What is not ruled out is an interval.
/// With all counts yes, 95 % is passed after 72 of them at a confidence of 95 %; with all no, missed after 2.

#include <sei/config.hpp>
#include <sei/error.hpp>

#include <cmath>
#include <cstdint>
#include <string>

namespace sei::study::inline SEI_TARGET {

enum class share_decision : std::uint8_t { undecided, at_least, below };

class sequential_share {
public:
    /// Throws sei::error unless 0 < asked <= 1 and 0 < confidence < 1.
    sequential_share(double asked, double confidence)
        : asked_(asked), log_evidence_needed_(-std::log(1 - confidence)) {
        if (!(asked > 0 && asked <= 1))
            throw error("a share of " + sei::detail::short_number(asked) +
                        " is asked for, expected above 0, at most 1");
        if (!(confidence > 0 && confidence < 1))
            throw error("a confidence of " + sei::detail::short_number(confidence) +
                        ", expected above 0 and below 1");
    }

    void count(bool yes) {
        const std::uint64_t alike = yes ? yes_ : counts_ - yes_;
        log_spread_ += std::log(static_cast<double>(alike + 1) / static_cast<double>(counts_ + 2));
        ++counts_;
        yes_ += yes ? 1U : 0U;
    }

    [[nodiscard]] std::uint64_t counts() const { return counts_; }
    [[nodiscard]] std::uint64_t yes() const { return yes_; }
    /// What was found; 0 before the first count.
    [[nodiscard]] double share() const {
        return counts_ == 0 ? 0 : static_cast<double>(yes_) / static_cast<double>(counts_);
    }

    [[nodiscard]] share_decision decision() const {
        if (!ruled_out(asked_)) return share_decision::undecided;
        return share() >= asked_ ? share_decision::at_least : share_decision::below;
    }

    /// The least and the greatest share that is not ruled out.
    [[nodiscard]] double low() const { return edge(0); }
    [[nodiscard]] double high() const { return edge(1); }

private:
    double asked_;
    double log_evidence_needed_;
    std::uint64_t counts_ = 0;
    std::uint64_t yes_ = 0;
    double log_spread_ = 0; // of s! (n - s)! / (n + 1)!

    [[nodiscard]] double log_mixture() const {
        const double log_half = std::log(0.5);
        return yes_ == counts_ ? log_half + std::log1p(std::exp(log_spread_)) : log_half + log_spread_;
    }
    [[nodiscard]] double log_likelihood(double share) const {
        const auto term = [](std::uint64_t times, double probability) {
            return times == 0 ? 0.0 : static_cast<double>(times) * std::log(probability);
        };
        return term(yes_, share) + term(counts_ - yes_, 1 - share);
    }
    [[nodiscard]] bool ruled_out(double share) const {
        return log_mixture() - log_likelihood(share) >= log_evidence_needed_;
    }

    /// Bisects between the share that was found, which is never ruled out, and this end.
    [[nodiscard]] double edge(double end) const {
        if (!ruled_out(end)) return end;
        double inside = share();
        for (int i = 0; i < 40; ++i) {
            const double middle = (inside + end) / 2;
            (ruled_out(middle) ? end : inside) = middle;
        }
        return end;
    }
};

} // namespace sei::study::inline SEI_TARGET
