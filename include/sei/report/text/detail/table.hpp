// SPDX-License-Identifier: MIT
#pragma once
/// Tables and paragraphs for a terminal: aligned by columns of the screen, not by bytes.

#include <sei/report/utf8.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

enum class align : std::uint8_t { left, right };

/// A number of at most seven characters for one that is longer: "1.285e7"; other text as it is.
[[nodiscard]] inline std::string compact_number(const std::string& cell) {
    constexpr std::size_t longest = 7;
    double value = 0;
    const auto [end, status] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (cell.size() <= longest || status != std::errc{} || end != cell.data() + cell.size()) return cell;
    std::array<char, 32> digits{};
    const int decimals = value < 0 || (std::abs)(value) >= 1e10 || (std::abs)(value) < 1e-9 ? 1 : 3;
    const auto last = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                    std::chars_format::scientific, decimals)
                          .ptr;
    const std::string text(digits.data(), last);
    const std::size_t exponent = text.find('e');
    if (exponent == std::string::npos) return cell;
    const std::size_t first = (std::min)(text.find_first_not_of("+-0", exponent + 1), text.size() - 1);
    return text.substr(0, exponent + 1) + (text[exponent + 1] == '-' ? "-" : "") + text.substr(first);
}

/// A table whose cells are printable text. The first column has names. Where the width is too small for all,
/// the others are shortened first: their headers, their text, the gaps, long numbers. A name is cut last, in
/// its middle.
class text_table {
public:
    struct column {
        std::string header;
        align side = align::right;
        std::string brief = {}; ///< a shorter header, for narrow tables; empty: none
    };

    explicit text_table(std::vector<column> columns) : columns_(std::move(columns)) {}

    void add(std::vector<std::string> cells) {
        cells.resize(columns_.size());
        rows_.push_back(std::move(cells));
    }

    /// One line for the headers and one for each row, none wider than `width` as long as that leaves some
    /// columns for each. Lines have no blanks at the end.
    [[nodiscard]] std::vector<std::string> lines(std::size_t width) const {
        text_table fitting(*this);
        const layout chosen = fitting.fit(width);
        std::vector<std::string> headers;
        for (const column& each : fitting.columns_) headers.push_back(each.header);
        std::vector<std::string> result{fitting.line(headers, chosen)};
        for (const std::vector<std::string>& row : fitting.rows_) result.push_back(fitting.line(row, chosen));
        return result;
    }

private:
    struct layout {
        std::vector<std::size_t> widths;
        std::size_t gap = 2;

        [[nodiscard]] std::size_t total() const {
            return std::accumulate(widths.begin(), widths.end(), gap * widths.size());
        }
    };

    /// Shortens headers and cells step by step until the table fits.
    [[nodiscard]] layout fit(std::size_t limit) {
        layout chosen{natural_widths()};
        if (chosen.total() <= limit) return chosen;
        for (column& each : columns_)
            if (!each.brief.empty()) each.header = each.brief;
        chosen.widths = natural_widths();
        narrow_text(chosen, limit, 8);
        if (chosen.total() <= limit) return chosen;
        chosen.gap = 1;
        chosen.widths = natural_widths(); // again: as little is cut as it takes
        narrow_text(chosen, limit, 8);
        if (chosen.total() <= limit) return chosen;
        for (std::vector<std::string>& row : rows_)
            for (std::size_t i = 1; i < row.size(); ++i)
                if (columns_[i].side == align::right) row[i] = compact_number(row[i]);
        chosen.widths = natural_widths();
        narrow_text(chosen, limit, 6);
        narrow(chosen, 0, limit, 8);
        return chosen;
    }

    [[nodiscard]] std::vector<std::size_t> natural_widths() const {
        std::vector<std::size_t> widths;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            std::size_t widest = display_width(columns_[i].header);
            for (const std::vector<std::string>& row : rows_)
                widest = (std::max)(widest, display_width(row[i]));
            widths.push_back(widest);
        }
        return widths;
    }

    /// The columns of text behind the first.
    void narrow_text(layout& chosen, std::size_t limit, std::size_t least) const {
        for (std::size_t i = 1; i < columns_.size(); ++i)
            if (columns_[i].side == align::left) narrow(chosen, i, limit, least);
    }

    static void narrow(layout& chosen, std::size_t which, std::size_t limit, std::size_t least) {
        const std::size_t total = chosen.total();
        std::size_t& width = chosen.widths[which];
        if (total > limit && width > least) width -= (std::min)(total - limit, width - least);
    }

    [[nodiscard]] std::string line(const std::vector<std::string>& cells, const layout& chosen) const {
        std::string text;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            // Two dots are as many bytes as columns, for tools that count bytes.
            const std::string cell = shortened(cells[i], chosen.widths[i], "..");
            const std::string padding(chosen.widths[i] - display_width(cell), ' ');
            text.append(chosen.gap, ' ');
            text += columns_[i].side == align::left ? cell + padding : padding + cell;
        }
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    }

    std::vector<column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// The text in lines of at most `width` columns, broken at blanks, the later ones indented as far as `first`
/// is wide. A word that is too long for a line is cut in its middle.
[[nodiscard]] inline std::vector<std::string> wrapped(std::string_view first, std::string_view text,
                                                      std::size_t width) {
    const std::string indent(display_width(first), ' ');
    std::vector<std::string> lines{std::string(first)};
    bool line_is_empty = true;
    while (!text.empty()) {
        const std::size_t end = (std::min)(text.find(' '), text.size());
        const std::string word = shortened(text.substr(0, end), width - indent.size());
        text.remove_prefix((std::min)(end + 1, text.size()));
        if (word.empty()) continue;
        if (!line_is_empty && display_width(lines.back()) + 1 + display_width(word) > width) {
            lines.push_back(indent);
            line_is_empty = true;
        }
        lines.back() += (line_is_empty ? "" : " ") + word;
        line_is_empty = false;
    }
    return lines;
}

} // namespace sei::report::inline SEI_RELEASE::detail
