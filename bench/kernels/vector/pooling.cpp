// SPDX-License-Identifier: MIT
/// What runs between convolutions: pools, bounds that could not be fused, maps to vectors.

#include "../../support.hpp"

namespace {

const bool registered = [] {
    using namespace sei::layers;
    bench::register_layer("kernel/max_pool/2x2_64@112", max_pool{}, {64, 112, 112});
    bench::register_layer("kernel/max_pool/3x3_stride_2_64@112",
                          max_pool{.kernel = 3, .stride = 2, .padding = 1}, {64, 112, 112});
    bench::register_layer("kernel/avg_pool/2x2_64@56", avg_pool{}, {64, 56, 56});
    bench::register_layer("kernel/global_avg_pool/2048@7", global_avg_pool{}, {2048, 7, 7});
    bench::register_layer("kernel/relu/64@56", relu{}, {64, 56, 56});
    bench::register_layer("kernel/flatten/512@7", flatten{}, {512, 7, 7});
    return true;
}();

} // namespace
