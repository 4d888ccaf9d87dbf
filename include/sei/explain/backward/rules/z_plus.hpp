// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/rules/z_plus.hpp: the z+ rule: only what raised an output counts.
///
/// q = R / stab(W+ x+ + W- x- + b+), R_i = x+ (W+^T q) + x- (W-^T q). Only the bias's positive part, once.
/// Montavon et al., "Explaining nonlinear classification decisions with deep Taylor decomposition", Pattern
/// Recognition 65, 2017; for inputs of both signs as in Zennit.

#include <sei/explain/backward/rule.hpp>

#include <mutex>
#include <optional>

namespace sei::explain::inline SEI_TARGET {

namespace detail {

/// A layer with the negative part of its weights, made when it is first used: behind a relu, never.
template <class Layer, class Scalar>
class negative_weights_on_demand {
public:
    explicit negative_weights_on_demand(const linear_site<Layer, Scalar>& site) : site_(site) {}

    void apply(const Scalar* x, Scalar* y, scratch_space<Scalar>& scratch) const {
        made().apply(x, y, scratch);
    }
    void apply_transposed(const Scalar* q, Scalar* x, scratch_space<Scalar>& scratch) const {
        made().apply_transposed(q, x, scratch);
    }

private:
    linear_site<Layer, Scalar> site_;
    mutable std::once_flag once_{};
    mutable std::optional<linear_operator<Layer, Scalar>> made_{};

    [[nodiscard]] const linear_operator<Layer, Scalar>& made() const {
        std::call_once(once_, [this] { made_.emplace(site_.with_weights(negative_part<Scalar>)); });
        return *made_;
    }
};

} // namespace detail

namespace rules {

/// Without `bias`, the bias takes no share.
struct z_plus {
    bool bias = true;

    template <linear_layer Layer, class Scalar>
    class prepared final : public prepared_pass<Scalar> {
    public:
        prepared(const z_plus& rule, const linear_site<Layer, Scalar>& site)
            : has_bias_(rule.bias),
              positive_(site.with_weights(detail::positive_part<Scalar>)),
              negative_(site),
              lanes_of_bias_(
                  detail::bias_in_lanes<Layer>(rule.bias ? site.parameters.bias() : std::span<const Scalar>{},
                                               site.out.channels, detail::positive_part<Scalar>)) {}

        void run(const backward_site<Scalar>& site) const override {
            const detail::parts_by_sign<Scalar> x(detail::input_of(site));
            std::vector<Scalar> z = detail::apply_by_sign(positive_, negative_, x, site);
            if (has_bias_) detail::add_bias(site.parameters.bias(), detail::positive_part<Scalar>, z);
            detail::hand_back_by_sign(positive_, negative_, x, detail::quotient<Scalar>(site.from, z), site);
        }

        [[nodiscard]] bool run_on_blocks(const detail::block_site& site) const override {
            if constexpr (convolution_on_blocks<Layer, Scalar>) {
                const engine::slot x = site.inputs[0]->blocks();
                if (!positive_.transposes_blocks() || detail::has_negative(x.map())) return false;
                detail::share_map(positive_, x, lanes_of_bias_.data(), 1, site);
                return true;
            } else {
                return false;
            }
        }

    private:
        bool has_bias_;
        linear_operator<Layer, Scalar> positive_;
        detail::negative_weights_on_demand<Layer, Scalar> negative_;
        engine::aligned_buffer lanes_of_bias_;
    };
};

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
