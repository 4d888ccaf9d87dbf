// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/max_pool.hpp: the largest value of each window (torch.nn.MaxPool2d, floor mode).

#include <sei/model/layers/pooling.hpp>

namespace sei::layers::inline SEI_RELEASE {

/// Padding never wins: a padded position counts as minus infinity.
struct max_pool {
    extent kernel = 2;
    extent stride = 2;
    extent padding = 0;
    label name{};

    static constexpr label kind = "max_pool";

    [[nodiscard]] constexpr inference infer(shape in) const {
        return infer_pooling(in, kernel, stride, padding);
    }
    [[nodiscard]] constexpr work cost(shape, shape out) const { return pooling_work(out, kernel); }
};

} // namespace sei::layers::inline SEI_RELEASE
