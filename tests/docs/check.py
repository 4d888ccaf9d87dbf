#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the documentation: `check.py code ROOT` wants every ```cpp block of README.md, docs/tutorials and docs/how_to
verbatim in a compiled file under examples/ or tests/ (leading white space aside), and each line of a sample of
docs/reference in the file that it is "From `file`"; `check.py links ROOT` wants every relative link of every page to
lead to a file, and its #anchor to a heading there; `check.py glossary ROOT` wants each word of docs/glossary.md once,
in alphabetical order, and none "not yet"."""
import re
import sys
from pathlib import Path


def pages(root):
    return [root / "README.md", *sorted((root / "docs").rglob("*.md")), *sorted((root / "examples").rglob("*.md"))]


def squeezed(text):
    return "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())


def uncompiled_code(root):
    sources = [*(root / "examples").rglob("*.[ch]pp"), *(root / "tests").rglob("*.[ch]pp")]
    compiled = [squeezed(source.read_text()) for source in sources]
    for page in pages(root):
        guided = page.name == "README.md" or {"tutorials", "how_to"} & set(page.parts)
        for block in re.findall(r"^```cpp\n(.*?)^```", page.read_text(), re.M | re.S) if guided else []:
            if not any(squeezed(block) in source for source in compiled):
                yield f"{page.relative_to(root)}: this code is in no compiled file:\n{block}"


def stale_samples(root):
    """Samples may leave lines of their file out, and break them elsewhere."""
    folders = "bench|examples|include|tests"
    sample = re.compile(rf"^From `((?:{folders})/\S+)`[^\n]*(?:\n[^\n]+)*\n\n```cpp\n(.*?)^```", re.M | re.S)
    for page in sorted((root / "docs/reference").rglob("*.md")):
        for name, block in sample.findall(page.read_text()):
            if not (root / name).is_file():
                yield f"{page.relative_to(root)}: there is no {name}"
                continue
            source = "".join((root / name).read_text().split())
            for line in block.splitlines():
                if "".join(line.split()) not in source:
                    yield f"{page.relative_to(root)}: {name} has no line '{line.strip()}'"


def code_elsewhere(root):
    yield from uncompiled_code(root)
    yield from stale_samples(root)


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them: equal headings are numbered."""
    counts = {}
    for heading in re.findall(r"^#{1,6} +(.+?) *$", without_code(page.read_text()), re.M):
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        number = counts[anchor] = counts.get(anchor, -1) + 1
        yield f"{anchor}-{number}" if number else anchor


def without_code(text):
    return re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)


def broken_links(root):
    everywhere = [page for folder in ("bench", "docs", "examples", "tests") for page in sorted((root / folder).rglob("*.md"))]
    for page in [root / "README.md", *everywhere]:
        for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)", without_code(page.read_text())):
            if re.match(r"[a-z]+:", target):
                continue
            other = page.parent / target if target else page
            if not other.exists():
                yield f"{page.relative_to(root)}: the link {target} leads nowhere"
            elif anchor and (other.suffix != ".md" or anchor not in anchors(other)):
                yield f"{page.relative_to(root)}: the link {target}#{anchor} leads to no heading"


def stale_words(root):
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", (root / "docs/glossary.md").read_text(), re.M)[1:]
    words = [word.lower() for word, _ in rows]
    for before, after in zip(words, words[1:]):
        if before >= after:
            yield f"docs/glossary.md: '{after}' after '{before}', expected each word once, in alphabetical order"
    for word, meaning in rows:
        if re.search(r"\b(not|no) \w+ yet\b|not yet", meaning):
            yield f"docs/glossary.md: '{word}' tells what isn't there yet"


problems = list({"code": code_elsewhere, "links": broken_links, "glossary": stale_words}[sys.argv[1]](Path(sys.argv[2])))
print("\n".join(problems) or "no problem found")
sys.exit(1 if problems else 0)
