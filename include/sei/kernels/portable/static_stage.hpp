// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/portable/static_stage.hpp: a stage that runs without heap: arena and weight offsets are
/// constants.
///
///     using head = sei::split<fashion_net, "pool1">::head;
///     static sei::kernels::static_stage<head> stage;      // head::arena_bytes of zeroed RAM (.bss)
///     fill(stage.input());
///     std::span<const float> tensor = stage.run(weights_in_flash);
///
/// This is what firmware runs; it compiles on hosts too, where it gives the same bits as long as both
/// compilers contract a * b + c alike (GCC's -ffp-contract); softmax also needs the same exp.

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

    using weight_span = std::span<const float, weight_count>;

    /// Where the caller writes the input, C, H, W row-major. It is overwritten by run().
    [[nodiscard]] constexpr std::span<float, Stage::input.elements()> input() {
        return std::span<float, Stage::input.elements()>{arena_.data() + entry_offset,
                                                         Stage::input.elements()};
    }

    /// Runs all layers; the result stays valid until the next write to input().
    constexpr std::span<const float, Stage::output.elements()> run(weight_span weights) {
        run_nodes(weights, std::make_index_sequence<program_of<net>.node_count>{});
        return std::span<const float, Stage::output.elements()>{arena_.data() + exit_offset,
                                                                Stage::output.elements()};
    }

private:
    alignas(16) std::array<float, plan.elements> arena_{};

    static constexpr std::uint32_t entry_offset =
        plan.offset[nodes_through(nodes_of<net>(), Stage::first) - 1];
    static constexpr std::uint32_t exit_offset = plan.offset[nodes_through(nodes_of<net>(), Stage::last) - 1];

    [[nodiscard]] static constexpr bool belongs(std::size_t index) {
        const node& step = program_of<net>.storage[index];
        return step.layer > Stage::first && step.layer <= Stage::last;
    }

    [[nodiscard]] static constexpr std::size_t weight_offset(std::size_t index) {
        std::size_t offset = 0;
        for (std::size_t i = 0; i < index; ++i)
            if (belongs(i)) offset += static_cast<std::size_t>(program_of<net>.storage[i].loaded_parameters);
        return offset;
    }

    // What a kernel needs of a node, as a copy of its own: a reference into program_of would keep all of it
    // in flash.
    struct placed_operand {
        std::uint32_t offset = 0;
        shape dims{};
    };

    template <std::size_t Index>
    [[nodiscard]] static consteval auto operand_places() {
        constexpr const node& step = program_of<net>.storage[Index];
        std::array<placed_operand, step.input_count> places{};
        for (std::size_t i = 0; i < step.input_count; ++i)
            places[i] = {plan.offset[step.inputs[i]], program_of<net>.storage[step.inputs[i]].out};
        return places;
    }

    template <std::size_t... Indices>
    constexpr void run_nodes(weight_span weights, std::index_sequence<Indices...>) {
        [[maybe_unused]] const int done[] = {(run_node<Indices>(weights), 0)...};
    }

    template <std::size_t Index>
    constexpr void run_node(weight_span weights) {
        if constexpr (belongs(Index) && program_of<net>.storage[Index].output_storage != storage::unchanged) {
            using layer_type = std::remove_const_t<decltype(spec_of<net, Index>)>;
            static_assert(has_forward<layer_type>,
                          "sei: a layer of this stage has no portable kernel (sei::kernels::forward)");
            constexpr auto places = operand_places<Index>();
            constexpr shape out = program_of<net>.storage[Index].out;
            constexpr std::uint32_t target = plan.offset[Index];
            std::array<operand<float>, places.size()> inputs{};
            for (std::size_t i = 0; i < inputs.size(); ++i)
                inputs[i] = {arena_.data() + places[i].offset, places[i].dims};
            forward<layer_type>::run(spec_of<net, Index>, std::span<const operand<float>>{inputs},
                                     parameters<Index>(weights), out, arena_.data() + target);
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
    [[nodiscard]] static constexpr weights::parameter_view<float> parameters(weight_span weights) {
        constexpr std::array<std::size_t, 4> sizes = tensor_sizes<Index>();
        constexpr std::size_t first = weight_offset(Index);
        weights::parameter_view<float> view;
        std::size_t offset = first;
        for (std::size_t i = 0; i < sizes.size(); offset += sizes[i], ++i)
            view.tensors[i] = weights.subspan(offset, sizes[i]);
        return view;
    }
};

} // namespace sei::kernels::inline SEI_TARGET
