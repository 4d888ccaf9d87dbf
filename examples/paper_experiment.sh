#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The experiment of Split-Et-Impera, redone. Builds the program and runs it; writes paper_experiment.html and .json:
#     ./examples/paper_experiment.sh
#     ./examples/paper_experiment.sh --network fashion_cnn --network vgg16_cifar10 --weights vgg16_cifar10.safetensors
# fashion_cnn and its images ship with sei; for vgg16_cifar10 the images are downloaded once (139 MB), the weights are
# your file. All arguments go to the program: ./examples/paper_experiment.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/.ci/install_packages.sh"
source "$root/.ci/build.sh"
source "$root/examples/support/download.sh"
install_packages "${build_packages[@]}"

files=()
for argument in "$@"; do
    if [[ $argument == vgg16_cifar10 || $argument == --network=vgg16_cifar10 ]] && [[ " $* " != *" --cifar"* ]]; then
        download_cifar10
        files=(--cifar "$cifar10")
    fi
done

configure_examples
build_program paper_experiment
exec "$build/examples/paper_experiment" "$@" "${files[@]}"
