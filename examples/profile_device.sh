#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Times layers on this machine and writes a device profile, which the advisor loads. Installs what is missing, builds
# sei-profile and runs it: ./examples/profile_device.sh my_device.json --name "my board"
#     ./examples/profile_device.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/.ci/install_packages.sh"
source "$root/.ci/build.sh"
install_packages "${build_packages[@]}"
configure_examples
build_program profile_device
exec "$build/examples/sei-profile" "$@"
