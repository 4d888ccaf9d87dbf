// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/portable/static_stage.hpp: a stage that runs without heap: arena and weight offsets are
/// constants.
///
///     using head = sei::split<fashion_net, "pool1">::head;
///     static sei::kernels::static_stage<head> stage{weights_in_flash};   // stage.arena_bytes of RAM
///     fill(stage.input());
///     std::span<const float> tensor = stage.run();
///
/// This is what firmware runs; it compiles on hosts too, where it gives the same bits as long as both
/// compilers contract a * b + c alike (GCC's -ffp-contract).

#include <sei/kernels/portable/all.hpp>
#include <sei/model/split.hpp>

namespace sei::kernels::inline SEI_TARGET {

/// Stage is `split<...>::head`, `::tail`, a `pipeline`'s stage or `whole<Net>`. Weights are one array of
/// floats in the order of the nodes, batch_norm folded: weight, then bias (`weights::flatten` writes it on
/// the host).
template <class Stage>
class static_stage {
    using net = typename Stage::net;
    static constexpr auto plan = plan_arena(program_of<net>, Stage::first, Stage::last);

public:
    static constexpr std::size_t arena_bytes = Stage::arena_bytes;
    static constexpr std::size_t weight_count = Stage::flash_bytes / sizeof(float);

    explicit constexpr static_stage(std::span<const float, weight_count> weights) : weights_(weights) {}

    /// Where the caller writes the input, C, H, W row-major. It is overwritten by run().
    [[nodiscard]] constexpr std::span<float, Stage::input.elements()> input() {
        return std::span<float, Stage::input.elements()>{at(entry_node()), Stage::input.elements()};
    }

    /// Runs all layers; the result stays valid until the next write to input().
    constexpr std::span<const float, Stage::output.elements()> run() {
        run_nodes(std::make_index_sequence<program_of<net>.node_count>{});
        return std::span<const float, Stage::output.elements()>{at(exit_node()), Stage::output.elements()};
    }

private:
    alignas(16) std::array<float, plan.elements> arena_{};
    std::span<const float, weight_count> weights_;

    [[nodiscard]] static constexpr std::size_t last_node_of(std::size_t layer) {
        std::size_t found = 0;
        for (std::size_t i = 0; i < program_of<net>.node_count; ++i)
            if (program_of<net>.storage[i].layer <= layer) found = i;
        return found;
    }
    [[nodiscard]] static constexpr std::size_t entry_node() { return last_node_of(Stage::first); }
    [[nodiscard]] static constexpr std::size_t exit_node() { return last_node_of(Stage::last); }

    [[nodiscard]] static constexpr bool belongs(std::size_t index) {
        const node& step = program_of<net>.storage[index];
        return step.layer > Stage::first && step.layer <= Stage::last;
    }

    [[nodiscard]] static constexpr std::size_t weight_offset(std::size_t index) {
        std::size_t offset = 0;
        for (std::size_t i = 0; i < index; ++i)
            if (belongs(i)) offset += program_of<net>.storage[i].loaded_parameters;
        return offset;
    }

    [[nodiscard]] constexpr float* at(std::size_t index) { return arena_.data() + plan.offset[index]; }

    template <std::size_t... Indices>
    constexpr void run_nodes(std::index_sequence<Indices...>) {
        [[maybe_unused]] const int done[] = {(run_node<Indices>(), 0)...};
    }

    template <std::size_t Index>
    constexpr void run_node() {
        if constexpr (belongs(Index) && program_of<net>.storage[Index].output_storage != storage::unchanged) {
            constexpr const node& step = program_of<net>.storage[Index];
            static_assert(has_forward<std::remove_const_t<decltype(spec_of<net, Index>)>>,
                          "sei: a layer of this stage has no portable kernel (sei::kernels::forward)");
            std::array<operand<float>, step.input_count> inputs{};
            for (std::size_t i = 0; i < step.input_count; ++i)
                inputs[i] = {at(step.inputs[i]), program_of<net>.storage[step.inputs[i]].out};
            forward<std::remove_const_t<decltype(spec_of<net, Index>)>>::run(
                spec_of<net, Index>, std::span<const operand<float>>{inputs}, parameters<Index>(), step.out,
                at(Index));
        }
    }

    /// How long a node's tensors are in the order that `weights::flatten` writes them.
    template <std::size_t Index>
    [[nodiscard]] static constexpr std::array<std::size_t, 4> tensor_sizes() {
        constexpr const node& step = program_of<net>.storage[Index];
        std::array<std::size_t, 4> sizes{};
        if (step.kind == layers::batch_norm::kind) {
            sizes[0] = sizes[1] = step.out.channels; // scale and shift
        } else {
            const parameter_list list = parameters_of(spec_of<net, Index>, step.in);
            for (std::size_t i = 0; i < list.count; ++i) sizes[i] = list.tensors[i].elements();
            if (step.absorbs != no_node) sizes[1] = step.out.channels; // the bias that folding made
        }
        return sizes;
    }

    template <std::size_t Index>
    [[nodiscard]] constexpr weights::parameter_view<float> parameters() const {
        constexpr std::array<std::size_t, 4> sizes = tensor_sizes<Index>();
        weights::parameter_view<float> view;
        std::size_t offset = weight_offset(Index);
        for (std::size_t i = 0; i < sizes.size(); offset += sizes[i], ++i)
            view.tensors[i] = weights_.subspan(offset, sizes[i]);
        return view;
    }
};

} // namespace sei::kernels::inline SEI_TARGET
