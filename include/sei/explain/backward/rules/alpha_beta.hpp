// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/rules/alpha_beta.hpp: the alpha-beta rule: alpha times what raised an output, minus
/// beta times what lowered it.
///
/// q = R / stab(W+ x+ + W- x- + b+), p = R / stab(W- x+ + W+ x- + b-),
/// R_i = alpha (x+ (W+^T q) + x- (W-^T q)) - beta (x+ (W-^T p) + x- (W+^T p)). Bach et al., "On pixel-wise
/// explanations for non-linear classifier decisions by layer-wise relevance propagation", PLoS ONE 10(7),
/// 2015, equation 60. `z_plus` is alpha 1, beta 0, with less memory.

#include <sei/explain/backward/rule.hpp>

namespace sei::explain::inline SEI_TARGET {
namespace rules {

/// alpha - beta is 1, or relevance grows or shrinks at every layer. Without `bias`, the bias takes no share.
struct alpha_beta {
    double alpha = 2;
    double beta = 1;
    bool bias = true;

    template <linear_layer Layer, class Scalar>
    class prepared final : public prepared_pass<Scalar> {
    public:
        prepared(const alpha_beta& rule, const linear_site<Layer, Scalar>& site)
            : alpha_(rule.alpha),
              beta_(rule.beta),
              has_bias_(rule.bias),
              positive_(site.with_weights(detail::positive_part<Scalar>)),
              negative_(site.with_weights(detail::negative_part<Scalar>)),
              positive_bias_(lanes_of_bias(site, detail::positive_part<Scalar>)),
              negative_bias_(lanes_of_bias(site, detail::negative_part<Scalar>)) {}

        void run(const backward_site<Scalar>& site) const override {
            const detail::parts_by_sign<Scalar> x(detail::input_of(site));
            hand_back(alpha_, positive_, negative_, detail::positive_part<Scalar>, x, site);
            hand_back(-beta_, negative_, positive_, detail::negative_part<Scalar>, x, site);
        }

        [[nodiscard]] bool run_on_blocks(const detail::block_site& site) const override {
            if constexpr (convolution_on_blocks<Layer, Scalar>) {
                const engine::slot x = site.inputs[0]->blocks();
                if (!positive_.transposes_blocks() || detail::has_negative(x.map())) return false;
                if (alpha_ != 0) detail::share_map(positive_, x, positive_bias_.data(), alpha_, site);
                if (beta_ != 0) detail::share_map(negative_, x, negative_bias_.data(), -beta_, site);
                return true;
            } else {
                return false;
            }
        }

    private:
        using weights = linear_operator<Layer, Scalar>;

        double alpha_;
        double beta_;
        bool has_bias_;
        weights positive_;
        weights negative_;
        engine::aligned_buffer positive_bias_;
        engine::aligned_buffer negative_bias_;

        template <class Part>
        [[nodiscard]] engine::aligned_buffer lanes_of_bias(const linear_site<Layer, Scalar>& site,
                                                           const Part& part) const {
            return detail::bias_in_lanes<Layer>(
                has_bias_ ? site.parameters.bias() : std::span<const Scalar>{}, site.out.channels, part);
        }

        /// `factor` times R, shared out among A x+, B x- and that part of the bias.
        template <class Part>
        void hand_back(double factor, const weights& of_positive, const weights& of_negative,
                       const Part& of_bias, const detail::parts_by_sign<Scalar>& x,
                       const backward_site<Scalar>& site) const {
            if (factor == 0) return;
            std::vector<Scalar> z = detail::apply_by_sign(of_positive, of_negative, x, site);
            if (has_bias_) detail::add_bias(site.parameters.bias(), of_bias, z);
            std::vector<Scalar> q = detail::quotient<Scalar>(site.from, z);
            for (Scalar& share : q) share *= static_cast<Scalar>(factor);
            detail::hand_back_by_sign(of_positive, of_negative, x, q, site);
        }
    };
};

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
