// SPDX-License-Identifier: MIT
#pragma once
/// What export_head writes into flash: the head's weights, an image, and the int8 scales of the wire.
///
/// To put another network on a board, name it here and give SEI_FIRMWARE_SPLIT one of its layers.

#include <sei/sei.hpp>
#include <sei/zoo/fashion_cnn.hpp>

#ifndef SEI_FIRMWARE_SPLIT
#    define SEI_FIRMWARE_SPLIT "pool1"
#endif

namespace exported {

using network = sei::zoo::fashion_cnn;
using cut = sei::split<network, SEI_FIRMWARE_SPLIT>;
using stage = sei::kernels::static_stage<cut::head>;

extern const std::array<float, stage::weight_count> weights;
extern const std::array<std::uint8_t, cut::head::input.elements()> image;
extern const std::array<sei::wire::quantisation, cut::wire.channels> wire_scales;

} // namespace exported
