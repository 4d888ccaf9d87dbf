# SPDX-License-Identifier: MIT
# Sourced by run.sh scripts; needs $root, the repository.

# configure_build NAME CMAKE_OPTIONS...: configures build/NAME, whose path is then $build. Every time, for a package may
# have come since. A folder that came with a copy of a checkout still names the tree that it was made for, and would
# build and run that tree's sources: it is begun anew.
configure_build() {
    build=$root/build/$1
    shift
    local home=
    if [[ -e $build/CMakeCache.txt ]]; then
        home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$build/CMakeCache.txt")
        if [[ ! $home -ef $root ]]; then
            echo "${build#"$root"/} was made for $home; beginning it anew" >&2
            rm -rf "$build"
            home=
        fi
    fi
    [[ -n $home ]] || echo "configuring ${build#"$root"/}" >&2
    cmake -S "$root" -B "$build" -G Ninja "$@" >/dev/null
}

# build_program TARGET: builds one target in $build, and says little.
build_program() {
    cmake --build "$build" --target "$1" -- --quiet >&2
}

# configure_examples: build/examples, for the scripts of examples/.
configure_examples() {
    configure_build examples -DSEI_BUILD_TESTS=OFF -DSEI_BUILD_BENCH=OFF
}

# configure_bench: build/bench, for the scripts of bench/.
configure_bench() {
    configure_build bench -DSEI_BUILD_BENCH=ON -DSEI_BUILD_TESTS=OFF -DSEI_BUILD_EXAMPLES=OFF
}
