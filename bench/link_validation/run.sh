#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds and runs the comparison of sei's link model with this machine's TCP and UDP. Needs root
# and /dev/net/tun (exit code 77 without). Arguments go to the program; without any: twelve cases, four at a time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/.ci/install_packages.sh"
source "$root/.ci/build.sh"
install_packages "${build_packages[@]}" libbenchmark-dev
configure_bench
build_program sei_link_validation
(($#)) || set -- --parallel 4
exec "$build/bench/link_validation/sei_link_validation" "$@"
