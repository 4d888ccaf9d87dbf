#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds and runs the benchmarks. Arguments go to the benchmark program, whose results alone
# go to standard output: ./bench/run.sh --benchmark_filter=forward/ --benchmark_format=json
# ./bench/run.sh --profile my_device.json times layers and writes a device profile, which the advisor loads.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/.ci/install_packages.sh"
install_packages "${build_packages[@]}" libbenchmark-dev

build=$root/build/bench
if [[ ! -e $build/build.ninja ]]; then
    echo "configuring the benchmarks in build/bench" >&2
    cmake -S "$root" -B "$build" -G Ninja -DSEI_BUILD_BENCH=ON -DSEI_BUILD_TESTS=OFF -DSEI_BUILD_EXAMPLES=OFF >&2
fi
# --profile FILE: a device profile for the advisor instead of benchmarks.
if [[ ${1:-} == --profile ]]; then
    shift
    cmake --build "$build" --target sei_device_profile >&2
    exec "$build/bench/sei_device_profile" "$@"
fi
cmake --build "$build" --target sei_bench >&2
exec "$build/bench/sei_bench" "$@"
