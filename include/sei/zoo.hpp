// SPDX-License-Identifier: MIT
#pragma once
/// sei/zoo.hpp: published networks as types.

#include <sei/zoo/fashion_cnn.hpp>
#include <sei/zoo/lenet.hpp>
#include <sei/zoo/mobilenet_v1.hpp>
#include <sei/zoo/mobilenet_v2.hpp>
#include <sei/zoo/resnet18.hpp>
#include <sei/zoo/resnet50.hpp>
#include <sei/zoo/squeezenet1_1.hpp>
#include <sei/zoo/vgg16.hpp>
#include <sei/zoo/vgg16_cifar.hpp>
