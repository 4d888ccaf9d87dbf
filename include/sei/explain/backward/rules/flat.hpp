// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/rules/flat.hpp: the flat rule: equal shares for all inputs that an output reads.
///
/// R_i = sum over the outputs j that read i of R_j / stab(n_j), n_j the number of inputs of j; padding is no
/// input, and the bias takes no share. Lapuschkin et al., "Unmasking Clever Hans predictors and assessing
/// what machines really learn", Nature Communications 10, 2019.

#include <sei/explain/backward/rule.hpp>

namespace sei::explain::inline SEI_TARGET {
namespace rules {

struct flat {
    template <linear_layer Layer, class Scalar>
    struct prepared final : detail::fixed_shares<Layer, Scalar> {
        prepared(const flat&, const linear_site<Layer, Scalar>& site)
            : detail::fixed_shares<Layer, Scalar>(site, [](Scalar) { return Scalar{1}; }, {}) {}
    };
};

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
