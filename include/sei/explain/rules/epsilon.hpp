// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/rules/epsilon.hpp: the epsilon rule: relevance in proportion to what each input added to the
/// sum.
///
/// R_i = x_i sum_j W_ji R_j / stab(z_j), z = W x + b. Bach et al., "On pixel-wise explanations for non-linear
/// classifier decisions by layer-wise relevance propagation", PLoS ONE 10(7), 2015, equation 58.

#include <sei/explain/rule.hpp>

namespace sei::explain::inline SEI_TARGET {
namespace rules {

struct epsilon {
    double stabiliser = default_stabiliser;

    template <linear_layer Layer, class Scalar>
    class prepared final : public prepared_pass<Scalar> {
    public:
        prepared(const epsilon& rule, const linear_site<Layer, Scalar>& site)
            : stabiliser_(rule.stabiliser), weight_(site.as_is()) {}

        void run(const backward_site<Scalar>& site) const override {
            detail::hand_back(weight_, detail::input_of(site),
                              detail::quotient(site.from, site.output, stabiliser_), site);
        }

    private:
        double stabiliser_;
        linear_operator<Layer, Scalar> weight_;
    };
};

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
