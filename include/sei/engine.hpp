// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine.hpp: all of engine: runs networks, heads and tails on a host.

#include <sei/engine/aligned_buffer.hpp>
#include <sei/engine/batch.hpp>
#include <sei/engine/convolution_algorithm.hpp>
#include <sei/engine/convolution_steps.hpp>
#include <sei/engine/executor.hpp>
#include <sei/engine/fast_steps.hpp>
#include <sei/engine/fusion.hpp>
#include <sei/engine/gemm.hpp>
#include <sei/engine/memory_plan.hpp>
#include <sei/engine/options.hpp>
#include <sei/engine/parallel.hpp>
#include <sei/engine/step.hpp>
#include <sei/engine/team.hpp>
#include <sei/engine/tensor.hpp>
