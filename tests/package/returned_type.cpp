// SPDX-License-Identifier: MIT
// A function that only returns an executor: defined in one object file, called in another with other flags.
#ifdef SEI_TEST_OTHER_SET // as -mavx2 or -mavx512f would, without instructions that this machine may lack
#    if defined(__AVX2__) || defined(__aarch64__)
#        error "compile this file for the baseline of x86-64"
#    endif
#    define __AVX2__ 1
#    define __FMA__ 1
#    include <sei/config.hpp>
#    undef __AVX2__
#    undef __FMA__
#endif
#include <sei/engine/executor.hpp>

sei::engine::executor make();

#ifdef SEI_TEST_MAKE
#    include <sei/weights/random_weights.hpp>

using namespace sei::layers;

struct tiny final : sei::network<input{.channels = 1, .height = 4, .width = 4}, flatten{},
                                 dense{.units = 3, .name = "fc"}> {};

sei::engine::executor make() {
    return sei::engine::executor::of<tiny>(sei::weights::random_weights<tiny>(1));
}
#else
int main() { return make().last_layer() == 2 ? 0 : 1; }
#endif
