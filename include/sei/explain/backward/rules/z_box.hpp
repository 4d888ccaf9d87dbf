// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/rules/z_box.hpp: the z^B rule: for the first layer, whose inputs are pixels between
/// known limits.
///
/// With the lowest input l and the highest h: q = R / stab(z - (W+ l + b+) - (W- h + b-)), z = W x + b,
/// R_i = x (W^T q) - l (W+^T q) - h (W-^T q). Padding stays 0. Montavon et al., "Explaining nonlinear
/// classification decisions with deep Taylor decomposition", Pattern Recognition 65, 2017.

#include <sei/explain/backward/rule.hpp>

namespace sei::explain::inline SEI_TARGET {
namespace rules {

/// One limit for all channels, or one for each. A layer with another number of channels throws sei::error
/// when it is made ready.
template <std::size_t Channels = 1>
struct z_box {
    std::array<double, Channels> low;
    std::array<double, Channels> high;

    template <linear_layer Layer, class Scalar>
    class prepared final : public prepared_pass<Scalar> {
    public:
        prepared(const z_box& rule, const linear_site<Layer, Scalar>& site)
            : low_(map_of(rule.low, site.in)),
              high_(map_of(rule.high, site.in)),
              positive_(site.with_weights(detail::positive_part<Scalar>, directions::transposed)),
              negative_(site.with_weights(detail::negative_part<Scalar>, directions::transposed)),
              lowest_(site.out.elements()) {
            scratch_space<Scalar> scratch;
            std::vector<Scalar> product(lowest_.size());
            site.with_weights(detail::positive_part<Scalar>, directions::forward)
                .apply(low_.data(), lowest_.data(), scratch);
            site.with_weights(detail::negative_part<Scalar>, directions::forward)
                .apply(high_.data(), product.data(), scratch);
            for (std::size_t i = 0; i < lowest_.size(); ++i) lowest_[i] += product[i];
            detail::add_bias(site.parameters.bias(), std::identity{}, lowest_); // b = b+ + b-
        }

        void run(const backward_site<Scalar>& site) const override {
            std::vector<Scalar> z(site.output.size());
            for (std::size_t i = 0; i < z.size(); ++i) z[i] = site.output[i] - lowest_[i];
            const std::vector<Scalar> q = detail::quotient<Scalar>(site.from, z);
            // W = W+ + W-, so that x (W^T q) needs no product of its own.
            detail::hand_back<linear_operator<Layer, Scalar>, Scalar>(positive_, above(low_, site), q, site);
            detail::hand_back<linear_operator<Layer, Scalar>, Scalar>(negative_, above(high_, site), q, site);
        }

    private:
        std::vector<Scalar> low_;
        std::vector<Scalar> high_;
        linear_operator<Layer, Scalar> positive_;
        linear_operator<Layer, Scalar> negative_;
        std::vector<Scalar> lowest_; ///< the least that the layer can give: W+ l + W- h + b

        [[nodiscard]] static std::vector<Scalar> map_of(const std::array<double, Channels>& limits,
                                                        sei::shape in) {
            if (Channels != 1 && Channels != in.channels)
                throw error("z_box has limits for " + std::to_string(Channels) +
                            " channels, the layer's input has " + std::to_string(in.channels));
            std::vector<Scalar> map;
            for (const double limit : limits)
                map.insert(map.end(), in.elements() / Channels, static_cast<Scalar>(limit));
            return map;
        }

        /// x - limit.
        [[nodiscard]] static std::vector<Scalar> above(const std::vector<Scalar>& limit,
                                                       const backward_site<Scalar>& site) {
            std::vector<Scalar> difference = limit;
            for (std::size_t i = 0; i < difference.size(); ++i)
                difference[i] = site.inputs[0].data[i] - limit[i];
            return difference;
        }
    };
};

} // namespace rules
} // namespace sei::explain::inline SEI_TARGET
