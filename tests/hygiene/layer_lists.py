# SPDX-License-Identifier: MIT
"""The list of what a new layer needs (docs/CONTRIBUTING.md, "Add a layer") is complete: it names every header that treats
kinds of layers apart, and every page and test that goes through the layers; and what goes through all leaves none out."""

import argparse
import pathlib
import re

from headers import all_headers, finish, read

# Described by themselves; `input` computes nothing, `add` and `join` end blocks, `pooling` is what two share.
NOT_SIMPLE = {"input", "add", "join", "pooling"}
# Whose kinds are asked for where layers are treated apart: they compute little, copy, or are folded.
TELLING = ("relu", "relu6", "dropout", "flatten", "softmax", "batch_norm")
# Go through every layer.
COMPLETE = (
    "tests/unit/kernels/portable/all.cpp",
    "docs/reference/model/layers.md",
    "tests/unit/explain/backward/gradient.cpp",
    "docs/reference/explain/backward/gradient.md",
    "tests/property/make_random_networks.py",
    "tests/property/oracle.hpp",
    "tests/unit/engine/networks.hpp",
)
# Published networks, this test, and pages that hygiene/reference_index and this test hold.
NO_LISTS = ("tests/static/networks/", "tests/hygiene/", "docs/CHANGELOG", "docs/CONTRIBUTING", "docs/reference/README")
ENOUGH = 8  # of the layers; a page or test that names this many goes through them


def names(text, layers):
    return [layer for layer in layers if re.search(rf"\b{layer}\b", text)]


def treats_apart(text):
    kinds = "|".join(TELLING)
    return re.search(rf'layers(::|/)({kinds})\b|"({kinds})"', text) is not None


def texts(root):
    """Pages and tests that may go through the layers."""
    for folder, pattern in (("docs", "*.md"), ("tests", "*.[ch]pp"), ("tests", "*.py")):
        for path in sorted((root / folder).rglob(pattern)):
            name = str(path.relative_to(root))
            if not name.startswith(NO_LISTS):
                yield name, path.read_text(encoding="utf-8")


def complaints_of(root):
    page = (root / "docs/CONTRIBUTING.md").read_text(encoding="utf-8")
    section = page.partition("## Add a layer")[2].partition("\n## ")[0]
    listed = set(re.findall(r"`([^`\s<>]+\.(?:hpp|cpp|md|py))`", section))
    layers = [header.split("/")[-1].removesuffix(".hpp") for header in all_headers(root, "model/layers")]
    layers = [layer for layer in layers if layer not in NOT_SIMPLE]
    for name in sorted(listed):
        if not (root / name).is_file() and not (root / "include/sei" / name).is_file():
            yield f"docs/CONTRIBUTING.md names {name}, which isn't there"
    for header in all_headers(root):
        if not header.startswith(("model/layers/", "zoo/")) and treats_apart(read(root, header)) and header not in listed:
            yield f"include/sei/{header} treats kinds of layers apart; docs/CONTRIBUTING.md, 'Add a layer', doesn't name it"
    for name, text in texts(root):
        if len(names(text, layers)) >= ENOUGH and name not in listed:
            yield f"{name} goes through the layers; docs/CONTRIBUTING.md, 'Add a layer', doesn't name it"
    for name in COMPLETE:
        if name not in listed:
            yield f"{name} goes through all layers; docs/CONTRIBUTING.md, 'Add a layer', doesn't name it"
        found = names((root / name).read_text(encoding="utf-8"), layers)
        for layer in layers:
            if layer not in found:
                yield f"{name} leaves out {layer}, expected all of {', '.join(layers)}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    root = parser.parse_args().root
    finish(list(complaints_of(root)), "the list of what a layer needs is complete")


main()
