// SPDX-License-Identifier: MIT
#pragma once
/// One node's numbers in the layouts that their readers ask for: C, H, W row-major, which layers and rules of
/// a user see, and the kernels' blocks, for maps in float.

#include <sei/engine/step.hpp>

#include <algorithm>
#include <span>
#include <type_traits>
#include <vector>

namespace sei::explain::inline SEI_TARGET {
namespace detail {

/// Whichever layout is asked for is made from the other when it is first read. Halos are zero: nothing
/// writes there.
template <class Scalar>
class node_tensor {
public:
    /// `halo` is what the widest reader of the blocks wants.
    explicit node_tensor(sei::shape dims, extent halo = 0)
        : dims_(dims), halo_(halo), rows_(dims.elements()) {
        if constexpr (std::is_same_v<Scalar, float>) {
            if (dims.rank() != 3) return;
            lanes_ = kernels::best_kernel_set().lanes;
            blocks_.resize(kernels::feature_map::floats_needed(dims, halo, lanes_), 0.0F);
        }
    }

    [[nodiscard]] sei::shape dims() const { return dims_; }

    /// From now on there is nothing: zeros, if anybody asks.
    void clear() { has_rows_ = has_blocks_ = false; }
    [[nodiscard]] bool is_clear() const { return !has_rows_ && !has_blocks_; }
    /// Would reading the blocks cost nothing?
    [[nodiscard]] bool has_blocks() const { return has_blocks_; }

    [[nodiscard]] std::span<const Scalar> rows() const {
        if (!has_rows_) {
            if constexpr (std::is_same_v<Scalar, float>)
                if (has_blocks_) kernels::unpack(place().map(), rows_.data());
            if (!has_blocks_) std::fill(rows_.begin(), rows_.end(), Scalar{0});
            has_rows_ = true;
        }
        return rows_;
    }
    /// To be written all over.
    [[nodiscard]] std::span<Scalar> new_rows() {
        has_rows_ = true;
        has_blocks_ = false;
        return rows_;
    }
    [[nodiscard]] std::span<Scalar> rows_to_change() {
        static_cast<void>(rows());
        return new_rows();
    }

    [[nodiscard]] engine::slot blocks() const {
        if (!has_blocks_) {
            kernels::pack(rows().data(), place().map());
            has_blocks_ = true;
        }
        return place();
    }
    /// To be written all over, but for the halo.
    [[nodiscard]] engine::slot new_blocks() {
        has_rows_ = false;
        has_blocks_ = true;
        return place();
    }
    [[nodiscard]] engine::slot blocks_to_change() {
        if (is_clear())
            std::fill(blocks_.begin(), blocks_.end(), 0.0F);
        else
            static_cast<void>(blocks());
        return new_blocks();
    }

    /// Takes over another node's numbers, in its layout.
    void assign(const node_tensor& other) {
        if (!other.has_blocks_)
            std::copy(other.rows().begin(), other.rows().end(), new_rows().begin());
        else if constexpr (std::is_same_v<Scalar, float>)
            kernels::best_kernel_set().bound_rows(other.blocks().map(), new_blocks().map(), {}, 0,
                                                  kernels::best_kernel_set().map_rows(place().map()));
    }

private:
    sei::shape dims_;
    extent halo_;
    std::size_t lanes_ = 1;
    mutable std::vector<Scalar> rows_;
    mutable engine::aligned_buffer blocks_{};
    mutable bool has_rows_ = false;
    mutable bool has_blocks_ = false;

    [[nodiscard]] engine::slot place() const {
        return {.memory = blocks_.data(), .dims = dims_, .halo = halo_, .lanes = lanes_};
    }
};

} // namespace detail
} // namespace sei::explain::inline SEI_TARGET
