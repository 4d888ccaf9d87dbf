// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/rules/w_square.hpp: the w^2 rule: relevance in proportion to squared weights,
/// whatever the image.
///
/// R_i = sum_j W_ji^2 R_j / stab(sum_k W_jk^2 + b_j^2). Montavon et al., "Explaining nonlinear classification
/// decisions with deep Taylor decomposition", Pattern Recognition 65, 2017; with the bias as in
/// Zennit.

#include <sei/explain/backward/rule.hpp>

namespace sei::explain::inline SEI_TARGET {
namespace rules {

struct w_square {
    template <linear_layer Layer, class Scalar>
    struct prepared final : detail::fixed_shares<Layer, Scalar> {
        prepared(const w_square&, const linear_site<Layer, Scalar>& site)
            : detail::fixed_shares<Layer, Scalar>(site, square,
                                                  detail::each(site.parameters.bias(), square)) {}

    private:
        [[nodiscard]] static Scalar square(Scalar value) { return value * value; }
    };
};

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
