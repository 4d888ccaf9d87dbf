// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/executor.hpp: runs a network, its heads and its tails on the host.
///
///     const auto weights = sei::weights::load<fashion_net>("fashion.safetensors");
///     const auto engine = sei::engine::executor::of<fashion_net>(weights);
///     auto memory = engine.make_workspace();
///     engine.run(0, 5, image, wire, memory);                   // the head, up to layer 5
///     engine.run(5, engine.last_layer(), wire, logits, memory); // its tail
///
/// tail(head(x)) equals whole(x) bit for bit at every split point, and results don't depend on the thread
/// count.

#include <sei/engine/fast_steps.hpp>
#include <sei/engine/tensor.hpp>
#include <sei/model/split.hpp>
#include <sei/weights/fold.hpp>

namespace sei::engine::inline SEI_TARGET {

/// Memory for one inference at a time, planned when the executor was made; running allocates nothing.
class workspace {
public:
    workspace(std::size_t activation_floats, std::size_t scratch_floats)
        : activations_(activation_floats), scratch_(scratch_floats) {}

    [[nodiscard]] float* activations() { return activations_.data(); }
    [[nodiscard]] float* scratch() { return scratch_.data(); }
    [[nodiscard]] bool holds(std::size_t activation_floats, std::size_t scratch_floats) const {
        return activations_.size() >= activation_floats && scratch_.size() >= scratch_floats;
    }
    [[nodiscard]] std::size_t bytes() const {
        return (activations_.size() + scratch_.size()) * sizeof(float);
    }

private:
    aligned_buffer activations_;
    aligned_buffer scratch_;
};

class executor {
public:
    /// Prepares all layers. `threads` bounds the parallelism inside one inference of a large network.
    template <described_network Net>
    [[nodiscard]] static executor of(const weights::network_weights& raw, std::size_t threads = 1) {
        executor made(nodes_of<Net>(), threads);
        const auto folded = weights::fold<float, Net>(raw);
        made.add_steps<Net>(folded, std::make_index_sequence<program_of<Net>.node_count>{});
        made.plan_memory(program_of<Net>);
        made.find_fusions();
        return made;
    }

    [[nodiscard]] workspace make_workspace() const { return {activation_floats_, scratch_floats_}; }
    [[nodiscard]] std::size_t last_layer() const { return nodes_.back().layer; }
    [[nodiscard]] shape shape_after(std::size_t layer) const { return nodes_[last_node_of(layer)].out; }

    /// Runs the layers after `first` up to and including `last` (0 is the input). Tensors are C, H, W
    /// row-major. Throws sei::error if a size is wrong, the network can't be cut there, or the workspace is
    /// too small because another executor made it.
    void run(std::size_t first, std::size_t last, std::span<const float> input, std::span<float> output,
             workspace& memory) const {
        require_runnable(first, last, input.size(), output.size());
        if (!memory.holds(activation_floats_, scratch_floats_))
            throw error("this workspace of " + std::to_string(memory.bytes()) +
                        " bytes comes from another executor, expected one of " +
                        std::to_string((activation_floats_ + scratch_floats_) * sizeof(float)) + " bytes");
        const std::size_t entry = last_node_of(first);
        const std::size_t exit = last_node_of(last);
        write(slot_of(entry, memory), input);
        for (std::size_t i = entry + 1; i <= exit; ++i) i = run_node(i, exit, memory);
        read(slot_of(exit, memory), output);
    }

    /// The whole network on one tensor.
    [[nodiscard]] tensor operator()(const tensor& input) const {
        require_shape(input, shape_after(0));
        tensor output = make_tensor(shape_after(last_layer()));
        workspace memory = make_workspace();
        run(0, last_layer(), elements_of(input), elements_of(output), memory);
        return output;
    }

private:
    struct fusion {
        std::size_t last_node = 0; ///< the relu; the node itself if nothing is fused
        kernels::clamp bounds{};
    };

    std::vector<node> nodes_;
    std::vector<std::unique_ptr<step>>
        steps_; // empty for nodes without work: input, dropout, folded batch_norm
    std::vector<extent> halos_;
    std::vector<std::size_t> offsets_;
    std::vector<std::size_t> blocks_;
    std::vector<fusion> fusions_;
    std::size_t activation_floats_ = 0;
    std::size_t scratch_floats_ = 0;
    std::size_t threads_ = 1;

    executor(std::span<const node> nodes, std::size_t threads)
        : nodes_(nodes.begin(), nodes.end()), threads_(threads) {}

    /// Blocked maps with halos; flatten gathers a map into a vector, so that it can't stand over its input.
    struct blocked_layout {
        std::span<const extent> halos;

        [[nodiscard]] std::size_t elements(std::span<const node> nodes, std::size_t index) const {
            const shape dims = nodes[index].out;
            const std::size_t floats =
                dims.rank() == 3 ? kernels::feature_map::floats_needed(dims, halos[index]) : dims.elements();
            return (floats + 15) / 16 * 16; // whole cache lines
        }
        [[nodiscard]] static storage storage_of(std::span<const node> nodes, std::size_t index) {
            const node& step = nodes[index];
            const bool regroups = step.in != step.out;
            return regroups ? storage::separate : step.output_storage;
        }
    };

    template <class Net, std::size_t... Indices>
    void add_steps(const weights::folded_weights<float>& folded, std::index_sequence<Indices...>) {
        steps_.reserve(sizeof...(Indices));
        [[maybe_unused]] const int done[] = {(add_step<Net, Indices>(folded), 0)...};
    }

    template <class Net, std::size_t Index>
    void add_step(const weights::folded_weights<float>& folded) {
        if (Index == 0 || blocked_layout::storage_of(nodes_, Index) == storage::unchanged) {
            steps_.push_back(nullptr);
            return;
        }
        if constexpr (Index != 0) {
            std::array<shape, max_branches> inputs{};
            const node& described = nodes_[Index];
            for (std::size_t i = 0; i < described.input_count; ++i)
                inputs[i] = nodes_[described.inputs[i]].out;
            using layer_type = std::remove_const_t<decltype(spec_of<Net, Index>)>;
            steps_.push_back(step_for<layer_type>::make(spec_of<Net, Index>,
                                                        std::span(inputs.data(), described.input_count),
                                                        described.out, folded.of_node(Index)));
            scratch_floats_ = (std::max)(scratch_floats_, steps_.back()->scratch_floats());
        }
    }

    template <std::size_t Capacity>
    void plan_memory(const program<Capacity>& whole) {
        halos_.assign(nodes_.size(), extent{0});
        const auto groups = plan_arena(whole, 0, last_layer(), blocked_layout{halos_}).block;
        std::vector<extent> wanted(nodes_.size(), extent{0});
        for (std::size_t i = 1; i < nodes_.size(); ++i) {
            if (!steps_[i]) continue;
            extent& halo = wanted[groups[nodes_[i].inputs[0]]];
            halo.height = (std::max)(halo.height, steps_[i]->wanted_halo().height);
            halo.width = (std::max)(halo.width, steps_[i]->wanted_halo().width);
        }
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            halos_[i] = nodes_[i].out.rank() == 3 ? wanted[groups[i]] : extent{0};
        const auto plan = plan_arena(whole, 0, last_layer(), blocked_layout{halos_});
        offsets_.assign(plan.offset.begin(),
                        plan.offset.begin() + static_cast<std::ptrdiff_t>(nodes_.size()));
        blocks_.assign(plan.block.begin(), plan.block.begin() + static_cast<std::ptrdiff_t>(nodes_.size()));
        activation_floats_ = plan.elements;
    }

    /// A relu that overwrites the result of a convolution becomes the convolution's bounds.
    void find_fusions() {
        fusions_.resize(nodes_.size());
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            fusions_[i] = {i, {}};
            if (!steps_[i] || !steps_[i]->fuses_bounds()) continue;
            std::size_t next = i + 1;
            while (next < nodes_.size() && !steps_[next] && blocks_[next] == blocks_[i]) ++next;
            if (next == nodes_.size() || !steps_[next] || blocks_[next] != blocks_[i]) continue;
            if (const kernels::clamp* bounds = steps_[next]->as_bounds()) fusions_[i] = {next, *bounds};
        }
    }

    [[nodiscard]] std::size_t last_node_of(std::size_t layer) const {
        std::size_t found = 0;
        while (found + 1 < nodes_.size() && nodes_[found + 1].layer <= layer) ++found;
        return found;
    }

    [[nodiscard]] slot slot_of(std::size_t index, workspace& memory) const {
        return {memory.activations() + offsets_[index], nodes_[index].out, halos_[index]};
    }

    static void write(const slot& target, std::span<const float> values) {
        if (!target.is_map()) {
            std::copy(values.begin(), values.end(), target.memory);
            return;
        }
        kernels::pack(values.data(), target.map());
        kernels::clear_halo(target.map());
    }

    static void read(const slot& source, std::span<float> values) {
        if (source.is_map())
            kernels::unpack(source.map(), values.data());
        else
            std::copy_n(source.memory, values.size(), values.data());
    }

    /// Runs node `index`, with the relu behind it if that is part of the run; returns the last node that was
    /// done.
    std::size_t run_node(std::size_t index, std::size_t exit, workspace& memory) const {
        if (!steps_[index]) return index;
        const bool fuses = fusions_[index].last_node <= exit;
        std::array<slot, max_branches> inputs{};
        const node& described = nodes_[index];
        for (std::size_t i = 0; i < described.input_count; ++i)
            inputs[i] = slot_of(described.inputs[i], memory);
        const step_context context{.inputs = std::span(inputs.data(), described.input_count),
                                   .output = slot_of(index, memory),
                                   .bounds = fuses ? fusions_[index].bounds : kernels::clamp{},
                                   .scratch = memory.scratch(),
                                   .threads = threads_};
        steps_[index]->run(context);
        const bool over_input = blocks_[index] == blocks_[described.inputs[0]];
        if (context.output.is_map() && !over_input) kernels::clear_halo(context.output.map());
        return fuses ? fusions_[index].last_node : index;
    }

    void require_runnable(std::size_t first, std::size_t last, std::size_t input, std::size_t output) const {
        if (first > last || last > last_layer())
            throw error("found a stage from layer " + std::to_string(first) + " to layer " +
                        std::to_string(last) + ", expected it to lie between 0 and " +
                        std::to_string(last_layer()));
        for (const std::size_t cut : {first, last})
            if (!is_split_point(nodes_, cut))
                throw error("the network can't be cut after layer " + std::to_string(cut) +
                            ": the batch_norm that follows is folded into its weights");
        require_size("input", input, shape_after(first));
        require_size("output", output, shape_after(last));
    }

    static void require_size(const char* which, std::size_t found, shape expected) {
        if (found != expected.elements())
            throw error(std::string("the ") + which + " of this stage has " + std::to_string(found) +
                        " elements, expected " + std::to_string(expected.elements()) + " for " +
                        to_string(expected));
    }
};

} // namespace sei::engine::inline SEI_TARGET
