// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/portable/all.hpp: the portable kernels of every layer that sei describes.
///
/// blocks: add, join; conv2d; dense; pointwise: relu, relu6, batch_norm, flatten, dropout; pooling: max_pool,
/// avg_pool, global_avg_pool; softmax. Firmware tier: `softmax` alone needs the C library (`exp`).

#include <sei/kernels/portable/blocks.hpp>
#include <sei/kernels/portable/conv2d.hpp>
#include <sei/kernels/portable/dense.hpp>
#include <sei/kernels/portable/pointwise.hpp>
#include <sei/kernels/portable/pooling.hpp>
#include <sei/kernels/portable/softmax.hpp>
