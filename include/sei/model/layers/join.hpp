// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/join.hpp: the end of a `concat` block: branches stacked along channels; not named
/// directly.

#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

struct join {
    label name{};

    using ends_block = void;

    static constexpr label kind = "concat";
    static constexpr bool is_fused = true;

    [[nodiscard]] constexpr inference infer(shape in) const { return {in}; }
    [[nodiscard]] constexpr work cost(shape, shape out) const {
        return {work_kind::elementwise, out.elements()};
    }
};

} // namespace sei::layers::inline SEI_RELEASE
