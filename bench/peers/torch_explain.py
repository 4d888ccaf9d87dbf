# SPDX-License-Identifier: MIT
"""Times what sei::explain does for one image in PyTorch, one thread: `python3 torch_explain.py WEIGHTS [RUNS]`.

WEIGHTS: vgg16_cifar10.safetensors (block<b>_conv<k>, fc). Prints medians in microseconds: forward alone; forward,
gradients of the top logit at all layers and CUI; the same with estimates of three damages at every relu and pool; and
EpsilonPlus relevance (z+ on convolutions whose inputs are not negative, as behind relu) at all layers. The sei side is
bench/explain/rank.cpp.
"""

import json
import struct
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def load(path):
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        raw = bytearray(data[8 + size + begin : 8 + size + end])
        tensors[name] = torch.frombuffer(raw, dtype=torch.float32).reshape(entry["shape"])
    return tensors


def layers_of(weights):
    layers = []
    for block, depth in zip(range(1, 6), (2, 2, 3, 3, 3)):
        for k in range(1, depth + 1):
            layers.append(("conv", weights[f"block{block}_conv{k}.weight"], weights[f"block{block}_conv{k}.bias"]))
            layers.append(("relu",))
        layers.append(("pool",))
    layers.append(("dense", weights["fc.weight"], weights["fc.bias"]))
    return layers


def apply(layer, x):
    if layer[0] == "conv":
        return F.conv2d(x, layer[1], layer[2], padding=1)
    if layer[0] == "relu":
        return F.relu(x)
    if layer[0] == "pool":
        return F.max_pool2d(x, 2)
    return F.linear(x.flatten(1), layer[1], layer[2])


def forward(layers, x):
    with torch.no_grad():
        for layer in layers:
            x = apply(layer, x)
    return x


def activations_and_gradients(layers, x):
    values = [x.requires_grad_(True)]
    for layer in layers:
        values.append(apply(layer, values[-1]))
    logits = values[-1]
    return values, torch.autograd.grad(logits.max(), values)


def importance(value, gradient):
    weight = gradient.mean((2, 3), keepdim=True)
    return F.relu((weight * value).mean(1)).mean()


def score(layers, x):
    values, gradients = activations_and_gradients(layers, x)
    with torch.no_grad():
        return [float(importance(v, g)) for v, g in zip(values, gradients) if v.dim() == 4]


def quantised(value, bits):
    low, high = value.min(), value.max()
    step = ((high - low) / (2**bits - 1)).clamp_min(1e-20)
    return low + torch.round((value - low) / step) * step


def packets_lost(value, probability, elements=368):
    flat = value.flatten().clone()
    lost = torch.rand(-(-flat.numel() // elements)) < probability
    flat[lost.repeat_interleave(elements)[: flat.numel()]] = 0
    return flat.view_as(value)


def score_with_damages(layers, x):
    values, gradients = activations_and_gradients(layers, x)
    results = []
    with torch.no_grad():
        top = values[-1].max()
        for value, gradient in zip(values, gradients):
            if value.dim() != 4:
                continue
            results.append(float(importance(value, gradient)))
            for damaged in (quantised(value, 8), quantised(value, 4), packets_lost(value, 0.1)):
                results.append(float((gradient * (damaged - value)).norm() / top))
    return results


def relevance(layers, positive, values):
    """From the recorded values back to the input."""
    with torch.no_grad():
        logits = values[-1]
        r = torch.zeros_like(logits)
        r[0, logits.argmax()] = 1
        for layer, plus, x in zip(reversed(layers), reversed(positive), reversed(values[:-1])):
            if layer[0] == "dense":
                z = F.linear(x.flatten(1), layer[1], layer[2])
                q = r / (z + 1e-6 * torch.where(z >= 0, 1.0, -1.0))
                r = (x.flatten(1) * (q @ layer[1])).view_as(x)
            elif layer[0] == "conv":
                z = F.conv2d(x.clamp_min(0), plus[0], plus[1], padding=1) + 1e-6
                r = x * F.conv_transpose2d(r / z, plus[0], padding=1)
            elif layer[0] == "pool":
                _, index = F.max_pool2d(x, 2, return_indices=True)
                r = F.max_unpool2d(r, index, 2, output_size=x.shape[2:])
    return r


def median_microseconds(work, runs):
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return sorted(times)[runs // 2] * 1e6


def main():
    layers = layers_of(load(sys.argv[1]))
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    positive = [(l[1].clamp_min(0), l[2].clamp_min(0)) if l[0] == "conv" else None for l in layers]
    x = torch.rand(1, 3, 32, 32)
    values = [x]
    with torch.no_grad():
        for layer in layers:
            values.append(apply(layer, values[-1]))
    result = {
        "torch": torch.__version__,
        "forward": median_microseconds(lambda: forward(layers, x), runs),
        "scores": median_microseconds(lambda: score(layers, x), runs),
        "scores_and_damages": median_microseconds(lambda: score_with_damages(layers, x), runs),
        "epsilon_plus": median_microseconds(lambda: relevance(layers, positive, values), runs),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
