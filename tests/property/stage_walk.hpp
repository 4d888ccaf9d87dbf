// SPDX-License-Identifier: MIT
#pragma once
/// Random networks on the engine: no tensor is overwritten while somebody still needs it, no halo holds old
/// numbers, no relu is fused that must not be, wherever the network is cut.
///
/// For every network, each time in a workspace that was full of NaN:
/// - each stage between two neighbouring split points agrees with the walk in double, within the error that
///   float32 may have (a rigorous bound, see oracle.hpp), on the float input that the engine itself made;
/// - every stage between any two split points gives bit for bit what the stages between neighbours give.
/// By induction over the split points the whole network and all its heads and tails are right.

#include <sei/engine/executor.hpp>

#include "../unit/engine/support.hpp"
#include "oracle.hpp"
#include "random_networks.hpp"

#include <doctest/doctest.h>

#include <string>

namespace property {

[[nodiscard]] inline measured exactly(sei::shape dims, const std::vector<float>& values) {
    return {dims, {values.begin(), values.end()}, std::vector<double>(values.size()), 0};
}

[[nodiscard]] inline bool is_within(const std::vector<float>& found, const measured& expected) {
    bool within = found.size() == expected.value.size();
    for (std::size_t i = 0; within && i < found.size(); ++i)
        within = std::abs(double{found[i]} - expected.value[i]) <= expected.error[i] + 1e-30; // underflow
    return within;
}

/// Walks the top-level items of a network; keeps what the engine computes at each split point.
class stage_walk {
public:
    stage_walk(const sei::engine::executor& engine, const sei::weights::safetensors_file& file,
               std::span<const sei::node> nodes, std::vector<float> input)
        : engine_(engine), exact_(file), nodes_(nodes), outputs_{std::move(input)}, cuts_{0} {}

    /// Is every stage between neighbouring split points within the bound?
    template <auto... Items>
    [[nodiscard]] bool agrees(const sei::network<Items...>&) {
        bool all = true;
        ((all = step(Items) && all), ...);
        return all;
    }

    /// Only keeps what the engine computes.
    template <auto... Items>
    void run(const sei::network<Items...>&) {
        for (std::size_t layer = 1; layer < sizeof...(Items); ++layer) advance(layer);
    }

    /// Does a stage between any two split points give the bits of the stages in between?
    [[nodiscard]] bool stages_compose() const {
        for (std::size_t first = 0; first < cuts_.size(); ++first)
            for (std::size_t last = first; last < cuts_.size(); ++last)
                if (!engine_test::same_bits(
                        engine_test::run_in_dirty_memory(engine_, cuts_[first], cuts_[last], outputs_[first]),
                        outputs_[last]))
                    return false;
        return true;
    }

    [[nodiscard]] const std::vector<float>& result() const { return outputs_.back(); }

private:
    const sei::engine::executor& engine_;
    oracle exact_;
    std::span<const sei::node> nodes_;
    std::vector<std::vector<float>> outputs_; ///< at each of `cuts_`
    std::vector<std::size_t> cuts_;
    std::size_t layer_ = 0;
    measured x_;

    [[nodiscard]] bool step(const sei::layers::input& spec) {
        x_ = exactly(spec.infer({}).output, outputs_[0]);
        return true;
    }

    void advance(std::size_t layer) {
        if (!sei::is_split_point(nodes_, layer)) return;
        outputs_.push_back(engine_test::run_in_dirty_memory(engine_, cuts_.back(), layer, outputs_.back()));
        cuts_.push_back(layer);
    }

    template <class Item>
    [[nodiscard]] bool step(const Item& item) {
        x_ = exact_(item, std::move(x_));
        ++layer_;
        if (!sei::is_split_point(nodes_, layer_)) return true;
        advance(layer_);
        const bool within = is_within(outputs_.back(), x_);
        x_ = exactly(x_.dims, outputs_.back());
        return within;
    }
};

template <class Net>
void check_stages(const std::string& name, std::uint32_t seed) {
    CAPTURE(name);
    CAPTURE(seed);
    const engine_test::random_weights<Net> weights(seed);
    const auto input = engine_test::random_numbers(Net::input.elements(), seed + 1000);
    for (const sei::kernels::kernel_set* kernels : sei::kernels::kernel_sets()) {
        const std::string kernel_name = kernels->name;
        CAPTURE(kernel_name);
        const auto exact = sei::engine::executor::of<Net>(*weights, {.exact = true, .kernels = kernels});
        stage_walk walk(exact, (*weights).file(), sei::nodes_of<Net>(), input);
        CHECK(walk.agrees(Net{}));
        CHECK(walk.stages_compose());
        CHECK(walk.result().size() == Net::output.elements());

        // Winograd's error has no such bound; what must hold all the same is that stages compose.
        const auto fast = sei::engine::executor::of<Net>(*weights, {.kernels = kernels});
        stage_walk fast_walk(fast, (*weights).file(), sei::nodes_of<Net>(), input);
        fast_walk.run(Net{});
        CHECK(fast_walk.stages_compose());
        CHECK(engine_test::relative_difference(fast_walk.result(), walk.result()) < 1e-4);
    }
}

/// The networks First, First + 1, ...
template <unsigned First, unsigned... Steps>
void check_networks(std::integer_sequence<unsigned, Steps...>) {
    (check_stages<random_network<First + Steps>>("network " + std::to_string(First + Steps),
                                                 First + Steps + 1),
     ...);
}

} // namespace property
