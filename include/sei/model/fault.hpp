// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/fault.hpp: what can be wrong with a layer in a network, and the compile-time error that says so.

#include <sei/config.hpp>

#include <cstddef>
#include <cstdint>

namespace sei::inline SEI_RELEASE {

/// Why a layer can't follow the layer before it. The enumerator's name is the message: compilers print it.
enum class fault : int {
    none = 0,
    first_layer_is_not_input = 1,
    input_is_not_the_first_layer = 2,
    input_has_a_zero_dimension = 3,
    needs_a_map_but_gets_a_vector = 4,
    needs_a_vector_but_gets_a_map_add_flatten = 5,
    kernel_does_not_fit_the_padded_map = 6,
    a_kernel_stride_or_dilation_is_zero = 7,
    no_filters_or_units = 8,
    groups_do_not_divide_channels_and_filters = 9,
    padding_exceeds_half_of_the_pooling_window = 10,
    residual_branches_differ = 11,
    concat_branches_differ_in_height_or_width = 12,
    more_than_eight_branches = 13,
    dropout_probability_is_not_between_0_and_1 = 14,
    two_layers_have_the_same_name = 15,
    more_than_2_to_the_31_elements = 16,
    no_layers_after_the_input = 17,
    blocks_are_nested_more_than_16_deep = 18,
};

/// A name spelled as characters, because clang 14 prints class-type template arguments as bare numbers.
template <char... Characters>
struct text;

/// Shapes as an error message shows them.
template <std::uint32_t Channels, std::uint32_t Height, std::uint32_t Width>
struct chw;
template <std::uint32_t Length>
struct vector_of;
struct nothing;

/// The one error of a network that does not fit together: never defined, so that the compiler prints all of
/// it. Index counts from the input (0); Layer is the kind, Name its name (empty if it has none), Incoming the
/// shape that reaches it, Reason what is wrong.
template <std::size_t Index, class Layer, class Name, class Incoming, fault Reason>
struct network_error;

} // namespace sei::inline SEI_RELEASE
