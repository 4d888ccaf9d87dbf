// SPDX-License-Identifier: MIT
#pragma once
/// Where the time of a frame goes: device, link and server, for the verdict and the best of each kind.

#include <sei/report/chart/axes.hpp>
#include <sei/report/chart/highlights.hpp>

#include <array>
#include <string>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

struct time_chart {
    const report_data& data;

    [[nodiscard]] std::string draw(double width, const std::string& id) const {
        const std::vector<std::size_t> chosen = highlights(data);
        constexpr double row_height = 62;
        const double height = 26 + row_height * static_cast<double>(chosen.size()) + 22;
        value_range range;
        range.include(0);
        for (const std::size_t i : chosen) range.include(total(i));
        if (data.requirements.deadline_ms) range.include(*data.requirements.deadline_ms);
        const axis x(axis::scale::linear, 0, range.high, 0, width - 2);

        svg picture(
            width, height, id, "Where the time goes",
            "For the verdict and the best design of each kind: milliseconds on the device, on the link "
            "and on the server, one after the other.");
        for (std::size_t i = 0; i < chosen.size(); ++i)
            draw_row(picture, x, chosen[i], 26 + row_height * static_cast<double>(i));
        if (data.requirements.deadline_ms) {
            const double at = x(*data.requirements.deadline_ms);
            picture.line({at, 18}, {at, height - 20}, "asked");
            picture.text({at, 12}, "deadline " + milliseconds(*data.requirements.deadline_ms), "asked-label",
                         at > width / 2 ? "end" : "start");
        }
        return picture.take();
    }

private:
    [[nodiscard]] double total(std::size_t i) const {
        const design& item = data.designs[i];
        return item.device_ms + (std::isinf(item.link_ms) ? 0 : item.link_ms) + item.server_ms;
    }

    void draw_row(svg& picture, const axis& x, std::size_t i, double top) const {
        const design& item = data.designs[i];
        picture.text({0, top + 10}, shortened(printable(name_of(item)), 44),
                     "name halo " + style_of(data, i));
        struct part {
            std::string name;
            double ms;
        };
        double start = 0;
        std::string words;
        for (const part& each :
             {part{"device", item.device_ms}, part{"link", item.link_ms}, part{"server", item.server_ms}}) {
            if (each.ms <= 0) continue;
            words += (words.empty() ? "" : " + ") + each.name + ' ';
            if (std::isinf(each.ms)) { // what never arrives has no length, and nothing comes after it
                words += "never";
                break;
            }
            picture.rectangle({x(start), top + 17}, x(start + each.ms) - x(start) - 1, 12,
                              "part-" + each.name);
            start += each.ms;
            words += trimmed(each.ms, usual_decimals(each.ms)) + " ms";
        }
        picture.text({0, top + 43}, words, "detail");
    }
};

} // namespace sei::report::inline SEI_RELEASE::detail
