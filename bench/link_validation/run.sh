#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds and runs the comparison of sei's link model with this machine's TCP and UDP. Needs root
# and /dev/net/tun (exit code 77 without). Arguments go to the program; without any: twelve cases, four at a time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/.ci/install_packages.sh"
install_packages "${build_packages[@]}" libbenchmark-dev

build=$root/build/bench
if [[ ! -e $build/build.ninja ]]; then
    echo "configuring the benchmarks in build/bench" >&2
    cmake -S "$root" -B "$build" -G Ninja -DSEI_BUILD_BENCH=ON -DSEI_BUILD_TESTS=OFF -DSEI_BUILD_EXAMPLES=OFF >&2
fi
cmake --build "$build" --target sei_link_validation >&2
(($#)) || set -- --parallel 4
exec "$build/bench/link_validation/sei_link_validation" "$@"
