// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels.hpp: all of kernels: the portable ones and the stage that runs them without a heap; on hosts
/// also the vector kernels.

#include <sei/config.hpp>
#include <sei/kernels/operand.hpp>
#include <sei/kernels/portable/all.hpp>
#include <sei/kernels/portable/blocks.hpp>
#include <sei/kernels/portable/conv2d.hpp>
#include <sei/kernels/portable/dense.hpp>
#include <sei/kernels/portable/forward.hpp>
#include <sei/kernels/portable/pointwise.hpp>
#include <sei/kernels/portable/pooling.hpp>
#include <sei/kernels/portable/softmax.hpp>
#include <sei/kernels/portable/static_stage.hpp>

#if !SEI_FIRMWARE
#    include <sei/kernels/vector/conv2d.hpp>
#    include <sei/kernels/vector/dense.hpp>
#    include <sei/kernels/vector/depthwise.hpp>
#    include <sei/kernels/vector/epilogue.hpp>
#    include <sei/kernels/vector/feature_map.hpp>
#    include <sei/kernels/vector/kernel_counts.hpp>
#    include <sei/kernels/vector/kernel_set.hpp>
#    include <sei/kernels/vector/kernel_sets.hpp>
#    include <sei/kernels/vector/pooling.hpp>
#    include <sei/kernels/vector/winograd.hpp>
#endif
