# SPDX-License-Identifier: MIT
"""A small tree around sei's real scripts: the same folders and targets, but each program is a shell script that prints the
text that stands in the tree's word.txt."""

import os
import shutil
import subprocess
from pathlib import Path

CMAKE = """cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES NONE)
function(program target path)
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/${path} DEPENDS ${CMAKE_SOURCE_DIR}/word.txt
        COMMAND sh ${CMAKE_SOURCE_DIR}/make_program.sh ${CMAKE_SOURCE_DIR}/word.txt ${CMAKE_BINARY_DIR}/${path})
    add_custom_target(${target} ALL DEPENDS ${CMAKE_BINARY_DIR}/${path})
endfunction()
foreach(name advise_fashion paper_experiment study_ranking)
    program(${name} examples/${name})
endforeach()
program(simulate_transfer examples/sei-link)
program(sei_bench bench/sei_bench)
program(profile_device examples/sei-profile)
program(sei_link_validation bench/link_validation/sei_link_validation)
enable_testing()
foreach(name one two)
    program(unit_${name} tests/unit_${name})
    add_test(NAME unit/${name} COMMAND sh ${CMAKE_BINARY_DIR}/tests/unit_${name})
endforeach()
add_test(NAME sources_only COMMAND sh -c "exit 0")
"""
MAKE_PROGRAM = """mkdir -p "$(dirname "$2")"
{ echo '#!/bin/sh'; echo "echo $(cat "$1")"; } >"$2"
chmod +x "$2"
"""
# The packages are those of the machine that runs this test.
NO_PACKAGES = "install_packages() { :; }\nbuild_packages=()\n"


def make(source, tree, word):
    """Makes the small tree in the folder `tree`, anew."""
    shutil.rmtree(tree, ignore_errors=True)
    for script in scripts(source) + [Path("tests/needed_targets.py"), Path(".ci/build.sh")]:
        (tree / script).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / script, tree / script)
    (tree / ".ci/install_packages.sh").write_text(NO_PACKAGES)
    (tree / "CMakeLists.txt").write_text(CMAKE)
    (tree / "make_program.sh").write_text(MAKE_PROGRAM)
    (tree / "word.txt").write_text(word)


def scripts(source):
    """Those that a user runs, and what they source."""
    found = [path for folder in ("examples", "bench", "tests") for path in (source / folder).rglob("*.sh")]
    return sorted(path.relative_to(source) for path in found)


def run(tree, script, *options):
    """(exit code, what the script printed)"""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CMAKE_", "CTEST_"))}
    done = subprocess.run([str(tree / script), *options], capture_output=True, text=True, env=environment, timeout=100)
    return done.returncode, done.stdout + done.stderr
