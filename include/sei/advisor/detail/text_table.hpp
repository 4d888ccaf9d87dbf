// SPDX-License-Identifier: MIT
#pragma once
/// Tables and paragraphs for a terminal: aligned by columns of the screen, not by bytes.

#include <sei/advisor/detail/utf8.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace sei::advisor::inline SEI_RELEASE::detail {

enum class align : std::uint8_t { left, right };

/// A table whose cells are printable text. The first column takes what the others leave of the width.
class text_table {
public:
    struct column {
        std::string header;
        align side = align::right;
    };

    explicit text_table(std::vector<column> columns) : columns_(std::move(columns)) {}

    void add(std::vector<std::string> cells) {
        cells.resize(columns_.size());
        rows_.push_back(std::move(cells));
    }

    /// One line for the headers and one for each row, none wider than `width` as long as the columns after
    /// the first leave room. Lines have no blanks at the end.
    [[nodiscard]] std::vector<std::string> lines(std::size_t width) const {
        const std::vector<std::size_t> widths = column_widths(width);
        std::vector<std::string> headers;
        for (const column& each : columns_) headers.push_back(each.header);
        std::vector<std::string> result{line(headers, widths)};
        for (const std::vector<std::string>& row : rows_) result.push_back(line(row, widths));
        return result;
    }

private:
    static constexpr std::size_t gap = 2;

    [[nodiscard]] std::vector<std::size_t> column_widths(std::size_t limit) const {
        std::vector<std::size_t> widths;
        std::size_t total = 0;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            std::size_t widest = display_width(columns_[i].header);
            for (const std::vector<std::string>& row : rows_)
                widest = (std::max)(widest, display_width(row[i]));
            widths.push_back(widest);
            total += widest + gap;
        }
        constexpr std::size_t narrowest = 8;
        while (total > limit && widths.front() > narrowest) {
            --widths.front();
            --total;
        }
        return widths;
    }

    [[nodiscard]] std::string line(const std::vector<std::string>& cells,
                                   const std::vector<std::size_t>& widths) const {
        std::string text;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string cell = shortened(cells[i], widths[i]);
            const std::string padding(widths[i] - display_width(cell), ' ');
            text.append(gap, ' ');
            text += columns_[i].side == align::left ? cell + padding : padding + cell;
        }
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    }

    std::vector<column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// The text in lines of at most `width` columns, broken at blanks, the later ones indented as far as `first`
/// is wide. A word that is too long for a line is cut.
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

} // namespace sei::advisor::inline SEI_RELEASE::detail
