# SPDX-License-Identifier: MIT
"""The headers under include/sei and what they include; shared by the hygiene tests."""

import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)

# What the firmware tier has (see sei/config.hpp): no heap, exceptions, RTTI or threads. The rest of these modules, and
# all other modules, belong to the host.
FIRMWARE_MODULES = {"model", "wire", "kernels", "weights"}
HOST_ONLY = {"model/device.hpp", "model/layer_sample.hpp", "model/results.hpp", "kernels/vector/", "weights/detail/"}
FIRMWARE_WEIGHTS = {"weights/parameter_view.hpp", "weights/tensor_view.hpp"}


def is_firmware(header):
    """header: a path below include/sei, such as model/shape.hpp."""
    module = header.split("/")[0]
    if module not in FIRMWARE_MODULES or any(header.startswith(host) for host in HOST_ONLY):
        return False
    return module != "weights" or header in FIRMWARE_WEIGHTS


def all_headers(root, module=None):
    folder = pathlib.Path(root) / "include" / "sei"
    found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.hpp"))
    return [header for header in found if module is None or header.startswith(module + "/")]


def read(root, header):
    return (pathlib.Path(root) / "include" / "sei" / header).read_text(encoding="utf-8")


def includes(root, header):
    """Pairs of delimiter and target: ('<', 'sei/model/shape.hpp')."""
    return INCLUDE.findall(read(root, header))


def finish(complaints, success):
    """Prints and exits as a test does."""
    for complaint in complaints:
        print(complaint)
    if complaints:
        sys.exit(f"{len(complaints)} complaints")
    print(success)
