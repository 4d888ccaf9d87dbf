#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# How far can scores of split points be believed? Downloads the images that a network needs, builds the study and runs
# it: ./examples/study_ranking.sh fashion_cnn
#     ./examples/study_ranking.sh vgg16_cifar10 --weights FILE --markdown > vgg16_cifar10.md
# The weights of fashion_cnn ship with sei; those of the others are your files. Further arguments go to the program:
# ./examples/study_ranking.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/.ci/install_packages.sh"
source "$root/.ci/build.sh"
source "$root/examples/support/download.sh"
install_packages "${build_packages[@]}"

files=()
case ${1:-} in
fashion_cnn)
    data=$root/examples/data
    files=(--weights "$data/fashion_cnn.safetensors" --images "$data/fashion_test_images.idx3-ubyte"
        --labels "$data/fashion_test_labels.idx1-ubyte")
    ;;
vgg16_cifar10)
    download_cifar10
    files=(--images "$cifar10/test_batch.png" --labels "$cifar10/test_lables.json")
    ;;
lenet_mnist | mnist_cnn)
    download_mnist
    data=$mnist/data
    files=(--images "$data/t10k-images-idx3-ubyte" --labels "$data/t10k-labels-idx1-ubyte")
    ;;
esac

configure_examples
build_program study_ranking
exec "$build/examples/study_ranking" "$@" "${files[@]}"
