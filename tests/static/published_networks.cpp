// SPDX-License-Identifier: MIT
// Networks that everyone knows, against what torchvision publishes with its weights: `num_params`, and `_ops`
// in 10^9 multiply-accumulates to three digits (torchvision.models, 0.15: vgg.py, resnet.py, mobilenetv2.py,
// googlenet.py, densenet.py). The exact counts for VGG-16 and ResNet-18 were also worked out by hand.

#include "networks/densenet121.hpp"
#include "networks/googlenet.hpp"
#include "support.hpp"

#include <sei/zoo/mobilenet_v2.hpp>
#include <sei/zoo/resnet18.hpp>
#include <sei/zoo/resnet50.hpp>
#include <sei/zoo/vgg16.hpp>

using namespace networks;
using namespace sei::zoo;
using sei::shape;
using sei::whole;
using sei::work_kind;

/// Million multiply-accumulates, rounded.
template <class Net>
constexpr std::uint64_t million_macs = (whole<Net>::macs + 500'000) / 1'000'000;

static_assert(vgg16::output == shape{.channels = 1000});
static_assert(trainable_parameters<vgg16>() == 138'357'544);
static_assert(million_macs<vgg16> == 15'470);
static_assert(operations<vgg16>(work_kind::convolution) == 15'346'630'656);
static_assert(operations<vgg16>(work_kind::dense) == 123'633'664);
static_assert(whole<vgg16>::flash_bytes == 4 * 138'357'544ULL);

static_assert(trainable_parameters<resnet18>() == 11'689'512);
static_assert(million_macs<resnet18> == 1'814);
static_assert(operations<resnet18>(work_kind::convolution) + operations<resnet18>(work_kind::pointwise) ==
              1'813'561'344);
static_assert(operations<resnet18>(work_kind::dense) == 512'000);
// The file has running_mean and running_var of 4,800 normalised channels besides.
static_assert(whole<resnet18>::cost.file_parameters == 11'689'512 + 2 * 4'800);
// Folded, each of those channels leaves one bias: no scale and no shift, which both count as trainable.
static_assert(whole<resnet18>::flash_bytes == 4 * (11'689'512ULL - 4'800));

static_assert(trainable_parameters<resnet50>() == 25'557'032);
static_assert(million_macs<resnet50> == 4'089);

static_assert(trainable_parameters<mobilenet_v2>() == 3'504'872);
static_assert(million_macs<mobilenet_v2> == 301);

static_assert(trainable_parameters<googlenet>() == 6'624'904);
static_assert(million_macs<googlenet> == 1'498);

static_assert(trainable_parameters<densenet121>() == 7'978'856);
static_assert(million_macs<densenet121> == 2'834);
// A batch_norm before its convolution is not folded and keeps two of four numbers a channel (34,336
// channels); the one after the first 1x1 convolution of a dense layer (58 of them) and the one after the stem
// are folded.
static_assert(whole<densenet121>::flash_bytes ==
              4 * (whole<densenet121>::cost.file_parameters - 3 * (58 * 128 + 64) - 2 * 34'336));
