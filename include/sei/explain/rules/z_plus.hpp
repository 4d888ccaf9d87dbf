// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/rules/z_plus.hpp: the z+ rule: only what raised an output counts.
///
/// q = R / stab(W+ x+ + W- x- + b+), R_i = x+ (W+^T q) + x- (W-^T q). Only the bias's positive part, once.
/// Montavon et al., "Explaining nonlinear classification decisions with deep Taylor decomposition", Pattern
/// Recognition 65, 2017; for inputs of both signs as in Zennit.

#include <sei/explain/rule.hpp>

namespace sei::explain::inline SEI_TARGET {
namespace rules {

struct z_plus {
    template <linear_layer Layer, class Scalar>
    class prepared final : public prepared_pass<Scalar> {
    public:
        prepared(const z_plus&, const linear_site<Layer, Scalar>& site)
            : positive_(site.with_weights(detail::positive_part<Scalar>)),
              negative_(site.with_weights(detail::negative_part<Scalar>)) {}

        void run(const backward_site<Scalar>& site) const override {
            const std::span<const Scalar> x = detail::input_of(site);
            std::vector<Scalar> z(site.from.size());
            if (std::none_of(x.begin(), x.end(), [](Scalar value) { return value < Scalar{0}; })) {
                positive_.apply(x.data(), z.data(), *site.scratch); // behind a relu the rest is zero
                detail::add_bias(site.parameters.bias(), detail::positive_part<Scalar>, z);
                detail::hand_back(positive_, x, detail::quotient<Scalar>(site.from, z), site);
                return;
            }
            const std::vector<Scalar> above = detail::each(x, detail::positive_part<Scalar>);
            const std::vector<Scalar> below = detail::each(x, detail::negative_part<Scalar>);
            std::vector<Scalar> product(z.size());
            positive_.apply(above.data(), z.data(), *site.scratch);
            negative_.apply(below.data(), product.data(), *site.scratch);
            for (std::size_t i = 0; i < z.size(); ++i) z[i] += product[i];
            detail::add_bias(site.parameters.bias(), detail::positive_part<Scalar>, z);
            const std::vector<Scalar> q = detail::quotient<Scalar>(site.from, z);
            detail::hand_back<Layer, Scalar>(positive_, above, q, site);
            detail::hand_back<Layer, Scalar>(negative_, below, q, site);
        }

    private:
        linear_operator<Layer, Scalar> positive_;
        linear_operator<Layer, Scalar> negative_;
    };
};

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
