// SPDX-License-Identifier: MIT
// One program with two versions of sei in it: each object file must reach the functions that it was compiled
// with.
#include <cstdio>

extern "C" {
int use_first();
int use_second();
unsigned best_first();
unsigned best_second();
}

int main() {
    const int first = use_first();
    const int second = use_second();
    std::printf("%u and %u are best\n", best_first(), best_second());
    return first > 0 && second > 0 && best_first() == 1 && best_second() == 2 ? 0 : 1;
}
