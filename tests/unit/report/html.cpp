// SPDX-License-Identifier: MIT
#include <sei/report/html.hpp>

#include "../advisor/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <set>

namespace {

/// A small reader of HTML, strict where browsers forgive: every tag is closed in order, only elements without
/// content close themselves, every attribute is quoted, no `<` or `&` stands for itself. Says what is wrong.
class reader {
public:
    explicit reader(std::string_view text) : rest_(text) {}

    std::string fault() {
        if (!take("<!doctype html>\n")) return "no doctype";
        while (!rest_.empty() && fault_.empty()) {
            if (rest_.front() == '<')
                tag();
            else
                text();
        }
        if (fault_.empty() && !open_.empty()) fault_ = "not closed: " + open_.back();
        return fault_;
    }

    std::set<std::string> ids;
    std::vector<std::string> references;
    std::size_t pictures = 0;

private:
    bool take(std::string_view expected) {
        if (rest_.substr(0, expected.size()) != expected) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }

    std::string name() {
        std::size_t length = 0;
        while (length < rest_.size() &&
               (std::isalnum(static_cast<unsigned char>(rest_[length])) != 0 || rest_[length] == '-'))
            ++length;
        const std::string found(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return found;
    }

    void tag() {
        rest_.remove_prefix(1);
        if (take("/")) {
            const std::string closing = name();
            if (open_.empty() || open_.back() != closing || !take(">"))
                fault_ = "closed out of order: " + closing;
            else
                open_.pop_back();
            return;
        }
        const std::string opening = name();
        if (opening.empty()) fault_ = "a bare < before: " + std::string(rest_.substr(0, 20));
        while (fault_.empty() && take(" ") && rest_.substr(0, 1) != "/") attribute(opening);
        if (!fault_.empty()) return;
        if (take("/>")) {
            const std::set<std::string> without_content{"meta",    "br",   "line",   "polyline",
                                                        "polygon", "rect", "circle", "path"};
            if (without_content.count(opening) == 0) fault_ = "closes itself: " + opening;
            return;
        }
        if (!take(">")) fault_ = "bad tag: " + opening;
        pictures += opening == "svg" ? 1U : 0U;
        open_.push_back(opening);
        if (opening == "style") rest_.remove_prefix(rest_.find("</style>"));
    }

    void attribute(const std::string& of) {
        const std::string key = name();
        if (key.empty() || !take("=\"")) {
            fault_ = "bad attribute in: " + of;
            return;
        }
        const std::size_t end = rest_.find('"');
        const std::string value(rest_.substr(0, end));
        rest_.remove_prefix(end + 1);
        check_entities(value);
        if (key == "id" && !ids.insert(value).second) fault_ = "id twice: " + value;
        if (key == "aria-labelledby") {
            references.push_back(value.substr(0, value.find(' ')));
            references.push_back(value.substr(value.find(' ') + 1));
        }
        if (key.substr(0, 2) == "on" || key == "src" || key == "href") fault_ = "loads or runs: " + key;
    }

    void text() {
        const std::size_t end = (std::min)(rest_.find('<'), rest_.size());
        check_entities(rest_.substr(0, end));
        rest_.remove_prefix(end);
    }

    void check_entities(std::string_view content) {
        if (content.find_first_of("<>") != std::string_view::npos)
            fault_ = "unescaped: " + std::string(content);
        for (std::size_t at = content.find('&'); at != std::string_view::npos;
             at = content.find('&', at + 1)) {
            const std::string entity(content.substr(at, content.find(';', at) - at + 1));
            const std::set<std::string> known{"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
            if (known.count(entity) == 0) fault_ = "unknown entity: " + entity;
        }
    }

    std::string_view rest_;
    std::vector<std::string> open_;
    std::string fault_;
};

/// Reports of every shape that can occur.
std::vector<sei::report::report_data> reports() {
    std::vector<sei::report::report_data> all{sample_report(), hostile_report(), mapped_report()};

    sei::report::report_data nothing_feasible = sample_report();
    nothing_feasible.requirements.min_accuracy = 0.99;
    all.push_back(nothing_feasible);

    sei::report::report_data nothing_asked = sample_report();
    nothing_asked.requirements = {};
    nothing_asked.loss.reset();
    all.push_back(nothing_asked);

    sei::report::report_data bare = sample_report();
    bare.splits.clear();
    bare.link.clear();
    bare.provenance.clear();
    for (sei::design& each : bare.designs) each.against_loss.clear();
    bare.designs[5].latency_ms = {never, never, never, never, never};
    bare.requirements.percentile = 90;
    all.push_back(bare);

    sei::report::report_data alone = sample_report();
    alone.designs.resize(1);
    alone.designs[0].latency_ms = {};
    alone.designs[0].device_ms = 0;
    for (sei::split_score& each : alone.splits) each.cui_log10.reset();
    alone.activations_compete = true;
    all.push_back(alone);

    sei::report::report_data never_answered = sample_report();
    for (sei::design& each : never_answered.designs) {
        each.latency_ms = {never, never, never, never, never};
        each.accuracy_in_time = each.accuracy = 0;
    }
    never_answered.requirements.deadline_ms.reset();
    never_answered.requirements.max_wire_bytes = 0;
    all.push_back(never_answered);

    all.push_back(ranked_report());
    all.push_back(ranked_report());
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    for (sei::split_score& each : all.back().splits) {
        each.importance_log10_low = each.importance_log10_high = each.prominence = unknown;
        each.peak_share = unknown;
        each.cui = each.cui_log10 = each.importance_log10 = each.lrp_abs_total = each.null_share = -never;
        for (sei::damage_estimate& damage : each.damages) damage.turn = unknown;
    }
    for (sei::score_validation& each : all.back().ranking)
        each = {each.score, unknown, unknown, never, unknown, -never, unknown, never};
    for (sei::heat_map& each : all.back().heat_maps) each.values[0] = never;

    for (sei::report::report_data& each : all)
        each.verdict = sei::advisor::advise(each.designs, each.requirements);
    return all;
}

} // namespace

TEST_CASE("the checker of this test finds what it should find") {
    const auto fault = [](const std::string& body) { return reader("<!doctype html>\n" + body).fault(); };
    CHECK(fault("<p>fine</p>").empty());
    CHECK(fault("<p>open") == "not closed: p");
    CHECK(fault("<b><i></b></i>") == "closed out of order: b");
    CHECK(fault("<p />") == "closes itself: p");
    CHECK(fault("a & b") == "unknown entity: & b");
    CHECK(fault("<p class=x></p>") == "bad attribute in: p");
    CHECK(fault("<p id=\"a\"></p><p id=\"a\"></p>") == "id twice: a");
    CHECK(fault("<img src=\"a.png\" />") == "loads or runs: src");
}

TEST_CASE("the file is well formed, loads nothing and runs nothing, whatever the report") {
    for (const sei::report::report_data& data : reports()) {
        const std::string page = sei::report::to_html(data);
        reader check(page);
        CHECK(check.fault() == "");
        for (const std::string& reference : check.references) CHECK(check.ids.count(reference) == 1);
        CHECK(check.references.size() == 2 * check.pictures);
        for (const char* forbidden : {"http", "<script", "url(", "@import", "nan", "inf,", "\"inf", "-inf"})
            CHECK_MESSAGE(!contains(page, forbidden), forbidden);
    }
}

TEST_CASE("all text wraps names without blanks, except in tables of numbers") {
    const std::string page = sei::report::to_html(sample_report());
    const std::size_t rule = page.find("main {");
    REQUIRE(rule != std::string::npos);
    CHECK(page.substr(rule, page.find('}', rule) - rule).find("overflow-wrap: anywhere") !=
          std::string::npos);
    CHECK(page.find("th, td { overflow-wrap: normal; }") != std::string::npos);
}

TEST_CASE("every picture is there for wide and for narrow screens") {
    const std::string page = sei::report::to_html(sample_report());
    for (const char* picture : {"importance", "time", "loss-accuracy", "loss-latency", "trade-off"})
        for (const char* width : {"-wide-title", "-narrow-title"})
            CHECK(count_of(page, "id=\"" + std::string(picture) + width + '"') == 1);
    CHECK(contains(page, "prefers-color-scheme: dark"));
    CHECK(contains(page, "@media print"));
    CHECK(contains(page, "max-width: 860px"));
}

TEST_CASE("question, verdict, reasons and sources stand in the page") {
    const sei::report::report_data data = sample_report();
    const std::string page = sei::report::to_html(data);
    CHECK(contains(page, "<h1>Where to cut fashion_net?</h1>"));
    CHECK(contains(page, "Cut after pool1 and send int8 over udp."));
    CHECK(contains(page, "90.05\u00A0% of 2000 images"));
    for (const std::string& reason : data.verdict.reasons)
        CHECK(contains(page, sei::report::escaped(sei::report::with_bound_units(reason))));
    for (const sei::judgement& of : data.verdict.judgements)
        for (const std::string& reason : of.reasons)
            CHECK(contains(page, sei::report::escaped(sei::report::with_bound_units(reason))));
    CHECK(contains(page, sei::report::escaped(sei::report::with_bound_units(data.device.source))));
    CHECK(count_of(page, "<tr class=\"row\">") == 6);
    CHECK(count_of(page, "\u2717 rejected") == 3);
    CHECK(count_of(page, "\u2713 feasible") == 2);
    CHECK(count_of(page, "\u2605 verdict") == 1);
    CHECK(count_of(page, ">candidate</text>") == 1);
}

TEST_CASE("candidates, noise and architecture look different, and the caption tells why") {
    const std::string page = sei::report::to_html(ranked_report());
    CHECK(count_of(page, ">candidate</text>") == 1);
    CHECK(count_of(page, ">only noise</text>") == 1);
    CHECK(count_of(page, ">architecture, not training</text>") == 1);
    CHECK(count_of(page, "class=\"spot candidate\"") == 2);
    CHECK(count_of(page, "class=\"spot hollow\"") == 4);
    CHECK(count_of(page, "class=\"interval\"") == 2 * 4);
    CHECK(contains(page, "fewer than 90\u00A0% of the bootstrap resamples of the images have it."));
    CHECK(contains(page, "At least half of the networks with random weights have this peak too."));
    CHECK(contains(page, "Importance: as log10; sums over channels and positions."));
    CHECK(contains(page, "pool1: log10 importance 1.500 (1.375 to 1.625), candidate"));
    CHECK(contains(page, "the mean over int8 and lost."));

    const std::string plain = sei::report::to_html(sample_report());
    for (const char* absent : {"only noise", "random weights", "resamples", "Turn:", "spot hollow\""})
        CHECK_MESSAGE(!contains(plain, absent), absent);
    CHECK(contains(plain, "pool1: log10 CUI -3.760, candidate"));
}

TEST_CASE("without relevance there is no column for it, but the reason") {
    sei::report::report_data data = ranked_report();
    data.relevance_note = "EpsilonPlus has no rule for softmax.";
    CHECK_FALSE(contains(sei::report::to_html(data), data.relevance_note));
    CHECK(contains(sei::report::to_html(data), "LRP total"));
    for (sei::split_score& each : data.splits) each.lrp_abs_total.reset();
    const std::string page = sei::report::to_html(data);
    CHECK(contains(page, "No LRP totals: EpsilonPlus has no rule for softmax."));
    CHECK_FALSE(contains(page, "LRP total<"));
}

TEST_CASE("all scores of a split stand side by side") {
    const std::string page = sei::report::to_html(ranked_report());
    std::string row = "<td>2</td>\n<td>pool1</td>\n<td>candidate</td>\n<td>1.70e-04</td>\n<td>-3.760</td>\n"
                      "<td>1.500</td>\n<td>1.375 to 1.625</td>\n<td>0.125</td>\n<td>95\u00A0%</td>\n"
                      "<td>5\u00A0%</td>\n<td>0.880</td>\n<td>0.00400</td>\n<td>0.100</td>\n";
    CHECK(contains(page, row));
    CHECK(contains(page, "<th scope=\"col\">turn, int8</th>"));
    CHECK(contains(page, "All scores of the split points"));
}

TEST_CASE("the score to believe is marked and named, or it is said that there is none") {
    sei::report::report_data data = ranked_report();
    const std::string page = sei::report::to_html(data);
    CHECK(contains(
        page, "Believe turn: it puts the splits most nearly in the order of measured accuracy (rank "
              "correlation 0.88, 0.47 to 0.99 over layers; the best of 3 scores that know nothing would do "
              "as well with a probability of 0.012)."));
    CHECK(contains(page, "<td class=\"place\">\u2605 turn</td>"));
    CHECK(contains(page, "data-label=\"over images\">0.84 to 0.91</td>"));
    CHECK(contains(page, "data-label=\"p\">0.012</td>"));
    CHECK(contains(page, "data-label=\"regret, points\">0.4</td>"));
    data.ranking.erase(data.ranking.begin() + 1, data.ranking.end());
    CHECK(contains(
        sei::report::to_html(data),
        "No score is to be believed for this network: depth does best, but a score that knows nothing "
        "would do as well with a probability of 0.310, so that"));
    data.ranking[0].doubt = sei::ranking_doubt::few_damages;
    CHECK(contains(sei::report::to_html(data), "believed for this network: too few of the damages cost it "));
    CHECK_FALSE(contains(sei::report::to_html(sample_report()), "Which score to believe"));
}

TEST_CASE("heat maps have their title, their scale and their block size") {
    sei::report::report_data data = ranked_report();
    data.heat_maps.push_back({"large", 128, 1, std::vector<double>(128, 0.0)});
    const std::string page = sei::report::to_html(data);
    CHECK(contains(page, "<h3>boot 7</h3>"));
    CHECK(contains(page, "Full colour: 1.00 and \u22121.00."));
    CHECK(contains(page, "Full colour: 2.00."));
    CHECK(contains(page, "Nothing but zeros. Each cell is the mean of 2x2 pixels."));
    CHECK(contains(page, "id=\"heat-map-2-title\""));
    CHECK_FALSE(contains(sei::report::to_html(sample_report()), "Where the answer comes from"));
}

TEST_CASE("the headline follows the verdict") {
    sei::report::report_data data = sample_report();
    const auto page_for = [&data](std::optional<std::size_t> best) {
        data.verdict.best = best;
        return sei::report::to_html(data);
    };
    CHECK(contains(page_for(0), "run the whole network on the device."));
    CHECK(contains(page_for(1), "send the input to the server as uint8 over udp."));
    CHECK(contains(page_for(std::nullopt), "No design meets the requirements."));
}

TEST_CASE("a picture names the verdict and the best of each other kind, and no more") {
    const std::string page = sei::report::to_html(sample_report());
    CHECK(contains(page, ">\u2605 after pool1</text>"));
    CHECK(contains(page, ">remote</text>"));
    CHECK(contains(page, ">local</text>"));
    CHECK_FALSE(contains(page, ">after pool2</text>"));
}

TEST_CASE("the same data give the same page, other data another") {
    CHECK(sei::report::to_html(sample_report()) == sei::report::to_html(sample_report()));
    sei::report::report_data other = sample_report();
    other.designs[0].latency_ms.at_percentile = 77;
    CHECK(sei::report::to_html(other) != sei::report::to_html(sample_report()));
    CHECK(sei::report::to_html(ranked_report()) == sei::report::to_html(ranked_report()));
}

TEST_CASE("stations and energy are folded away, and only there when a stream was measured") {
    sei::report::report_data data = sample_report();
    CHECK(!contains(to_html(data), "How busy the stations were"));
    for (sei::design& each : data.designs) {
        each.stream = {.devices = 2, .answers_per_second = 39.5, .dropped_at_server = 5, .uplink_use = 0.42};
        each.energy = {.computing_mj = 1, .sending_mj = 2, .receiving_mj = 3, .idle_mj = 4};
    }
    const std::string page = to_html(data);
    CHECK(contains(page, "How busy the stations were"));
    CHECK(count_of(page, "5 server") == 6);
    CHECK(count_of(page, "42.0") >= 6);
    CHECK(contains(page, "2 devices"));
    CHECK(!contains(page, "does not say what it draws"));
    CHECK(contains(page, "MLPerf Tiny v1.0")); // where the energy of the board comes from
}

TEST_CASE("the map names its regions in the picture and all winners below it") {
    const std::string page = to_html(mapped_report());
    CHECK(count_of(page, "id=\"crossover-wide-title\"") == 1);
    CHECK(count_of(page, "id=\"crossover-narrow-title\"") == 1);
    for (const char* name : {"A  local", "B  remote", "C  after conv1", "D  after pool1", "F  after pool2"})
        CHECK(contains(page, std::string("class=\"area-name\">") + name));
    CHECK(contains(page, ">E  \u2605 after pool1<"));
    CHECK(contains(page, ">no design<"));
    CHECK(count_of(page, ">this link<") ==
          count_of(to_html(sample_report()), ">this link<") + 1); // where it fits
    CHECK(count_of(page, "class=\"here-cell\"") == 2);
    CHECK(contains(page, "<span class=\"area-key area-remote\">B</span>"));
    CHECK(contains(page, "10 Mbit/s, loss 1\u00A0%: split after pool1, int8 over udp"));
    CHECK(!contains(to_html(sample_report()), "crossover"));
}

TEST_CASE("the ranges stand in a table") {
    const std::string page = to_html(mapped_report());
    CHECK(contains(page, "How far the verdict holds"));
    CHECK(contains(page, "<small>at 4 Mbit/s: split after pool2, int8 over udp</small>"));
    CHECK(contains(page, "<small>as far as was looked</small>"));
    CHECK(!contains(to_html(sample_report()), "How far the verdict holds"));
}
