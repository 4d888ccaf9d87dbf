#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds and runs the benchmarks. Arguments go to the benchmark program, whose results alone
# go to standard output: ./bench/run.sh --benchmark_filter=forward/ --benchmark_format=json
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/.ci/install_packages.sh"
source "$root/.ci/build.sh"
install_packages "${build_packages[@]}" libbenchmark-dev
configure_bench
build_program sei_bench
exec "$build/bench/sei_bench" "$@"
