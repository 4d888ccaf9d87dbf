// SPDX-License-Identifier: MIT
// Splits and costs of a faulty network add no errors of their own.
// expect: network_error<2, sei::layers::dense, sei::text<'f', 'c'>, sei::chw<3, 8, 8>, sei::fault::needs_a_vector_but_gets_a_map_add_flatten>

#include <sei/model/layer_table.hpp>
#include <sei/model/pipeline.hpp>

using namespace sei::layers;

struct net final
    : sei::network<
#ifdef SEI_TEST_FAULT
          input{.channels = 3, .height = 8, .width = 8}, relu{.name = "r"}, dense{.units = 10, .name = "fc"}
#else
          input{.channels = 3, .height = 8, .width = 8}, relu{.name = "r"}, flatten{},
          dense{.units = 10, .name = "fc"}
#endif
          > {
};

using parts = sei::split<net, "r">;

std::size_t use() {
    return parts::wire.elements() + parts::tail::macs + parts::head::arena_bytes +
           sei::layer_table<net>.size() + sei::pipeline<net, "r">::stage<1>::flash_bytes +
           net::output.elements();
}
