// SPDX-License-Identifier: MIT
#pragma once
/// sei/model.hpp: all of model: networks as types, their shapes, splits and costs; on hosts also devices and
/// results.

#include <sei/config.hpp>
#include <sei/model/arena.hpp>
#include <sei/model/argmax.hpp>
#include <sei/model/concat.hpp>
#include <sei/model/cost.hpp>
#include <sei/model/extent.hpp>
#include <sei/model/fault.hpp>
#include <sei/model/label.hpp>
#include <sei/model/layer.hpp>
#include <sei/model/layer_table.hpp>
#include <sei/model/layers/add.hpp>
#include <sei/model/layers/avg_pool.hpp>
#include <sei/model/layers/batch_norm.hpp>
#include <sei/model/layers/conv2d.hpp>
#include <sei/model/layers/dense.hpp>
#include <sei/model/layers/dropout.hpp>
#include <sei/model/layers/flatten.hpp>
#include <sei/model/layers/global_avg_pool.hpp>
#include <sei/model/layers/input.hpp>
#include <sei/model/layers/join.hpp>
#include <sei/model/layers/max_pool.hpp>
#include <sei/model/layers/pooling.hpp>
#include <sei/model/layers/relu.hpp>
#include <sei/model/layers/relu6.hpp>
#include <sei/model/layers/softmax.hpp>
#include <sei/model/network.hpp>
#include <sei/model/parameters.hpp>
#include <sei/model/pipeline.hpp>
#include <sei/model/program.hpp>
#include <sei/model/residual.hpp>
#include <sei/model/sequence.hpp>
#include <sei/model/shape.hpp>
#include <sei/model/split.hpp>
#include <sei/model/stage.hpp>

#if !SEI_FIRMWARE
#    include <sei/model/device.hpp>
#    include <sei/model/layer_sample.hpp>
#    include <sei/model/results.hpp>
#endif
