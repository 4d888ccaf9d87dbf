# SPDX-License-Identifier: MIT
"""selected_tests.py SOURCE WORK: tests/run.sh builds what the selected tests need and nothing else; all without a
selection; and a selection of no test is an error."""

import shutil
import sys
from pathlib import Path

import small_tree


def built(tree):
    return sorted(path.name for path in (tree / "build/tests").rglob("unit_*") if path.is_file())


def expect(what, found, expected):
    if found != expected:
        sys.exit(f"{what}: expected {expected}, found {found}")


source, work = Path(sys.argv[1]), Path(sys.argv[2])
shutil.rmtree(work, ignore_errors=True)
work.mkdir(parents=True)
tree = work / "tree"
small_tree.make(source, tree, "words")

code, text = small_tree.run(tree, "tests/run.sh", "-R", "sources_only")
expect("a test of sources alone ends with", (code, built(tree)), (0, []))
code, text = small_tree.run(tree, "tests/run.sh", "-R", "unit/two")
expect("one test ends with", (code, built(tree)), (0, ["unit_two"]))
expect("other programs", (tree / "build/tests/examples/advise_fashion").exists(), False)
code, text = small_tree.run(tree, "tests/run.sh", "-R", "no_such_test")
expect("a selection of no test fails", code != 0, True)
expect("and says so", "No tests were found" in text, True)
code, text = small_tree.run(tree, "tests/run.sh")
expect("all tests end with", (code, built(tree)), (0, ["unit_one", "unit_two"]))
expect("all other programs are built", (tree / "build/tests/examples/advise_fashion").exists(), True)
print("what was selected is what was built")
