// SPDX-License-Identifier: MIT
#pragma once
/// sei/report/text.hpp: a report for a terminal of 110 columns: splits, designs, and the verdict
/// last, where the eye is.

#include <sei/advisor/score_to_believe.hpp>
#include <sei/report/data.hpp>
#include <sei/report/detail/scores.hpp>
#include <sei/report/text/detail/maps.hpp>
#include <sei/report/text/detail/streams.hpp>
#include <sei/report/text/detail/table.hpp>

#include <cmath>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace sei::report::inline SEI_RELEASE {

struct text_options {
    bool colour = false; ///< ANSI escape sequences: bold headings, a green verdict, rejected designs dimmed
};

inline constexpr std::size_t text_columns = 110;

namespace detail {

/// Lines of the report, coloured or not.
class text_page {
public:
    explicit text_page(const text_options& options) : colour_(options.colour) {}

    void line(std::string_view text, std::string_view style = {}) {
        if (colour_ && !style.empty())
            text_.append("\x1b[").append(style).append("m").append(text).append("\x1b[0m");
        else
            text_ += text;
        text_ += '\n';
    }

    void heading(std::string_view text) {
        line({});
        line(text, bold);
    }

    void paragraph(std::string_view first, std::string_view text, std::string_view style = {}) {
        for (const std::string& each : wrapped(first, printable(text), text_columns)) line(each, style);
    }

    [[nodiscard]] std::string take() { return std::move(text_); }

    static constexpr std::string_view bold = "1";
    static constexpr std::string_view green = "1;32";
    static constexpr std::string_view red = "1;31";
    static constexpr std::string_view dim = "2";

private:
    bool colour_;
    std::string text_;
};

[[nodiscard]] inline std::string milliseconds_cell(double value) {
    return std::isinf(value) ? "never" : fixed(value, value >= 10 ? 1 : 2);
}

[[nodiscard]] inline std::string facts_text(const std::vector<fact>& facts) {
    std::string text;
    for (const fact& each : facts) text += (text.empty() ? "" : ", ") + each.name + ' ' + each.value;
    return text;
}

inline void add_setting(text_page& page, const report_data& data) {
    page.paragraph("", title_of(data), text_page::bold);
    page.paragraph("network  ", data.network + ": " + percent(data.accuracy) + " right on " +
                                    counted(data.images, "image") + " when nothing is cut");
    for (const std::string& warning : warnings_of(data)) page.paragraph("caution  ", warning, text_page::red);
    if (!data.link.empty()) page.paragraph("link     ", facts_text(data.link));
    page.paragraph("device   ", data.device.name + ", server " + data.server.name);
    const std::vector<std::string> asked = asked_texts(data.requirements);
    page.paragraph("asked    ", asked.empty() ? "nothing" : joined(asked));
}

[[nodiscard]] inline std::string sign_of(candidate_kind kind) {
    if (kind == candidate_kind::none) return {};
    if (kind == candidate_kind::noise) return "~";
    return kind == candidate_kind::architecture ? "a" : "*";
}

[[nodiscard]] inline std::vector<text_table::column> split_columns(const report_data& data) {
    std::vector<text_table::column> columns{{"after", align::left},
                                            {"#"},
                                            {" ", align::left},
                                            {"shape"},
                                            {"float32 bytes", align::right, "bytes"},
                                            {"head MACs", align::right, "MACs"},
                                            {"parameters", align::right, "weights"},
                                            {"arena"},
                                            {has_importance(data) ? "importance" : "log10 CUI", align::right,
                                             has_importance(data) ? "import." : "CUI"}};
    if (has_relevance(data)) columns.push_back({"LRP total", align::right, "LRP"});
    if (!damage_names(data).empty()) columns.push_back({"turn"});
    return columns;
}

[[nodiscard]] inline std::vector<std::string> split_cells(const report_data& data, const split_score& split) {
    std::vector<std::string> cells{
        printable(split.after),
        std::to_string(split.index),
        sign_of(split.candidate),
        shape_text(split.wire_shape),
        std::to_string(split.wire_bytes_float32),
        short_count(split.head_macs),
        bytes(split.head_parameter_bytes),
        bytes(split.head_arena_bytes),
        fixed_or(has_importance(data) ? split.importance_log10 : split.cui_log10, 3, "-")};
    if (has_relevance(data)) cells.push_back(fixed_or(split.lrp_abs_total, 3, "-"));
    if (damage_names(data).empty()) return cells;
    const std::optional<double> turn = mean_turn(split);
    cells.push_back(turn ? significant(*turn, 2) : "-");
    return cells;
}

inline void add_splits(text_page& page, const report_data& data) {
    if (data.splits.empty()) return;
    page.heading(
        "Split points (peaks of the curve: * candidate, ~ only noise, a architecture, not training)");
    text_table table(split_columns(data));
    for (const split_score& split : data.splits) table.add(split_cells(data, split));
    for (const std::string& line : table.lines(text_columns)) page.line(line);
    if (has_importance(data)) page.paragraph("  ", importance_phrase(data));
    if (!damage_names(data).empty()) page.paragraph("  ", turn_phrase(data));
    if (const std::string reason = missing_relevance_sentence(data); !reason.empty())
        page.paragraph("  ", reason);
}

inline void add_ranking(text_page& page, const report_data& data) {
    if (data.ranking.empty()) return;
    page.heading("Which score to believe (> the one; rank correlation with measured loss of accuracy)");
    text_table table({{"score", align::left},
                      {" ", align::left},
                      {"correlation"},
                      {"over layers"},
                      {"over images"},
                      {"p"},
                      {"given depth"},
                      {"regret, points"}});
    const std::optional<std::size_t> best = score_to_believe(data.ranking);
    for (std::size_t i = 0; i < data.ranking.size(); ++i) {
        const score_validation& score = data.ranking[i];
        table.add({printable(score.score), best == i ? ">" : "", fixed_or(score.correlation, 2, "-"),
                   interval_text(score.low_over_layers, score.high_over_layers, 2, "-"),
                   interval_text(score.low_over_images, score.high_over_images, 2, "-"),
                   probability_text(score.p_value), fixed_or(score.given_depth, 2, "-"),
                   fixed_or(score.regret * 100, 1, "-")});
    }
    const std::vector<std::string> lines = table.lines(text_columns);
    page.line(lines.front());
    for (std::size_t i = 0; i < data.ranking.size(); ++i)
        page.line(lines[i + 1], best == i ? text_page::green : std::string_view{});
    page.paragraph("  ", belief_sentence(data.ranking));
}

[[nodiscard]] inline std::vector<std::string> design_cells(const report_data& data, std::size_t i) {
    const design& item = data.designs[i];
    const judgement& of = data.verdict.judgements[i];
    const std::string place =
        item.kind == design_kind::split ? "after " + item.after : std::string(name_of(item.kind));
    const bool best = data.verdict.best == i;
    return {printable(place),
            std::to_string(i),
            std::string(best          ? ">"
                        : of.feasible ? "+"
                                      : "") +
                (of.on_pareto_front ? "o" : ""),
            printable(item.codec),
            printable(item.transport),
            std::to_string(item.wire_bytes),
            std::to_string(item.packets),
            fixed(item.accuracy * 100, 1),
            fixed(item.accuracy_in_time * 100, 1),
            milliseconds_cell(item.latency_ms.at_percentile),
            fixed(item.deadline_miss_rate * 100, 1),
            item.kind == design_kind::remote ? "-" : milliseconds_cell(item.device_ms),
            item.kind == design_kind::local ? "-" : milliseconds_cell(item.link_ms),
            item.kind == design_kind::local ? "-" : milliseconds_cell(item.server_ms),
            fixed(static_cast<double>(item.device_ram_bytes) / 1024, 0)};
}

inline void add_designs(text_page& page, const report_data& data) {
    page.heading("Designs (> best, + feasible, o on the Pareto front; times in ms, shares in %, RAM in KiB)");
    text_table table({{"design", align::left},
                      {"#"},
                      {" ", align::left},
                      {"codec", align::left},
                      {"via", align::left},
                      {"bytes"},
                      {"packets", align::right, "packs"},
                      {"right"},
                      {"in time", align::right, "timely"},
                      {'p' + trimmed(data.requirements.percentile, 3)},
                      {"missed"},
                      {"device"},
                      {"link"},
                      {"server"},
                      {"RAM"}});
    for (std::size_t i = 0; i < data.designs.size(); ++i) table.add(design_cells(data, i));
    const std::vector<std::string> lines = table.lines(text_columns);
    page.line(lines.front());
    for (std::size_t i = 0; i < data.designs.size(); ++i) {
        const bool feasible = data.verdict.judgements[i].feasible;
        page.line(lines[i + 1], data.verdict.best == i ? text_page::green : feasible ? "" : text_page::dim);
    }
    page.paragraph("  ", "Right: answered rightly, and the answer reached the device, however late. " +
                             kernels_sentence(data));
}

inline void add_streams(text_page& page, const report_data& data) {
    if (!has_streams(data)) return;
    const stream_text stations = stream_lines(data, text_columns);
    page.heading(stations.heading);
    for (const std::string& line : stations.lines) page.line(line);
    if (!stations.note.empty()) page.paragraph("  ", stations.note);
}

inline void add_reasons(text_page& page, const report_data& data) {
    page.heading(data.verdict.best ? "Why not the others" : "Why each is rejected");
    for (std::size_t i = 0; i < data.designs.size(); ++i) {
        if (data.verdict.best == i) continue;
        std::string text = name_of(data.designs[i]) + ':';
        for (const std::string& reason : data.verdict.judgements[i].reasons) text += ' ' + reason;
        const std::string number = std::to_string(i);
        page.paragraph(std::string(number.size() < 5 ? 5 - number.size() : 0, ' ') + number + "  ", text);
    }
}

inline void add_crossover(text_page& page, const report_data& data) {
    if (!data.crossover) return;
    page.heading("Which design wins where (rates in bit/s across; [ ] this link, . no design meets all)");
    for (const std::string& line : crossover_lines(data, text_columns)) page.line(line);
}

inline void add_sensitivity(text_page& page, const report_data& data) {
    if (data.sensitivity.empty()) return;
    page.heading("How far the verdict holds, each number moved alone");
    for (const verdict_range& range : data.sensitivity) page.paragraph("  ", range_sentence(data, range));
}

inline void add_verdict(text_page& page, const report_data& data) {
    page.heading("Verdict");
    for (std::size_t i = 0; i < data.verdict.reasons.size(); ++i)
        page.paragraph(i == 0 ? "  " : "  - ", data.verdict.reasons[i],
                       i != 0              ? std::string_view{}
                       : data.verdict.best ? text_page::green
                                           : text_page::red);
}

} // namespace detail

/// The report as lines of at most 110 columns, UTF-8, each ended by a line end.
[[nodiscard]] inline std::string to_text(const report_data& data, const text_options& options = {}) {
    require_consistent(data);
    detail::text_page page(options);
    detail::add_setting(page, data);
    detail::add_splits(page, data);
    detail::add_ranking(page, data);
    detail::add_designs(page, data);
    detail::add_streams(page, data);
    detail::add_reasons(page, data);
    detail::add_crossover(page, data);
    detail::add_sensitivity(page, data);
    detail::add_verdict(page, data);
    return page.take();
}

inline void write_text(std::ostream& out, const report_data& data, const text_options& options = {}) {
    out << to_text(data, options);
}

} // namespace sei::report::inline SEI_RELEASE
