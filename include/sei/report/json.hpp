// SPDX-License-Identifier: MIT
#pragma once
/// sei/report/json.hpp: a report for programs: one JSON object, described in
/// docs/reference/report.md.
///
/// JSON has no infinity: the latency of a frame that never came back is `null`, and so is what was not asked
/// for or not measured. Bytes that are not UTF-8 become U+FFFD.

#include <sei/advisor/score_to_believe.hpp>
#include <sei/report/data.hpp>
#include <sei/report/detail/json.hpp>

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE {

/// The version of the file format. It grows when a field changes its meaning or goes; new fields may appear
/// without that.
inline constexpr int report_format = 1;

namespace detail {

[[nodiscard]] inline json number(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

[[nodiscard]] inline json number(const std::optional<double>& value) {
    return value ? number(*value) : json(nullptr);
}

[[nodiscard]] inline json number(const std::optional<std::uint64_t>& value) {
    return value ? json(*value) : json(nullptr);
}

[[nodiscard]] inline json json_of(const std::vector<fact>& facts) {
    json object = json::object();
    for (const fact& each : facts) object[each.name] = each.value;
    return object;
}

[[nodiscard]] inline json json_of(const shape& of) {
    if (of.rank() == 3) return json::array({of.channels, of.height, of.width});
    return json::array({of.channels});
}

[[nodiscard]] inline json numbers(const std::vector<double>& values) {
    json list = json::array();
    for (const double value : values) list.push_back(number(value));
    return list;
}

[[nodiscard]] inline json json_of(const std::vector<damage_estimate>& damages) {
    json list = json::array();
    for (const damage_estimate& each : damages)
        list.push_back({{"damage", each.damage},
                        {"shift", number(each.shift)},
                        {"turn", number(each.turn)},
                        {"norm", number(each.norm)},
                        {"sum", number(each.sum)},
                        {"lost_relevance", number(each.lost_relevance)}});
    return list;
}

[[nodiscard]] inline json json_of(const split_score& split) {
    const auto bound = [&split](double value) {
        return split.importance_log10 ? number(value) : json(nullptr);
    };
    return {{"index", split.index},
            {"after", split.after},
            {"kind", split.kind},
            {"wire_shape", json_of(split.wire_shape)},
            {"wire_bytes_float32", split.wire_bytes_float32},
            {"head_macs", split.head_macs},
            {"head_parameter_bytes", split.head_parameter_bytes},
            {"head_arena_bytes", split.head_arena_bytes},
            {"cui", number(split.cui)},
            {"cui_log10", number(split.cui_log10)},
            {"lrp_abs_total", number(split.lrp_abs_total)},
            {"importance_log10", number(split.importance_log10)},
            {"importance_log10_low", bound(split.importance_log10_low)},
            {"importance_log10_high", bound(split.importance_log10_high)},
            {"importance_by_class", numbers(split.importance_by_class)},
            {"prominence", number(split.prominence)},
            {"peak_share", number(split.peak_share)},
            {"null_share", number(split.null_share)},
            {"candidate", std::string(name_of(split.candidate))},
            {"is_candidate", split.is_candidate},
            {"damages", json_of(split.damages)}};
}

[[nodiscard]] inline json json_of(const score_validation& score) {
    return {{"score", score.score},
            {"correlation", number(score.correlation)},
            {"low_over_layers", number(score.low_over_layers)},
            {"high_over_layers", number(score.high_over_layers)},
            {"low_over_images", number(score.low_over_images)},
            {"high_over_images", number(score.high_over_images)},
            {"p_value", number(score.p_value)},
            {"doubt", std::string(name_of(score.doubt))},
            {"given_depth", number(score.given_depth)},
            {"regret", number(score.regret)}};
}

[[nodiscard]] inline json json_of(const heat_map& map) {
    return {
        {"title", map.title}, {"width", map.width}, {"height", map.height}, {"values", numbers(map.values)}};
}

[[nodiscard]] inline json json_of(const std::optional<std::size_t>& index) {
    return index ? json(*index) : json(nullptr);
}

[[nodiscard]] inline json json_of(const crossover_map& map) {
    json winners = json::array();
    for (std::size_t loss = 0; loss < map.losses.size(); ++loss) {
        json row = json::array();
        for (std::size_t rate = 0; rate < map.rates_bits_per_second.size(); ++rate)
            row.push_back(json_of(map.winner(loss, rate)));
        winners.push_back(row);
    }
    return {{"rates_bits_per_second", numbers(map.rates_bits_per_second)},
            {"losses", numbers(map.losses)},
            {"winners", winners},
            {"here_rate", map.here_rate},
            {"here_loss", map.here_loss}};
}

[[nodiscard]] inline json json_of(const verdict_range& range) {
    static constexpr std::array<const char*, 4> units{"share", "ms", "bytes", "bit/s"};
    const auto end = [](const std::optional<range_end>& of) {
        if (!of) return json(nullptr);
        return json{
            {"holds", number(of->holds)}, {"changes", number(of->changes)}, {"best", json_of(of->best)}};
    };
    return {{"what", range.what},
            {"unit", units[static_cast<std::size_t>(range.unit)]},
            {"present", number(range.present)},
            {"lower", end(range.lower)},
            {"upper", end(range.upper)},
            {"least", number(range.least)},
            {"most", number(range.most)}};
}

template <class Item>
[[nodiscard]] json json_list(const std::vector<Item>& items) {
    json list = json::array();
    for (const Item& each : items) list.push_back(json_of(each));
    return list;
}

[[nodiscard]] inline json json_of(const latency_summary& latency) {
    return {{"p50", number(latency.p50)},
            {"p95", number(latency.p95)},
            {"p99", number(latency.p99)},
            {"max", number(latency.max)},
            {"at_percentile", number(latency.at_percentile)}};
}

[[nodiscard]] inline json json_of(const std::vector<loss_point>& points) {
    json list = json::array();
    for (const loss_point& point : points)
        list.push_back({{"loss", number(point.loss)},
                        {"accuracy", number(point.accuracy)},
                        {"accuracy_in_time", number(point.accuracy_in_time)},
                        {"latency_ms", number(point.latency_ms)}});
    return list;
}

[[nodiscard]] inline json json_of(const stream_summary& stream) {
    return {{"devices", stream.devices},
            {"answers_per_second", number(stream.answers_per_second)},
            {"dropped",
             {{"device", stream.dropped_at_device},
              {"link", stream.dropped_at_link},
              {"server", stream.dropped_at_server}}},
            {"use",
             {{"device", number(stream.device_use)},
              {"uplink", number(stream.uplink_use)},
              {"downlink", number(stream.downlink_use)},
              {"server", number(stream.server_use)}}}};
}

[[nodiscard]] inline json json_of(const energy_summary& energy) {
    return {{"computing", number(energy.computing_mj)},
            {"sending", number(energy.sending_mj)},
            {"receiving", number(energy.receiving_mj)},
            {"idle", number(energy.idle_mj)},
            {"total", number(total_mj(energy))}};
}

/// Which requirements a design misses, in numbers.
[[nodiscard]] inline json json_of(const std::vector<shortfall>& missed) {
    static constexpr std::array<const char*, 5> names{"deadline_ms", "min_accuracy", "max_ram_bytes",
                                                      "max_flash_bytes", "max_wire_bytes"};
    json list = json::array();
    for (const shortfall& each : missed)
        list.push_back({{"requirement", names[static_cast<std::size_t>(each.which)]},
                        {"found", number(each.found)},
                        {"asked", number(each.asked)}});
    return list;
}

[[nodiscard]] inline json json_of(const std::optional<measuring>& measured) {
    if (!measured) return nullptr;
    return {{"deadline_ms", number(measured->deadline_ms)},
            {"percentile", number(measured->percentile)},
            {"udp_wait_ms", number(measured->udp_wait_ms)}};
}

[[nodiscard]] inline json json_of(const design& item, const judgement& of, const requirements& asked) {
    return {{"kind", std::string(name_of(item.kind))},
            {"split_index", item.split_index},
            {"after", item.after},
            {"transport", item.transport},
            {"codec", item.codec},
            {"wire_bytes", item.wire_bytes},
            {"packets", item.packets},
            {"frames", item.frames},
            {"accuracy", number(item.accuracy)},
            {"accuracy_in_time", number(item.accuracy_in_time)},
            {"accuracy_at_server", number(item.accuracy_at_server)},
            {"measured_under", json_of(item.measured)},
            {"latency_ms", json_of(item.latency_ms)},
            {"deadline_miss_rate", number(item.deadline_miss_rate)},
            {"device_ms", number(item.device_ms)},
            {"link_ms", number(item.link_ms)},
            {"server_ms", number(item.server_ms)},
            {"device_ram_bytes", item.device_ram_bytes},
            {"device_flash_bytes", item.device_flash_bytes},
            {"against_loss", json_of(item.against_loss)},
            {"stream", json_of(item.stream)},
            {"energy_mj", json_of(item.energy)},
            {"feasible", of.feasible},
            {"on_pareto_front", of.on_pareto_front},
            {"missed", json_of(shortfalls(item, asked))},
            {"reasons", of.reasons}};
}

/// Of memory the limit that is felt.
[[nodiscard]] inline json json_of(const requirements& asked) {
    const auto least = [&asked](requirement which) { return number(limits_of(which, asked).least()); };
    return {{"min_accuracy", number(asked.min_accuracy)},   {"deadline_ms", number(asked.deadline_ms)},
            {"percentile", number(asked.percentile)},       {"max_ram_bytes", least(requirement::ram)},
            {"max_flash_bytes", least(requirement::flash)}, {"max_wire_bytes", number(asked.max_wire_bytes)}};
}

[[nodiscard]] inline json json_of(const std::optional<near_miss>& nearest) {
    if (!nearest) return nullptr;
    return {{"design", nearest->design},
            {"requirements", nearest->relaxed ? json_of(*nearest->relaxed) : json(nullptr)}};
}

[[nodiscard]] inline json json_of(const sei::device& profile) {
    const auto rate = [&profile](work_kind kind) {
        return number(profile.operations_per_second[static_cast<std::size_t>(kind)]);
    };
    return {{"name", profile.name},
            {"source", profile.source},
            {"kernels", profile.kernels},
            {"operations_per_second",
             {{"convolution", rate(work_kind::convolution)},
              {"pointwise", rate(work_kind::pointwise)},
              {"depthwise", rate(work_kind::depthwise)},
              {"dense", rate(work_kind::dense)},
              {"elementwise", rate(work_kind::elementwise)}}},
            {"seconds_per_node", number(profile.seconds_per_node)},
            {"ram_bytes", profile.ram_bytes},
            {"flash_bytes", profile.flash_bytes},
            {"energy",
             {{"joules_per_mac", number(profile.energy.joules_per_mac)},
              {"joules_per_bit_sent", number(profile.energy.joules_per_bit_sent)},
              {"joules_per_bit_received", number(profile.energy.joules_per_bit_received)},
              {"idle_watts", number(profile.energy.idle_watts)},
              {"source", profile.energy.source}}}};
}

} // namespace detail

/// The report as JSON text, two blanks a level, a line end at the end.
[[nodiscard]] inline std::string to_json(const report_data& data) {
    require_consistent(data);
    using detail::json;
    json designs = json::array();
    for (std::size_t i = 0; i < data.designs.size(); ++i)
        designs.push_back(detail::json_of(data.designs[i], data.verdict.judgements[i], data.requirements));

    const std::optional<std::size_t> believed = score_to_believe(data.ranking);

    const json report = {{"format", report_format},
                         {"sei", version_text()},
                         {"title", title_of(data)},
                         {"network", data.network},
                         {"images", data.images},
                         {"accuracy", detail::number(data.accuracy)},
                         {"warnings", warnings_of(data)},
                         {"requirements", detail::json_of(data.requirements)},
                         {"link", detail::json_of(data.link)},
                         {"loss", detail::number(data.loss)},
                         {"device", detail::json_of(data.device)},
                         {"server", detail::json_of(data.server)},
                         {"provenance", detail::json_of(data.provenance)},
                         {"importance_note", data.importance_note},
                         {"relevance_note", data.relevance_note},
                         {"splits", detail::json_list(data.splits)},
                         {"ranking", detail::json_list(data.ranking)},
                         {"score_to_believe", believed ? json(*believed) : json(nullptr)},
                         {"heat_maps", detail::json_list(data.heat_maps)},
                         {"designs", designs},
                         {"sensitivity", detail::json_list(data.sensitivity)},
                         {"crossover", data.crossover ? detail::json_of(*data.crossover) : json(nullptr)},
                         {"verdict", data.verdict.best ? json(*data.verdict.best) : json(nullptr)},
                         {"nearest", detail::json_of(data.verdict.nearest)},
                         {"verdict_reasons", data.verdict.reasons}};
    return printable_json(report.dump(2, ' ', false, json::error_handler_t::replace)) + '\n';
}

} // namespace sei::report::inline SEI_RELEASE
