// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/executor.hpp: runs a network, its heads and its tails on the host.
///
///     const auto weights = sei::weights::load<fashion_net>("fashion.safetensors");
///     const auto engine = sei::engine::executor::of<fashion_net>(weights, {.threads = 2});
///     auto memory = engine.make_workspace();
///     engine.run(0, 5, image, wire, memory);                   // the head, up to layer 5
///     engine.run(5, engine.last_layer(), wire, logits, memory); // its tail
///
/// tail(head(x)) equals whole(x) bit for bit at every split point, and results don't depend on the thread
/// count.

#include <sei/engine/convolution_steps.hpp>
#include <sei/engine/fast_steps.hpp>
#include <sei/engine/memory_plan.hpp>
#include <sei/engine/tensor.hpp>
#include <sei/model/split.hpp>
#include <sei/weights/fold.hpp>

namespace sei::engine::inline SEI_TARGET {

/// Memory for one inference at a time, planned when the executor was made; running on one thread allocates
/// nothing, on several only oneTBB's tasks.
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

/// Bytes that an executor holds, and one workspace of it.
struct memory_use {
    std::size_t prepared_weights = 0; ///< packed or transformed, beside the file
    std::size_t mapped_weights = 0;   ///< read where the file is mapped
    std::size_t activations = 0;
    std::size_t scratch = 0; ///< transformed tiles and the like
};

class batch;

class executor {
public:
    static constexpr std::size_t most_threads = 1024;

    /// Prepares all layers. Dense weights are read from the file's mapping, which the executor then keeps;
    /// everything else is copied.
    template <described_network Net>
    [[nodiscard]] static executor of(const weights::network_weights& raw, executor_options options) {
        return executor(describe<Net>(), raw, options);
    }
    template <described_network Net>
    [[nodiscard]] static executor of(const weights::network_weights& raw, std::size_t threads = 1) {
        return of<Net>(raw, executor_options{.threads = threads});
    }

    [[nodiscard]] workspace make_workspace() const { return {plan_.floats, scratch_floats_}; }
    [[nodiscard]] const executor_options& options() const { return options_; }
    [[nodiscard]] std::size_t last_layer() const { return nodes_.back().layer; }
    [[nodiscard]] shape shape_after(std::size_t layer) const { return nodes_[last_node_of(layer)].out; }

    [[nodiscard]] memory_use memory() const {
        memory_use sum{.activations = plan_.floats * sizeof(float),
                       .scratch = scratch_floats_ * sizeof(float)};
        for (const auto& each : steps_)
            if (each) sum.prepared_weights += each->weight_bytes();
        sum.mapped_weights = mapped_weights_;
        return sum;
    }

    /// Runs the layers after `first` up to and including `last` (0 is the input). Tensors are C, H, W
    /// row-major. Throws sei::error if a size is wrong, the network can't be cut there, or the workspace is
    /// too small because another executor made it.
    void run(std::size_t first, std::size_t last, std::span<const float> input, std::span<float> output,
             workspace& memory) const {
        run(first, last, input, output, memory, options_.threads);
    }

    /// The same on at most `threads` threads, for a caller that runs several at once.
    void run(std::size_t first, std::size_t last, std::span<const float> input, std::span<float> output,
             workspace& memory, std::size_t threads) const {
        require_runnable(first, last, input.size(), output.size());
        require_workspace(memory);
        const std::size_t entry = last_node_of(first);
        const std::size_t exit = last_node_of(last);
        write(slot_of(entry, memory), input);
        team::with((std::min)(threads, options_.threads), [&](team& crew) {
            for (std::size_t i = entry + 1; i <= exit; ++i) i = run_node(i, exit, memory, crew);
        });
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
    friend class batch;

    std::vector<node> nodes_;
    executor_options options_;
    std::shared_ptr<const void> file_; // what dense steps read from
    step_list steps_;
    std::vector<fusions_of_node> fusions_;
    memory_plan plan_;
    std::size_t scratch_floats_ = 0;
    std::size_t mapped_weights_ = 0;
    bool input_as_planes_ = false;

    /// A layer's description without its type, and the function that makes its step and knows the type.
    struct step_source {
        std::unique_ptr<step> (*make)(const void* spec, const step_site&) = nullptr; ///< null: never a step
        const void* spec = nullptr;
    };

    /// What only a network's type knows, as data: what is a template is compiled once for each network.
    struct description {
        std::span<const node> nodes;
        std::span<const step_source> sources; ///< by node
        weights::node_weights<float> (*fold)(const weights::network_weights&, std::size_t node);
        bool input_feeds_convolutions;
    };

    executor(const description& network, const weights::network_weights& raw, const executor_options& options)
        : nodes_(network.nodes.begin(), network.nodes.end()),
          options_(checked(options)),
          file_(raw.lifetime()),
          input_as_planes_(network.input_feeds_convolutions && nodes_[0].out.rank() == 3 &&
                           2 * nodes_[0].out.channels <= options_.kernels->lanes) {
        for (std::size_t i = 0; i < nodes_.size(); ++i)
            if (network.sources[i].make != nullptr)
                add_step(i, network.fold(raw, i), network.sources[i]);
            else
                steps_.push_back(nullptr);
        fusions_ = find_fusions(nodes_, steps_);
        plan_ = plan_memory(nodes_, steps_, fusions_, options_.kernels->lanes, input_as_planes_);
    }

    [[nodiscard]] static executor_options checked(executor_options options) {
        if (options.threads == 0 || options.threads > most_threads)
            sei::detail::throw_error(
                {"found ", options.threads, " threads for an executor, expected 1 to ", most_threads});
        if (options.kernels == nullptr) options.kernels = &kernels::best_kernel_set();
        return options;
    }

    /// Do only convolutions without groups read the input? They can read plain planes, which spares pictures
    /// the lanes that they don't fill.
    template <class Net, std::size_t... Indices>
    [[nodiscard]] static constexpr bool input_feeds_convolutions(std::index_sequence<Indices...>) {
        bool all = true;
        const auto verified = [&](const node& reader, const auto& spec) {
            for (std::size_t k = 0; k < reader.input_count; ++k) {
                if (reader.inputs[k] != 0) continue;
                if constexpr (std::is_same_v<std::decay_t<decltype(spec)>, layers::conv2d>)
                    all = all && spec.groups == 1;
                else
                    all = false;
            }
        };
        (verified(nodes_of<Net>()[Indices + 1], spec_of<Net, Indices + 1>), ...);
        return all;
    }

    /// Flatten gathers a map into a vector, so that it works although its bytes would not change on a device.
    [[nodiscard]] static constexpr bool does_something(const node& step, std::size_t index) {
        return index != 0 && (step.in != step.out || step.output_storage != storage::unchanged);
    }

    template <class Layer>
    [[nodiscard]] static std::unique_ptr<step> make_step(const void* spec, const step_site& site) {
        return step_for<Layer>::make(*static_cast<const Layer*>(spec), site);
    }

    template <class Net, std::size_t Index>
    [[nodiscard]] static constexpr step_source source_of() {
        if constexpr (does_something(nodes_of<Net>()[Index], Index))
            return {&make_step<std::remove_const_t<decltype(spec_of<Net, Index>)>>, &spec_of<Net, Index>};
        else
            return {};
    }

    template <class Net, std::size_t... Indices>
    [[nodiscard]] static constexpr auto sources_of(std::index_sequence<Indices...>) {
        return std::array<step_source, sizeof...(Indices)>{source_of<Net, Indices>()...};
    }

    template <class Net>
    [[nodiscard]] static description describe() {
        constexpr std::size_t count = program_of<Net>.node_count;
        static constexpr auto sources = sources_of<Net>(std::make_index_sequence<count>{});
        constexpr bool planes = input_feeds_convolutions<Net>(std::make_index_sequence<count - 1>{});
        return {.nodes = nodes_of<Net>(),
                .sources = sources,
                .fold = &weights::fold_node<float, Net>,
                .input_feeds_convolutions = planes};
    }

    void add_step(std::size_t index, const weights::node_weights<float>& folded, const step_source& source) {
        const node& described = nodes_[index];
        std::array<shape, max_branches> inputs{};
        for (std::size_t i = 0; i < described.input_count; ++i) inputs[i] = nodes_[described.inputs[i]].out;
        step_site site{.inputs = std::span(inputs.data(), described.input_count),
                       .out = described.out,
                       .parameters_stay = file_ != nullptr && folded.made[0].empty(),
                       .reads_planes = input_as_planes_ && described.inputs[0] == 0,
                       .options = options_};
        for (std::size_t k = 0; k < folded.made.size(); ++k)
            site.parameters.tensors[k] =
                folded.made[k].empty() ? folded.unchanged[k] : std::span<const float>(folded.made[k]);
        steps_.push_back(source.make(source.spec, site));
        scratch_floats_ = (std::max)(scratch_floats_, steps_.back()->scratch_floats());
        if (site.parameters_stay && described.kind == layers::dense::kind)
            mapped_weights_ += folded.unchanged[0].size_bytes();
    }

    [[nodiscard]] std::size_t last_node_of(std::size_t layer) const {
        return nodes_through(nodes_, layer) - 1;
    }

    [[nodiscard]] slot slot_of(std::size_t index, workspace& memory) const {
        const tensor_place& place = plan_.places[index];
        return {memory.activations() + place.offset, nodes_[index].out, place.halo, place.lanes};
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

    /// The longest run of nodes from `index` on that ends at `exit` or before.
    [[nodiscard]] const fusion& run_from(std::size_t index, std::size_t exit) const {
        std::size_t longest = fusions_[index].size() - 1;
        while (fusions_[index][longest].last_node > exit) --longest;
        return fusions_[index][longest];
    }

    /// Runs node `index` and what is fused into it; returns the last node that was done.
    std::size_t run_node(std::size_t index, std::size_t exit, workspace& memory, team& crew) const {
        if (!steps_[index]) return index;
        const fusion& done = run_from(index, exit);
        std::array<slot, max_branches> inputs{};
        const node& described = nodes_[index];
        for (std::size_t i = 0; i < described.input_count; ++i)
            inputs[i] = slot_of(described.inputs[i], memory);
        step_context context{.inputs = std::span(inputs.data(), described.input_count),
                             .output = slot_of(done.last_node, memory),
                             .after = {.addend = {}, .bounds = done.bounds},
                             .pools = done.pools,
                             .scratch = memory.scratch(),
                             .crew = crew};
        if (done.addend != no_node) context.after.addend = slot_of(done.addend, memory).map();
        steps_[index]->run(context);
        const std::size_t buffer = plan_.places[done.last_node].buffer;
        const bool over_input = buffer == plan_.places[described.inputs[0]].buffer ||
                                (done.addend != no_node && buffer == plan_.places[done.addend].buffer);
        if (context.output.is_map() && !over_input) kernels::clear_halo(context.output.map());
        return done.last_node;
    }

    void require_workspace(const workspace& memory) const {
        if (!memory.holds(plan_.floats, scratch_floats_))
            sei::detail::throw_error({"this workspace of ", memory.bytes(),
                                      " bytes comes from another executor, expected one of ",
                                      (plan_.floats + scratch_floats_) * sizeof(float), " bytes"});
    }

    void require_runnable(std::size_t first, std::size_t last, std::size_t input, std::size_t output) const {
        if (first > last || last > last_layer())
            sei::detail::throw_error({"found a stage from layer ", first, " to layer ", last,
                                      ", expected it to lie between 0 and ", last_layer()});
        for (const std::size_t cut : {first, last})
            if (!is_split_point(nodes_, cut))
                sei::detail::throw_error({"the network can't be cut after layer ", cut,
                                          ": the batch_norm that follows is folded into its weights"});
        require_size("input", input, shape_after(first));
        require_size("output", output, shape_after(last));
    }

    static void require_size(const char* which, std::size_t found, shape expected) {
        if (found != expected.elements())
            sei::detail::throw_error({"the ", which, " of this stage has ", found, " elements, expected ",
                                      expected.elements(), " for ", to_string(expected)});
    }
};

} // namespace sei::engine::inline SEI_TARGET
