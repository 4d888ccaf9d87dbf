// SPDX-License-Identifier: MIT
// Splits and pipelines of VGG-16 and ResNet-18: shapes and sums that follow from the papers' tables.

#include <sei/model/layer_table.hpp>
#include <sei/model/pipeline.hpp>
#include <sei/zoo/resnet18.hpp>
#include <sei/zoo/vgg16.hpp>

#include <type_traits>

using sei::shape;
using sei::split;
using sei::zoo::resnet18;
using sei::zoo::vgg16;

// VGG-16's pools, the cuts of the split computing papers.
static_assert(split<vgg16, "features.4">::wire == shape{64, 112, 112});
static_assert(split<vgg16, "features.9">::wire == shape{128, 56, 56});
static_assert(split<vgg16, "features.16">::wire == shape{256, 28, 28});
static_assert(split<vgg16, "features.23">::wire == shape{512, 14, 14});
static_assert(split<vgg16, "features.30">::wire == shape{512, 7, 7});
static_assert(split<vgg16, "features.30">::wire_bytes_float32 == 100'352);
static_assert(split<vgg16, "features.30">::index == 31); // 13 convolutions, 13 relus, 5 pools

// By name and by index it is the same head and the same tail.
static_assert(std::is_same_v<split<vgg16, "features.4">::head, split<vgg16, 5>::head>);
static_assert(std::is_same_v<split<vgg16, "features.4">::tail, sei::stage<vgg16, 5, 39>>);

// Remote and local computing are the first and the last split.
static_assert(split<vgg16, 0>::wire == shape{3, 224, 224} && split<vgg16, 0>::head::macs == 0);
static_assert(split<vgg16, 39>::wire == shape{.channels = 1000} && split<vgg16, 39>::tail::macs == 0);
static_assert(split<vgg16, "input">::index == 0);

template <class Net, std::size_t Index>
constexpr bool adds_up() {
    using parts = split<Net, Index>;
    return parts::head::macs + parts::tail::macs == sei::whole<Net>::macs &&
           parts::head::flash_bytes + parts::tail::flash_bytes == sei::whole<Net>::flash_bytes &&
           parts::head::output == parts::tail::input;
}
static_assert(adds_up<vgg16, 0>() && adds_up<vgg16, 1>() && adds_up<vgg16, 17>() && adds_up<vgg16, 39>());
static_assert(adds_up<resnet18, 4>() && adds_up<resnet18, 5>() && adds_up<resnet18, 12>());

// ResNet-18's blocks are named as in torchvision; the relu that ends a block counts as a layer of its own.
static_assert(split<resnet18, "maxpool">::wire == shape{64, 56, 56});
static_assert(split<resnet18, "layer2.0">::wire == shape{128, 28, 28});
static_assert(split<resnet18, "layer4.1">::wire == shape{512, 7, 7});
static_assert(split<resnet18, "avgpool">::wire == shape{512, 1, 1});
static_assert(!sei::is_split_point(sei::nodes_of<resnet18>(), 1), "bn1 is folded into conv1");
static_assert(sei::is_split_point(sei::nodes_of<resnet18>(), 2));

using line = sei::pipeline<vgg16, "features.9", "features.23">;
static_assert(line::stages == 3);
static_assert(line::stage<0>::output == line::stage<1>::input && line::wire<0> == shape{128, 56, 56});
static_assert(line::stage<1>::output == line::stage<2>::input && line::wire<1> == shape{512, 14, 14});
static_assert(line::stage<0>::macs + line::stage<1>::macs + line::stage<2>::macs == sei::whole<vgg16>::macs);
static_assert(std::is_same_v<sei::pipeline<vgg16>::stage<0>, sei::whole<vgg16>>);

static_assert(sei::layer_table<resnet18>[5].name == sei::label{"layer1.0.add"});
static_assert(sei::layer_table<resnet18>[6].name == sei::label{"layer1.0"});
