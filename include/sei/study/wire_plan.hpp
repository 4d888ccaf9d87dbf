// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/wire_plan.hpp: how one tensor crosses the wire: a codec with calibrated, static parameters.
///
/// The int8 scale and the means that fill gaps come from the first images of the dataset, once, as a deployed
/// plan has them; nothing is fitted per frame.

#include <sei/engine/executor.hpp>
#include <sei/study/dataset.hpp>
#include <sei/wire/calibration.hpp>
#include <sei/wire/codec.hpp>
#include <sei/wire/frame.hpp>
#include <sei/wire/losses.hpp>
#include <sei/wire/neighbours.hpp>

namespace sei::study::inline SEI_TARGET {

/// The tensor after one split point, as calibration saw it.
struct calibration {
    sei::shape dims{};
    std::vector<wire::quantisation> whole_tensor; ///< one for all channels
    std::vector<wire::quantisation> per_channel;
    std::vector<float> channel_means;
};

/// Runs the head on the first `count` images (or all, if there are fewer).
[[nodiscard]] inline calibration calibrate(const engine::executor& network, std::size_t split,
                                           const dataset& images, std::size_t count) {
    const sei::shape dims = network.shape_after(split);
    std::vector<wire::channel_statistics> statistics(dims.channels);
    std::vector<float> activation(dims.elements());
    engine::workspace memory = network.make_workspace();
    for (std::size_t i = 0; i < (std::min)(count, images.size()); ++i) {
        network.run(0, split, images.image(i), activation, memory);
        wire::observe(activation, statistics);
    }
    calibration result{.dims = dims, .whole_tensor = {}, .per_channel = {}, .channel_means = {}};
    wire::channel_statistics all;
    for (const wire::channel_statistics& channel : statistics) {
        all.merge(channel);
        result.per_channel.push_back(channel.affine());
        result.channel_means.push_back(channel.mean());
    }
    result.whole_tensor.push_back(all.affine());
    return result;
}

/// What a design puts on the wire. `int8` has one scale for the tensor, `int8_per_channel` one for each
/// channel.
enum class wire_format : std::uint8_t { float32, float16, int8, int8_per_channel, uint8_image };

[[nodiscard]] inline std::string name_of(wire_format format) {
    switch (format) {
    case wire_format::float32:
        return "float32";
    case wire_format::float16:
        return "float16";
    case wire_format::int8:
        return "int8";
    case wire_format::int8_per_channel:
        return "int8-per-channel";
    case wire_format::uint8_image:
        return "uint8";
    }
    return {};
}

/// A codec for the calibrated tensor; views the calibration and the normalisation, which must outlive it.
[[nodiscard]] inline wire::any_codec codec_for(wire_format format, const calibration& tensor,
                                               const wire::normalisation& normalisation) {
    switch (format) {
    case wire_format::float32:
        return wire::float32_codec{};
    case wire_format::float16:
        return wire::float16_codec{};
    case wire_format::int8:
        return wire::int8_codec{tensor.whole_tensor, tensor.dims.positions()};
    case wire_format::int8_per_channel:
        return wire::int8_codec{tensor.per_channel, tensor.dims.positions()};
    case wire_format::uint8_image:
        return wire::uint8_codec{std::span<const wire::normalisation>(&normalisation, 1),
                                 tensor.dims.positions()};
    }
    return wire::float32_codec{};
}

} // namespace sei::study::inline SEI_TARGET
