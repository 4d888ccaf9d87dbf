# SPDX-License-Identifier: MIT
"""paste.py ROOT WORK GENERATOR COMPILER: does what docs/tutorials/first_split.md says, in a folder beside a clone of sei:
pastes the listing of the whole program and the CMakeLists.txt from the page, builds them and runs the program."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

COMMANDS = """    cmake -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build
    build/first_split ../sei/examples/data
"""


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.M | re.S)


def run(folder, *command):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}, expected 0; it printed:\n{done.stdout}{done.stderr}")
    return done.stdout


root, work, generator, compiler = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
page = (root / "docs/tutorials/first_split.md").read_text()
if COMMANDS not in page:
    sys.exit(f"the page doesn't have the commands that are tried here, expected:\n{COMMANDS}")
*parts, program = blocks(page, "cpp")
(lists,) = blocks(page, "cmake")
if not all(any(line.strip() == own.strip() for own in program.splitlines()) for part in parts for line in part.splitlines()):
    sys.exit("a line of a part is not in the whole program, which is the page's last block of code")

shutil.rmtree(work, ignore_errors=True)
folder = work / "mine"
folder.mkdir(parents=True)
(work / "sei").symlink_to(root, target_is_directory=True)
(folder / "first_split.cpp").write_text(program)
(folder / "CMakeLists.txt").write_text(lists)
# Less optimised than on the page, for it compiles longer than it runs.
run(folder, "cmake", "-B", "build", "-G", generator, f"-DCMAKE_CXX_COMPILER={compiler}", "-DCMAKE_CXX_FLAGS=-O1")
run(folder, "cmake", "--build", "build")
printed = run(folder, "build/first_split", "../sei/examples/data")
for expected in ("image 0: class", "datagrams a frame", "candidate: after", "split after pool2, int8 over udp"):
    if expected not in printed:
        sys.exit(f"the program printed, without '{expected}':\n{printed}")
print(printed, end="")
