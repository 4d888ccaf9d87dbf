// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/batch_norm.hpp: batch normalisation at inference (torch.nn.BatchNorm1d/2d in evaluation
/// mode).
///
/// Works in place on maps and vectors. `num_batches_tracked` of a state_dict is not used.

#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

/// y = (x - running_mean) / sqrt(running_var + epsilon) * weight + bias, per channel. Straight after a
/// convolution or dense layer it is folded into that layer's weights at load, and the network can't be cut
/// between the two.
struct batch_norm {
    float epsilon = 1e-5F;
    label name{};

    static constexpr label kind = "batch_norm";
    static constexpr storage output_storage = storage::in_place;
    static constexpr layer_role role = layer_role::activation;

    [[nodiscard]] constexpr inference infer(shape in) const { return {in}; }

    [[nodiscard]] constexpr parameter_list parameters(shape in) const {
        parameter_list list;
        constexpr std::array suffixes{"weight", "bias", "running_mean", "running_var"};
        for (const char* suffix : suffixes) list.add(suffix, in.channels);
        return list;
    }
};

} // namespace sei::layers::inline SEI_RELEASE
