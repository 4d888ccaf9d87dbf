#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the golden files of the zoo: for each network <name>.names.txt, the tensors of its PyTorch state_dict, and
<name>.output.safetensors, what PyTorch computes in float64 from seeded weights and a seeded input.

    make.py [<name>...]

Needs torch and torchvision; vgg16 needs 4 GB. The weights are a function of a tensor's name, shape and index, so that
they need no file: tests/property/seeded_weights.hpp makes the same float32 numbers, bit for bit. Change both or none.
"""
import json
import math
import struct
import sys
from pathlib import Path

import numpy as np
import torch
import torchvision
from torch import nn

FOLDER = Path(__file__).parent


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def vgg16_cifar():
    modules, channels = [], 3
    for width, convolutions in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(convolutions):
            modules += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
            channels = width
        modules.append(nn.MaxPool2d(2))
    return nn.Sequential(*modules, nn.Flatten(), nn.Linear(512, 10))


def mobilenet_v1():
    def normalised(inputs, outputs, kernel, stride=1, groups=1):
        convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
        return [convolution, nn.BatchNorm2d(outputs), nn.ReLU()]

    modules, channels = normalised(3, 32, 3, 2), 32
    for width, stride in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *5 * [(512, 1)], (1024, 2), (1024, 1)]:
        modules += normalised(channels, channels, 3, stride, groups=channels) + normalised(channels, width, 1)
        channels = width
    return nn.Sequential(*modules, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 1000))


NETWORKS = {  # name: (constructor, shape of the input)
    "lenet": (lenet, (1, 28, 28)),
    "vgg16": (torchvision.models.vgg16, (3, 224, 224)),
    "vgg16_cifar": (vgg16_cifar, (3, 32, 32)),
    "resnet18": (torchvision.models.resnet18, (3, 224, 224)),
    "resnet50": (torchvision.models.resnet50, (3, 224, 224)),
    "mobilenet_v1": (mobilenet_v1, (3, 224, 224)),
    "mobilenet_v2": (torchvision.models.mobilenet_v2, (3, 224, 224)),
    "squeezenet1_1": (torchvision.models.squeezenet1_1, (3, 224, 224)),
}


def hashed(name, indices):
    """16 bits for each index: a mixer of 32 bits (lowbias32 by C. Wellons) keyed with the name (FNV-1a)."""
    key = 2166136261
    for byte in name.encode():
        key = (key ^ byte) * 16777619 & 0xFFFFFFFF
    bits = indices * np.uint32(0x9E3779B9) ^ np.uint32(key)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        bits = (bits ^ bits >> np.uint32(shift)) * np.uint32(factor)
    return (bits >> np.uint32(16)).astype(np.int32)


def seeded(name, shape, zero, step):
    """(hash - zero) step: one rounding to float32, none where step is a power of two."""
    indices = np.arange(math.prod(shape), dtype=np.uint32)
    return ((hashed(name, indices) - zero).astype(np.float32) * np.float32(step)).reshape(shape)


def seeded_matrix(name, shape):
    """Three quarters of the weights come in pairs w, -w, so that most of a relu's mean cancels out. Without pairs the
    mean grows from layer to layer until the output hardly depends on the input; with nothing but pairs the layers
    amplify rounding errors as much as the input. What passes of a relu's mean square is (1 - 1/pi) / 2 for its variance
    and 1/4 of 1 / (2 pi) for its mean, together 1/2.63 of the mean square before it; hence a variance of 8/3 over the
    inputs, with which activations keep their size through all layers."""
    indices = np.arange(math.prod(shape), dtype=np.uint32)
    negated = (indices % 2 == 1) & (indices % 8 != 7)
    step = np.float32(math.sqrt(8 / math.prod(shape[1:])) / 32768)
    numbers = (hashed(name, indices - negated) - 32768).astype(np.float32) * step
    return np.where(negated, -numbers, numbers).reshape(shape)


def seeded_tensor(name, shape, belongs_to_batch_norm):
    suffix = name.rpartition(".")[2]
    if len(shape) > 1:
        return seeded_matrix(name, shape)
    if suffix == "running_var":
        return seeded(name, shape, -24576, 2.0**-15)  # [0.75, 2.75)
    if suffix == "weight":
        return seeded(name, shape, -32768, 2.0**-16)  # [0.5, 1.5)
    if suffix == "bias" and belongs_to_batch_norm:
        return seeded(name, shape, 16384, 2.0**-16)  # [-0.25, 0.75)
    return seeded(name, shape, 32768, 2.0**-18)  # [-0.125, 0.125)


def seeded_image(name, shape):
    return torch.from_numpy(seeded(name, shape, 32768, 2.0**-15)[None]).double()  # [-1, 1)


def tensors_of(net):
    """The state_dict without the counters of training."""
    return {name: tensor for name, tensor in net.state_dict().items() if not name.endswith(".num_batches_tracked")}


def write_names(path, tensors):
    lines = (" ".join(map(str, (name, *tensor.shape))) for name, tensor in tensors.items())
    path.write_text("".join(line + "\n" for line in lines))


def write_output(path, numbers):
    data = numbers.astype("<f4").tobytes()
    header = {"output": {"dtype": "F32", "shape": list(numbers.shape), "data_offsets": [0, len(data)]}}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def make(name):
    constructor, shape = NETWORKS[name]
    net = constructor().eval()
    tensors = tensors_of(net)
    write_names(FOLDER / f"{name}.names.txt", tensors)
    for key, tensor in tensors.items():
        is_normalisation = key.rpartition(".")[0] + ".running_var" in tensors
        tensor.copy_(torch.from_numpy(seeded_tensor(key, tuple(tensor.shape), is_normalisation)))
    net.double()
    with torch.no_grad():
        output, other = (net(seeded_image(image, shape))[0].numpy() for image in ("input", "another input"))
    write_output(FOLDER / f"{name}.output.safetensors", output)
    largest = abs(output).max()
    print(f"{name}: {len(tensors)} tensors, {output.size} numbers up to {largest:.3g}; "
          f"another input changes them by up to {abs(output - other).max() / largest:.2f} of that")


for network in sys.argv[1:] or NETWORKS:
    make(network)
