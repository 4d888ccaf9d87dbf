// SPDX-License-Identifier: MIT
#pragma once
/// The top of the HTML report: the question, the verdict with its figures and reasons, what was asked.

#include <sei/advisor/sentences.hpp>
#include <sei/report/chart/highlights.hpp>
#include <sei/report/data.hpp>
#include <sei/report/markup.hpp>

#include <algorithm>
#include <string>

namespace sei::report::inline SEI_RELEASE::detail {

/// The verdict as an instruction.
[[nodiscard]] inline std::string headline(const report_data& data) {
    if (!data.verdict.best) return "No design meets the requirements.";
    const design& best = data.designs[*data.verdict.best];
    const std::string how = best.codec + " over " + best.transport;
    if (best.kind == design_kind::local) return "Don't cut: run the whole network on the device.";
    if (best.kind == design_kind::remote) return "Don't cut: send the input to the server as " + how + ".";
    return "Cut after " + best.after + " and send " + how + ".";
}

inline void add_question(markup& page, const report_data& data) {
    page.element("p", {{"class", "eyebrow"}}, "Split computing report");
    page.element("h1", title_of(data));
    std::string text = data.network + " gets " + percent(data.accuracy) + " of " +
                       counted(data.images, "image") + " right when nothing is cut. ";
    text += "Frames are captured on the device (" + data.device.name + "); the server (" + data.server.name +
            ") can take over from any layer on. " + counted(data.designs.size(), "design") +
            (data.designs.size() == 1 ? " was" : " were") + " simulated";
    const std::vector<std::string> asked = asked_texts(data.requirements);
    text +=
        asked.empty() ? "; nothing was asked of them." : ". The application asks for " + joined(asked) + ".";
    page.element("p", {{"class", "lede"}}, text);
    for (const std::string& warning : warnings_of(data)) page.element("p", {{"class", "note"}}, warning);
}

/// How much of the limit is used, or how much was reached: a bar with a tick at what was asked.
inline void add_meter(markup& page, double filled, double asked) {
    const auto share = [](double value) {
        return fixed((std::min)((std::max)(value, 0.0), 1.0) * 100, 1) + '%';
    };
    page.open("span", {{"class", "meter"}, {"aria-hidden", "true"}});
    page.element("b", {{"style", "width:" + share(filled)}}, "");
    page.element("i", {{"style", "left:" + share(asked)}}, "");
    page.close();
}

/// A figure of the winning design with what was asked of it.
inline void add_tile(markup& page, const report_data& data, const design& item, requirement which,
                     const std::string& label, const std::string& value, const std::string& otherwise) {
    page.open("div", {{"class", "tile"}});
    page.element("div", {{"class", "label"}}, label);
    page.element("div", {{"class", "value"}}, value);
    const std::optional<double> asked = asked_for(which, data.requirements);
    const double found = found_in(which, item, data.requirements);
    if (asked && which == requirement::accuracy) {
        add_meter(page, found, *asked);
        const comparison is = compare_shares(found, *asked);
        page.element("div", {{"class", "margin"}}, is.difference + " above the " + is.asked + " asked");
    } else if (asked) {
        add_meter(page, *asked > 0 ? found / *asked : 1, 1);
        const std::string limit =
            which == requirement::deadline ? milliseconds(*asked) : exact_bytes(as_bytes(*asked));
        page.element("div", {{"class", "margin"}}, "of the " + limit + " allowed");
    } else {
        page.element("div", {{"class", "margin"}}, otherwise);
    }
    page.close();
}

inline void add_tiles(markup& page, const report_data& data, const design& best) {
    page.open("div", {{"class", "tiles"}});
    const bool hurried = data.requirements.deadline_ms.has_value();
    add_tile(page, data, best, requirement::accuracy, hurried ? "right and in time" : "right",
             percent(judged_accuracy(best, data.requirements)), "no minimum asked");
    add_tile(page, data, best, requirement::deadline, percentile_of(data.requirements) + " answered within",
             milliseconds(best.latency_ms.at_percentile), "no deadline asked");
    add_tile(page, data, best, requirement::ram, "RAM on the device", bytes(best.device_ram_bytes),
             "no limit asked");
    if (asked_for(requirement::flash, data.requirements))
        add_tile(page, data, best, requirement::flash, "flash on the device", bytes(best.device_flash_bytes),
                 "");
    add_tile(page, data, best, requirement::wire_bytes, "sent per frame", bytes(best.wire_bytes),
             "in " + counted(best.packets, "packet"));
    page.close();
}

inline void add_verdict(markup& page, const report_data& data) {
    page.open("section", {{"class", data.verdict.best ? "card" : "card none"}, {"aria-label", "Verdict"}});
    page.element("p", {{"class", "eyebrow"}}, "Verdict");
    page.element("p", {{"class", "headline"}}, headline(data));
    if (data.verdict.best) add_tiles(page, data, data.designs[*data.verdict.best]);
    bool first = true;
    page.element("p", data.verdict.reasons.empty() ? std::string() : data.verdict.reasons.front());
    page.open("ul", {{"class", "reasons"}});
    for (const std::string& reason : data.verdict.reasons) {
        if (!first) page.element("li", reason);
        first = false;
    }
    page.close().close();
}

[[nodiscard]] inline std::string found_text(requirement which, double found) {
    if (which == requirement::accuracy) return percent(found);
    return which == requirement::deadline ? milliseconds(found) : bytes(as_bytes(found));
}

/// One row for each requirement: what is asked, what the verdict has, and how many designs miss it.
inline void add_requirements(markup& page, const report_data& data) {
    if (asked_texts(data.requirements).empty()) return;
    page.element("h2", "What was asked");
    page.open("table").open("thead").open("tr");
    page.element("th", {{"scope", "col"}}, "requirement");
    if (data.verdict.best) page.element("th", {{"scope", "col"}, {"class", "n"}}, "the verdict has");
    page.element("th", {{"scope", "col"}, {"class", "n"}}, "designs that miss it");
    page.close().close().open("tbody");
    for (const requirement which : every_requirement) {
        if (!asked_for(which, data.requirements)) continue;
        const auto misses = [&](const design& item) {
            const std::vector<shortfall> missed = shortfalls(item, data.requirements);
            return std::any_of(missed.begin(), missed.end(),
                               [which](const shortfall& each) { return each.which == which; });
        };
        const auto count = std::count_if(data.designs.begin(), data.designs.end(), misses);
        std::string phrase = requirement_phrase(which, data.requirements);
        phrase.front() = 'T';
        page.open("tr").element("td", phrase);
        if (data.verdict.best)
            page.element(
                "td", {{"class", "n"}},
                found_text(which, found_in(which, data.designs[*data.verdict.best], data.requirements)));
        page.element("td", {{"class", "n"}},
                     std::to_string(count) + " of " + std::to_string(data.designs.size()));
        page.close();
    }
    page.close().close();
}

} // namespace sei::report::inline SEI_RELEASE::detail
