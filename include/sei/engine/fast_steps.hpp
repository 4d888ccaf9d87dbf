// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/fast_steps.hpp: the layers beside convolutions that have vector kernels: dense, bounds, pools,
/// and the ends of blocks.
///
/// dense fuses bounds and takes batches; relu and relu6 are fused into the step before or pass over the map;
/// a sum of maps is fused into a convolution or passes over both maps; vectors' sums, concats, softmax and
/// layers from outside take the portable kernels. Bounds, sums, max_pool, concat and flatten give the numbers
/// of the portable kernels; dense layers and means add in another order. `dense_step` reads its weights in
/// place if `step_site::parameters_stay`, else it copies them.

#include <sei/engine/step.hpp>

namespace sei::engine::inline SEI_TARGET {

namespace detail {

/// Runs `body(begin, end)` over the rows of a map; reading an element takes as long as some products.
template <class Body>
void for_rows(const kernels::kernel_set& kernels, const kernels::feature_map& map, std::uint64_t elements,
              team& crew, const Body& body) {
    crew.share(kernels.map_rows(map), 4 * elements,
               [&](std::size_t, std::size_t begin, std::size_t end) { body(begin, end); });
}

} // namespace detail

/// Matrix times vectors, straight from the file's weights if they stay where they are.
class dense_step final : public step {
public:
    dense_step(const layers::dense& spec, const step_site& site)
        : kernels_(site.kernels()), inputs_(site.inputs[0].elements()), bias_(spec.units, 0.0F) {
        std::copy(site.parameters.bias().begin(), site.parameters.bias().end(), bias_.begin());
        const std::span<const float> weight = site.parameters.weight();
        if (!site.parameters_stay) copy_.assign(weight.begin(), weight.end());
        weight_ = site.parameters_stay ? weight.data() : copy_.data();
    }

    [[nodiscard]] bool fuses_bounds() const override { return true; }
    [[nodiscard]] bool takes_batches() const override { return true; }
    [[nodiscard]] std::size_t weight_bytes() const override {
        return (copy_.size() + bias_.size()) * sizeof(float);
    }

    void run(const step_context& context) const override {
        const kernels::dense_product task{.weight = weight_,
                                          .bias = bias_.data(),
                                          .units = bias_.size(),
                                          .inputs = inputs_,
                                          .input = context.inputs[0].memory,
                                          .output = context.output.memory,
                                          .vectors = context.vectors,
                                          .bounds = context.after.bounds};
        // Bound by memory: one weight takes as long as several multiply-accumulates.
        context.crew.share(kernels_.dense_units(task), 8 * std::uint64_t{task.units} * inputs_,
                           [&](std::size_t, std::size_t begin, std::size_t end) {
                               kernels_.multiply_dense(task, begin, end);
                           });
    }

private:
    const kernels::kernel_set& kernels_;
    std::size_t inputs_;
    aligned_buffer bias_;
    aligned_buffer copy_;
    const float* weight_ = nullptr;
};

template <>
struct step_for<layers::dense> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::dense& spec, const step_site& site) {
        return std::make_unique<dense_step>(spec, site);
    }
};

/// relu and relu6 that could not be fused.
template <class Layer>
class bounds_step final : public step {
public:
    bounds_step(kernels::clamp bounds, const step_site& site) : bounds_(bounds), kernels_(site.kernels()) {}

    [[nodiscard]] const kernels::clamp* as_bounds() const override { return &bounds_; }

    void run(const step_context& context) const override {
        if (context.output.is_map()) {
            const kernels::feature_map input = context.inputs[0].map();
            const kernels::feature_map output = context.output.map();
            detail::for_rows(kernels_, output, output.dims.elements(), context.crew,
                             [&](std::size_t begin, std::size_t end) {
                                 kernels_.bound_rows(input, output, {.bounds = bounds_}, begin, end);
                             });
            return;
        }
        const kernels::operand<float> input{context.inputs[0].memory, context.inputs[0].dims};
        kernels::forward<Layer>::run(Layer{}, std::span{&input, 1}, weights::parameter_view<float>{},
                                     context.output.dims, context.output.memory);
    }

private:
    kernels::clamp bounds_;
    const kernels::kernel_set& kernels_;
};

template <>
struct step_for<layers::relu> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::relu&, const step_site& site) {
        return std::make_unique<bounds_step<layers::relu>>(kernels::relu_bounds, site);
    }
};

template <>
struct step_for<layers::relu6> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::relu6&, const step_site& site) {
        return std::make_unique<bounds_step<layers::relu6>>(kernels::relu6_bounds, site);
    }
};

/// max_pool and avg_pool.
template <class Layer>
class pooling_step final : public step {
public:
    pooling_step(const Layer& spec, const step_site& site) : spec_(spec), kernels_(site.kernels()) {}

    [[nodiscard]] const layers::max_pool* as_pool() const override {
        if constexpr (std::is_same_v<Layer, layers::max_pool>)
            return &spec_;
        else
            return nullptr;
    }

    void run(const step_context& context) const override {
        kernels::pooling task{.kernel = spec_.kernel,
                              .stride = spec_.stride,
                              .padding = spec_.padding,
                              .input = context.inputs[0].map(),
                              .output = context.output.map()};
        if constexpr (requires { spec_.count_include_pad; }) task.count_include_pad = spec_.count_include_pad;
        constexpr bool largest = std::is_same_v<Layer, layers::max_pool>;
        const auto pool = largest ? kernels_.pool_largest : kernels_.pool_mean;
        detail::for_rows(kernels_, task.output, spec_.cost({}, task.output.dims).operations, context.crew,
                         [&](std::size_t begin, std::size_t end) { pool(task, begin, end); });
    }

private:
    Layer spec_;
    const kernels::kernel_set& kernels_;
};

template <>
struct step_for<layers::max_pool> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::max_pool& spec, const step_site& site) {
        return std::make_unique<pooling_step<layers::max_pool>>(spec, site);
    }
};

template <>
struct step_for<layers::avg_pool> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::avg_pool& spec, const step_site& site) {
        return std::make_unique<pooling_step<layers::avg_pool>>(spec, site);
    }
};

class global_pool_step final : public step {
public:
    explicit global_pool_step(const step_site& site) : kernels_(site.kernels()) {}

    void run(const step_context& context) const override {
        const kernels::pooling task{.input = context.inputs[0].map(), .output = context.output.map()};
        kernels_.pool_globally(task, 0, task.output.blocks());
    }

private:
    const kernels::kernel_set& kernels_;
};

template <>
struct step_for<layers::global_avg_pool> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::global_avg_pool&, const step_site& site) {
        return std::make_unique<global_pool_step>(site);
    }
};

/// The sum of a residual of maps that no convolution took over; vectors take the portable kernel.
class sum_step final : public step {
public:
    explicit sum_step(const step_site& site) : kernels_(site.kernels()) {}

    [[nodiscard]] bool is_sum() const override { return true; }
    [[nodiscard]] bool fuses_bounds() const override { return true; }

    void run(const step_context& context) const override {
        const kernels::feature_map input = context.inputs[0].map();
        const kernels::feature_map output = context.output.map();
        const kernels::epilogue after{.addend = context.inputs[1].map(), .bounds = context.after.bounds};
        detail::for_rows(kernels_, output, 2 * output.dims.elements(), context.crew,
                         [&](std::size_t begin, std::size_t end) {
                             kernels_.bound_rows(input, output, after, begin, end);
                         });
    }

private:
    const kernels::kernel_set& kernels_;
};

template <>
struct step_for<layers::add> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::add& spec, const step_site& site) {
        if (site.out.rank() == 3) return std::make_unique<sum_step>(site);
        return std::make_unique<portable_step<layers::add>>(spec, site);
    }
};

/// The stacked channels of a concat of maps: branches that were computed in their place are left alone.
class join_step final : public step {
public:
    explicit join_step(const step_site& site) : kernels_(site.kernels()) {}

    void run(const step_context& context) const override {
        std::size_t channel = 0;
        for (const slot& input : context.inputs) {
            copy(input.map(), context.output.map(), channel, context.crew);
            channel += input.dims.channels;
        }
        clear_missing_lanes(context.output.map());
    }

private:
    const kernels::kernel_set& kernels_;

    void copy(const kernels::feature_map& branch, kernels::feature_map stacked, std::size_t first,
              team& crew) const {
        if (first % stacked.lanes != 0) return copy_channels(branch, stacked, first);
        stacked.origin += first / stacked.lanes * stacked.block_stride();
        stacked.dims.channels = branch.dims.channels;
        if (stacked.origin == branch.origin) return;
        detail::for_rows(kernels_, stacked, stacked.dims.elements(), crew,
                         [&](std::size_t begin, std::size_t end) {
                             kernels_.bound_rows(branch, stacked, {}, begin, end);
                         });
    }

    /// Channels that change their lanes.
    static void copy_channels(const kernels::feature_map& branch, const kernels::feature_map& stacked,
                              std::size_t first) {
        kernels::count(kernels::kernel_kind::elementwise);
        for (std::size_t from = 0; from < branch.dims.channels; ++from) {
            const std::size_t to = first + from;
            for (std::uint32_t row = 0; row < branch.dims.height; ++row) {
                const float* source = branch.at(from / branch.lanes, row, 0) + from % branch.lanes;
                float* target = stacked.at(to / stacked.lanes, row, 0) + to % stacked.lanes;
                for (std::uint32_t column = 0; column < branch.dims.width; ++column)
                    target[column * stacked.lanes] = source[column * branch.lanes];
            }
        }
    }

    static void clear_missing_lanes(const kernels::feature_map& map) {
        for (std::size_t lane = map.dims.channels % map.lanes; lane != 0 && lane < map.lanes; ++lane)
            for (std::uint32_t row = 0; row < map.dims.height; ++row)
                for (std::uint32_t column = 0; column < map.dims.width; ++column)
                    map.at(map.blocks() - 1, row, column)[lane] = 0.0F;
    }
};

template <>
struct step_for<layers::join> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::join& spec, const step_site& site) {
        if (site.out.rank() == 3) return std::make_unique<join_step>(site);
        return std::make_unique<portable_step<layers::join>>(spec, site);
    }
};

/// Blocks to the plain vector that dense layers read.
class flatten_step final : public step {
public:
    void run(const step_context& context) const override {
        kernels::count(kernels::kernel_kind::elementwise);
        if (context.inputs[0].is_map())
            kernels::unpack(context.inputs[0].map(), context.output.memory);
        else
            std::copy_n(context.inputs[0].memory, context.output.dims.elements(), context.output.memory);
    }
};

template <>
struct step_for<layers::flatten> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::flatten&, const step_site&) {
        return std::make_unique<flatten_step>();
    }
};

} // namespace sei::engine::inline SEI_TARGET
