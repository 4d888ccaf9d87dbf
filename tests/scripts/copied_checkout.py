# SPDX-License-Identifier: MIT
"""copied_checkout.py SOURCE WORK: a checkout that was copied or moved with its build folder builds and runs its own
sources, whichever script is called."""

import shutil
import sys
from pathlib import Path

import small_tree

CALLS = {
    "examples/run.sh": [],
    "examples/simulate_transfer.sh": [],
    "examples/paper_experiment.sh": [],
    "examples/profile_device.sh": ["board.json"],
    "examples/study_ranking.sh": ["fashion_cnn"],
    "bench/run.sh": [],
    "bench/link_validation/run.sh": [],
    "tests/run.sh": ["-V", "-R", "unit/one"],
}


def expect_word(tree, word, others):
    for script, options in CALLS.items():
        code, text = small_tree.run(tree, script, *options)
        if code != 0 or word not in text or any(other in text for other in others):
            sys.exit(f"{tree.name}/{script} ended with {code}, expected 0 and the word '{word}'; it printed:\n{text}")


source, work = Path(sys.argv[1]), Path(sys.argv[2])
building = {str(path) for path in small_tree.scripts(source) if "cmake" in (source / path).read_text()
            or "build_program" in (source / path).read_text()}
if building != set(CALLS):
    sys.exit(f"scripts that build something: {sorted(building)}, expected {sorted(CALLS)}: all are to be tried here")

shutil.rmtree(work, ignore_errors=True)
work.mkdir(parents=True)
original, copy, moved = work / "original", work / "a copy", work / "moved"
small_tree.make(source, original, "old-words")
expect_word(original, "old-words", [])
expect_word(original, "old-words", [])  # the folder is there already

shutil.copytree(original, copy, symlinks=True)
(copy / "word.txt").write_text("new-words")
expect_word(copy, "new-words", ["old-words"])
expect_word(original, "old-words", ["new-words"])

(original / "word.txt").write_text("other-words")
expect_word(copy, "new-words", ["other-words", "old-words"])

shutil.move(original, moved)
expect_word(moved, "other-words", ["new-words", "old-words"])
print(f"{len(CALLS)} scripts build and run the tree that they stand in")
