#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds sei-link and runs it. Arguments go to it: ./examples/simulate_transfer.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/.ci/install_packages.sh"
source "$root/.ci/build.sh"
install_packages "${build_packages[@]}"
configure_examples
build_program simulate_transfer
exec "$build/examples/sei-link" "$@"
