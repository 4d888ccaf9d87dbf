# SPDX-License-Identifier: MIT
"""needed_targets.py BUILD CTEST_OPTIONS...: prints what has to be built for the tests that ctest selects with these
options, as names that Ninja knows; nothing if they run on sources alone, "all" if ctest doesn't say."""

import json
import re
import subprocess
import sys
from pathlib import Path


def selected_tests(build, options):
    """Names; with those of the fixtures that they require. None if the options are not only for selecting."""
    listed = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1", *options], capture_output=True, text=True)
    try:
        return [test["name"] for test in json.loads(listed.stdout)["tests"]]
    except (ValueError, KeyError):
        return None


def commands(build):
    """By test, the words of its command. ctest's own list leaves out commands that are not built yet."""
    found = {}
    for file in Path(build).rglob("CTestTestfile.cmake"):
        for name, command in re.findall(r"^add_test\(\[=\[(.*?)\]=\] (.*)\)$", file.read_text(), re.M):
            found[name] = [word.replace('\\"', '"') for word in re.findall(r'"((?:[^"\\]|\\.)*)"', command)]
    return found


def built_files(build):
    listed = subprocess.run(["ninja", "-C", build, "-t", "targets", "all"], capture_output=True, text=True, check=True)
    return {line.rpartition(": ")[0] for line in listed.stdout.splitlines()}


def main():
    build, options = str(Path(sys.argv[1]).resolve()), sys.argv[2:]
    selected = selected_tests(build, options)
    if selected is None:
        print("all")
        return
    command_of, built = commands(build), built_files(build)
    needed = set()
    for name in selected:
        for word in command_of.get(name, []):
            path = word.rpartition("=")[2].removeprefix(build + "/")  # -DBINARY=...
            if path in built:
                needed.add(path)
    print(*sorted(needed))


main()
