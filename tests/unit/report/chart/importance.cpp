// SPDX-License-Identifier: MIT
#include <sei/report/chart/importance.hpp>

#include "../../advisor/support.hpp"

#include <doctest/doctest.h>

namespace {

/// A curve of three rows, the last of them a batch_norm.
sei::report::report_data with_batch_norm(bool is_folded) {
    sei::report::report_data data;
    for (const char* const kind : {"conv2d", "relu", "batch_norm"}) {
        sei::split_score& split = data.splits.emplace_back();
        split.after = split.kind = kind;
        split.wire_shape = {.channels = 2, .height = 4, .width = 4};
        split.role = split.kind == "conv2d" ? sei::layer_role::computes : sei::layer_role::activation;
        split.importance_log10 = split.kind == "relu" ? std::nullopt : std::optional(1.0);
    }
    if (is_folded) data.splits.back().role = sei::layer_role::computes;
    return data;
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

} // namespace

TEST_CASE("a folded batch_norm is its convolution's row of the curve, one by itself is set aside") {
    using sei::report::detail::importance_chart;
    const sei::report::report_data folded = with_batch_norm(true);
    CHECK_FALSE(importance_chart{folded}.has_dots_aside());
    CHECK(count_of(importance_chart{folded}.draw(900, "chart"), "row-name aside") == 1); // relu
    const sei::report::report_data alone = with_batch_norm(false);
    CHECK(importance_chart{alone}.has_dots_aside());
    CHECK(count_of(importance_chart{alone}.draw(900, "chart"), "row-name aside") == 2);
}
