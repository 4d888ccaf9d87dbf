#!/bin/sh
# SPDX-License-Identifier: MIT
# same_bits.sh QEMU ELF TWIN FOLDER: runs the head on the emulated board and on this host; both must print the same lines
# and send the same bytes. Leaves the bytes in FOLDER/device/wire.bin and FOLDER/host/wire.bin.
set -eu
qemu=$1 elf=$2 twin=$3 folder=$4
rm -rf "$folder/device" "$folder/host"
mkdir -p "$folder/device" "$folder/host"

status=0
(cd "$folder/device" && timeout 60 "$qemu" -M mps2-an386 -display none -monitor none -serial file:wire.bin \
    -semihosting-config enable=on,target=native -kernel "$elf") >"$folder/device/report.txt" 2>&1 || status=$?
cat "$folder/device/report.txt"
if [ "$status" -ne 0 ]; then
    echo "the board exited with $status, expected 0"
    exit 1
fi
(cd "$folder/host" && "$twin") >"$folder/host/report.txt"

for line in arena weights wire 'wire float32' 'wire int8'; do
    grep -q "^$line  *[1-9]" "$folder/device/report.txt" || { echo "the board did not report: $line"; exit 1; }
done
diff "$folder/device/report.txt" "$folder/host/report.txt" || { echo "board (<) and host (>) differ"; exit 1; }
cmp "$folder/device/wire.bin" "$folder/host/wire.bin"
echo "board and host agree in $(wc -c <"$folder/device/wire.bin") bytes on the wire"
