// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/wire_plan.hpp: how one tensor crosses the wire: a codec with calibrated, static parameters.
///
/// The int8 scale and the means that fill gaps come from the first images of the dataset, once, as a deployed
/// plan has them; nothing is fitted per frame.

#include <sei/engine/executor.hpp>
#include <sei/error.hpp>
#include <sei/study/dataset.hpp>
#include <sei/wire/calibration.hpp>
#include <sei/wire/codec.hpp>
#include <sei/wire/frame.hpp>
#include <sei/wire/losses.hpp>
#include <sei/wire/neighbours.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

namespace detail {

/// All that there is to say of a format; a new one is a row here.
struct wire_format_row {
    wire_format format;
    const char* name;
    bool is_for_pictures; ///< of the camera, before any layer
    wire::any_codec (*codec)(const calibration& tensor, const wire::normalisation& picture);
};

inline constexpr std::array wire_formats{
    wire_format_row{wire_format::float32, "float32", false,
                    [](const calibration&, const wire::normalisation&) -> wire::any_codec {
                        return wire::float32_codec{};
                    }},
    wire_format_row{wire_format::float16, "float16", false,
                    [](const calibration&, const wire::normalisation&) -> wire::any_codec {
                        return wire::float16_codec{};
                    }},
    wire_format_row{wire_format::int8, "int8", false,
                    [](const calibration& tensor, const wire::normalisation&) -> wire::any_codec {
                        return wire::int8_codec{tensor.whole_tensor, tensor.dims.positions()};
                    }},
    wire_format_row{wire_format::int8_per_channel, "int8-per-channel", false,
                    [](const calibration& tensor, const wire::normalisation&) -> wire::any_codec {
                        return wire::int8_codec{tensor.per_channel, tensor.dims.positions()};
                    }},
    wire_format_row{wire_format::uint8_image, "uint8", true,
                    [](const calibration& tensor, const wire::normalisation& picture) -> wire::any_codec {
                        return wire::uint8_codec{std::span(&picture, 1), tensor.dims.positions()};
                    }},
};

[[nodiscard]] constexpr const wire_format_row& row_of(wire_format format) {
    return wire_formats[static_cast<std::size_t>(format)];
}

static_assert(std::ranges::all_of(wire_formats, [](const wire_format_row& row) {
    return row_of(row.format).name == row.name; // the rows are in the order of the enumeration
}));

} // namespace detail

[[nodiscard]] inline std::string name_of(wire_format format) { return detail::row_of(format).name; }

/// The names of the formats that a tensor behind a layer can have: "float32", "float16", ...
[[nodiscard]] inline std::vector<std::string> tensor_format_names() {
    std::vector<std::string> names;
    for (const detail::wire_format_row& row : detail::wire_formats)
        if (!row.is_for_pictures) names.emplace_back(row.name);
    return names;
}

/// The format of that name. Throws sei::error if no tensor behind a layer can have it.
[[nodiscard]] inline wire_format wire_format_named(std::string_view name) {
    for (const detail::wire_format_row& row : detail::wire_formats)
        if (!row.is_for_pictures && name == row.name) return row.format;
    std::string known;
    for (const std::string& each : tensor_format_names()) known += (known.empty() ? "" : ", ") + each;
    throw error("found codec '" + std::string(name) + "', expected one of " + known);
}

/// A codec for the calibrated tensor; views the calibration and the normalisation, which must outlive it.
[[nodiscard]] inline wire::any_codec codec_for(wire_format format, const calibration& tensor,
                                               const wire::normalisation& normalisation) {
    return detail::row_of(format).codec(tensor, normalisation);
}

} // namespace sei::study::inline SEI_TARGET
