// SPDX-License-Identifier: MIT
// One program with two versions of sei in it: each object file must reach the functions that it was compiled
// with.
#include <cstdio>

extern "C" {
int use_first();
int use_second();
unsigned positions_first();
unsigned positions_second();
}

int main() {
    const int first = use_first();
    const int second = use_second();
    std::printf("%u and %u positions\n", positions_first(), positions_second());
    return first > 0 && second > 0 && positions_first() == 6 && positions_second() == 7 ? 0 : 1;
}
