// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/parameters.hpp: which weight tensors a network expects, node by node, as a table.
///
/// The table shows the file as it is: a batch_norm that will be folded has its four tensors.

#include <sei/model/network.hpp>

namespace sei::inline SEI_RELEASE {

namespace detail {

template <class Net, std::size_t... Indices>
consteval auto tabulate_parameters(std::index_sequence<Indices...>) {
    return std::array<parameter_list, sizeof...(Indices)>{
        parameters_of(spec_of<Net, Indices>, program_of<Net>.storage[Indices].in)...};
}

} // namespace detail

/// The weights of each node by node number. A tensor's full name is the node's name, a dot and its suffix.
template <described_network Net>
inline constexpr auto parameter_table =
    detail::tabulate_parameters<Net>(std::make_index_sequence<program_of<Net>.node_count>{});

} // namespace sei::inline SEI_RELEASE
