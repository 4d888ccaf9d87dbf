// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/avg_pool.hpp: the mean of each window (torch.nn.AvgPool2d, floor mode).

#include <sei/model/layers/pooling.hpp>

namespace sei::layers::inline SEI_RELEASE {

/// `count_include_pad` divides by the window's size even where it reaches into the padding (PyTorch's
/// default).
struct avg_pool {
    extent kernel = 2;
    extent stride = 2;
    extent padding = 0;
    bool count_include_pad = true;
    label name{};

    static constexpr label kind = "avg_pool";

    [[nodiscard]] constexpr inference infer(shape in) const {
        return infer_pooling(in, kernel, stride, padding);
    }
    [[nodiscard]] constexpr work cost(shape, shape out) const { return pooling_work(out, kernel); }
};

} // namespace sei::layers::inline SEI_RELEASE
