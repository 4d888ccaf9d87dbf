// SPDX-License-Identifier: MIT
#pragma once
/// sei/report/data.hpp: everything that a report tells, as plain data: the input of text, JSON and HTML.
///
/// Strings are UTF-8 from anywhere, and not trusted: the writers escape them and replace control characters.

#include <sei/advisor/crossover.hpp>
#include <sei/advisor/requirement_check.hpp>
#include <sei/config.hpp>
#include <sei/error.hpp>
#include <sei/model/device.hpp>
#include <sei/model/results.hpp>
#include <sei/report/detail/words.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE {

/// A line of "where the numbers come from": {"rate", "10 Mbit/s"}.
struct fact {
    std::string name;
    std::string value;
};

struct report_data {
    std::string title;        ///< empty: "Where to cut <network>?"
    std::string network;      ///< its name
    std::uint64_t images = 0; ///< on which `accuracy` was measured
    double accuracy = 0;      ///< of the whole network, in no hurry
    std::vector<split_score> splits;
    bool activations_compete = false; ///< candidates were searched among all maps, activations included
    std::string importance_note;      ///< what the curve is made of: "sums over channels and positions"
    std::string relevance_note;       ///< why the splits have no LRP totals, when they have none: a sentence
    std::vector<score_validation> ranking; ///< scores against measured accuracy; empty: none was measured
    std::vector<heat_map> heat_maps;
    std::vector<design> designs;
    sei::requirements requirements;
    sei::verdict verdict;                   ///< what `advise` says of `designs`
    std::vector<verdict_range> sensitivity; ///< how far numbers can move (see sensitivity.hpp); may be empty
    std::optional<crossover_map> crossover; ///< which design wins where (see crossover.hpp)
    std::vector<fact> link; ///< transport, rate, delay, loss, MTU, frames per second, as people write them
    std::optional<double> loss; ///< the loss probability at which `designs` were measured
    sei::device device;         ///< the profiles that were used
    sei::device server;
    std::vector<fact> provenance; ///< weights, images, seed: whatever it takes to repeat the numbers
};

/// The version of sei that writes the report: "0.1.0".
[[nodiscard]] inline std::string version_text() {
    return std::to_string(SEI_VERSION_MAJOR) + '.' + std::to_string(SEI_VERSION_MINOR) + '.' +
           std::to_string(SEI_VERSION_PATCH);
}

[[nodiscard]] inline std::string title_of(const report_data& data) {
    return data.title.empty() ? "Where to cut " + data.network + "?" : data.title;
}

/// "16x28x28" for maps, "10" for vectors.
[[nodiscard]] inline std::string shape_text(const shape& of) {
    std::string text = std::to_string(of.channels);
    if (of.rank() == 3) text += 'x' + std::to_string(of.height) + 'x' + std::to_string(of.width);
    return text;
}

/// The requirements as the list of a sentence: "an accuracy of at least 88 %", ...; empty when nothing is
/// asked.
[[nodiscard]] inline std::vector<std::string> asked_texts(const requirements& asked) {
    std::vector<std::string> texts;
    if (asked.min_accuracy)
        texts.push_back("at least " + percent(*asked.min_accuracy) + " of frames right" +
                        (asked.deadline_ms ? " and in time" : ""));
    if (asked.deadline_ms)
        texts.push_back(trimmed(asked.percentile, 3) + " % of frames answered within " +
                        milliseconds(*asked.deadline_ms));
    const auto memory = [&](requirement which, const char* kind) {
        const memory_limits limits = limits_of(which, asked);
        if (const std::optional<std::uint64_t> least = limits.least())
            texts.push_back("at most " + exact_bytes(*least) + " of " + kind +
                            (limits.is_of_device() ? " (all that the device has)" : ""));
    };
    memory(requirement::ram, "RAM");
    memory(requirement::flash, "flash");
    if (asked.max_wire_bytes)
        texts.push_back("at most " + exact_bytes(*asked.max_wire_bytes) + " on the wire per frame");
    return texts;
}

/// What a reader should know before believing the numbers, in sentences.
[[nodiscard]] inline std::vector<std::string> warnings_of(const report_data& data) {
    if (data.images == 0 || data.images >= enough_frames) return {};
    return {"Only " + counted(data.images, "image") + ": one standard error of the accuracy is " +
            trimmed(standard_error(data.accuracy, data.images) * 100, 1) +
            " points, so that luck decides between designs; take " + std::to_string(enough_frames) +
            " or more."};
}

/// Whose code the devices' times belong to: "Times of cortex-m7 are those of ..."; empty if nobody said.
[[nodiscard]] inline std::string kernels_sentence(const report_data& data) {
    std::string text;
    const auto add = [&text](const char* role, const sei::device& profile) {
        if (!profile.kernels.empty())
            text += (text.empty() ? "" : " ") + std::string("Times of the ") + role + " (" + profile.name +
                    ") are those of " + profile.kernels + '.';
    };
    add("device", data.device);
    add("server", data.server);
    return text;
}

/// Throws sei::error when the verdict does not belong to the designs, a design was not counted under the
/// requirements, or a heat map does not have a number for each of its pixels. The writers call it.
inline void require_consistent(const report_data& data) {
    if (data.verdict.judgements.size() != data.designs.size())
        throw error("the report has " + std::to_string(data.verdict.judgements.size()) + " judgements for " +
                    counted(data.designs.size(), "design") + ", expected one for each");
    if (data.verdict.best && *data.verdict.best >= data.designs.size())
        throw error("the verdict names design " + std::to_string(*data.verdict.best) + " of " +
                    std::to_string(data.designs.size()) + ", expected an index below that");
    for (const design& item : data.designs) require_counted(item, data.requirements);
    if (data.verdict.nearest && data.verdict.nearest->design >= data.designs.size())
        throw error("the nearest design is number " + std::to_string(data.verdict.nearest->design) + " of " +
                    std::to_string(data.designs.size()) + ", expected an index below that");
    if (data.crossover) advisor::require_consistent(*data.crossover, data.designs.size());
    for (const verdict_range& range : data.sensitivity)
        for (const std::optional<range_end>& end : {range.lower, range.upper})
            if (end && end->best && *end->best >= data.designs.size())
                throw error("the range of the " + range.what + " names design " + std::to_string(*end->best) +
                            " of " + std::to_string(data.designs.size()) + ", expected an index below that");
    for (const heat_map& map : data.heat_maps) {
        const std::uint64_t pixels = std::uint64_t{map.width} * map.height;
        if (pixels == 0 || map.values.size() != pixels)
            throw error("the heat map '" + map.title + "' has " + counted(map.values.size(), "value") +
                        " for " + std::to_string(map.width) + 'x' + std::to_string(map.height) +
                        " pixels, expected one for each, and at least one");
    }
}

} // namespace sei::report::inline SEI_RELEASE
