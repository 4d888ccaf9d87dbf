# SPDX-License-Identifier: MIT
"""Every header puts its names into the inline namespace that holds the version (sei/config.hpp says why)."""

import argparse
import re

from headers import all_headers, finish, includes, read

# Modules that compute also name the instruction set; the others mean the same whatever the flags.
COMPUTES = {"kernels", "engine", "explain", "study"}
OPENED = re.compile(r"^\s*(?:inline )?namespace (sei\b[^{;]*?)\s*\{", re.MULTILINE)


def reaches_config(root, header, seen):
    if header == "config.hpp":
        return True
    if header in seen:
        return False
    seen.add(header)
    return any(reaches_config(root, target.removeprefix("sei/"), seen)
               for _, target in includes(root, header)
               if target.startswith("sei/") and target.endswith(".hpp"))


def expected_namespace(header):
    module = header.split("/")[0]
    if header.startswith("model/layers/"):
        return "sei::layers::inline SEI_RELEASE"
    if "/" not in header or module in ("model", "devices"):
        return "sei::inline SEI_RELEASE"
    return f"sei::{module}::inline {'SEI_TARGET' if module in COMPUTES else 'SEI_RELEASE'}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root")
    root = parser.parse_args().root
    complaints, opened = [], 0
    for header in all_headers(root):
        if header in ("config.hpp", "not_linked.hpp"):
            continue
        found = OPENED.findall(read(root, header))
        opened += len(found)
        for name in found:
            expected = expected_namespace(header)
            if name != expected and not name.startswith(expected + "::"):
                complaints.append(f"{header} opens namespace {name}, expected {expected}")
        if found and not reaches_config(root, header, set()):
            complaints.append(f"{header} includes <sei/config.hpp> neither itself nor through others")
    if not opened:
        complaints.append("no header opens a namespace of sei: this test looks for the wrong thing")
    finish(complaints, f"{opened} namespaces hold the version")


main()
