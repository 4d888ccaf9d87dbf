// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/table.hpp: the same table for a terminal and for a markdown page.

#include <algorithm>
#include <string>
#include <vector>

namespace examples {

enum class table_form { text, markdown };

/// Cells of ASCII text in rows. The first column stands at the left, the others, numbers, at the right.
class table {
public:
    explicit table(std::vector<std::string> headers) : rows_{std::move(headers)} {}

    /// One cell for each header.
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

    /// Lines, each ended by a line end.
    [[nodiscard]] std::string in(table_form form) const {
        return form == table_form::text ? text() : markdown();
    }

private:
    std::vector<std::vector<std::string>> rows_; // the headers first

    [[nodiscard]] std::string text() const {
        constexpr std::size_t gap = 2;
        std::string lines;
        for (const std::vector<std::string>& row : rows_) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                const std::string padding(widest(i) - row[i].size(), ' ');
                lines += i == 0 ? row[i] + padding : std::string(gap, ' ') + padding + row[i];
            }
            lines.erase(lines.find_last_not_of(' ') + 1);
            lines += '\n';
        }
        return lines;
    }

    [[nodiscard]] std::size_t widest(std::size_t column) const {
        std::size_t width = 0;
        for (const std::vector<std::string>& row : rows_) width = (std::max)(width, row[column].size());
        return width;
    }

    [[nodiscard]] std::string markdown() const {
        std::string lines = markdown_row(rows_.front()) + "|---|";
        for (std::size_t i = 1; i < rows_.front().size(); ++i) lines += "---:|";
        lines += '\n';
        for (std::size_t i = 1; i < rows_.size(); ++i) lines += markdown_row(rows_[i]);
        return lines;
    }

    [[nodiscard]] static std::string markdown_row(const std::vector<std::string>& row) {
        std::string line = "|";
        for (const std::string& cell : row) line += ' ' + without_bars(cell) + " |";
        return line + '\n';
    }

    /// A bar would end the cell.
    [[nodiscard]] static std::string without_bars(const std::string& cell) {
        std::string escaped;
        for (const char letter : cell) escaped += letter == '|' ? std::string("\\|") : std::string(1, letter);
        return escaped;
    }
};

} // namespace examples
