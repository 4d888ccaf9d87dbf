// SPDX-License-Identifier: MIT
#include <sei/model/layers/global_avg_pool.hpp>

#include <doctest/doctest.h>

using sei::shape;
using sei::layers::global_avg_pool;

TEST_CASE("one number is left of each channel, still as a map: AdaptiveAvgPool2d(1)") {
    CHECK(global_avg_pool{}.infer({512, 7, 5}).output == shape{512, 1, 1});
}

TEST_CASE("it reads every element once") {
    CHECK(sei::work_of(global_avg_pool{}, {512, 7, 7}, {512, 1, 1}).operations == 512U * 7 * 7);
}

TEST_CASE("a vector has nothing to average over") {
    CHECK(global_avg_pool{}.infer({.channels = 10}).reason == sei::fault::needs_a_map_but_gets_a_vector);
}
