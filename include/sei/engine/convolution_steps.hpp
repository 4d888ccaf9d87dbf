// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/convolution_steps.hpp: convolutions on blocked maps: direct, grouped, depthwise and Winograd.
///
/// direct_step fuses a sum and bounds (grouped: bounds) and wants a halo as wide as its padding;
/// depthwise_step fuses bounds and wants the same; winograd_step fuses a sum, bounds and a 2x2 max_pool and
/// wants none. Winograd is not allowed with `exact`, with `low_memory`, and for a layer that reads the
/// network's input as planes. Results don't depend on threads.

#include <sei/engine/convolution_algorithm.hpp>
#include <sei/engine/parallel.hpp>
#include <sei/engine/step.hpp>

namespace sei::engine::inline SEI_TARGET {

namespace detail {

/// One float per output lane.
[[nodiscard]] inline aligned_buffer lanes_of_bias(std::span<const float> bias, std::size_t filters,
                                                  std::size_t lanes) {
    aligned_buffer padded(kernels::rounded_up(filters, lanes), 0.0F);
    std::copy(bias.begin(), bias.end(), padded.begin());
    return padded;
}

} // namespace detail

/// Direct convolution; with groups, one for each slice of whole blocks.
class direct_step final : public step {
public:
    direct_step(const layers::conv2d& spec, const step_site& site)
        : spec_(spec),
          kernels_(site.kernels()),
          macs_(spec.cost(site.inputs[0], site.out).operations / spec.groups),
          channels_(site.inputs[0].channels / spec.groups),
          bias_(detail::lanes_of_bias(site.parameters.bias(), spec.filters, kernels_.lanes)) {
        spec_.filters /= spec.groups;
        const std::size_t input_lanes = site.reads_planes ? 1 : kernels_.lanes;
        group_floats_ = kernels::packed_weights(spec_, channels_, kernels_.lanes);
        weight_.resize(group_floats_ * spec_.groups);
        const std::size_t group_weights = site.parameters.weight().size() / spec_.groups;
        for (std::size_t group = 0; group < spec_.groups; ++group)
            kernels::pack_weights(spec_, channels_, input_lanes, kernels_.lanes,
                                  site.parameters.weight().subspan(group * group_weights, group_weights),
                                  weight_.data() + group * group_floats_);
    }

    [[nodiscard]] bool fuses_bounds() const override { return true; }
    [[nodiscard]] bool fuses_sum() const override { return spec_.groups == 1; }
    [[nodiscard]] extent wanted_halo() const override { return spec_.padding; }
    [[nodiscard]] std::size_t weight_bytes() const override {
        return (weight_.size() + bias_.size()) * sizeof(float);
    }

    void run(const step_context& context) const override {
        kernels::convolution task{.kernel = spec_.kernel,
                                  .stride = spec_.stride,
                                  .padding = spec_.padding,
                                  .dilation = spec_.dilation,
                                  .input = context.inputs[0].map(),
                                  .output = context.output.map(),
                                  .after = context.after,
                                  .weight = weight_.data(),
                                  .bias = bias_.data()};
        if (spec_.groups == 1) return run(task, context.crew);
        const std::size_t input_slice = channels_ / kernels_.lanes * task.input.block_stride();
        const std::size_t output_slice = spec_.filters / kernels_.lanes * task.output.block_stride();
        task.input.dims.channels = channels_;
        task.output.dims.channels = spec_.filters;
        for (std::size_t group = 0; group < spec_.groups; ++group) {
            run(task, context.crew);
            task.input.origin += input_slice;
            task.output.origin += output_slice;
            task.weight += group_floats_;
            task.bias += spec_.filters;
        }
    }

private:
    layers::conv2d spec_; ///< of one group
    const kernels::kernel_set& kernels_;
    std::uint64_t macs_;     ///< of one group
    std::uint32_t channels_; ///< of one group
    aligned_buffer bias_;
    std::size_t group_floats_ = 0;
    aligned_buffer weight_;

    void run(const kernels::convolution& task, team& crew) const {
        crew.share(
            kernels_.convolution_units(task), macs_,
            [&](std::size_t, std::size_t begin, std::size_t end) { kernels_.convolve(task, begin, end); });
    }
};

/// Depthwise convolution; batch_norm that is not folded is one with a 1x1 kernel.
class depthwise_step final : public step {
public:
    depthwise_step(const layers::conv2d& spec, const step_site& site)
        : spec_(spec),
          kernels_(site.kernels()),
          macs_(spec.cost(site.inputs[0], site.out).operations),
          bias_(detail::lanes_of_bias(site.parameters.bias(), spec.filters, kernels_.lanes)),
          weight_(kernels::packed_depthwise_weights(spec, kernels_.lanes)) {
        kernels::pack_depthwise_weights(spec, kernels_.lanes, site.parameters.weight(), weight_.data());
    }

    [[nodiscard]] bool fuses_bounds() const override { return true; }
    [[nodiscard]] extent wanted_halo() const override { return spec_.padding; }
    [[nodiscard]] std::size_t weight_bytes() const override {
        return (weight_.size() + bias_.size()) * sizeof(float);
    }

    void run(const step_context& context) const override {
        const kernels::convolution task{.kernel = spec_.kernel,
                                        .stride = spec_.stride,
                                        .padding = spec_.padding,
                                        .dilation = spec_.dilation,
                                        .input = context.inputs[0].map(),
                                        .output = context.output.map(),
                                        .after = context.after,
                                        .weight = weight_.data(),
                                        .bias = bias_.data()};
        // Bound by the caches: a product takes several times as long as in other convolutions.
        context.crew.share(kernels_.depthwise_units(task), 4 * macs_,
                           [&](std::size_t, std::size_t begin, std::size_t end) {
                               kernels_.convolve_depthwise(task, begin, end);
                           });
    }

private:
    layers::conv2d spec_;
    const kernels::kernel_set& kernels_;
    std::uint64_t macs_;
    aligned_buffer bias_;
    aligned_buffer weight_;
};

/// Winograd convolution. Where the transformed weights are small, every thread takes groups of tiles with
/// memory of its own; where they are large, all threads share one group of tiles, so that the weights are
/// read as seldom as possible, and split the panels.
class winograd_step final : public step {
public:
    winograd_step(const layers::conv2d& spec, const step_site& site, kernels::winograd_tile tile)
        : spec_(spec),
          tile_(tile),
          kernels_(site.kernels()),
          out_(site.out),
          channels_(site.inputs[0].channels),
          threads_(site.options.threads),
          macs_(spec.cost(site.inputs[0], site.out).operations),
          bias_(detail::lanes_of_bias(site.parameters.bias(), spec.filters, kernels_.lanes)),
          weight_(kernels::winograd_weights(spec, channels_, tile, kernels_.lanes)) {
        parallel_ranges(panels(), site.options.threads, [&](std::size_t begin, std::size_t end) {
            kernels_.winograd_transform_weights(tile_, spec_.filters, channels_,
                                                site.parameters.weight().data(), weight_.data(), begin, end);
        });
        plan_groups();
    }

    [[nodiscard]] bool fuses_bounds() const override { return true; }
    [[nodiscard]] bool fuses_sum() const override { return true; }
    [[nodiscard]] bool fuses_pool(const layers::max_pool& pool) const override {
        return pool.kernel == extent{2} && pool.stride == extent{2} && pool.padding == extent{0};
    }
    [[nodiscard]] std::size_t weight_bytes() const override {
        return (weight_.size() + bias_.size()) * sizeof(float);
    }
    [[nodiscard]] std::size_t scratch_floats() const override {
        return input_pieces() * input_floats() + threads_ * product_floats();
    }

    void run(const step_context& context) const override {
        const kernels::winograd task{.tile = tile_,
                                     .padding = spec_.padding,
                                     .input = context.inputs[0].map(),
                                     .out = out_,
                                     .output = context.output.map(),
                                     .pools = context.pools,
                                     .after = context.after,
                                     .weight = weight_.data(),
                                     .bias = bias_.data(),
                                     .group = group_};
        if (shares_groups_ && context.crew.size() > 1)
            run_shared(task, context.scratch, context.crew);
        else
            run_apart(task, context.scratch, context.crew);
    }

private:
    // Tiles of a group of one thread: its transformed input and products stay in the second-level cache.
    static constexpr std::size_t small_group = 28;
    static constexpr std::size_t large_group = 112;
    static constexpr std::size_t small_weight_bytes = std::size_t{4} << 20U;

    layers::conv2d spec_;
    kernels::winograd_tile tile_;
    const kernels::kernel_set& kernels_;
    sei::shape out_;
    std::uint32_t channels_;
    std::size_t threads_;
    std::uint64_t macs_;
    aligned_buffer bias_;
    aligned_buffer weight_;
    std::size_t group_ = 0; ///< most tiles of a group
    std::size_t groups_ = 0;
    bool shares_groups_ = false;

    void plan_groups() {
        const std::size_t tiles = kernels::tiles_over(out_, tile_);
        const bool is_small = weight_.size() * sizeof(float) <= small_weight_bytes;
        groups_ = kernels::blocks_for(tiles, is_small ? small_group : large_group);
        group_ = kernels::blocks_for(tiles, groups_);
        shares_groups_ = threads_ > 1 && (!is_small || groups_ < 2 * threads_);
    }

    [[nodiscard]] std::size_t panels() const {
        return kernels::blocks_for(kernels::blocks_for(spec_.filters, kernels_.lanes), kernels::panel_blocks);
    }
    [[nodiscard]] std::size_t input_pieces() const { return shares_groups_ ? 1 : threads_; }
    [[nodiscard]] std::size_t input_floats() const {
        return kernels::winograd_input_floats(tile_, channels_, group_, kernels_.lanes);
    }
    [[nodiscard]] std::size_t product_floats() const {
        return kernels::winograd_product_floats(tile_, group_, kernels_.lanes);
    }
    [[nodiscard]] std::size_t first_tile(std::size_t group) const {
        return group * kernels::tiles_over(out_, tile_) / groups_;
    }

    void run_apart(const kernels::winograd& task, float* scratch, team& crew) const {
        const std::size_t blocks = task.input.blocks();
        crew.share(groups_, macs_, [&](std::size_t member, std::size_t begin, std::size_t end) {
            float* const transformed = scratch + member * (input_floats() + product_floats());
            float* const product = transformed + input_floats();
            for (std::size_t group = begin; group < end; ++group) {
                const std::size_t first = first_tile(group);
                const std::size_t tiles = first_tile(group + 1) - first;
                kernels_.winograd_transform_input(task, transformed, first, tiles, 0, blocks);
                kernels_.winograd_multiply(task, transformed, product, first, tiles, 0, panels());
            }
        });
    }

    void run_shared(const kernels::winograd& task, float* transformed, team& crew) const {
        float* const products = transformed + input_floats();
        for (std::size_t group = 0; group < groups_; ++group) {
            const std::size_t first = first_tile(group);
            const std::size_t tiles = first_tile(group + 1) - first;
            crew.share(task.input.blocks(), macs_, [&](std::size_t, std::size_t begin, std::size_t end) {
                kernels_.winograd_transform_input(task, transformed, first, tiles, begin, end);
            });
            crew.share(panels(), macs_, [&](std::size_t member, std::size_t begin, std::size_t end) {
                kernels_.winograd_multiply(task, transformed, products + member * product_floats(), first,
                                           tiles, begin, end);
            });
        }
    }
};

template <>
struct step_for<layers::conv2d> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::conv2d& spec, const step_site& site) {
        const bool allow_winograd = !site.options.exact && !site.options.low_memory && !site.reads_planes;
        switch (choose_algorithm(spec, site.inputs[0], site.out, site.kernels().lanes, allow_winograd)) {
        case convolution_algorithm::winograd_2:
            return std::make_unique<winograd_step>(spec, site, kernels::winograd_tile::two);
        case convolution_algorithm::winograd_4:
            return std::make_unique<winograd_step>(spec, site, kernels::winograd_tile::four);
        case convolution_algorithm::depthwise:
            return std::make_unique<depthwise_step>(spec, site);
        case convolution_algorithm::portable:
            return std::make_unique<portable_step<layers::conv2d>>(spec, site);
        default:
            return std::make_unique<direct_step>(spec, site);
        }
    }
};

/// y = scale x + shift, where batch_norm could not be folded; vectors take the portable kernel.
template <>
struct step_for<layers::batch_norm> {
    [[nodiscard]] static std::unique_ptr<step> make(const layers::batch_norm& spec, const step_site& site) {
        if (site.out.rank() != 3) return std::make_unique<portable_step<layers::batch_norm>>(spec, site);
        return std::make_unique<depthwise_step>(
            layers::conv2d{.filters = site.out.channels, .kernel = 1, .groups = site.out.channels}, site);
    }
};

} // namespace sei::engine::inline SEI_TARGET
