// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/linear_operator.hpp: y = W x + b and x = W^T q of one layer whose weights stay: made
/// ready once, then used for many images, from many threads at once.
///
/// What a relevance rule calls W is often not the layer's weights but their positive part, their squares or
/// ones; each is an operator of its own. Convolutions in float run by the engine's kernels, all else by
/// `linear_map`.
/// Made from a span, the operator reads the caller's weights, which must stay; made from a vector, it keeps
/// them. Each thread brings its own `scratch`.

#include <sei/explain/backward/detail/elementwise.hpp>
#include <sei/explain/backward/linear_map.hpp>

#include <span>
#include <utility>

namespace sei::explain::inline SEI_TARGET {

/// Which products an operator is made ready for. The kernels hold weights once for each; one that was left
/// out must not be asked for.
enum class directions { both, forward, transposed };

/// Winograd's rounding is relative to the largest number of a tile, others' to each sum. Relevance divides by
/// sums that may be zero beside large ones, and takes no Winograd; forward passes and gradients do.
enum class winograd : bool { off, allowed };

/// Does the operator of this layer read and write the kernels' blocks, too?
template <class Layer, class Scalar>
inline constexpr bool convolution_on_blocks =
    std::is_same_v<Layer, layers::conv2d>&& std::is_same_v<Scalar, float>;

/// Works in row-major C, H, W. `scratch` belongs to the caller's thread. The bias is copied; without one
/// y = W x.
template <class Layer, class Scalar>
class linear_operator {
public:
    /// The weights stay with the caller.
    linear_operator(const Layer& spec, sei::shape in, sei::shape out, std::span<const Scalar> weight,
                    directions = directions::both, winograd = winograd::off,
                    std::span<const Scalar> bias = {})
        : map_(spec, in, out), weight_(weight), bias_(bias.begin(), bias.end()) {}
    linear_operator(const Layer& spec, sei::shape in, sei::shape out, std::vector<Scalar>&& weight,
                    directions = directions::both, winograd = winograd::off,
                    std::span<const Scalar> bias = {})
        : map_(spec, in, out), owned_(std::move(weight)), weight_(owned_), bias_(bias.begin(), bias.end()) {}
    linear_operator(linear_operator&&) noexcept = default;
    linear_operator& operator=(linear_operator&&) noexcept = default;

    /// Output elements that share one bias.
    [[nodiscard]] std::size_t positions() const { return map_.positions(); }

    void apply(const Scalar* x, Scalar* y, scratch_space<Scalar>& scratch) const {
        map_.apply(weight_.data(), x, y, scratch);
        for (const Scalar value : bias_) {
            detail::add_constant(positions(), value, y);
            y += positions();
        }
    }
    void apply_transposed(const Scalar* q, Scalar* x, scratch_space<Scalar>& scratch) const {
        map_.apply_transposed(weight_.data(), q, x, scratch);
    }

private:
    linear_map<Layer> map_;
    std::vector<Scalar> owned_{};
    std::span<const Scalar> weight_;
    std::vector<Scalar> bias_;
};

} // namespace sei::explain::inline SEI_TARGET

#include <sei/explain/backward/convolution_operator.hpp>
