// SPDX-License-Identifier: MIT
// Times layers on this machine and writes a device profile, which the advisor loads:
//     ./examples/profile_device.sh my_device.json [--name NAME] [--check]
// The profile is made from single layers; --check compares what it predicts with the time that each network
// of the zoo takes, none of which was timed for it.
#include "support/option_values.hpp"
#include "support/output_file.hpp"
#include "support/parse.hpp"
#include "support/program.hpp"
#include "support/single_layer.hpp"

#include <sei/devices/json.hpp>
#include <sei/weights/random_weights.hpp>
#include <sei/zoo.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <iostream>

namespace {

using examples::clock_type;
using examples::keep;
using examples::seconds_since;
using sei::layers::conv2d;

/// Reads memory that is larger than any cache, so that nothing else is in one.
class cache_sweeper {
public:
    void sweep() {
        float sum = 0;
        for (std::size_t i = 0; i < memory_.size(); i += 16) sum += memory_[i];
        keep(sum);
    }

    /// Bytes per second of reading memory, one thread.
    [[nodiscard]] double bandwidth() {
        double best = 0;
        for (int i = 0; i < 3; ++i) {
            const auto begin = clock_type::now();
            std::array<float, 16> sums{};
            for (std::size_t k = 0; k < memory_.size(); k += sums.size())
                for (std::size_t lane = 0; lane < sums.size(); ++lane) sums[lane] += memory_[k + lane];
            keep(sums);
            best =
                (std::max)(best, static_cast<double>(memory_.size() * sizeof(float)) / seconds_since(begin));
        }
        return best;
    }

private:
    sei::engine::aligned_buffer memory_ = sei::engine::aligned_buffer(32U << 20U, 1.0F); // 128 MiB
};

[[nodiscard]] double median(std::vector<double> times) {
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2),
                     times.end());
    return times[times.size() / 2];
}

/// Seconds of one call: the median of as many as fit a budget, short calls several at a time.
template <class Call>
[[nodiscard]] double seconds_of(const Call& call, double budget) {
    call();
    auto begin = clock_type::now();
    call();
    const int together = (std::max)(1, static_cast<int>(20e-6 / (seconds_since(begin) + 1e-9)));
    std::vector<double> times;
    for (const auto start = clock_type::now(); times.size() < 5 || seconds_since(start) < budget;) {
        begin = clock_type::now();
        for (int i = 0; i < together; ++i) call();
        times.push_back(seconds_since(begin) / together);
    }
    return median(std::move(times));
}

class profiler {
public:
    /// Of each kind of layer the first and then every `step`th are timed.
    explicit profiler(std::size_t step) : step_(step) {}

    template <class Layer>
    void time(const Layer& spec, sei::shape in) {
        sei::node described;
        described.in = in;
        described.out = spec.infer(in).output;
        described.work = sei::work_of(spec, in, described.out);
        sei::layer_sample sample = sei::sample_of(described);
        if (seen_[static_cast<std::size_t>(sample.kind)]++ % step_ != 0) return;
        examples::single_layer<Layer> layer(spec, in);
        sample.seconds = seconds_of([&] { layer.run(); }, 0.02);
        std::vector<double> cold;
        for (int i = 0; i < 5; ++i) {
            sweeper_.sweep();
            layer.warm_activations();
            const auto begin = clock_type::now();
            layer.run();
            cold.push_back(seconds_since(begin));
        }
        // A layer is never faster for coming from memory; where it seems so, that is noise.
        sample.seconds_cold = (std::max)(sample.seconds, median(std::move(cold)));
        samples_.push_back(sample);
    }

    [[nodiscard]] sei::device finish(const std::string& name) {
        sei::device made;
        made.name = name;
        made.source = "timed by sei-profile on " + std::to_string(samples_.size()) +
                      " layers, one thread, kernels " + sei::kernels::best_kernel_set().name;
        made.kernels = "sei's kernels, one thread";
        made.memory_bytes_per_second = sweeper_.bandwidth();
        made.cache_bytes = last_cache_bytes();
        made.samples = samples_;
        made.seconds_per_node = shortest();
        for (std::size_t kind = 0; kind < sei::work_kinds; ++kind)
            made.operations_per_second[kind] = rate_of(static_cast<sei::work_kind>(kind));
        return made;
    }

private:
    std::size_t step_;
    std::array<std::size_t, sei::work_kinds> seen_{};
    cache_sweeper sweeper_;
    std::vector<sei::layer_sample> samples_;

    [[nodiscard]] double shortest() const {
        double least = samples_.front().seconds;
        for (const sei::layer_sample& sample : samples_) least = (std::min)(least, sample.seconds);
        return least;
    }

    /// Operations per second over all samples of a kind.
    [[nodiscard]] double rate_of(sei::work_kind kind) const {
        double operations = 0;
        double seconds = 0;
        for (const sei::layer_sample& sample : samples_)
            if (sample.kind == kind) operations += sample.operations, seconds += sample.seconds;
        return operations / seconds;
    }

    /// Of the last level, as the operating system tells; 0 if it does not.
    [[nodiscard]] static std::uint64_t last_cache_bytes() {
        for (int level = 4; level >= 0; --level) {
            std::ifstream file("/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(level) + "/size");
            std::uint64_t kibibytes = 0;
            if (file >> kibibytes) return kibibytes * 1024;
        }
        return 0;
    }
};

void time_convolutions(profiler& on) {
    constexpr std::uint64_t most_macs = 700'000'000;
    const auto spatial = [&](const conv2d& spec, std::uint32_t channels, std::uint32_t size) {
        const sei::shape in{channels, size, size};
        if (spec.cost(in, spec.infer(in).output).operations <= most_macs) on.time(spec, in);
    };
    struct pair {
        std::uint32_t channels, filters;
    };
    // Sizes as few networks have them, channels as most have: whole vectors.
    for (const pair& each : {pair{3, 32}, pair{3, 64}, pair{16, 16}, pair{16, 32}, pair{32, 32}, pair{32, 64},
                             pair{64, 64}, pair{48, 192}, pair{64, 128}, pair{128, 128}, pair{128, 256},
                             pair{192, 192}, pair{256, 256}, pair{256, 512}, pair{512, 512}})
        for (const std::uint32_t size :
             {2U, 3U, 5U, 6U, 9U, 12U, 18U, 24U, 30U, 40U, 60U, 90U, 120U, 180U, 240U})
            if (const bool last_maps = size < 6; !last_maps || each.channels > 100)
                spatial({.filters = each.filters, .padding = 1}, each.channels, size);
    for (const pair& each : {pair{16, 64}, pair{32, 128}, pair{64, 256}, pair{96, 96}, pair{96, 160},
                             pair{160, 160}, pair{160, 320}, pair{320, 320}, pair{384, 384}, pair{320, 512}})
        for (const std::uint32_t size : {2U, 4U, 8U, 12U, 16U, 26U, 32U, 54U})
            spatial({.filters = each.filters, .padding = 1}, each.channels, size);
    for (const pair& each : {pair{3, 32}, pair{3, 64}, pair{64, 128}, pair{128, 128}, pair{256, 256},
                             pair{256, 512}, pair{512, 512}})
        for (const std::uint32_t size : {10U, 20U, 40U, 80U, 160U, 208U})
            spatial({.filters = each.filters, .stride = 2, .padding = 1}, each.channels, size);
    for (const std::uint32_t size : {160U, 200U, 240U})
        spatial({.filters = 48, .kernel = 7, .stride = 2, .padding = 3}, 3, size);
    for (const pair& each : {pair{1, 5}, pair{1, 8}, pair{5, 16}, pair{8, 16}, pair{16, 32}})
        for (const std::uint32_t size : {10U, 12U, 20U, 28U})
            spatial({.filters = each.filters, .kernel = 5, .padding = 2}, each.channels, size);
    for (const pair& each : {pair{1, 16}, pair{1, 32}, pair{12, 16}})
        for (const std::uint32_t size : {6U, 12U, 24U, 30U})
            spatial({.filters = each.filters, .padding = 1}, each.channels, size);
    for (const pair& each :
         {pair{16, 64},     pair{64, 16},    pair{96, 16},    pair{192, 32},  pair{320, 48},  pair{16, 128},
          pair{96, 24},     pair{24, 144},   pair{144, 32},   pair{32, 192},  pair{64, 64},   pair{64, 256},
          pair{256, 64},    pair{128, 128},  pair{128, 512},  pair{512, 128}, pair{256, 256}, pair{512, 512},
          pair{256, 1024},  pair{1024, 256}, pair{96, 576},   pair{576, 96},  pair{960, 160}, pair{160, 960},
          pair{1024, 1024}, pair{512, 2048}, pair{2048, 512}, pair{320, 1280}})
        for (const std::uint32_t size : {6U, 9U, 12U, 18U, 24U, 36U, 48U, 72U, 100U})
            spatial({.filters = each.filters, .kernel = 1}, each.channels, size);
    for (const pair& each : {pair{64, 128}, pair{256, 512}, pair{512, 1024}, pair{1024, 2048}})
        for (const std::uint32_t size : {12U, 24U, 48U})
            spatial({.filters = each.filters, .kernel = 1, .stride = 2}, each.channels, size);
    for (const std::uint32_t channels : {32U, 64U, 96U, 144U, 256U, 512U, 1024U})
        for (const std::uint32_t size : {6U, 12U, 24U, 48U, 100U, 120U})
            for (const std::uint32_t stride : {1U, 2U})
                spatial({.filters = channels, .stride = stride, .padding = 1, .groups = channels}, channels,
                        size);
}

void time_others(profiler& on) {
    using namespace sei::layers;
    struct pair {
        std::uint32_t inputs, units;
    };
    for (const pair& each :
         {pair{80, 12}, pair{100, 70}, pair{384, 112}, pair{112, 80}, pair{500, 12}, pair{900, 900},
          pair{1500, 900}, pair{2100, 900}, pair{3500, 900}, pair{4000, 3000}, pair{20000, 3500}})
        on.time(dense{.units = each.units}, {.channels = each.inputs});
    for (const std::uint32_t channels : {6U, 16U, 32U, 64U, 128U, 256U, 512U})
        for (const std::uint32_t size : {6U, 12U, 24U, 48U, 100U}) {
            on.time(max_pool{}, {channels, size, size});
            on.time(max_pool{.kernel = 3, .stride = 2, .padding = 1}, {channels, size, size});
        }
    for (const std::uint32_t channels : {512U, 1024U, 2048U})
        for (const std::uint32_t size : {6U, 8U, 12U}) on.time(global_avg_pool{}, {channels, size, size});
}

/// Prints what the profile says of a network beside the time that it takes; returns their ratio.
template <class Net>
double check(const char* network, const sei::device& profile, std::ostream& out) {
    const auto engine = sei::engine::executor::of<Net>(sei::weights::random_weights<Net>(1), {});
    auto memory = engine.make_workspace();
    const std::vector<float> input(Net::input.elements(), 0.5F);
    std::vector<float> output(Net::output.elements());
    const double measured =
        seconds_of([&] { engine.run(0, engine.last_layer(), input, output, memory); }, 1.0);
    const double predicted = profile.seconds_for(sei::nodes_of<Net>(), 0, engine.last_layer());
    std::array<char, 128> line{};
    std::snprintf(line.data(), line.size(), "%-14s predicted %9.4f ms, measured %9.4f ms, ratio %.3f\n",
                  network, predicted * 1e3, measured * 1e3, predicted / measured);
    out << line.data();
    return predicted / measured;
}

/// Are all predictions within 15 %?
[[nodiscard]] bool check_zoo(const sei::device& profile, std::ostream& out) {
    using namespace sei::zoo;
    double low = 1;
    double high = 1;
    for (const double ratio :
         {check<fashion_cnn>("fashion_cnn", profile, out), check<lenet>("lenet", profile, out),
          check<mobilenet_v1>("mobilenet_v1", profile, out),
          check<mobilenet_v2>("mobilenet_v2", profile, out), check<resnet18>("resnet18", profile, out),
          check<resnet50>("resnet50", profile, out), check<squeezenet1_1>("squeezenet1_1", profile, out),
          check<vgg16>("vgg16", profile, out), check<vgg16_cifar<>>("vgg16_cifar", profile, out),
          check<vgg16_cifar10>("vgg16_cifar10", profile, out)}) {
        low = (std::min)(low, ratio);
        high = (std::max)(high, ratio);
    }
    return low >= 0.85 && high <= 1.15;
}

} // namespace

int main(int count, char** arguments) {
    return examples::run_program("sei-profile", [&] {
        CLI::App app{"Times layers on this machine and writes a device profile for the advisor",
                     "sei-profile"};
        std::string path;
        std::string name = "this machine";
        bool checks = false;
        std::size_t step = 1;
        app.add_option("file", path, "where to write the profile; -: to standard output")->required();
        app.add_option("--name", name, "the device's name in reports");
        app.add_option("--every", step,
                       "time every Nth layer of each kind only: quicker, and its predictions are coarser")
            ->check(CLI::Range(1, 1000))
            ->capture_default_str();
        app.add_flag("--check", checks,
                     "compare predictions with the zoo's networks; exit code 1 beyond 15 %");
        examples::refuse_empty_values(app);
        if (!examples::parse(app, count, arguments)) return 0;
        examples::output_file file("file", path); // before a minute of timing
        profiler timing(step);
        time_convolutions(timing);
        time_others(timing);
        const sei::device profile = timing.finish(name);
        file.write(sei::to_json(profile));
        file.publish();
        std::cerr << "wrote " << file.name() << ": " << profile.source << '\n';
        return checks && !check_zoo(profile, examples::text_stream({&file})) ? 1 : 0;
    });
}
