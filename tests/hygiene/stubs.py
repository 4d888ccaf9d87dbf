# SPDX-License-Identifier: MIT
"""include/sei/not_linked.hpp lists the public names of every module that has a CMake target to link.

`stubs.py <root> --write` writes it anew; without --write it is a test that the file is what it would be.
"""

import argparse
import pathlib
import re
import sys

from headers import all_headers, finish, read

MODULES = {  # what to link, and what to install for it
    "weights": "nlohmann_json", "zoo": "no package", "engine": "nlohmann_json, xtensor, Eigen3 and oneTBB",
    "explain": "nlohmann_json, xtensor, Eigen3 and oneTBB", "link": "Boost",
    "study": "nlohmann_json, xtensor, Eigen3, oneTBB and Boost", "advisor": "nlohmann_json"}
HEAD = """// SPDX-License-Identifier: MIT
#pragma once
/// sei/not_linked.hpp: the names of the modules whose target is not linked, so that using one says what to
/// link instead of "not a member". Written by tests/hygiene/stubs.py.
///
/// They are in namespaces of their own that the module's namespace only uses: a header of the module that
/// is included after all takes precedence. Where a compiler does not print the message of `unavailable`, it
/// prints the namespace: sei::link_the_target::sei_engine.

#include <sei/config.hpp>

#if defined(__has_attribute) && __has_attribute(unavailable)
#    define SEI_STUB __attribute__((unavailable(SEI_STUB_SAYS)))
#    define SEI_STUB_TYPE(name) struct SEI_STUB name;
#    define SEI_STUB_CLASS_TEMPLATE(name)                                                                    \\
        template <class...>                                                                                  \\
        struct SEI_STUB name;
#    define SEI_STUB_FUNCTION(name) SEI_STUB int name(...);
#    define SEI_STUB_FUNCTION_TEMPLATE(name)                                                                 \\
        template <class...>                                                                                  \\
        SEI_STUB int name(...);
#    define SEI_STUB_VALUE(name) SEI_STUB extern const int name;

// clang-format off
"""
TAIL = """// clang-format on

#    undef SEI_STUB_VALUE
#    undef SEI_STUB_FUNCTION_TEMPLATE
#    undef SEI_STUB_FUNCTION
#    undef SEI_STUB_CLASS_TEMPLATE
#    undef SEI_STUB_TYPE
#    undef SEI_STUB
#endif
"""


def without_comments_and_strings(text):
    text = re.sub(r"//[^\n]*", "", text)
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"(?<![0-9A-Za-z])'(\\.|[^'\\])'", "' '", text)
    return re.sub(r"^\s*#(?:[^\n]*\\\n)*[^\n]*", "", text, flags=re.MULTILINE)


def without_nested(text, opening, closing):
    depth, kept = 0, []
    for character in text:
        depth += character == opening
        if depth == 0 or (depth == 1 and character == opening):
            kept.append(character)
        depth -= character == closing
        if depth == 0 and character == closing:
            kept.append(character)
    return "".join(kept)


def declarations(text):
    """Pairs of namespaces and text of what is declared outside of classes and functions."""
    stack, text_so_far = [], ""
    for character in without_comments_and_strings(text):
        outside = all(name is not None for name in stack)
        if character == "{":
            namespace = re.search(r"\bnamespace\s+([\w:\s]+)$", text_so_far) if outside else None
            stack.append(namespace.group(1).strip() if namespace else None)
            if namespace:
                text_so_far = ""
            elif outside:
                text_so_far += "{}"
        elif character == "}":
            was_namespace = stack.pop() is not None
            if was_namespace:
                text_so_far = ""
            elif all(name is not None for name in stack):
                head = without_nested(text_so_far, "(", ")")
                if "()" in head.split("{")[0] and "=" not in head and not re.search(r"\b(struct|class|enum) \w", head):
                    yield list(stack), text_so_far
                    text_so_far = ""
        elif character == ";" and outside:
            yield list(stack), text_so_far
            text_so_far = ""
        elif outside:
            text_so_far += character


def stub_of(text):
    """('TYPE', 'executor') or None."""
    text = " ".join(text.split())
    if text.startswith("static_assert"):
        return None
    is_template = text.startswith("template")
    while text.startswith("template"):
        text = without_nested(text, "<", ">").removeprefix("template").strip()
        text = text.removeprefix("<>").strip() if text.startswith("<>") else text.split(">", 1)[-1].strip()
    text = re.sub(r"^requires.*?(?=\b(struct|class|using|inline|constexpr|\[\[)\b|\[\[)", "", text)
    brought = re.match(r"using [\w:]+::(\w+)$", text.strip())  # using std::chrono::nanoseconds
    if brought:
        return "TYPE", brought.group(1)
    named = re.match(r"(?:struct|class|enum class|enum|using|concept)\s+(\w+)", text)
    if named:
        if re.match(r"(?:struct|class)\s+\w+\s*<", text) or text.startswith("using namespace"):
            return None
        return ("CLASS_TEMPLATE" if is_template and not text.startswith("concept") else "TYPE"), named.group(1)
    head = without_nested(without_nested(text, "<", ">"), "(", ")")
    function = re.search(r"(\w+)\s*\(\)", head.split("{")[0]) if "=" not in head.split("()")[0] else None
    if function and not function.group(1).startswith("operator") and "operator" not in head:
        return ("FUNCTION_TEMPLATE" if is_template else "FUNCTION"), function.group(1)
    value = re.search(r"(\w+)\s*(?:=|\{)", head)
    return ("VALUE", value.group(1)) if value and "operator" not in head and not is_template else None


def stubs_of(root, module):
    """By nested namespace ('' or 'presets'): names and their kinds; the first declaration of a name counts."""
    found = {"": {}}
    for header in all_headers(root, module):
        if "/detail/" in header or header in ("weights/parameter_view.hpp",):
            continue
        for namespaces, text in declarations(read(root, header)):
            inner = [part for name in namespaces[1:] for part in name.split("::")]
            if "detail" in inner or "detail" in namespaces[0] or not namespaces[0].startswith(f"sei::{module}"):
                continue
            stub = stub_of(text)
            if stub:
                found.setdefault("::".join(inner), {}).setdefault(stub[1], stub[0])
    nested = {name.split("::")[0] for name in found if name}
    found[""] = {name: kind for name, kind in found[""].items() if name not in nested}
    return found


def generated(root):
    lines = []
    for module, packages in MODULES.items():
        upper = module.upper()
        lines.append(f"#    ifndef SEI_HAS_{upper}")
        lines.append(f'#        define SEI_STUB_SAYS "sei::{module} is not linked: link the CMake target sei::{module}, '
                     f'or without CMake define SEI_HAS_{upper}=1 (it needs {packages})"')
        for inner, names in sorted(stubs_of(root, module).items()):
            where = f"sei::link_the_target::sei_{module}" + (f"::{inner}" if inner else "")
            lines.append(f"namespace {where} {{")
            lines += [f"SEI_STUB_{kind}({name})" for name, kind in sorted(names.items())]
            lines.append(f"}} // namespace {where}")
        lines += [f"namespace sei::{module} {{", f"using namespace sei::link_the_target::sei_{module};",
                  f"}} // namespace sei::{module}", "#        undef SEI_STUB_SAYS", "#    endif", ""]
    return HEAD + "\n".join(lines) + TAIL


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    path = arguments.root / "include" / "sei" / "not_linked.hpp"
    wanted = generated(arguments.root)
    if arguments.write:
        path.write_text(wanted, encoding="utf-8")
    if not path.is_file() or path.read_text(encoding="utf-8") != wanted:
        sys.exit(f"{path} is not what stubs.py would write: run {__file__} {arguments.root} --write")
    finish([], f"{wanted.count('SEI_STUB_') - 10} lines of stubs are up to date")


main()
