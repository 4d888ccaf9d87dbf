// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/softmax.hpp: exp(x) / sum exp(x) over a vector. "Logit" means the value before a final
/// softmax.

#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

struct softmax {
    label name{};

    static constexpr label kind = "softmax";
    static constexpr storage output_storage = storage::in_place;
    static constexpr layer_role role = layer_role::activation;

    [[nodiscard]] constexpr inference infer(shape in) const {
        if (in.rank() != 1) return {{}, fault::needs_a_vector_but_gets_a_map_add_flatten};
        return {in};
    }
};

} // namespace sei::layers::inline SEI_RELEASE
