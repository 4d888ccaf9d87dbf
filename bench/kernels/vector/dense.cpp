// SPDX-License-Identifier: MIT
/// Dense layers: bytes/s is what counts, for each weight is read once.

#include "../../support.hpp"

namespace {

const bool registered = [] {
    struct layer {
        std::uint32_t inputs, units;
    };
    for (const layer& each :
         {layer{400, 120}, layer{1024, 1000}, layer{4096, 1000}, layer{4096, 4096}, layer{25088, 4096}})
        bench::register_layer("kernel/dense/" + std::to_string(each.inputs) + "_to_" +
                                  std::to_string(each.units),
                              sei::layers::dense{.units = each.units}, {.channels = each.inputs});
    return true;
}();

} // namespace
