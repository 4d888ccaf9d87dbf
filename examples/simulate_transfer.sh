#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds sei-link and runs it. Arguments go to it: ./examples/simulate_transfer.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/.ci/install_packages.sh"
install_packages "${build_packages[@]}"

build=$root/build/examples
if [[ ! -e $build/build.ninja ]]; then
    echo "configuring the programs in build/examples" >&2
    cmake -S "$root" -B "$build" -G Ninja -DSEI_BUILD_TESTS=OFF -DSEI_BUILD_BENCH=OFF >&2
fi
cmake --build "$build" --target simulate_transfer -- --quiet >&2
exec "$build/examples/sei-link" "$@"
