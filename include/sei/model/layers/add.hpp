// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/add.hpp: the sum that ends a `residual` block; a description doesn't name it directly.

#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

struct add {
    label name{};

    using ends_block = void;

    static constexpr label kind = "add";
    static constexpr storage output_storage = storage::in_place;
    static constexpr bool is_fused = true;

    [[nodiscard]] constexpr inference infer(shape in) const { return {in}; }
    [[nodiscard]] constexpr work cost(shape, shape out) const {
        return {work_kind::elementwise, 2 * std::uint64_t{out.elements()}};
    }
};

} // namespace sei::layers::inline SEI_RELEASE
