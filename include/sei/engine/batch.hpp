// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/batch.hpp: many inputs at once, for throughput: each on one thread, and the dense layers at a
/// network's end once for all.
///
///     sei::engine::batch images(engine, 32);
///     images.run(pixels, logits); // 32 inputs and 32 results, one behind the other
///
/// Dense layers are bound by the memory that their weights come from: one pass over them serves all inputs.
/// Every result has the bits of a single run.

#include <sei/engine/executor.hpp>

namespace sei::engine::inline SEI_TARGET {

/// Memory for `size` inputs at a time; running allocates nothing but oneTBB's tasks. The executor must
/// outlive it.
class batch {
public:
    /// Throws sei::error if `size` is 0. The executor must outlive the batch and stay where it is.
    batch(const executor&& engine, std::size_t size) = delete;
    batch(const executor& engine, std::size_t size)
        : engine_(&engine),
          size_(size),
          entry_(first_vector_layer(engine)),
          entry_node_(engine.last_node_of(entry_)) {
        if (size == 0) throw error("found a batch of 0 inputs, expected at least 1");
        for (std::size_t i = 0; i < (std::min)(size, engine.options().threads); ++i)
            workspaces_.push_back(engine.make_workspace());
        for (std::size_t i = entry_node_; i < engine.nodes_.size(); ++i)
            rows_.emplace_back(size * engine.nodes_[i].out.elements());
    }

    [[nodiscard]] std::size_t size() const { return size_; }

    /// Throws sei::error if the spans don't hold `size()` inputs and results.
    void run(std::span<const float> inputs, std::span<float> outputs) {
        demand("inputs", inputs.size(), engine_->shape_after(0));
        demand("outputs", outputs.size(), engine_->shape_after(engine_->last_layer()));
        const std::size_t input = inputs.size() / size_;
        const std::size_t row = rows_.front().size() / size_;
        team::with(workspaces_.size(), [&](team& crew) {
            crew.share(size_, macs_worth_a_team, [&](std::size_t member, std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i)
                    engine_->run(0, entry_, inputs.subspan(i * input, input),
                                 std::span(rows_.front()).subspan(i * row, row), workspaces_[member], 1);
            });
            for (std::size_t i = entry_node_ + 1; i < engine_->nodes_.size(); ++i) i = run_node(i, crew);
        });
        std::copy_n(slot_of(engine_->nodes_.size() - 1, 0).memory, outputs.size(), outputs.begin());
    }

private:
    const executor* engine_;
    std::size_t size_;
    std::size_t entry_; ///< the first layer from which on all results are vectors, or the last layer
    std::size_t entry_node_;
    std::vector<workspace> workspaces_;
    std::vector<aligned_buffer> rows_; ///< results of the nodes from `entry_node_` on, of all inputs

    [[nodiscard]] static std::size_t first_vector_layer(const executor& engine) {
        std::size_t found = engine.last_layer();
        for (std::size_t i = engine.nodes_.size(); i-- > 0 && engine.nodes_[i].out.rank() == 1;)
            if (is_split_point(engine.nodes_, engine.nodes_[i].layer)) found = engine.nodes_[i].layer;
        return found;
    }

    [[nodiscard]] slot slot_of(std::size_t index, std::size_t vector) {
        const shape dims = engine_->nodes_[index].out;
        // A node without work has the numbers of its input.
        std::size_t source = index;
        while (source > entry_node_ && !engine_->steps_[source]) source = engine_->nodes_[source].inputs[0];
        return {rows_[source - entry_node_].data() + vector * dims.elements(), dims, 0, 1};
    }

    std::size_t run_node(std::size_t index, team& crew) {
        if (!engine_->steps_[index]) return index;
        const step& work = *engine_->steps_[index];
        const fusion& done = engine_->run_from(index, engine_->nodes_.size() - 1);
        const std::size_t passes = work.takes_batches() ? 1 : size_;
        const node& described = engine_->nodes_[index];
        for (std::size_t pass = 0; pass < passes; ++pass) {
            std::array<slot, max_branches> inputs{};
            for (std::size_t k = 0; k < described.input_count; ++k)
                inputs[k] = slot_of(described.inputs[k], pass);
            work.run({.inputs = std::span(inputs.data(), described.input_count),
                      .output = slot_of(done.last_node, pass),
                      .after = {.addend = {}, .bounds = done.bounds},
                      .scratch = workspaces_.front().scratch(),
                      .crew = crew,
                      .vectors = size_ / passes});
        }
        return done.last_node;
    }

    void demand(const char* which, std::size_t found, shape expected) const {
        if (found != size_ * expected.elements())
            sei::detail::throw_error({"found ", found, " numbers as the ", which, " of a batch of ", size_,
                                      ", expected ", size_ * expected.elements()});
    }
};

} // namespace sei::engine::inline SEI_TARGET
