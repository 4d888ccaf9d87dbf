// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/rules/epsilon.hpp: the epsilon rule: relevance in proportion to what each input added
/// to the sum.
///
/// R_i = x_i sum_j W_ji R_j / stab(z_j), z = W x + b. Bach et al., "On pixel-wise explanations for non-linear
/// classifier decisions by layer-wise relevance propagation", PLoS ONE 10(7), 2015, equation 58.

#include <sei/explain/backward/rule.hpp>

namespace sei::explain::inline SEI_TARGET {
namespace rules {

/// Without `bias`, z = W x: the bias takes no share.
struct epsilon {
    double stabiliser = default_stabiliser;
    bool bias = true;

    template <linear_layer Layer, class Scalar>
    class prepared final : public prepared_pass<Scalar> {
    public:
        prepared(const epsilon& rule, const linear_site<Layer, Scalar>& site)
            : stabiliser_(rule.stabiliser),
              has_bias_(rule.bias),
              weight_(site.as_is(rule.bias ? directions::transposed : directions::both)) {}

        void run(const backward_site<Scalar>& site) const override {
            const std::span<const Scalar> x = detail::input_of(site);
            std::vector<Scalar> without_bias;
            std::span<const Scalar> z = site.output;
            if (!has_bias_) { // the output minus the bias would lose what is small beside the bias
                without_bias.resize(z.size());
                weight_.apply(x.data(), without_bias.data(), *site.scratch);
                z = without_bias;
            }
            detail::hand_back(weight_, x, detail::quotient(site.from, z, stabiliser_), site);
        }

        [[nodiscard]] bool run_on_blocks(const detail::block_site& site) const override {
            if constexpr (convolution_on_blocks<Layer, Scalar>) {
                if (!weight_.transposes_blocks()) return false;
                const engine::slot x = site.inputs[0]->blocks();
                const engine::slot q = site.temporary(0, site.output.dims(), weight_.transposed_halo());
                if (!has_bias_) weight_.apply(x, q, site.scratch);
                detail::divide_map(site.from.blocks(), has_bias_ ? site.output.blocks() : q, nullptr,
                                   stabiliser_, 1, q);
                detail::hand_back_map(weight_, x, q, site);
                return true;
            } else {
                return false;
            }
        }

    private:
        double stabiliser_;
        bool has_bias_;
        linear_operator<Layer, Scalar> weight_;
    };
};

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
