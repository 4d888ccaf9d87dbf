// SPDX-License-Identifier: MIT
#pragma once
/// The trained network and the labelled images that the tests of study share; made once, in support.cpp.

#include <sei/model/device.hpp>
#include <sei/study/experiment.hpp>

namespace study_test {

/// sei::zoo::fashion_cnn with the weights of examples/data.
[[nodiscard]] const sei::engine::executor& fashion_cnn();

/// Its split points, with their costs.
[[nodiscard]] std::span<const sei::split_score> fashion_splits();

/// The first `count` images of examples/data; 0: all 2,000.
[[nodiscard]] sei::study::dataset fashion_images(std::size_t count);

/// Mean |relevance| of each element of the tensor after a split, over the first 64 images.
[[nodiscard]] std::vector<float> importance_after(std::size_t split);

/// Compute times by device profile.
[[nodiscard]] std::function<double(std::size_t, std::size_t)> seconds_on(const sei::device& profile);

/// Layers by number: 0 input, 5 pool1, 10 pool2, 13 flatten, 15 relu6, 16 fc2.
inline constexpr std::size_t pool1 = 5;
inline constexpr std::size_t pool2 = 10;
inline constexpr std::size_t relu6 = 15;
inline constexpr std::size_t fc2 = 16;

/// A Cortex-M7 and an x86 server, 10 Mbit/s, 10 ms, 20 frames per second, deadline 50 ms, no loss.
[[nodiscard]] inline sei::study::experiment_options usual_options() {
    sei::study::experiment_options options;
    options.stream.link = sei::link::symmetric_link(
        {.rate_bits_per_second = 10'000'000, .delay = std::chrono::milliseconds(10)});
    options.stream.tcp.profile = sei::link::tcp_profiles::linuxlike;
    options.device_seconds = seconds_on(sei::devices::cortex_m7());
    options.server_seconds = seconds_on(sei::devices::x86_server());
    return options;
}

} // namespace study_test
