// SPDX-License-Identifier: MIT
#pragma once
/// Networks that several tests of model/ look at.

#include <sei/model/network.hpp>

#include <doctest/doctest.h>

#include <string>

namespace support {

using namespace sei::layers;

[[nodiscard]] inline std::string text_of(const sei::label& name) { return {name.data(), name.size()}; }

/// A chain of ten layers, one of each popular kind.
struct fashion_net final
    : sei::network<input{.channels = 1, .height = 28, .width = 28},
                   conv2d{.filters = 16, .padding = 1, .name = "conv1"}, relu{},
                   conv2d{.filters = 16, .padding = 1, .name = "conv2"}, batch_norm{.name = "bn2"}, relu{},
                   max_pool{.name = "pool1"}, flatten{}, dropout{}, dense{.units = 10, .name = "fc"}> {};

/// A residual in a residual, and a concat with an empty branch.
struct block_net final
    : sei::network<
          input{.channels = 4, .height = 8, .width = 8},
          sei::residual<sei::sequence<conv2d{.filters = 4, .padding = 1, .bias = false, .name = "outer.conv"},
                                      batch_norm{.name = "outer.bn"},
                                      sei::residual<sei::sequence<
                                          relu{}, conv2d{.filters = 4, .kernel = 1, .name = "inner.conv"}>>{
                                          .name = "inner"}>,
                        sei::sequence<conv2d{.filters = 4, .kernel = 1, .name = "outer.shortcut"}>>{
              .name = "outer"},
          relu{.name = "relu"},
          sei::concat<sei::sequence<>, sei::sequence<conv2d{.filters = 3, .padding = 1, .name = "three"}>,
                      sei::sequence<max_pool{.kernel = 3, .stride = 1, .padding = 1}>>{.name = "mixed"}> {};

} // namespace support
