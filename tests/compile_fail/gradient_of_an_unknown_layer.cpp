// SPDX-License-Identifier: MIT
// A layer from outside needs a gradient before a gradient can pass it; the trace says which layer it is, by
// number and kind if it has no name. needs: Eigen/Core
// expect: this layer has no gradient or relevance rule; specialise gradient_of<Layer> or rule_of<Layer>
// expect-note: layer_of_a_pass<false, 1, outside::negate, sei::text<> ?>

#include <sei/explain/backward/pass.hpp>

namespace outside {

struct negate {
    sei::label name{};

    static constexpr sei::label kind = "negate";

    [[nodiscard]] constexpr sei::inference infer(sei::shape in) const { return {in}; }
};

} // namespace outside

template <>
struct sei::kernels::forward<outside::negate> {
    template <class Scalar>
    static constexpr void run(const outside::negate&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, sei::shape out, Scalar* result) {
        for (std::size_t i = 0; i < out.elements(); ++i) result[i] = -inputs[0].data[i];
    }
};

#ifndef SEI_TEST_FAULT
template <>
struct sei::explain::gradient_of<outside::negate> {
    template <class Scalar>
    static void run(const outside::negate&, const backward_site<Scalar>& site) {
        detail::add_scaled(site, [](std::size_t) { return Scalar{-1}; });
    }
};
#endif

struct net final
    : sei::network<sei::layers::input{.channels = 4}, outside::negate{}, sei::layers::dense{.units = 2}> {};

void use(sei::explain::tape<net, float>& recorded, const sei::weights::folded_weights<float>& weights) {
    sei::explain::gradients<net, float>(weights).run(recorded, 0);
}
