// SPDX-License-Identifier: MIT
#pragma once
/// Six designs with round numbers, the same as in docs/explanation/advice.md, and a report about them.

#include <sei/advisor/advise.hpp>
#include <sei/advisor/sensitivity.hpp>
#include <sei/report/data.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

inline constexpr double never = std::numeric_limits<double>::infinity();

[[maybe_unused]] bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

[[maybe_unused]] std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos;
         at = text.find(part, at + part.size()))
        ++count;
    return count;
}

/// The sentences in lines, so that a failed check shows them.
[[maybe_unused]] std::string lines(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& each : sentences) text += each + '\n';
    return text;
}

/// A design on 2000 frames whose latencies are all the same.
[[maybe_unused]] sei::design make_design(sei::design_kind kind, const std::string& after,
                                         const std::string& codec, double in_time, double latency,
                                         std::uint64_t wire_bytes, std::uint64_t ram_kib) {
    sei::design made;
    made.kind = kind;
    made.after = after;
    made.codec = codec;
    made.transport = kind == sei::design_kind::local ? "none" : "udp";
    made.wire_bytes = wire_bytes;
    made.packets = (wire_bytes + 1471) / 1472;
    made.frames = 2000;
    made.accuracy = in_time > 0 ? in_time : 0.9005;
    made.accuracy_in_time = in_time;
    made.latency_ms = {latency, latency, latency, latency, latency};
    made.deadline_miss_rate = in_time > 0 ? 0.0 : 1.0;
    made.device_ms = kind == sei::design_kind::remote ? 0 : latency / 2;
    made.link_ms = kind == sei::design_kind::local ? 0 : latency / 2;
    made.device_ram_bytes = ram_kib * 1024;
    made.device_flash_bytes = 10U * 1024U;
    return made;
}

[[maybe_unused]] std::vector<sei::design> six_designs() {
    using enum sei::design_kind;
    return {make_design(local, "fc2", "none", 0, 58.8, 0, 106),
            make_design(remote, "input", "uint8", 0.8715, 21.4, 800, 3),
            make_design(split, "conv1", "float32", 0, 64, 50736, 392),
            make_design(split, "pool1", "float16", 0.8955, 41.2, 6352, 98),
            make_design(split, "pool1", "int8", 0.8925, 38.6, 3184, 98),
            make_design(split, "pool2", "int8", 0.883, 33, 1600, 98)};
}

[[maybe_unused]] sei::requirements fifty_milliseconds() {
    sei::requirements asked;
    asked.min_accuracy = 0.88;
    asked.deadline_ms = 50;
    asked.max_ram_bytes = 320U * 1024U;
    return asked;
}

[[maybe_unused]] std::vector<sei::split_score> three_splits() {
    std::vector<sei::split_score> splits(3);
    splits[0] = {.index = 0,
                 .after = "input",
                 .kind = "input",
                 .wire_shape = {1, 28, 28},
                 .wire_bytes_float32 = 3136,
                 .head_arena_bytes = 3136,
                 .lrp_abs_total = 0.82};
    splits[1] = {.index = 1,
                 .after = "conv1",
                 .kind = "conv2d",
                 .wire_shape = {16, 28, 28},
                 .wire_bytes_float32 = 50176,
                 .head_macs = 112896,
                 .head_parameter_bytes = 640,
                 .head_arena_bytes = 100352,
                 .cui = 6.1e-5,
                 .cui_log10 = -4.21,
                 .lrp_abs_total = 0.86};
    splits[2] = {.index = 2,
                 .after = "pool1",
                 .kind = "max_pool",
                 .wire_shape = {16, 14, 14},
                 .wire_bytes_float32 = 12544,
                 .head_macs = 1919232,
                 .head_parameter_bytes = 9920,
                 .head_arena_bytes = 100352,
                 .cui = 1.7e-4,
                 .cui_log10 = -3.76,
                 .lrp_abs_total = 0.88,
                 .candidate = sei::candidate_kind::candidate,
                 .is_candidate = true};
    return splits;
}

[[maybe_unused]] sei::report::report_data sample_report() {
    sei::report::report_data data;
    data.network = "fashion_net";
    data.images = 2000;
    data.accuracy = 0.9005;
    data.splits = three_splits();
    data.designs = six_designs();
    for (sei::design& each : data.designs)
        for (const double loss : {0.0, 0.01, 0.1})
            each.against_loss.push_back({loss, 0.9 - loss, 0.89 - loss, loss > 0.05 ? never : 30 + loss});
    data.requirements = fifty_milliseconds();
    data.verdict = sei::advisor::advise(data.designs, data.requirements);
    data.link = {{"transport", "udp"}, {"rate", "10 Mbit/s"}, {"loss", "1 %"}};
    data.loss = 0.01;
    data.device = sei::devices::cortex_m7();
    data.server = sei::devices::x86_server();
    data.provenance = {{"seed", "1"}};
    return data;
}

/// The sample with a map of six regions, one of them without a winner, and with ranges of every kind.
[[maybe_unused]] sei::report::report_data mapped_report() {
    using winner = std::optional<std::size_t>;
    sei::report::report_data data = sample_report();
    sei::crossover_map map{.rates_bits_per_second = {2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8},
                           .losses = {0, 0.001, 0.003, 0.01, 0.03, 0.1},
                           .here_rate = 5,
                           .here_loss = 3};
    for (std::size_t loss = 0; loss < 6; ++loss)
        for (std::size_t rate = 0; rate < 9; ++rate) {
            const std::size_t step = 2 * rate < loss ? 0 : rate + 1 - (loss + 1) / 2;
            static const std::vector<winner> along{winner(), 1, 1, 5, 4, 4, 3, 3, 2, 2};
            map.winners.push_back(loss < 5 ? along[step] : rate < 4 ? winner() : winner(0));
        }
    data.crossover = map;
    data.sensitivity = sei::advisor::requirement_ranges(data.designs, data.requirements);
    data.sensitivity.push_back({.what = "rate",
                                .unit = sei::quantity::bits_per_second,
                                .present = 1e7,
                                .lower = sei::range_end{4.2e6, 4e6, 5},
                                .least = 2e5,
                                .most = 1e8});
    data.sensitivity.push_back({.what = "delay",
                                .unit = sei::quantity::milliseconds,
                                .present = 10,
                                .upper = sei::range_end{12.4, 12.4, std::nullopt},
                                .least = 0,
                                .most = 1000});
    data.sensitivity.push_back(sei::advisor::loss_range(map));
    return data;
}

/// A network with a peak of every kind, scores that were validated, and heat maps.
[[maybe_unused]] sei::report::report_data ranked_report() {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    sei::report::report_data data = sample_report();
    const sei::split_score pool = data.splits[2];
    for (const auto& [name, kind] : {std::pair{"conv2", sei::candidate_kind::noise},
                                     {"pool2", sei::candidate_kind::architecture},
                                     {"relu2", sei::candidate_kind::none}}) {
        data.splits.push_back(pool);
        data.splits.back().index = data.splits.size() - 1;
        data.splits.back().after = name;
        data.splits.back().candidate = kind;
        data.splits.back().is_candidate = kind != sei::candidate_kind::none;
    }
    for (sei::split_score& split : data.splits) {
        const auto place = static_cast<double>(split.index);
        split.damages.resize(2);
        split.damages[0] = {.damage = "int8",
                            .shift = 0.02,
                            .turn = 0.001 * (6 - place),
                            .norm = 0.2,
                            .sum = 0.1,
                            .lost_relevance = 0.05};
        split.damages[1] = {.damage = "lost", .shift = 0.3, .turn = 0.1, .norm = 0.4, .sum = 0.3};
        if (split.index == 0) continue;
        split.importance_log10 = 2 - 0.25 * place;
        split.importance_log10_low = 1.875 - 0.25 * place;
        split.importance_log10_high = 2.125 - 0.25 * place;
        split.importance_by_class = {0.5, unknown};
        split.peak_share = split.candidate == sei::candidate_kind::noise ? 0.5 : 0.95;
        split.null_share = split.candidate == sei::candidate_kind::architecture ? 0.75 : 0.05;
        split.prominence = split.is_candidate ? 0.125 : 0;
    }
    data.splits.back().kind = "relu";
    data.splits.back().importance_log10.reset();
    data.importance_note = "sums over channels and positions";
    data.ranking = {
        {"depth", 0.62, -0.11, 0.93, 0.58, 0.66, unknown, 0.031, 0, 0.31, sei::ranking_doubt::like_noise},
        {"turn", 0.88, 0.47, 0.99, 0.84, 0.91, 0.71, 0.004, 0, 0.012, sei::ranking_doubt::none},
        {"norm", 0.71, 0.12, 0.95, 0.66, 0.75, 0.4, 0.011, 0, 0.038, sei::ranking_doubt::none}};
    data.heat_maps = {{"boot 7", 2, 2, {1, -0.5, 0, unknown}}, {"bag 8", 1, 1, {2}}};
    return data;
}

/// A report whose every name tries to break out of the format it is written in.
[[maybe_unused]] sei::report::report_data hostile_report() {
    const std::string name = "<script>alert('1')</script>&\"\x1b[31m\xff\n\xE2\x80\xAE";
    sei::report::report_data data = ranked_report();
    data.network = data.importance_note = data.relevance_note = name;
    for (sei::split_score& each : data.splits) {
        each.after = each.kind = name;
        each.lrp_abs_total.reset();
        for (sei::damage_estimate& damage : each.damages) damage.damage = name;
    }
    for (sei::score_validation& each : data.ranking) each.score = name;
    for (sei::heat_map& each : data.heat_maps) each.title = name;
    for (sei::design& each : data.designs) each.after = each.codec = each.transport = name;
    data.device.name = data.device.source = data.server.name = data.server.source = name;
    data.link = data.provenance = {{name, name}};
    data.verdict = sei::advisor::advise(data.designs, data.requirements);
    return data;
}

} // namespace
