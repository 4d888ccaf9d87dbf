// SPDX-License-Identifier: MIT
#include "support/table.hpp"

#include <doctest/doctest.h>

using examples::table;
using examples::table_form;

TEST_CASE("A table for a terminal has names at the left and numbers at the right") {
    table cells({"after", "log10", "share"});
    cells.add({"conv1", "-4.21", "1"});
    cells.add({"block1_pool", "0", ""});
    CHECK(cells.in(table_form::text) == "after        log10  share\n"
                                        "conv1        -4.21      1\n"
                                        "block1_pool      0\n");
}

TEST_CASE("A table for a page escapes the bars inside its cells") {
    table cells({"score", "regret"});
    cells.add({"|g da| / z", "0.8"});
    CHECK(cells.in(table_form::markdown) == "| score | regret |\n"
                                            "|---|---:|\n"
                                            "| \\|g da\\| / z | 0.8 |\n");
}
