// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/jitter.hpp: how much longer than the delay single packets of one direction take.
///
/// A model says how the extra delay is distributed, `jitter_process` answers for packet 0, 1, 2, ... in order
/// of sending. Draws are a function of (seed, stream, packet), as those of losses.

#include <sei/error.hpp>
#include <sei/link/medium/random.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <variant>

namespace sei::link::inline SEI_RELEASE {

struct no_jitter {};

/// Every extra delay from 0 to `maximum` is equally likely.
struct uniform_jitter {
    std::chrono::nanoseconds maximum{0};
    bool reorders = false; // may a packet overtake the ones before it? If not, it waits for them.
};

/// A normal distribution, cut off at 0 and at twice its mean (draws outside are repeated), so that the mean
/// stays the mean.
struct normal_jitter {
    std::chrono::nanoseconds mean{0};
    std::chrono::nanoseconds deviation{0}; // standard deviation before the cut; at most the mean
    bool reorders = false;
};

using jitter_model = std::variant<no_jitter, uniform_jitter, normal_jitter>;

/// May packets arrive in another order than they were sent in?
[[nodiscard]] inline bool reorders(const jitter_model& model) {
    if (const auto* uniform = std::get_if<uniform_jitter>(&model)) return uniform->reorders;
    if (const auto* normal = std::get_if<normal_jitter>(&model)) return normal->reorders;
    return false;
}

namespace detail {

inline void expect_jitter(const char* name, std::chrono::nanoseconds value, std::chrono::nanoseconds most) {
    if (value < std::chrono::nanoseconds::zero() || value > most)
        throw error(std::string(name) + " is " + std::to_string(value.count()) +
                    " ns, expected between 0 and " + std::to_string(most.count()) + " ns");
}

struct check_jitter {
    void operator()(const no_jitter&) const {}
    void operator()(const uniform_jitter& jitter) const {
        expect_jitter("maximum jitter", jitter.maximum, std::chrono::hours(1));
    }
    void operator()(const normal_jitter& jitter) const {
        expect_jitter("mean jitter", jitter.mean, std::chrono::hours(1));
        expect_jitter("deviation of the jitter", jitter.deviation, jitter.mean);
    }
};

} // namespace detail

/// Throws `sei::error` unless 0 <= jitter <= one hour, and for a normal one 0 <= deviation <= mean.
inline void require_usable(const jitter_model& model) { std::visit(detail::check_jitter{}, model); }

/// The extra delays of one direction of one run: the same (model, seed, stream) always gives the same.
class jitter_process {
public:
    jitter_process(const jitter_model& model, std::uint64_t seed, std::uint32_t stream)
        : model_((require_usable(model), model)), seed_(seed), stream_(stream) {}

    /// Of the next packet. The first call asks for packet 0.
    [[nodiscard]] std::chrono::nanoseconds next() {
        const std::uint64_t index = index_++;
        return std::visit([&](const auto& model) { return extra(model, index); }, model_);
    }

private:
    // Losses use the draws 0 and 1 of the same stream.
    static constexpr std::uint32_t first_draw = 2;

    [[nodiscard]] double uniform(std::uint64_t index, std::uint32_t draw) const noexcept {
        return random_uniform(seed_, stream_, index, first_draw + draw);
    }

    [[nodiscard]] std::chrono::nanoseconds extra(const no_jitter&, std::uint64_t) const noexcept {
        return std::chrono::nanoseconds(0);
    }

    [[nodiscard]] std::chrono::nanoseconds extra(const uniform_jitter& model,
                                                 std::uint64_t index) const noexcept {
        const auto maximum = static_cast<double>(model.maximum.count());
        return std::chrono::nanoseconds(std::llround(uniform(index, 0) * maximum));
    }

    /// By Box and Muller. A draw misses with a probability of at most 0.32; after 64 misses (10^-32) it is
    /// the mean.
    [[nodiscard]] std::chrono::nanoseconds extra(const normal_jitter& model,
                                                 std::uint64_t index) const noexcept {
        const auto mean = static_cast<double>(model.mean.count());
        const auto deviation = static_cast<double>(model.deviation.count());
        for (std::uint32_t draw = 0; draw < 128; draw += 2) {
            const double radius = std::sqrt(-2 * std::log(1 - uniform(index, draw)));
            const double angle = 2 * std::numbers::pi * uniform(index, draw + 1);
            const double value = mean + deviation * radius * std::cos(angle);
            if (value >= 0 && value <= 2 * mean) return std::chrono::nanoseconds(std::llround(value));
        }
        return model.mean;
    }

    jitter_model model_;
    std::uint64_t seed_;
    std::uint32_t stream_;
    std::uint64_t index_ = 0;
};

} // namespace sei::link::inline SEI_RELEASE
