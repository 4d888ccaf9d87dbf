#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds and runs all tests. Arguments go to ctest, and only what the tests that they select need
# is built: ./tests/run.sh -R unit/model
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/.ci/install_packages.sh"
source "$root/.ci/build.sh"
install_packages "${build_packages[@]}" doctest-dev python3 clang libclang-rt-14-dev gcc-arm-none-eabi \
    libstdc++-arm-none-eabi-newlib qemu-system-arm g++-aarch64-linux-gnu qemu-user libbenchmark-dev
configure_build tests
targets=all
(($# == 0)) || targets=$(python3 "$root/tests/needed_targets.py" "$build" "$@")
# shellcheck disable=SC2086 # a list of names without blanks
[[ -z $targets ]] || cmake --build "$build" --target $targets >&2
ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$(nproc)" "$@"
