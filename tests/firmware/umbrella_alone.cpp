// SPDX-License-Identifier: MIT
/// On a host, with no module linked that needs a package, the umbrella gives model, wire and kernels and no
/// package.

#include <sei/sei.hpp>

#if SEI_FIRMWARE
#    error "a host is not firmware"
#endif
#if defined(XTENSOR_VERSION_MAJOR) || defined(EIGEN_WORLD_VERSION) || defined(TBB_VERSION_MAJOR) ||          \
    defined(BOOST_ASIO_VERSION) || defined(NLOHMANN_JSON_VERSION_MAJOR)
#    error "the umbrella includes a package that belongs to a module which is not linked"
#endif

using namespace sei::layers;

struct tiny final : sei::network<input{.channels = 1, .height = 4, .width = 4}, max_pool{.name = "pool"},
                                 flatten{}, dense{.units = 2, .name = "fc"}> {};
using cut = sei::split<tiny, "pool">;

static_assert(sei::wire::encoded_bytes(sei::wire::float32_codec{}, cut::wire.elements()) ==
              cut::wire_bytes_float32);
static_assert(sei::kernels::static_stage<cut::tail>::weight_count == 10);
