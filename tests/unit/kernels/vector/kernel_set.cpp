// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/kernel_set.hpp>

#include <sei/kernels/vector/kernel_sets.hpp>

#include <doctest/doctest.h>

using namespace sei::kernels;

TEST_CASE("every set has every function") {
    for (const kernel_set* set : kernel_sets()) {
        CHECK(static_cast<bool>(set->convolution_units));
        CHECK(static_cast<bool>(set->convolve));
        CHECK(static_cast<bool>(set->depthwise_units));
        CHECK(static_cast<bool>(set->convolve_depthwise));
        CHECK(static_cast<bool>(set->winograd_transform_weights));
        CHECK(static_cast<bool>(set->winograd_transform_input));
        CHECK(static_cast<bool>(set->winograd_multiply));
        CHECK(static_cast<bool>(set->dense_units));
        CHECK(static_cast<bool>(set->multiply_dense));
        CHECK(static_cast<bool>(set->map_rows));
        CHECK(static_cast<bool>(set->pool_largest));
        CHECK(static_cast<bool>(set->pool_mean));
        CHECK(static_cast<bool>(set->pool_globally));
        CHECK(static_cast<bool>(set->bound_rows));
    }
}
