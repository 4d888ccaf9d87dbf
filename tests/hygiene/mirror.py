# SPDX-License-Identifier: MIT
"""One concept = one header = one test, at the same relative path; an entry point, a header or a folder of them, has a page
there, too."""

import argparse
import pathlib

from headers import all_headers, finish


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root")
    parser.add_argument("module")
    arguments = parser.parse_args()
    root = pathlib.Path(arguments.root)
    concepts = [header.removesuffix(".hpp") for header in all_headers(root, arguments.module) if "/detail/" not in header]
    complaints = []
    for concept in concepts:
        if not (root / f"tests/unit/{concept}.cpp").is_file():
            complaints.append(f"include/sei/{concept}.hpp has no tests/unit/{concept}.cpp")
    pages = root / "docs" / "reference"
    folders = {str(pathlib.PurePosixPath(concept).parent) for concept in concepts}
    for page in sorted((pages / arguments.module).rglob("*.md")):
        concept = str(page.relative_to(pages)).removesuffix(".md")
        if page.stem != "README" and concept not in concepts and concept not in folders:
            complaints.append(f"docs/reference/{concept}.md has no include/sei/{concept}.hpp, and no folder of headers")
    finish(complaints, f"{len(concepts)} headers of {arguments.module}/ have their test")


main()
