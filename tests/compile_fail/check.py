# SPDX-License-Identifier: MIT
"""Compiles one case twice: as it stands, which must work, and with -DSEI_TEST_FAULT, which must fail as its comments say.

    // expect: <regex>        stands in an error line
    // expect-note: <regex>   stands anywhere in the output
    // errors-gcc: <count>    error lines that this compiler prints; 1 if not said (also errors-clang)
    // needs: <header>        of another package; --package names the folders where it may be

Exit code 77: the compiler or a package is not installed.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

SKIPPED = 77


def compile_case(arguments, *options):
    packages = [word for folder in arguments.package for word in ("-isystem", folder)]
    command = [arguments.compiler, "-std=c++20", "-fsyntax-only", f"-I{arguments.include}", *packages, *options,
               arguments.case]
    result = subprocess.run(command, capture_output=True, text=True, errors="replace",
                            env={**os.environ, "LC_ALL": "C"})
    # The inline namespaces that hold the version (sei/config.hpp).
    output = re.sub(r"\b(v|host_[a-z0-9]+)(_\d+){3}::", "", result.stdout + result.stderr)
    return result.returncode, output


def expectations(path):
    with open(path, encoding="utf-8") as file:
        comments = re.findall(r"^// ([a-z-]+): (.+)$", file.read(), re.MULTILINE)
    wanted = {"expect": [], "expect-note": [], "errors-gcc": ["1"], "errors-clang": ["1"], "needs": []}
    for key, value in comments:
        if key not in wanted:
            sys.exit(f"{path}: unknown comment '{key}:'")
        if key.startswith("errors"):
            wanted[key] = [value]
        else:
            wanted[key].append(value)
    return wanted


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", required=True)
    parser.add_argument("--package", action="append", default=[])
    parser.add_argument("case")
    arguments = parser.parse_args()
    if not shutil.which(arguments.compiler):
        print(f"{arguments.compiler} is not installed")
        return SKIPPED
    wanted = expectations(arguments.case)
    if not wanted["expect"] and not wanted["expect-note"]:
        sys.exit(f"{arguments.case} expects nothing")
    for header in wanted["needs"]:
        if not any((pathlib.Path(folder) / header).is_file() for folder in arguments.package):
            print(f"{header} is not installed")
            return SKIPPED

    complaints = []
    code, output = compile_case(arguments, "-Wall", "-Wextra", "-Werror")
    if code != 0:
        complaints.append("the twin without a fault does not compile:\n" + output)

    code, output = compile_case(arguments, "-DSEI_TEST_FAULT")
    errors = [line for line in output.splitlines() if re.search(r"\berror: ", line)]
    if code == 0:
        complaints.append("the fault compiles")
    for regex in wanted["expect"]:
        if not any(re.search(regex, line) for line in errors):
            complaints.append(f"no error matches: {regex}")
    for regex in wanted["expect-note"]:
        if not re.search(regex, output):
            complaints.append(f"nothing matches: {regex}")
    count = int(wanted["errors-clang" if "clang" in arguments.compiler else "errors-gcc"][0])
    if len(errors) != count:
        complaints.append(f"{len(errors)} error lines instead of {count}")
    if complaints:
        print("\n".join(complaints), "\n\nThe compiler said:\n", output, sep="")
    return 1 if complaints else 0


sys.exit(main())
