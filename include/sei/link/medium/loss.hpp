// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/loss.hpp: which packets of one direction are lost, counted in order of their arrival.
///
/// A model says what is lost; `loss_process` answers for packet 0, 1, 2, ... of one direction of one run.

#include <sei/error.hpp>
#include <sei/link/medium/random.hpp>
#include <sei/to_size.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sei::link::inline SEI_RELEASE {

struct no_loss {};

/// Each packet is lost with this probability, independently.
struct bernoulli_loss {
    double probability = 0;
};

/// Exactly the packets with these indices are lost.
struct listed_loss {
    std::vector<std::uint64_t> indices;
};

/// Loss in bursts: a chain of two states that starts good and moves before each packet (Gilbert 1960,
/// Elliott 1963). It is bad for good_to_bad / (good_to_bad + bad_to_good) of the packets.
struct gilbert_elliott_loss {
    double good_to_bad = 0;
    double bad_to_good = 1;
    double loss_in_good = 0;
    double loss_in_bad = 1;
};

/// A recording: packet i is lost if entry i is true; after the last one it starts anew.
struct trace_loss {
    std::vector<bool> lost;
};

using loss_model = std::variant<no_loss, bernoulli_loss, listed_loss, gilbert_elliott_loss, trace_loss>;

namespace detail {

inline void expect_probability(const char* name, double value) {
    if (!(value >= 0 && value <= 1))
        throw error(std::string(name) + " is " + sei::detail::short_number(value) +
                    ", expected a probability between 0 and 1");
}

struct check_loss {
    void operator()(const no_loss&) const {}
    void operator()(const listed_loss&) const {}
    void operator()(const trace_loss& model) const {
        if (model.lost.empty()) throw error("a loss trace has no packets, expected at least one");
    }
    void operator()(const bernoulli_loss& model) const { expect_probability("loss", model.probability); }
    void operator()(const gilbert_elliott_loss& model) const {
        expect_probability("good_to_bad", model.good_to_bad);
        expect_probability("bad_to_good", model.bad_to_good);
        expect_probability("loss_in_good", model.loss_in_good);
        expect_probability("loss_in_bad", model.loss_in_bad);
    }
};

} // namespace detail

/// Throws `sei::error` unless all probabilities lie in [0, 1] and a trace has packets.
inline void require_usable(const loss_model& model) { std::visit(detail::check_loss{}, model); }

/// The losses of one direction of one run: the same (model, seed, stream) always loses the same packets.
class loss_process {
public:
    loss_process(loss_model model, std::uint64_t seed, std::uint32_t stream)
        : model_(std::move(model)), seed_(seed), stream_(stream) {
        require_usable(model_);
        if (auto* list = std::get_if<listed_loss>(&model_))
            std::sort(list->indices.begin(), list->indices.end());
    }

    /// Is the next packet lost? The first call asks for packet 0.
    [[nodiscard]] bool next() {
        const std::uint64_t index = index_++;
        return std::visit([&](const auto& model) { return lost(model, index); }, model_);
    }

    /// How many packets have been asked for.
    [[nodiscard]] std::uint64_t index() const noexcept { return index_; }

private:
    [[nodiscard]] double uniform(std::uint64_t index, std::uint32_t draw) const noexcept {
        return random_uniform(seed_, stream_, index, draw);
    }

    [[nodiscard]] bool lost(const no_loss&, std::uint64_t) const noexcept { return false; }

    [[nodiscard]] bool lost(const bernoulli_loss& model, std::uint64_t index) const noexcept {
        return uniform(index, 0) < model.probability;
    }

    [[nodiscard]] bool lost(const listed_loss& model, std::uint64_t index) const {
        return std::binary_search(model.indices.begin(), model.indices.end(), index);
    }

    [[nodiscard]] bool lost(const trace_loss& model, std::uint64_t index) const {
        return model.lost[sei::detail::to_size(index % model.lost.size())];
    }

    [[nodiscard]] bool lost(const gilbert_elliott_loss& model, std::uint64_t index) noexcept {
        if (uniform(index, 0) < (bad_ ? model.bad_to_good : model.good_to_bad)) bad_ = !bad_;
        return uniform(index, 1) < (bad_ ? model.loss_in_bad : model.loss_in_good);
    }

    loss_model model_;
    std::uint64_t seed_;
    std::uint32_t stream_;
    std::uint64_t index_ = 0;
    bool bad_ = false;
};

} // namespace sei::link::inline SEI_RELEASE
