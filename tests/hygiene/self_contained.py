# SPDX-License-Identifier: MIT
"""Every header of a module compiles alone and without a warning.

What was compiled is remembered in --cache, keyed on the contents of the header and of all sei headers that it reaches,
so that a second run compiles only what has changed. With --together they share one translation unit: that they stand
alone is then another compiler's business. With --firmware only the headers of the firmware tier are compiled,
freestanding, without exceptions and RTTI. Exit code 77: the compiler is not installed.
"""

import argparse
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

from headers import all_headers, finish, includes, is_firmware, read

SKIPPED = 77
WARNINGS = ("-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Wdouble-promotion "
            "-Werror").split()
OF_GCC = ["-Wuseless-cast"]
FREESTANDING = "-ffreestanding -fno-exceptions -fno-rtti".split()


def closure(root, header, seen):
    if header in seen:
        return
    seen.add(header)
    for _, target in includes(root, header):
        if target.startswith("sei/"):
            closure(root, target.removeprefix("sei/"), seen)


def fingerprint(root, header, command):
    seen = set()
    closure(root, header, seen)
    digest = hashlib.sha256(" ".join(command).encode())
    for name in sorted(seen):
        digest.update(name.encode() + b"\0" + read(root, name).encode())
    return digest.hexdigest()


def load(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--firmware", action="store_true")
    parser.add_argument("--together", action="store_true", help="all headers in one translation unit")
    parser.add_argument("--option", action="append", default=[])
    parser.add_argument("--packages", default="", help="folders of third-party headers, separated by colons")
    parser.add_argument("root")
    parser.add_argument("module")
    arguments = parser.parse_args()
    if not shutil.which(arguments.compiler):
        print(f"{arguments.compiler} is not installed")
        sys.exit(SKIPPED)

    version = subprocess.run([arguments.compiler, "--version"], capture_output=True, text=True).stdout
    # A system folder of its own would hide sei's warnings; the compiler's is known to it.
    known = {"", "/usr/include", f"{arguments.root}/include"}
    folders = sorted(set(arguments.packages.split(":")) - known)
    options = [*(FREESTANDING if arguments.firmware else []), *arguments.option,
               *(f"-isystem{folder}" for folder in folders)]
    warnings = WARNINGS + ([] if arguments.compiler.startswith("clang") else OF_GCC)
    command = [arguments.compiler, "-std=c++20", "-fsyntax-only", "-x", "c++", *warnings, *options,
               f"-I{arguments.root}/include", "-"]
    before, after, complaints, compiled = load(arguments.cache), {}, [], 0
    headers = [header for header in all_headers(arguments.root, arguments.module)
               if not arguments.firmware or is_firmware(header)]
    if arguments.together:
        source = "".join(f"#include <sei/{header}>\n" for header in headers)
        result = subprocess.run(command, input=source, capture_output=True, text=True, errors="replace")
        if result.returncode != 0:
            complaints.append(f"the headers of {arguments.module}/ do not compile:\n{result.stderr[:4000]}")
        finish(complaints, f"{len(headers)} headers of {arguments.module}/ compile together")
        return
    for header in headers:
        key = fingerprint(arguments.root, header, [*command, version])
        if before.get(header) != key:
            compiled += 1
            # Twice, so that a missing #pragma once shows.
            source = f"#include <sei/{header}>\n#include <sei/{header}>\n"
            result = subprocess.run(command, input=source, capture_output=True, text=True, errors="replace")
            if result.returncode != 0:
                complaints.append(f"{header} does not compile alone:\n{result.stderr[:2000]}")
                continue
        after[header] = key
    arguments.cache.write_text(json.dumps(after), encoding="utf-8")
    if not headers:
        complaints.append(f"{arguments.module}/ has no headers to check")
    finish(complaints, f"{len(headers)} headers of {arguments.module}/ compile alone ({compiled} compiled, the others "
                       f"have not changed)")


main()
