#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds and runs all tests. Arguments go to ctest: ./tests/run.sh -R unit
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/.ci/install_packages.sh"
install_packages "${build_packages[@]}" doctest-dev python3 clang libclang-rt-14-dev gcc-arm-none-eabi \
    libstdc++-arm-none-eabi-newlib qemu-system-arm g++-aarch64-linux-gnu qemu-user

build=$root/build/tests
if [[ ! -e $build/build.ninja ]]; then
    echo "configuring the tests in build/tests" >&2
    cmake -S "$root" -B "$build" -G Ninja >&2
fi
cmake --build "$build" >&2
ctest --test-dir "$build" --output-on-failure -j "$(nproc)" "$@"
