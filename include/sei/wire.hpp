// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire.hpp: all of wire: codecs, calibration, packets, frames and fill rules, in every tier.

#include <sei/wire/arrival_map.hpp>
#include <sei/wire/calibration.hpp>
#include <sei/wire/channels_last.hpp>
#include <sei/wire/codec.hpp>
#include <sei/wire/crc32c.hpp>
#include <sei/wire/datagram.hpp>
#include <sei/wire/element_order.hpp>
#include <sei/wire/element_type.hpp>
#include <sei/wire/fill.hpp>
#include <sei/wire/float16.hpp>
#include <sei/wire/float32.hpp>
#include <sei/wire/frame.hpp>
#include <sei/wire/half.hpp>
#include <sei/wire/int8.hpp>
#include <sei/wire/losses.hpp>
#include <sei/wire/neighbours.hpp>
#include <sei/wire/packetiser.hpp>
#include <sei/wire/reassembly.hpp>
#include <sei/wire/uint8.hpp>
