// SPDX-License-Identifier: MIT
#pragma once
/// sei/kernels/portable/all.hpp: the portable kernels of every layer that sei describes.

#include <sei/kernels/portable/blocks.hpp>
#include <sei/kernels/portable/conv2d.hpp>
#include <sei/kernels/portable/dense.hpp>
#include <sei/kernels/portable/pointwise.hpp>
#include <sei/kernels/portable/pooling.hpp>
#include <sei/kernels/portable/softmax.hpp>
