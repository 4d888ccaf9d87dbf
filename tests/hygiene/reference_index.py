# SPDX-License-Identifier: MIT
"""docs/reference/README.md is an index: each page below docs/reference is linked in it once, with a line of its own."""

import argparse
import pathlib
import re

from headers import finish


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    folder = parser.parse_args().root / "docs" / "reference"
    index = (folder / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"^\| \[[^\]]+\]\(([^)]+)\) \| \S.* \|$", index, re.MULTILINE)
    pages = sorted(str(page.relative_to(folder)) for page in folder.rglob("*.md") if page != folder / "README.md")
    complaints = [f"docs/reference/README.md has {linked.count(page)} lines for {page}, expected 1"
                  for page in pages if linked.count(page) != 1]
    complaints += [f"docs/reference/README.md has a line for {page}, which isn't there"
                   for page in sorted(set(linked)) if page not in pages]
    finish(complaints, f"{len(pages)} pages have their line in the index")


main()
