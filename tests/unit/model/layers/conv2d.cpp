// SPDX-License-Identifier: MIT
#include <sei/model/layers/conv2d.hpp>

#include <doctest/doctest.h>

#include <string_view>

using sei::fault;
using sei::shape;
using sei::work_kind;
using sei::layers::conv2d;

TEST_CASE("the shape is that of torch.nn.Conv2d") {
    // The examples of its documentation, on a map of 16x50x100.
    constexpr shape in{16, 50, 100};
    CHECK(conv2d{.filters = 33, .stride = 2}.infer(in).output == shape{33, 24, 49});
    CHECK(conv2d{.filters = 33, .kernel = {3, 5}, .stride = {2, 1}, .padding = {4, 2}}.infer(in).output ==
          shape{33, 28, 100});
    CHECK(conv2d{.filters = 33, .kernel = {3, 5}, .stride = {2, 1}, .padding = {4, 2}, .dilation = {3, 1}}
              .infer(in)
              .output == shape{33, 26, 100});
}

TEST_CASE("multiply-accumulates are the filter's taps at every output") {
    constexpr conv2d spec{.filters = 33, .kernel = {3, 5}};
    constexpr shape in{16, 10, 10};
    CHECK(spec.cost(in, spec.infer(in).output).operations == 16ULL * 3 * 5 * 33 * 8 * 6);
    constexpr conv2d grouped{.filters = 32, .kernel = 3, .groups = 4};
    CHECK(grouped.cost(in, grouped.infer(in).output).operations == 4ULL * 9 * 32 * 8 * 8);
}

TEST_CASE("1x1, depthwise and other convolutions count as different kinds of work") {
    constexpr shape in{16, 10, 10};
    const auto kind = [in](const conv2d& spec) { return spec.cost(in, spec.infer(in).output).kind; };
    CHECK(kind({.filters = 8}) == work_kind::convolution);
    CHECK(kind({.filters = 8, .kernel = {1, 3}}) == work_kind::convolution);
    CHECK(kind({.filters = 8, .kernel = 1}) == work_kind::pointwise);
    CHECK(kind({.filters = 16, .groups = 16}) == work_kind::depthwise);
    CHECK(kind({.filters = 32, .groups = 16}) == work_kind::depthwise); // two filters a channel
    CHECK(kind({.filters = 32, .groups = 4}) == work_kind::convolution);
    CHECK(conv2d{.filters = 8}.cost({1, 10, 10}, {8, 8, 8}).kind == work_kind::convolution);
}

TEST_CASE("the weights are named and shaped as in a state_dict") {
    const auto list = conv2d{.filters = 32, .kernel = {3, 5}, .groups = 4}.parameters({16, 10, 10});
    REQUIRE(list.count == 2);
    CHECK(std::string_view{list.tensors[0].suffix} == "weight");
    CHECK(list.tensors[0].dimensions == std::array<std::uint32_t, 4>{32, 4, 3, 5});
    CHECK(std::string_view{list.tensors[1].suffix} == "bias");
    CHECK(list.tensors[1].dimensions[0] == 32);
    CHECK(conv2d{.filters = 32, .bias = false}.parameters({16, 10, 10}).count == 1);
}

TEST_CASE("a convolution that cannot be is a fault") {
    constexpr shape in{16, 10, 10};
    const auto reason = [](const conv2d& spec, shape shape_in) { return spec.infer(shape_in).reason; };
    CHECK(reason({.filters = 8}, {.channels = 16}) == fault::needs_a_map_but_gets_a_vector);
    CHECK(reason({}, in) == fault::no_filters_or_units);
    CHECK(reason({.filters = 8, .kernel = {0, 3}}, in) == fault::a_kernel_stride_or_dilation_is_zero);
    CHECK(reason({.filters = 8, .kernel = {3, 0}}, in) == fault::a_kernel_stride_or_dilation_is_zero);
    CHECK(reason({.filters = 8, .stride = {1, 0}}, in) == fault::a_kernel_stride_or_dilation_is_zero);
    CHECK(reason({.filters = 8, .dilation = {0, 1}}, in) == fault::a_kernel_stride_or_dilation_is_zero);
    CHECK(reason({.filters = 8, .groups = 0}, in) == fault::groups_do_not_divide_channels_and_filters);
    CHECK(reason({.filters = 9, .groups = 3}, in) == fault::groups_do_not_divide_channels_and_filters);
    CHECK(reason({.filters = 9, .groups = 4}, in) == fault::groups_do_not_divide_channels_and_filters);
    CHECK(reason({.filters = 8, .kernel = {11, 3}}, in) == fault::kernel_does_not_fit_the_padded_map);
    CHECK(reason({.filters = 8, .kernel = {3, 11}}, in) == fault::kernel_does_not_fit_the_padded_map);
    CHECK(reason({.filters = 8, .dilation = 5}, in) ==
          fault::kernel_does_not_fit_the_padded_map); // reaches 11
    CHECK(reason({.filters = 8, .kernel = 10}, in) == fault::none);
}
