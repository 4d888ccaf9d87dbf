# SPDX-License-Identifier: MIT
"""What model/ and large networks cost in compile time, as CPU seconds of the fastest of five runs.

The goals are printed beside the measurements. The test fails only far above them, because a busy or slow machine must
not fail it. Exit code 77: the compiler is not installed.
"""

import argparse
import pathlib
import resource
import shutil
import subprocess
import sys

from headers import all_headers, finish, is_firmware

SKIPPED = 77
RUNS = 5


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(command, source):
    return subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    parser.add_argument("root", type=pathlib.Path)
    arguments = parser.parse_args()
    if not shutil.which(arguments.compiler):
        print(f"{arguments.compiler} is not installed")
        sys.exit(SKIPPED)

    headers = all_headers(arguments.root, "model")
    every_header = "".join(f"#include <sei/{header}>\n" for header in headers)
    firmware_tier = "".join(f"#include <sei/{header}>\n" for header in headers if is_firmware(header))
    resnets = (
        "#include <sei/model/split.hpp>\n#include <sei/zoo/resnet18.hpp>\n#include <sei/zoo/resnet50.hpp>\n"
        "static_assert(sei::zoo::resnet50::output.channels == 1000);\n")
    densenet = (
        "#include <sei/model/split.hpp>\n#include \"networks/densenet121.hpp\"\n"
        "static_assert(networks::densenet121::output.channels == 1000);\n")
    # name, source, goal, failure (CPU seconds)
    cases = [
        ("model/, firmware tier", firmware_tier, 0.3, 1.0),
        ("model/, with device and results", every_header, 0.5, 1.5),
        ("ResNet-18 and ResNet-50, 246 names", resnets, 0.5, 2.0),
        ("DenseNet-121, 246 names", densenet, 0.8, 4.0),
    ]
    command = [arguments.compiler, "-std=c++20", "-x", "c++", f"-I{arguments.root}/include",
               f"-I{arguments.root}/tests/static"]
    complaints = []
    for name, source, goal, failure in cases:
        lines = run([*command, "-E", "-"], source).count("\n")
        times = []
        for _ in range(RUNS):
            before = cpu_seconds()
            run([*command, "-fsyntax-only", "-"], source)
            times.append(cpu_seconds() - before)
        best = min(times)
        verdict = "" if best <= goal else " (above its goal)"
        print(f"{name}: {best:.2f} s CPU, goal {goal} s{verdict}; {lines} lines after preprocessing")
        if best > failure:
            complaints.append(f"{name} takes {best:.2f} s CPU, more than {failure} s")
    finish(complaints, "no compile time is far above its goal")


main()
