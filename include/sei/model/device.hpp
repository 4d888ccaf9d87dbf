// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/device.hpp: how fast a board or a server runs the layers of a network, and how much memory it
/// has.
///
/// A profile holds effective MAC/s by kind of work, because a device that runs 3x3 convolutions at 28 GMAC/s
/// may run depthwise ones at 0.6. The shipped numbers are for float32 and come from published measurements
/// named in `source`; where a source has no figure for a kind, the text says what was taken instead.
/// Expect a whole network's time within a factor of 1.75 of a published one; profiles of your own board are
/// better: `./examples/profile_device.sh board.json` times layers on a board, and `sei::load_device` reads
/// what it wrote.

#include <sei/config.hpp>
#include <sei/error.hpp>
#include <sei/model/cost.hpp>
#include <sei/model/layer_sample.hpp>

#include <optional>
#include <string>
#include <vector>

namespace sei::inline SEI_RELEASE {

/// What work costs a device in energy. What nobody has measured is left out: then nobody knows what a frame
/// costs, and reports say so.
struct device_energy {
    std::optional<double> joules_per_mac{};      ///< all that the device draws while it computes
    std::optional<double> joules_per_bit_sent{}; ///< on top of that, with headers and repetitions
    std::optional<double> joules_per_bit_received{};
    std::optional<double> idle_watts{}; ///< while it does not compute
    std::string source{};
};

/// One device. Rates are operations per second: multiply-accumulates, and elements read for `elementwise`.
struct device {
    std::string name{};
    std::array<double, work_kinds> operations_per_second{}; ///< by work_kind; 0: can't run it
    double seconds_per_node = 0;                            ///< fixed cost of every node that does work
    std::uint64_t ram_bytes = 0;                            ///< what a program may use; 0: not limited here
    std::uint64_t flash_bytes = 0;                          ///< what weights may use; 0: not limited here
    std::string source{};                                   ///< where the numbers come from
    std::uint64_t cache_bytes = 0;       ///< weights of a stage up to this size stay in a cache; 0: unknown
    double memory_bytes_per_second = 0;  ///< of reading memory; 0: unknown
    std::vector<layer_sample> samples{}; ///< layers that were timed on it; may be empty
    device_energy energy{};
    std::string kernels{}; ///< whose code was timed: "ncnn's kernels, not sei's"; empty: not said

    /// Seconds that the top-level layers after `first` up to `last` take: layer by layer from the samples if
    /// there are any, else from the rates. Bounds and sums cost nothing then: an engine that was timed fuses
    /// them into the layer before.
    [[nodiscard]] double seconds_for(std::span<const node> nodes, std::size_t first, std::size_t last) const {
        const stage_cost cost = cost_between(nodes, first, last);
        if (samples.empty()) return seconds_for(cost);
        // What does not fit the cache is met there in proportion: caches don't evict in strict order.
        const double weights = static_cast<double>(cost.flash_bytes);
        const double cached = static_cast<double>(cache_bytes);
        const double cold = cache_bytes == 0 || weights <= cached ? 0 : 1 - cached / weights;
        double seconds = 0;
        for (std::size_t i = nodes_through(nodes, first); i < nodes_through(nodes, last); ++i) {
            if (nodes[i].work.operations == 0 || nodes[i].is_fused) continue;
            const double by_samples = seconds_by_samples(samples, sample_of(nodes[i]), cold);
            if (by_samples == 0)
                throw error("device '" + name +
                            "' has no sample of one of the kinds of layers it should run");
            seconds += by_samples;
        }
        return seconds;
    }

    /// Seconds that a stage of this cost takes on the device.
    [[nodiscard]] double seconds_for(const stage_cost& cost) const {
        double seconds = 0;
        for (std::size_t kind = 0; kind < work_kinds; ++kind) {
            if (cost.operations[kind] == 0) continue;
            const double rate = operations_per_second[kind];
            if (!(rate > 0))
                throw error("device '" + name + "' has no speed for one of the layers it should run");
            seconds +=
                static_cast<double>(cost.operations[kind]) / rate + seconds_per_node * cost.nodes[kind];
        }
        return seconds;
    }
};

namespace devices {

inline constexpr double mega = 1e6;
inline constexpr double giga = 1e9;

inline constexpr const char* of_bosch =
    "bosch's float32 kernels for Cortex-M, not sei's: sei's portable ones take 9.7 instructions per "
    "multiply-accumulate there";
inline constexpr const char* of_ncnn = "ncnn's kernels, not sei's";

/// Order of the rates: convolution, pointwise, depthwise, dense, elementwise.
[[nodiscard]] inline device cortex_m4() {
    device board{
        "cortex-m4",
        {26 * mega, 21 * mega, 21 * mega, 16 * mega, 30 * mega},
        20e-6,
        640U << 10U,
        2U << 20U,
        "MLPerf Tiny v1.2, bosch, Infineon CY8C6 (Cortex-M4, 150 MHz), float32: ResNet-8 26, MobileNet 21, "
        "autoencoder (dense) 16 MMAC/s; elementwise: about 5 cycles per element, an assumption; RAM of "
        "STM32L4R5"};
    board.kernels = of_bosch; // 5.8 cycles per multiply-accumulate at the rate above
    board.energy = {.joules_per_mac = 2.3e-9,
                    .source = "MLPerf Tiny v1.0, STMicroelectronics, NUCLEO-L4R5ZI (Cortex-M4, 120 MHz), "
                              "ResNet-8 in int8: 47.1 mW while computing, taken to be the same for float32"};
    return board;
}

[[nodiscard]] inline device cortex_m7() {
    device board{
        "cortex-m7",
        {101 * mega, 92 * mega, 92 * mega, 51 * mega, 93 * mega},
        10e-6,
        1184U << 10U,
        2U << 20U,
        "MLPerf Tiny v1.2, bosch, STM32H7A3 (Cortex-M7, 280 MHz), float32: ResNet-8 101, MobileNet 92, "
        "autoencoder (dense) 51 MMAC/s; elementwise: about 3 cycles per element, an assumption"};
    board.kernels = of_bosch;
    board.energy = {.joules_per_mac = 1.6e-9, // 160.6 mW at 101 MMAC/s
                    .source = "MLPerf Tiny v1.0, STMicroelectronics, NUCLEO-H7A3ZI-Q (Cortex-M7, 280 MHz), "
                              "ResNet-8 in int8: 160.6 mW while computing, taken to be the same for float32"};
    return board;
}

[[nodiscard]] inline device raspberry_pi_4() {
    device board{
        "raspberry-pi-4",
        {28 * giga, 16 * giga, 0.6 * giga, 1 * giga, 1 * giga},
        20e-6,
        0,
        0,
        "ncnn benchmark, Raspberry Pi 4, 4 threads, float32: VGG16 28 (3x3), ResNet-50 16 GMAC/s (1x1), "
        "depthwise: what is left of MobileNetV2's 62 ms; dense: 4 GB/s of memory, elementwise the same, "
        "assumptions"};
    board.kernels = of_ncnn;
    board.energy = {.joules_per_mac = 0.26e-9, // 7.2 W at 28 GMAC/s
                    .idle_watts = 1.6,
                    .source = "geerlingguy/sbc-reviews, issue 4, Raspberry Pi 4 model B, at the wall: idle "
                              "1.6 W; 7.2 W while all cores multiply matrices (HPL), taken for VGG16"};
    return board;
}

[[nodiscard]] inline device raspberry_pi_5() {
    device board{
        "raspberry-pi-5",
        {120 * giga, 89 * giga, 6 * giga, 2.5 * giga, 2.5 * giga},
        10e-6,
        0,
        0,
        "ncnn benchmark, Raspberry Pi 5, 4 threads: VGG16 120 (3x3), ResNet-50 89 GMAC/s (1x1), depthwise: "
        "what is left of MobileNetV2's 10.5 ms; dense: 10 GB/s of memory, elementwise the same, "
        "assumptions"};
    board.kernels = of_ncnn;
    return board;
}

[[nodiscard]] inline device x86_server() {
    device server{
        "x86-server",
        {149 * giga, 105 * giga, 19 * giga, 3.8 * giga, 4 * giga},
        5e-6,
        0,
        0,
        "ncnn benchmark, Azure D64s v6, 1 thread, float32: VGG16 149 (3x3), ResNet-50 105 GMAC/s (1x1), "
        "depthwise: what is left of MobileNetV2's 6.3 ms; dense: 15 GB/s of memory, elementwise the "
        "same, assumptions"};
    server.kernels = of_ncnn;
    return server;
}

/// All profiles that ship with sei.
[[nodiscard]] inline std::vector<device> all() {
    return {cortex_m4(), cortex_m7(), raspberry_pi_4(), raspberry_pi_5(), x86_server()};
}

/// The profile of that name; an error lists the names there are.
[[nodiscard]] inline device find(const std::string& name) {
    std::string known;
    for (const device& candidate : all()) {
        if (candidate.name == name) return candidate;
        known += (known.empty() ? "" : ", ") + candidate.name;
    }
    throw error("no device profile '" + name + "'; there are " + known);
}

} // namespace devices
} // namespace sei::inline SEI_RELEASE
