#!/bin/sh
# SPDX-License-Identifier: MIT
# includes.sh CXX INCLUDE_FOLDER: <sei/sei.hpp> on bare metal reaches only headers that bring no heap, streams or strings,
# and sei's own headers name only standard headers of the list below (docs/reference/sei.md).
set -eu
compiler=$1 include=$2
allowed='array bit cmath concepts cstddef cstdint limits numbers span type_traits utility' # cmath: softmax alone
never='iostream ostream istream sstream fstream streambuf string string_view vector deque map unordered_map functional
memory optional variant any thread mutex atomic chrono stdexcept system_error locale filesystem random regex algorithm'

files=$(echo '#include <sei/sei.hpp>' |
    "$compiler" -std=c++20 -mcpu=cortex-m4 -mthumb -I"$include" -M -x c++ - | tr -d '\\' | tr ' ' '\n' | grep / | sort -u)
own=$(echo "$files" | grep "^$include/sei/")
echo "$(echo "$own" | wc -l) headers of sei, $(echo "$files" | wc -l) headers in all"

status=0
for header in $never; do
    if echo "$files" | grep -E "/c\+\+/[^/]+/$header\$"; then
        echo "firmware includes <$header>"
        status=1
    fi
done
if echo "$files" | grep -iE '/(xtensor|xsimd|eigen3?|tbb|boost|nlohmann)/'; then
    echo "firmware includes a host package"
    status=1
fi
for header in $(cat $own | sed -n 's/^# *include <\([^>]*\)>.*/\1/p' | grep -v '^sei/' | sort -u); do
    case " $allowed " in
    *" $header "*) ;;
    *)
        echo "a header of the firmware tier includes <$header>:"
        grep -lE "^# *include <$header>" $own
        status=1
        ;;
    esac
done
cmath=$(grep -lE '^# *include <cmath>' $own | grep -v '/layers/\|/softmax.hpp$' || true)
[ -z "$cmath" ] || { echo "only softmax may include <cmath>: $cmath"; status=1; }

# The same list of files must betray a header that does include <string>.
echo '#include <string>' | "$compiler" -std=c++20 -M -x c++ - | tr ' ' '\n' | grep -qE '/c\+\+/[^/]+/string$' ||
    { echo "this check overlooks <string>"; status=1; }
exit $status
