// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/rules/gamma.hpp: the gamma rule: what raised an output counts more, by the gain.
///
/// G = W + gain W+, H = W + gain W-, z = W x + b. Where z > 0: q = R / stab(G x+ + H x- + b + gain b+),
/// R_i += x+ (G^T q) + x- (H^T q). Where z < 0: q = R / stab(H x+ + G x- + b + gain b-),
/// R_i += x+ (H^T q) + x- (G^T q). Where z = 0 relevance is dropped. Montavon et al., "Layer-wise relevance
/// propagation: an overview", in Explainable AI, LNCS 11700, 2019; for both signs of x and z
/// Andeol et al., "Learning domain invariant representations by joint Wasserstein distance minimization",
/// Neural Networks 167, 2023.

#include <sei/explain/backward/rule.hpp>

namespace sei::explain::inline SEI_TARGET {
namespace rules {

/// Without `bias`, the bias takes no share and z = W x.
struct gamma {
    double gain = 0.25;
    bool bias = true;

    template <linear_layer Layer, class Scalar>
    class prepared final : public prepared_pass<Scalar> {
    public:
        prepared(const gamma& rule, const linear_site<Layer, Scalar>& site)
            : gain_(rule.gain),
              has_bias_(rule.bias),
              raised_(site.with_weights(raised(rule.gain))),
              lowered_(site.with_weights(lowered(rule.gain))) {}

        void run(const backward_site<Scalar>& site) const override {
            const detail::parts_by_sign<Scalar> x(detail::input_of(site));
            std::vector<Scalar> above = detail::apply_by_sign(raised_, lowered_, x, site);
            std::vector<Scalar> below = detail::apply_by_sign(lowered_, raised_, x, site);
            if (has_bias_) {
                detail::add_bias(site.parameters.bias(), raised(gain_), above);
                detail::add_bias(site.parameters.bias(), lowered(gain_), below);
            }
            for (std::size_t i = 0; i < above.size(); ++i) {
                // Without bias: G + H = (2 + gain) W, and only the sign of z matters.
                const Scalar z = has_bias_ ? site.output[i] : above[i] + below[i];
                const bool is_below = z < Scalar{0};
                const bool is_above = !is_below && z != Scalar{0}; // or not a number, which stays visible
                above[i] = is_above ? site.from[i] / stabilised(above[i]) : Scalar{0};
                below[i] = is_below ? site.from[i] / stabilised(below[i]) : Scalar{0};
            }
            detail::hand_back_by_sign(raised_, lowered_, x, above, site);
            detail::hand_back_by_sign(lowered_, raised_, x, below, site);
        }

    private:
        double gain_;
        bool has_bias_;
        linear_operator<Layer, Scalar> raised_;  ///< G
        linear_operator<Layer, Scalar> lowered_; ///< H

        [[nodiscard]] static auto raised(double gain) {
            return [factor = static_cast<Scalar>(gain)](Scalar value) {
                return value + factor * detail::positive_part(value);
            };
        }
        [[nodiscard]] static auto lowered(double gain) {
            return [factor = static_cast<Scalar>(gain)](Scalar value) {
                return value + factor * detail::negative_part(value);
            };
        }
    };
};

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
