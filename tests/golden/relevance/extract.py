#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the small safetensors files of this folder from the full relevance reference.

    extract.py <folder of the reference> [<folder to write to>]

Of the large arrays only sample 0 is kept, and of all composites but EpsilonPlus only some layers; logits,
sums, the importance curve and the small networks keep all. Numbers are copied as they are (dtype and bytes),
so running this again gives the same files.
"""
import json
import struct
import sys
from math import prod
from pathlib import Path

# Where the relevance of composites other than EpsilonPlus is kept: the input, before and behind what differs.
LAYERS_KEPT = {
    "netA": ("input", "pool2", "conv5", "fc1", "fc2"),
    "netB": ("input", "avgpool", "conv4", "sum1", "conv7", "ds", "gap", "fc"),
}


def read(path):
    """Name -> (dtype, shape, bytes), and the metadata."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    body = data[8 + length :]
    return {
        name: (entry["dtype"], entry["shape"], body[slice(*entry["data_offsets"])])
        for name, entry in header.items()
    }, metadata


def write(path, tensors, metadata):
    """Wider elements first, then by name, so that every tensor stays aligned."""
    width = {"F64": 8, "I64": 8, "F32": 4}
    header = {"__metadata__": metadata}
    body = b""
    for name in sorted(tensors, key=lambda name: (-width[tensors[name][0]], name)):
        dtype, shape, data = tensors[name]
        assert len(data) == width[dtype] * prod(shape), name
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)
    print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size} bytes")


def first_sample(tensor):
    dtype, shape, data = tensor
    return dtype, [1] + shape[1:], data[: len(data) // shape[0]]


def network_reference(tensors, layers_kept, activations=False):
    """Inputs, logits, sums of all samples, and sample 0 of the relevances and perhaps of the activations."""
    kept = {}
    for name, tensor in tensors.items():
        kind, _, rest = name.partition(".")
        composite, _, layer = rest.rpartition(".")
        if name in ("input", "logits", "argmax") or kind == "sum":
            kept[name] = tensor
        elif kind == "act" and activations:
            kept[name] = first_sample(tensor)
        elif kind == "rel" and (composite == "EpsilonPlus" or layer in layers_kept):
            kept[name] = first_sample(tensor)
    return kept


def without_mean_maps(tensors):
    return {name: tensor for name, tensor in tensors.items() if not name.startswith("meanmap.")}


def without_training_counters(tensors):
    return {name: tensor for name, tensor in tensors.items() if not name.endswith(".num_batches_tracked")}


def without_adaptive_pooling(tensors):
    return {name: tensor for name, tensor in tensors.items() if not name.startswith("adaptive.")}


def everything(tensors):
    return tensors


def main():
    source = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent

    def convert(name, select):
        tensors, metadata = read(source / name)
        kept_metadata = {key: metadata[key] for key in ("layers", "computed", "injected") if key in metadata}
        write(target / name, select(tensors), kept_metadata)

    convert("netA.ref.safetensors", lambda t: network_reference(t, LAYERS_KEPT["netA"]))
    convert("netB.ref.safetensors", lambda t: network_reference(t, LAYERS_KEPT["netB"], activations=True))
    convert("netC.ref.safetensors", everything)
    convert("netTie.ref.safetensors", everything)
    convert("netA.cui.safetensors", without_mean_maps)
    convert("netB.cui.safetensors", without_mean_maps)
    convert("micro.ref.safetensors", without_adaptive_pooling)
    for network in ("netB", "netC", "netTie"):
        convert(f"{network}.weights.safetensors", without_training_counters)


if __name__ == "__main__":
    main()
