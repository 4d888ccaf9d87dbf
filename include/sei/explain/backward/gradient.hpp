// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/gradient.hpp: reverse-mode gradients: one specialisation of `gradient_of<Layer>` per
/// layer.
///
/// `run(spec, site)` adds d(target)/d(input) to every `site.into[i]`, given d(target)/d(output) in
/// `site.from`. Conventions are PyTorch's: relu has gradient 0 at 0, max_pool passes everything to the first
/// maximum.

#include <sei/explain/backward/detail/on_blocks.hpp>
#include <sei/explain/backward/tape.hpp>

namespace sei::explain::inline SEI_TARGET {

/// One node on the way back. Relevance passes use the same struct.
template <class Scalar>
struct backward_site {
    std::span<const kernels::operand<Scalar>> inputs;
    std::span<const Scalar> output; ///< the node's result in the forward pass
    std::span<const Scalar> from;   ///< what arrives from behind, per output element
    std::span<Scalar* const> into;  ///< where it is added, per input
    weights::parameter_view<Scalar> parameters{};
    sei::shape out{};
    scratch_space<Scalar>* scratch = nullptr;
};

template <class Layer>
struct gradient_of;

namespace detail {

/// Adds `from[i] * factor(i)`.
template <class Scalar, class Factor>
void add_scaled(const backward_site<Scalar>& site, const Factor& factor) {
    for (std::size_t i = 0; i < site.from.size(); ++i) site.into[0][i] += site.from[i] * factor(i);
}

} // namespace detail

/// What is made ready for one node before any image comes: a gradient or a relevance rule of a layer with
/// weights. Read by many threads at once.
template <class Scalar>
class prepared_pass {
public:
    virtual ~prepared_pass() = default;
    virtual void run(const backward_site<Scalar>& site) const = 0;

    /// The same on the kernels' blocks, which saves packing them; only asked for maps in float. False, with
    /// nothing done, where it needs rows.
    [[nodiscard]] virtual bool run_on_blocks(const detail::block_site&) const { return false; }
};

/// A linear layer and its weights, as a rule sees them while it is made ready. The weights stay.
template <class Layer, class Scalar>
struct linear_site {
    const Layer& spec;
    sei::shape in;
    sei::shape out;
    weights::parameter_view<Scalar> parameters;

    /// The layer as an operator with its own weights.
    [[nodiscard]] linear_operator<Layer, Scalar> as_is(directions wanted = directions::both,
                                                       winograd kind = winograd::off) const {
        return {spec, in, out, parameters.weight(), wanted, kind};
    }
    /// The layer as an operator with `change(weight)` for every weight.
    template <class Change>
    [[nodiscard]] linear_operator<Layer, Scalar> with_weights(const Change& change,
                                                              directions wanted = directions::both) const {
        std::vector<Scalar> changed(parameters.weight().size());
        std::transform(parameters.weight().begin(), parameters.weight().end(), changed.begin(), change);
        return {spec, in, out, std::move(changed), wanted};
    }
};

/// x_i += sum_j W_ji q_j.
template <linear_layer Layer>
struct gradient_of<Layer> {
    template <class Scalar>
    class prepared : public prepared_pass<Scalar> {
    public:
        explicit prepared(const linear_site<Layer, Scalar>& site)
            : weight_(site.as_is(directions::transposed, winograd::allowed)) {}

        void run(const backward_site<Scalar>& site) const override {
            std::vector<Scalar> back(site.inputs[0].dims.elements());
            weight_.apply_transposed(site.from.data(), back.data(), *site.scratch);
            detail::add_all(std::span<const Scalar>(back), site.into[0]);
        }

        [[nodiscard]] bool run_on_blocks(const detail::block_site& site) const override {
            if constexpr (convolution_on_blocks<Layer, Scalar>) {
                if (!weight_.transposes_blocks()) return false;
                if (site.into[0]->is_clear()) {
                    weight_.apply_transposed(site.from.blocks(), site.into[0]->new_blocks(), site.scratch);
                } else {
                    const engine::slot back = site.temporary(0, site.inputs[0]->dims());
                    weight_.apply_transposed(site.from.blocks(), back, site.scratch);
                    detail::add_map(back, *site.into[0]);
                }
                return true;
            } else {
                return false;
            }
        }

    private:
        linear_operator<Layer, Scalar> weight_;
    };
};

template <>
struct gradient_of<layers::relu> {
    template <class Scalar>
    static void run(const layers::relu&, const backward_site<Scalar>& site) {
        detail::combine(
            site.from.size(), site.from.data(), site.output.data(), site.into[0],
            [](Scalar sum, Scalar from, Scalar output) { return output > Scalar{0} ? sum + from : sum; });
    }
    static void run_on_blocks(const layers::relu&, const detail::block_site& site) {
        detail::add_values(
            *site.into[0], [](float from, float output) { return output > 0 ? from : 0.0F; },
            site.from.blocks(), site.output.blocks());
    }
};

template <>
struct gradient_of<layers::relu6> {
    template <class Scalar>
    static void run(const layers::relu6&, const backward_site<Scalar>& site) {
        detail::combine(site.from.size(), site.from.data(), site.output.data(), site.into[0],
                        [](Scalar sum, Scalar from, Scalar output) {
                            return output > Scalar{0} && output < Scalar{6} ? sum + from : sum;
                        });
    }
    static void run_on_blocks(const layers::relu6&, const detail::block_site& site) {
        detail::add_values(
            *site.into[0], [](float from, float output) { return output > 0 && output < 6 ? from : 0.0F; },
            site.from.blocks(), site.output.blocks());
    }
};

template <>
struct gradient_of<layers::batch_norm> {
    template <class Scalar>
    static void run(const layers::batch_norm&, const backward_site<Scalar>& site) {
        detail::add_scaled(
            site, [&](std::size_t i) { return site.parameters.tensors[0][i / site.out.positions()]; });
    }
};

template <class Layer>
struct identity_gradient {
    template <class Scalar>
    static void run(const Layer&, const backward_site<Scalar>& site) {
        detail::add_all(site.from, site.into[0]);
    }
};

template <>
struct gradient_of<layers::flatten> : identity_gradient<layers::flatten> {};
template <>
struct gradient_of<layers::dropout> : identity_gradient<layers::dropout> {};

template <>
struct gradient_of<layers::softmax> {
    template <class Scalar>
    static void run(const layers::softmax&, const backward_site<Scalar>& site) {
        Scalar mean{0};
        for (std::size_t i = 0; i < site.from.size(); ++i) mean += site.from[i] * site.output[i];
        for (std::size_t i = 0; i < site.from.size(); ++i)
            site.into[0][i] += site.output[i] * (site.from[i] - mean);
    }
};

template <>
struct gradient_of<layers::max_pool> {
    template <class Scalar>
    static void run(const layers::max_pool& spec, const backward_site<Scalar>& site) {
        const sei::shape in = site.inputs[0].dims;
        kernels::for_each_window(
            spec, in, site.out,
            [&](std::size_t output, std::size_t channel, const kernels::pooling_window& window) {
                const std::size_t winner = first_maximum(site.inputs[0].data + channel, in.width, window);
                site.into[0][channel + winner] += site.from[output];
            });
    }
    static void run_on_blocks(const layers::max_pool& spec, const detail::block_site& site) {
        detail::pool_back(spec, site.inputs[0]->blocks().map(), site.from.blocks().map(),
                          site.into[0]->blocks_to_change().map());
    }

private:
    template <class Scalar>
    [[nodiscard]] static std::size_t first_maximum(const Scalar* plane, std::size_t width,
                                                   const kernels::pooling_window& window) {
        std::size_t best = window.top * width + window.left;
        for (std::size_t row = window.top; row < window.bottom; ++row)
            for (std::size_t column = window.left; column < window.right; ++column)
                if (plane[row * width + column] > plane[best]) best = row * width + column;
        return best;
    }
};

template <>
struct gradient_of<layers::avg_pool> {
    template <class Scalar>
    static void run(const layers::avg_pool& spec, const backward_site<Scalar>& site) {
        const sei::shape in = site.inputs[0].dims;
        kernels::for_each_window(
            spec, in, site.out,
            [&](std::size_t output, std::size_t channel, const kernels::pooling_window& window) {
                const std::uint32_t divisor =
                    spec.count_include_pad ? window.positions_with_padding : window.positions();
                const Scalar share = site.from[output] / static_cast<Scalar>(divisor);
                for (std::size_t row = window.top; row < window.bottom; ++row)
                    for (std::size_t column = window.left; column < window.right; ++column)
                        site.into[0][channel + row * in.width + column] += share;
            });
    }
};

template <>
struct gradient_of<layers::global_avg_pool> {
    template <class Scalar>
    static void run(const layers::global_avg_pool&, const backward_site<Scalar>& site) {
        const std::size_t positions = site.inputs[0].dims.positions();
        for (std::size_t i = 0; i < site.inputs[0].dims.elements(); ++i)
            site.into[0][i] += site.from[i / positions] / static_cast<Scalar>(positions);
    }
};

template <>
struct gradient_of<layers::add> {
    template <class Scalar>
    static void run(const layers::add&, const backward_site<Scalar>& site) {
        detail::add_all(site.from, site.into[0]);
        detail::add_all(site.from, site.into[1]);
    }
    static void run_on_blocks(const layers::add&, const detail::block_site& site) {
        for (detail::node_tensor<float>* const into : site.into) detail::add_map(site.from.blocks(), *into);
    }
};

template <>
struct gradient_of<layers::join> {
    template <class Scalar>
    static void run(const layers::join&, const backward_site<Scalar>& site) {
        std::size_t first = 0;
        for (std::size_t i = 0; i < site.inputs.size(); ++i) {
            const std::size_t count = site.inputs[i].dims.elements();
            detail::add_all(site.from.subspan(first, count), site.into[i]);
            first += count;
        }
    }
};

} // namespace sei::explain::inline SEI_TARGET
