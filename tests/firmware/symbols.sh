#!/bin/sh
# SPDX-License-Identifier: MIT
# symbols.sh CXX ELF FOLDER: firmware links no heap, exceptions, RTTI or double arithmetic, initialises no variable from
# flash, and stays small beside its weights. Prints the sizes.
set -eu
compiler=$1 elf=$2 folder=$3
tools=${compiler%g++}
code_limit=10240 # bytes of flash beside the weights; measured 6,664 (up to pool1) and 8,668 (up to fc2)

# Heap; exceptions and RTTI; static destructors; double arithmetic by its two naming schemes.
unwanted='(malloc|calloc|realloc|free|_sbrk|_Zn[wa]j|_Zd[la]Pv)|_Unwind_|__cxa_|__gxx_personality|_ZTI|_ZTV|atexit|__dso_handle'
unwanted="$unwanted|__aeabi_(d[a-z]|cd|f2d|i2d|ui2d|l2d|ul2d)|__[a-z]+df[0-9]|__(extend|trunc|float|fix)[a-z]*df"
found() { "${tools}nm" "$1" | awk '{ print $NF }' | grep -E "^($unwanted)"; }

# A check that never finds anything would prove nothing.
echo 'int* grow(double size) { return size * size > 2 ? new int : nullptr; }' >"$folder/unwanted.cpp"
"$compiler" -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -c "$folder/unwanted.cpp" -o "$folder/unwanted.o"
for symbol in _Znwj __aeabi_dmul; do
    found "$folder/unwanted.o" | grep -q "$symbol" || { echo "this check overlooks $symbol"; exit 1; }
done

if found "$elf"; then
    echo "the symbols above have no place in firmware"
    exit 1
fi

"${tools}size" "$elf"
set -- $("${tools}size" "$elf" | tail -n 1)
text=$1 data=$2
weights=$(printf '%d' "0x$("${tools}nm" -S "$elf" | awk '/exported7weights/ { print $2 }')")
echo "flash: $weights bytes of weights, $((text - weights)) bytes of everything else (limit $code_limit)"
[ "$data" -eq 0 ] || { echo "$data bytes of initialised variables: an arena in .data costs its size in flash"; exit 1; }
[ "$((text - weights))" -le "$code_limit" ] || { echo "too much code"; exit 1; }
