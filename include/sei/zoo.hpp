// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo.hpp: published networks as types.

#include <sei/zoo/fashion_cnn.hpp>
#include <sei/zoo/vgg16_cifar.hpp>
