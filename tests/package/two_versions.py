# SPDX-License-Identifier: MIT
"""Two versions of sei in one process share no function, and each caller gets its own version's.

The headers are copied, the copy's version is changed in config.hpp and one function is given another result. The same
source, compiled against both, must define no symbol of sei twice, and must find its own functions in one program, in
either order of linking. A function that only returns a type of sei must not link across versions or instruction sets.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
MODULES = "ZOO WEIGHTS ENGINE EXPLAIN LINK STUDY DEVICES ADVISOR REPORT".split()
NAMESPACES = "model weights wire link engine explain study advisor report kernels".split()


def run(*command, expect=0):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace")
    if (result.returncode == 0) != (expect == 0):
        sys.exit(f"expected {'success' if expect == 0 else 'failure'} of {' '.join(map(str, command))}\n{result.stderr[:4000]}")
    return result.stdout + result.stderr


def replace_once(path, pattern, replacement):
    text = path.read_text(encoding="utf-8")
    changed, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
    if count != 1:
        sys.exit(f"{path} has {count} places that match {pattern}, expected 1")
    path.write_text(changed, encoding="utf-8")


def make_other_version(root, folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root / "include", folder)
    replace_once(folder / "sei" / "config.hpp", r"^(#define SEI_VERSION_PATCH) \d+$", r"\1 4711")
    replace_once(folder / "sei" / "model" / "argmax.hpp", r"return best;", r"return best + 1;")


def symbols_of_sei(object_file):
    """Defined symbols that other object files see and that stand in a namespace of sei."""
    lines = run("nm", "--defined-only", "--extern-only", object_file).splitlines()
    return {line.split()[-1] for line in lines if re.search(r"3sei", line.split()[-1])}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--packages", default="", help="folders of third-party headers, separated by colons")
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    arguments = parser.parse_args()
    work = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    other = work / "other"
    make_other_version(arguments.root, other)

    packages = sorted(set(arguments.packages.split(":")) - {"", "/usr/include", f"{arguments.root}/include"})
    compile_command = [arguments.compiler, "-std=c++20", "-O0", "-c", *(f"-isystem{folder}" for folder in packages),
                       *(f"-DSEI_HAS_{module}=1" for module in MODULES)]
    objects = {}
    for name, include in (("first", arguments.root / "include"), ("second", other)):
        objects[name] = work / f"{name}.o"
        run(*compile_command, f"-I{include}", f"-DSEI_TEST_USE_ALL=use_{name}", f"-DSEI_TEST_BEST=best_{name}",
            HERE / "two_versions.cpp", "-o", objects[name])

    first, second = symbols_of_sei(objects["first"]), symbols_of_sei(objects["second"])
    for module in NAMESPACES:
        pattern = r"3sei7v_" if module == "model" else rf"3sei{len(module)}{module}"
        if not any(re.search(pattern, symbol) for symbol in first):
            sys.exit(f"the object has no function of {module}: nothing is tested")
    if first & second:
        sys.exit("both versions define " + "\n".join(sorted(first & second)[:20]))

    main_object = work / "main.o"
    run(arguments.compiler, "-std=c++20", "-c", HERE / "two_versions_main.cpp", "-o", main_object)
    for order in (["first", "second"], ["second", "first"]):
        program = work / "two_versions"
        run(arguments.compiler, main_object, *(objects[name] for name in order), "-ltbb", "-lpthread", "-o", program)
        print(run(program).strip())

    # A function that returns an executor and takes none of sei's types.
    makes = work / "makes.o"
    run(*compile_command, f"-I{arguments.root}/include", "-DSEI_TEST_MAKE", HERE / "returned_type.cpp", "-o", makes)
    for expect, include, flags in ((0, arguments.root / "include", []), (1, other, []),
                                   (1, arguments.root / "include", ["-DSEI_TEST_OTHER_SET"])):
        uses = work / "uses.o"
        run(*compile_command, f"-I{include}", *flags, HERE / "returned_type.cpp", "-o", uses)
        output = run(arguments.compiler, makes, uses, "-ltbb", "-lpthread", "-o", work / "returned", expect=expect)
        if expect and not re.search(r"undefined reference to `?make.*\[abi:", output):
            sys.exit(f"expected the linker to miss make[abi:...], found {output[:2000]}")
    print(f"{len(first)} and {len(second)} symbols, none shared")


main()
