# SPDX-License-Identifier: MIT
"""Modules are dependencies: which module may include which, which packages, and what firmware headers may use."""

import argparse

from headers import all_headers, finish, includes, is_firmware

MODEL_CHAIN = ["model", "weights", "kernels", "engine", "explain"]

# Everyone may include config.hpp, to_size.hpp and its own headers.
MAY_INCLUDE = {
    "model": {"error.hpp"},
    "weights": {"error.hpp", "keyed_random.hpp", "input_file.hpp", "output_file.hpp", "model"},
    "kernels": {"error.hpp", "model", "weights"},
    "engine": {"error.hpp", *MODEL_CHAIN[:3]},
    "explain": {"error.hpp", "keyed_random.hpp", *MODEL_CHAIN[:4]},
    "wire": {"error.hpp", "model"},
    "link": {"error.hpp", "input_file.hpp"},  # bytes and times, no tensors
    "advisor": {"error.hpp", "input_file.hpp", "printable.hpp", "model/device.hpp", "model/results.hpp"},  # plain data in
    "devices": {"error.hpp", "input_file.hpp", "printable.hpp", "model/device.hpp"},
    "report": {"error.hpp", "printable.hpp", "model/device.hpp", "model/results.hpp", "advisor"},
    "study": {"error.hpp", "keyed_random.hpp", *MODEL_CHAIN, "wire", "link"},
    "deploy": {"error.hpp", *MODEL_CHAIN[:4], "wire"},
    "zoo": {"model"},
}

# Rooms of a module: a header may include its own room and those named here. "" is the module's own floor.
ROOMS = {
    "link/time": set(),
    "link/medium": {"link/time"},
    "link/udp": {"link/time", "link/medium"},
    "link/tcp": {"link/time", "link/medium"},
    "link": {"link/time", "link/medium", "link/udp", "link/tcp"},
    "link/predict": {"link/time", "link/medium", "link/udp", "link/tcp", "link"},
    "explain/backward": set(),
    "explain": {"explain/backward"},
    "explain/scores": {"explain/backward", "explain"},
    "report/chart": {"report"},
    "report/text": {"report"},
    "report/json": {"report"},
    "report/html": {"report", "report/chart"},
}
ABOVE_ALL_ROOMS = {"report/text.hpp", "report/html.hpp", "report/json.hpp"}

# A package costs a second of compile time in every file that sees it.
PACKAGES = {
    "boost/": {"link", "deploy"},
    "xtensor/": {"engine", "explain", "study"},
    "xtensor-": {"engine", "explain", "study"},
    "Eigen/": {"engine", "explain", "study"},
    "tbb/": {"engine", "explain", "study"},
    "oneapi/": {"engine", "explain", "study"},
    "xsimd/": {"kernels"},
    "immintrin.h": {"kernels"},
    "arm_neon.h": {"kernels"},
    "nlohmann/": {"weights", "devices", "report"},
    "openssl/": {"deploy"},
    "mosquitto": {"deploy"},
}
ONE_HEADER_PER_MODULE = ["nlohmann/"]
OPERATING_SYSTEM = {"fcntl.h", "unistd.h", "sys/mman.h", "sys/stat.h"}
MAY_USE_OPERATING_SYSTEM = {"weights", "engine", "deploy"}  # mapped files; large pages; sockets and serial lines

FIRMWARE_STD = {"array", "span", "bit", "concepts", "cstdint", "cstddef", "limits", "type_traits", "utility", "numbers"}
FIRMWARE_EXCEPTIONS = {"kernels/portable/softmax.hpp": {"cmath"}}  # std::exp
HOST_ERRORS = {"model/device.hpp"}  # the only header of model/ that throws


def check_sei(header, module, target, complaints):
    other = target.split("/")[0]
    if other in ("config.hpp", "to_size.hpp") or other == module:
        return
    if "/detail/" in target:
        complaints.append(f"{header} includes {target}: detail/ belongs to its module")
    allowed = MAY_INCLUDE[module]
    if other not in allowed and target not in allowed:
        complaints.append(f"{header} includes {target}: {module}/ may include {', '.join(sorted(allowed))}")
    if module == "model" and target == "error.hpp" and header not in HOST_ERRORS:
        complaints.append(f"{header} includes error.hpp, which belongs to the host tier")


def room_of(header):
    """The room that a header is in: the longest known folder, or the module."""
    folders = header.split("/")[:-1]
    for length in range(len(folders), 0, -1):
        if "/".join(folders[:length]) in ROOMS:
            return "/".join(folders[:length])
    return folders[0]


def check_room(header, target, complaints):
    here, there = room_of(header), room_of(target)
    if here == there or here.split("/")[0] != there.split("/")[0] or header in ABOVE_ALL_ROOMS:
        return
    if here in ROOMS and there not in ROOMS[here]:
        complaints.append(f"{header} includes {target}: {here}/ may include {', '.join(sorted(ROOMS[here])) or 'itself only'}")


def check_foreign(header, module, target, users, complaints):
    for prefix, modules in PACKAGES.items():
        if target.startswith(prefix):
            users.setdefault((prefix, module), set()).add(header)
            if module not in modules:
                complaints.append(f"{header} includes {target}: only {', '.join(sorted(modules))} may")
            return
    if target in OPERATING_SYSTEM:
        if module not in MAY_USE_OPERATING_SYSTEM:
            complaints.append(f"{header} includes {target} of the operating system")
        return
    if "/" in target or target.endswith(".h") or target.endswith(".hpp"):
        complaints.append(f"{header} includes {target}: an unknown package (see {__file__})")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root")
    root = parser.parse_args().root
    complaints, users, checked = [], {}, 0
    for header in all_headers(root):
        if "/" not in header:  # the umbrellas, config.hpp, error.hpp, printable.hpp and those of files
            continue
        module = header.split("/")[0]
        if module not in MAY_INCLUDE:
            complaints.append(f"{header}: {module}/ has no rules in {__file__}")
            continue
        for delimiter, target in includes(root, header):
            checked += 1
            if delimiter != "<":
                complaints.append(f'{header} includes "{target}": write <...>')
            elif target.startswith("sei/"):
                if "/" in target.removeprefix("sei/"):
                    check_room(header, target.removeprefix("sei/"), complaints)
                check_sei(header, module, target.removeprefix("sei/"), complaints)
            else:
                check_foreign(header, module, target, users, complaints)
                allowed = FIRMWARE_STD | FIRMWARE_EXCEPTIONS.get(header, set())
                if is_firmware(header) and target not in allowed:
                    complaints.append(f"{header} includes <{target}>, which firmware may not have")
            if is_firmware(header) and target.startswith("sei/") and "/" in target.removeprefix("sei/"):
                if not is_firmware(target.removeprefix("sei/")):
                    complaints.append(f"{header} includes {target}, which belongs to the host tier")
    for prefix in ONE_HEADER_PER_MODULE:
        for (package, module), found in users.items():
            if package == prefix and len(found) > 1:
                complaints.append(f"{prefix} is included by {', '.join(sorted(found))}: one header of {module}/ is enough")
    finish(complaints, f"{checked} includes point in the right direction")


main()
