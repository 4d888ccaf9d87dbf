// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights.hpp: all of weights: views over bytes; on hosts also safetensors files, folding and
/// flattening.

#include <sei/config.hpp>
#include <sei/weights/parameter_view.hpp>
#include <sei/weights/tensor_view.hpp>

#if !SEI_FIRMWARE
#    include <sei/weights/bind.hpp>
#    include <sei/weights/flatten.hpp>
#    include <sei/weights/fold.hpp>
#    include <sei/weights/mapped_file.hpp>
#    include <sei/weights/random_weights.hpp>
#    include <sei/weights/safetensors.hpp>
#    include <sei/weights/safetensors_writer.hpp>
#    include <sei/weights/widened.hpp>
#endif
