// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/flatten.hpp: a map as a vector, in C, H, W row-major order.

#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

struct flatten {
    label name{};

    static constexpr label kind = "flatten";
    static constexpr storage output_storage = storage::unchanged;

    [[nodiscard]] constexpr inference infer(shape in) const {
        return {{.channels = static_cast<std::uint32_t>(in.elements())}};
    }

    [[nodiscard]] constexpr work cost(shape, shape) const { return {}; }
};

} // namespace sei::layers::inline SEI_RELEASE
