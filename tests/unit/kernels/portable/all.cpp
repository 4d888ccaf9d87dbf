// SPDX-License-Identifier: MIT
#include <sei/kernels/portable/all.hpp>

#include <sei/model/layers/input.hpp>

#include <doctest/doctest.h>

namespace {

template <class... Layers>
constexpr bool all_have_kernels = (sei::kernels::has_forward<Layers> && ...);

} // namespace

TEST_CASE("every layer that sei describes has a portable kernel") {
    using namespace sei::layers;
    CHECK(all_have_kernels<conv2d, dense, relu, relu6, batch_norm, dropout, flatten, max_pool, avg_pool,
                           global_avg_pool, softmax, add, join>);
    CHECK_FALSE(all_have_kernels<input>); // there is nothing to compute
}
