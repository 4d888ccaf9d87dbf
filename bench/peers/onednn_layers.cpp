// SPDX-License-Identifier: MIT
// Convolutions of VGG-16, ResNet-50 and MobileNet in sei and in oneDNN, in turns in one process: weights
// warm, bias and relu included, one thread. oneDNN's time is that of its faster algorithm, layouts its own
// and reorders not counted. Written for the oneDNN 2.x C++ API (Debian 12 has 2.6).
#include "../support.hpp"

#include <dnnl.hpp>

#include <cstdio>
#include <optional>

namespace {

using dnnl::memory;
using sei::layers::conv2d;

struct layer {
    const char* network;
    std::uint32_t channels, filters, size, kernel, stride, groups;

    [[nodiscard]] conv2d spec() const {
        return {
            .filters = filters, .kernel = kernel, .stride = stride, .padding = kernel / 2, .groups = groups};
    }
    [[nodiscard]] sei::shape in() const { return {channels, size, size}; }
};

constexpr layer layers[] = {
    {"vgg16", 3, 64, 224, 3, 1, 1},           {"vgg16", 64, 64, 224, 3, 1, 1},
    {"vgg16", 64, 128, 112, 3, 1, 1},         {"vgg16", 128, 128, 112, 3, 1, 1},
    {"vgg16", 128, 256, 56, 3, 1, 1},         {"vgg16", 256, 256, 56, 3, 1, 1},
    {"vgg16", 256, 512, 28, 3, 1, 1},         {"vgg16", 512, 512, 28, 3, 1, 1},
    {"vgg16", 512, 512, 14, 3, 1, 1},         {"resnet50", 3, 64, 224, 7, 2, 1},
    {"resnet50", 64, 64, 56, 1, 1, 1},        {"resnet50", 64, 64, 56, 3, 1, 1},
    {"resnet50", 64, 256, 56, 1, 1, 1},       {"resnet50", 256, 64, 56, 1, 1, 1},
    {"resnet50", 256, 128, 56, 1, 1, 1},      {"resnet50", 128, 128, 56, 3, 2, 1},
    {"resnet50", 256, 512, 56, 1, 2, 1},      {"resnet50", 128, 512, 28, 1, 1, 1},
    {"resnet50", 512, 128, 28, 1, 1, 1},      {"resnet50", 128, 128, 28, 3, 1, 1},
    {"resnet50", 512, 256, 28, 1, 1, 1},      {"resnet50", 256, 256, 28, 3, 2, 1},
    {"resnet50", 512, 1024, 28, 1, 2, 1},     {"resnet50", 256, 1024, 14, 1, 1, 1},
    {"resnet50", 1024, 256, 14, 1, 1, 1},     {"resnet50", 256, 256, 14, 3, 1, 1},
    {"resnet50", 1024, 512, 14, 1, 1, 1},     {"resnet50", 512, 512, 14, 3, 2, 1},
    {"resnet50", 1024, 2048, 14, 1, 2, 1},    {"resnet50", 512, 2048, 7, 1, 1, 1},
    {"resnet50", 2048, 512, 7, 1, 1, 1},      {"resnet50", 512, 512, 7, 3, 1, 1},
    {"mobilenet_v1", 3, 32, 224, 3, 2, 1},    {"mobilenet_v1", 32, 32, 112, 3, 1, 32},
    {"mobilenet_v1", 32, 64, 112, 1, 1, 1},   {"mobilenet_v1", 64, 64, 112, 3, 2, 64},
    {"mobilenet_v1", 64, 128, 56, 1, 1, 1},   {"mobilenet_v1", 128, 128, 56, 3, 1, 128},
    {"mobilenet_v1", 128, 128, 56, 1, 1, 1},  {"mobilenet_v1", 128, 128, 56, 3, 2, 128},
    {"mobilenet_v1", 128, 256, 28, 1, 1, 1},  {"mobilenet_v1", 256, 256, 28, 3, 1, 256},
    {"mobilenet_v1", 256, 256, 28, 1, 1, 1},  {"mobilenet_v1", 256, 256, 28, 3, 2, 256},
    {"mobilenet_v1", 256, 512, 14, 1, 1, 1},  {"mobilenet_v1", 512, 512, 14, 3, 1, 512},
    {"mobilenet_v1", 512, 512, 14, 1, 1, 1},  {"mobilenet_v1", 512, 512, 14, 3, 2, 512},
    {"mobilenet_v1", 512, 1024, 7, 1, 1, 1},  {"mobilenet_v1", 1024, 1024, 7, 3, 1, 1024},
    {"mobilenet_v1", 1024, 1024, 7, 1, 1, 1},
};

/// One convolution in oneDNN, with its memory.
class onednn_layer {
public:
    onednn_layer(const layer& each, dnnl::algorithm algorithm) : plan_(plan_of(each, algorithm)) {
        for (const auto& [argument, desc] :
             {std::pair{DNNL_ARG_SRC, plan_.src_desc()}, std::pair{DNNL_ARG_WEIGHTS, plan_.weights_desc()},
              std::pair{DNNL_ARG_BIAS, plan_.bias_desc()}, std::pair{DNNL_ARG_DST, plan_.dst_desc()},
              std::pair{DNNL_ARG_SCRATCHPAD, plan_.scratchpad_desc()}}) {
            memory made(desc, engine());
            std::fill_n(static_cast<float*>(made.get_data_handle()), desc.get_size() / sizeof(float), 0.01F);
            arguments_.emplace(argument, made);
        }
    }

    void run() {
        primitive_.execute(stream_, arguments_);
        stream_.wait();
    }
    [[nodiscard]] std::string name() const { return plan_.impl_info_str(); }

private:
    dnnl::convolution_forward::primitive_desc plan_;
    dnnl::convolution_forward primitive_{plan_};
    dnnl::stream stream_{engine()};
    std::unordered_map<int, memory> arguments_;

    [[nodiscard]] static dnnl::engine& engine() {
        static dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
        return cpu;
    }

    [[nodiscard]] static dnnl::convolution_forward::primitive_desc plan_of(const layer& each,
                                                                           dnnl::algorithm algorithm) {
        const auto any = memory::format_tag::any;
        const auto f32 = memory::data_type::f32;
        const sei::shape out = each.spec().infer(each.in()).output;
        const memory::dims source{1, each.channels, each.size, each.size};
        const memory::dims target{1, each.filters, out.height, out.width};
        memory::dims weights{each.filters, each.channels, each.kernel, each.kernel};
        if (each.groups > 1)
            weights = {each.groups, each.filters / each.groups, each.channels / each.groups, each.kernel,
                       each.kernel};
        const memory::dim pad = each.kernel / 2;
        const dnnl::convolution_forward::desc desc(
            dnnl::prop_kind::forward_inference, algorithm, {source, f32, any}, {weights, f32, any},
            {{each.filters}, f32, memory::format_tag::x}, {target, f32, any}, {each.stride, each.stride},
            {pad, pad}, {pad, pad});
        dnnl::post_ops relu;
        relu.append_eltwise(1.0F, dnnl::algorithm::eltwise_relu, 0.0F, 0.0F);
        dnnl::primitive_attr attributes;
        attributes.set_post_ops(relu);
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        return {desc, attributes, engine()};
    }
};

[[nodiscard]] std::optional<onednn_layer> made(const layer& each, dnnl::algorithm algorithm) {
    try {
        return onednn_layer(each, algorithm);
    } catch (const dnnl::error&) {
        return std::nullopt; // not offered for this layer
    }
}

[[nodiscard]] double median(std::vector<double>& times) {
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2),
                     times.end());
    return times[times.size() / 2];
}

template <class Call>
void time(std::vector<double>& times, const Call& call) {
    const auto begin = bench::clock_type::now();
    call();
    times.push_back(bench::seconds_since(begin));
}

/// oneDNN's time over sei's.
double compare(const layer& each) {
    bench::single_layer<conv2d> own(each.spec(), each.in());
    auto direct = made(each, dnnl::algorithm::convolution_direct);
    auto winograd = made(each, dnnl::algorithm::convolution_winograd);
    std::vector<double> own_times;
    std::vector<double> direct_times;
    std::vector<double> winograd_times;
    const auto start = bench::clock_type::now();
    while (own_times.size() < 15 || (bench::seconds_since(start) < 0.3 && own_times.size() < 2000)) {
        time(own_times, [&] { own.run(); });
        if (direct) time(direct_times, [&] { direct->run(); });
        if (winograd) time(winograd_times, [&] { winograd->run(); });
    }
    const double sei_seconds = median(own_times);
    double peer = median(direct_times);
    std::string name = direct->name();
    if (winograd && median(winograd_times) < peer) peer = median(winograd_times), name = winograd->name();
    std::printf("%-13s %4u->%4u@%3u %ux%u/%u%s  sei %8.4f ms  oneDNN %8.4f ms  %.2f  %s\n", each.network,
                each.channels, each.filters, each.size, each.kernel, each.kernel, each.stride,
                each.groups > 1 ? " dw" : "   ", sei_seconds * 1e3, peer * 1e3, peer / sei_seconds,
                name.c_str());
    return peer / sei_seconds;
}

} // namespace

int main() {
    double worst = 1e9;
    for (const layer& each : layers) worst = (std::min)(worst, compare(each));
    std::printf("worst oneDNN / sei: %.2f\n", worst);
}
