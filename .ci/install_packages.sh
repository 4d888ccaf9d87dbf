# SPDX-License-Identifier: MIT
# Sourced by run.sh scripts: install_packages NAME... installs the Debian packages that are missing, says what it does,
# uses sudo only when not root, and touches nothing when nothing is missing.

install_packages() {
    local missing=() package status
    for package in "$@"; do
        status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
        [[ $status == "install ok installed" ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    local as_root=()
    if ((EUID != 0)); then
        as_root=(sudo)
        if ! command -v sudo >/dev/null; then
            echo "missing packages: ${missing[*]}; install them as root (there is no sudo here)" >&2
            return 2
        fi
    fi
    echo "installing missing Debian packages: ${missing[*]}" >&2
    "${as_root[@]}" apt-get update -qq >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "${missing[@]}" >&2
}

# What every program of sei is built with.
build_packages=(g++ cmake ninja-build libxtensor-dev libeigen3-dev libtbb-dev libboost-dev
    nlohmann-json3-dev libcli11-dev libfmt-dev libpng-dev)
