// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine.hpp: all of engine: runs networks, heads and tails on a host.

#include <sei/engine/aligned_buffer.hpp>
#include <sei/engine/executor.hpp>
#include <sei/engine/fast_steps.hpp>
#include <sei/engine/gemm.hpp>
#include <sei/engine/parallel.hpp>
#include <sei/engine/step.hpp>
#include <sei/engine/tensor.hpp>
