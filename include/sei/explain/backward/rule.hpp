// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/rule.hpp: layer-wise relevance propagation: what the rules share that hand relevance
/// from a layer's output to its input.
///
/// A rule is any type with `run(spec, site)`. A rule for layers with weights may have a class template
/// `prepared<Layer, Scalar>` instead, made once from the weights and used for all images.
///
/// Conventions are Zennit's: stab_e(z) = z + e s(z) with s(0) = +1 and e = 1e-6; relevance of several
/// consumers adds up. Bach et al., "On pixel-wise explanations ...", 2015; Montavon et al., "Layer-wise
/// relevance propagation", 2019.

#include <sei/explain/backward/detail/rules_on_blocks.hpp>
#include <sei/explain/backward/gradient.hpp>

#include <functional>

namespace sei::explain::inline SEI_TARGET {

/// Moves a denominator away from zero, towards its own sign; zero counts as positive.
template <class Scalar>
[[nodiscard]] Scalar stabilised(Scalar z, double epsilon = default_stabiliser) {
    return z + static_cast<Scalar>(z >= Scalar{0} ? epsilon : -epsilon);
}

namespace detail {

/// R_out / stab(z), element by element.
template <class Scalar>
[[nodiscard]] std::vector<Scalar> quotient(std::span<const Scalar> relevance, std::span<const Scalar> z,
                                           double stabiliser = default_stabiliser) {
    std::vector<Scalar> result(z.size());
    for (std::size_t i = 0; i < z.size(); ++i) result[i] = relevance[i] / stabilised(z[i], stabiliser);
    return result;
}

/// R_in += x (W^T q).
template <class Operator, class Scalar>
void hand_back(const Operator& weight, std::span<const Scalar> x, const std::vector<Scalar>& q,
               const backward_site<Scalar>& site) {
    std::vector<Scalar> back(x.size());
    weight.apply_transposed(q.data(), back.data(), *site.scratch);
    for (std::size_t i = 0; i < x.size(); ++i) site.into[0][i] += x[i] * back[i];
}

// What is not a number stays visible in the positive part.
template <class Scalar>
[[nodiscard]] constexpr Scalar positive_part(Scalar value) {
    return value < Scalar{0} ? Scalar{0} : value;
}
template <class Scalar>
[[nodiscard]] constexpr Scalar negative_part(Scalar value) {
    return value < Scalar{0} ? value : Scalar{0};
}

/// `part(value)` of every number.
template <class Scalar, class Part>
[[nodiscard]] std::vector<Scalar> each(std::span<const Scalar> values, const Part& part) {
    std::vector<Scalar> result(values.size());
    std::transform(values.begin(), values.end(), result.begin(), part);
    return result;
}

/// z += part(bias), the same for all positions of a channel.
template <class Scalar, class Part>
void add_bias(std::span<const Scalar> bias, const Part& part, std::vector<Scalar>& z) {
    const std::size_t positions = bias.empty() ? 0 : z.size() / bias.size();
    for (std::size_t channel = 0; channel < bias.size(); ++channel)
        for (std::size_t i = channel * positions; i < (channel + 1) * positions; ++i)
            z[i] += part(bias[channel]);
}

template <class Scalar>
[[nodiscard]] std::span<const Scalar> input_of(const backward_site<Scalar>& site) {
    return {site.inputs[0].data, site.inputs[0].dims.elements()};
}

/// A layer's input, told apart by sign. Behind a relu nothing is negative, and nothing is copied.
template <class Scalar>
class parts_by_sign {
public:
    explicit parts_by_sign(std::span<const Scalar> x) : positive_(x) {
        if (std::none_of(x.begin(), x.end(), [](Scalar value) { return value < Scalar{0}; })) return;
        above_ = each(x, positive_part<Scalar>);
        below_ = each(x, negative_part<Scalar>);
        positive_ = above_;
    }
    parts_by_sign(const parts_by_sign&) = delete;
    parts_by_sign& operator=(const parts_by_sign&) = delete;

    [[nodiscard]] std::span<const Scalar> positive() const { return positive_; }
    /// Empty if no number is negative.
    [[nodiscard]] std::span<const Scalar> negative() const { return below_; }

private:
    std::vector<Scalar> above_{};
    std::vector<Scalar> below_{};
    std::span<const Scalar> positive_;
};

/// A x+ + B x-, with A = `of_positive` and B = `of_negative`.
template <class Positive, class Negative, class Scalar>
[[nodiscard]] std::vector<Scalar> apply_by_sign(const Positive& of_positive, const Negative& of_negative,
                                                const parts_by_sign<Scalar>& x,
                                                const backward_site<Scalar>& site) {
    std::vector<Scalar> z(site.from.size());
    of_positive.apply(x.positive().data(), z.data(), *site.scratch);
    if (x.negative().empty()) return z;
    std::vector<Scalar> product(z.size());
    of_negative.apply(x.negative().data(), product.data(), *site.scratch);
    for (std::size_t i = 0; i < z.size(); ++i) z[i] += product[i];
    return z;
}

/// R_in += x+ (A^T q) + x- (B^T q).
template <class Positive, class Negative, class Scalar>
void hand_back_by_sign(const Positive& of_positive, const Negative& of_negative,
                       const parts_by_sign<Scalar>& x, const std::vector<Scalar>& q,
                       const backward_site<Scalar>& site) {
    hand_back(of_positive, x.positive(), q, site);
    if (!x.negative().empty()) hand_back(of_negative, x.negative(), q, site);
}

/// Hands relevance back in shares that no image changes: R_in += V^T (R / stab(V 1 + bias)).
template <class Layer, class Scalar>
class fixed_shares : public prepared_pass<Scalar> {
public:
    /// V has `change(weight)` for every weight of the layer.
    template <class Change>
    fixed_shares(const linear_site<Layer, Scalar>& site, const Change& change, std::span<const Scalar> bias)
        : weight_(site.with_weights(change, directions::transposed)), z_(site.out.elements()) {
        const std::vector<Scalar> ones(site.in.elements(), Scalar{1});
        scratch_space<Scalar> scratch;
        site.with_weights(change, directions::forward).apply(ones.data(), z_.data(), scratch);
        add_bias(bias, std::identity{}, z_);
    }

    void run(const backward_site<Scalar>& site) const override {
        std::vector<Scalar> back(site.inputs[0].dims.elements());
        weight_.apply_transposed(quotient<Scalar>(site.from, z_).data(), back.data(), *site.scratch);
        add_all(std::span<const Scalar>(back), site.into[0]);
    }

private:
    linear_operator<Layer, Scalar> weight_;
    std::vector<Scalar> z_;
};

} // namespace detail
} // namespace sei::explain::inline SEI_TARGET
