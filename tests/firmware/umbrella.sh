#!/bin/sh
# SPDX-License-Identifier: MIT
# umbrella.sh SEI_FOLDER: each module has a header <sei/module.hpp>, which includes every public header of the module, and
# <sei/sei.hpp> includes every module.
set -eu
cd "$1"
status=0
count=0
for folder in */; do
    module=${folder%/}
    grep -q "include <sei/$module.hpp>" sei.hpp || { echo "sei/sei.hpp does not include <sei/$module.hpp>"; status=1; }
    for header in $(find "$module" -name '*.hpp' -not -path '*/detail/*'); do
        count=$((count + 1))
        grep -q "include <sei/$header>" "$module.hpp" || { echo "sei/$module.hpp does not include <sei/$header>"; status=1; }
    done
done
echo "$count headers checked"
exit $status
