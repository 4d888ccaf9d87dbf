// SPDX-License-Identifier: MIT
#pragma once
/// A heat map as a small picture: one colour for what speaks for the answer, another for what speaks against
/// it, both stronger with the number's size.
///
/// Large maps are averaged in square blocks, sizes are rounded to a few steps, and equal neighbours become
/// one box, so that a map of 224x224 pixels takes some ten kilobytes.

#include <sei/model/results.hpp>
#include <sei/report/chart/svg.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace sei::report::inline SEI_RELEASE::detail {

class heat_map_picture {
public:
    static constexpr std::uint32_t most_cells = 64; ///< along the longer side
    static constexpr int steps = 10;                ///< of either colour

    explicit heat_map_picture(const heat_map& map)
        : block_(((std::max)(map.width, map.height) + most_cells - 1) / most_cells),
          columns_((map.width + block_ - 1) / block_),
          rows_((map.height + block_ - 1) / block_) {
        for (std::uint32_t row = 0; row < rows_; ++row)
            for (std::uint32_t column = 0; column < columns_; ++column)
                cells_.push_back(mean_of_block(map, column * block_, row * block_));
        for (const double cell : cells_)
            if (std::isfinite(cell)) largest_ = (std::max)(largest_, (std::abs)(cell));
    }

    /// Pixels that one cell is wide and high.
    [[nodiscard]] std::uint32_t block() const { return block_; }

    /// The size that has the full colour.
    [[nodiscard]] double largest() const { return largest_; }

    [[nodiscard]] bool has_negative() const {
        return std::any_of(cells_.begin(), cells_.end(), [](double cell) { return cell < 0; });
    }

    [[nodiscard]] std::string draw(const std::string& id, std::string_view title) const {
        constexpr double size = 224;
        const double cell = std::floor(size / (std::max)(columns_, rows_));
        svg picture(cell * columns_, cell * rows_, id, title,
                    has_negative() ? "A heat map: one colour speaks for the answer, the other against it."
                                   : "A heat map: the stronger the colour, the larger the number.",
                    "heat-map");
        for (int step = -steps; step <= steps; ++step) {
            const std::vector<box> boxes = boxes_of(step, cell);
            if (step != 0 && !boxes.empty())
                picture.boxes(boxes, (step > 0 ? "speaks-for step-" : "speaks-against step-") +
                                         std::to_string((std::abs)(step)));
        }
        return picture.take();
    }

private:
    /// The mean of the finite values in the block with this corner; NaN without any.
    [[nodiscard]] double mean_of_block(const heat_map& map, std::uint32_t left, std::uint32_t top) const {
        double mean = 0;
        double count = 0;
        for (std::uint32_t y = top; y < (std::min)(top + block_, map.height); ++y)
            for (std::uint32_t x = left; x < (std::min)(left + block_, map.width); ++x) {
                const double value = map.values[std::size_t{y} * map.width + x];
                if (!std::isfinite(value)) continue;
                ++count;
                mean += value / count - mean / count;
            }
        return count == 0 ? std::numeric_limits<double>::quiet_NaN() : mean;
    }

    /// From -steps to steps; 0, the paper, also for what is not a number.
    [[nodiscard]] int step_of(double cell) const {
        if (!std::isfinite(cell) || largest_ == 0) return 0;
        return static_cast<int>(std::lround(cell / largest_ * steps));
    }

    /// The cells of this step, neighbours in a row joined.
    [[nodiscard]] std::vector<box> boxes_of(int step, double cell) const {
        std::vector<box> boxes;
        for (std::uint32_t row = 0; row < rows_; ++row)
            for (std::uint32_t column = 0; column < columns_; ++column) {
                const std::uint32_t first = column;
                while (column < columns_ && step_of(cells_[std::size_t{row} * columns_ + column]) == step)
                    ++column;
                if (column > first)
                    boxes.push_back({{first * cell, row * cell}, (column - first) * cell, cell});
            }
        return boxes;
    }

    std::uint32_t block_;
    std::uint32_t columns_;
    std::uint32_t rows_;
    std::vector<double> cells_{};
    double largest_ = 0;
};

} // namespace sei::report::inline SEI_RELEASE::detail
