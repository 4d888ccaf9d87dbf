// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/relu6.hpp: min(max(x, 0), 6), as in MobileNet.

#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

struct relu6 {
    label name{};

    static constexpr label kind = "relu6";
    static constexpr storage output_storage = storage::in_place;
    static constexpr layer_role role = layer_role::activation;
    static constexpr bool is_fused = true;

    [[nodiscard]] constexpr inference infer(shape in) const { return {in}; }
};

} // namespace sei::layers::inline SEI_RELEASE
