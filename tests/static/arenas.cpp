// SPDX-License-Identifier: MIT
// Arena bytes that a pencil finds, too: the largest set of tensors that live at once.

#include <sei/model/split.hpp>
#include <sei/zoo/resnet18.hpp>
#include <sei/zoo/vgg16.hpp>

using sei::split;
using sei::whole;
using sei::zoo::resnet18;
using sei::zoo::vgg16;

// VGG-16: the first convolution's map and the second's; relu works in place.
static_assert(whole<vgg16>::arena_bytes == 4 * (64 * 224 * 224 + 64 * 224 * 224));
// Its tail after the last pool: 25,088 inputs and 4,096 results.
static_assert(split<vgg16, "features.30">::tail::arena_bytes == 4 * (512 * 7 * 7 + 4096));
// ResNet-18: the stem's map and the pooled one are more than a residual's three maps of 56x56.
static_assert(whole<resnet18>::arena_bytes == 4 * (64 * 112 * 112 + 64 * 56 * 56));
static_assert(split<resnet18, "maxpool">::tail::arena_bytes == 4 * 3 * (64 * 56 * 56));
// Nothing to do: the tensor itself.
static_assert(split<vgg16, 0>::head::arena_bytes == 4 * (3 * 224 * 224));
