// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/dropout.hpp: does nothing at inference; kept so that a description matches its PyTorch
/// source.

#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

struct dropout {
    float probability = 0.5F;
    label name{};

    static constexpr label kind = "dropout";
    static constexpr storage output_storage = storage::unchanged;

    [[nodiscard]] constexpr inference infer(shape in) const {
        const bool sound = probability >= 0.0F && probability <= 1.0F;
        return sound ? inference{in} : inference{{}, fault::dropout_probability_is_not_between_0_and_1};
    }

    [[nodiscard]] constexpr work cost(shape, shape) const { return {}; }
};

} // namespace sei::layers::inline SEI_RELEASE
