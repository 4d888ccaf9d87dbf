// SPDX-License-Identifier: MIT
#include "support/loss_tables.hpp"

#include "made_up_losses.hpp"

#include <doctest/doctest.h>

using namespace examples;

TEST_CASE("A design bears the loss up to the first one at which it is late") {
    const loss_report report = made_up::losses();
    const std::vector<design_sweep>& designs = report.networks[0].designs;
    CHECK_FALSE(in_time_up_to(designs[0].tcp, 50));
    CHECK(in_time_up_to(designs[0].tcp, 60) == 0.05);
    CHECK(in_time_up_to(designs[1].tcp, 50) == 0);
    CHECK(in_time_up_to(designs[2].udp, 50) == 0.05);
    transport_sweep again = designs[2].tcp; // late at 5 %, and by luck not at 6 %
    again.points.push_back(made_up::point(0.06, 1, 1, 1, 0.9));
    CHECK(in_time_up_to(again, 50) == 0);
}

TEST_CASE("The overview has a row for each design and units in its headers") {
    const loss_report report = made_up::losses();
    const titled_table table = overview(report.networks[0], report);
    REQUIRE(table.rows.size() == 3);
    for (const auto& row : table.rows) CHECK(row.size() == table.headers.size());
    CHECK(table.headers.back() == "UDP: % right at 5 % loss");
    CHECK(table.rows[0] ==
          std::vector<std::string>{"local", "0", "0", "60.00", "0.00", "not at all", "not at all", "90.0"});
    CHECK(table.rows[2] ==
          std::vector<std::string>{"pool1", "12752", "13", "20.00", "0.50", "0", "5", "88.0"});
}

TEST_CASE("All tables have a column for each loss") {
    const loss_report report = made_up::losses();
    const std::vector<titled_table> tables = tables_of(report.networks[0]);
    CHECK(tables.size() == 8);
    for (const titled_table& each : tables) {
        CHECK(each.headers == std::vector<std::string>{"packets lost, %", "0", "5"});
        CHECK(each.rows.size() == 3);
    }
    CHECK(tables[1].rows[1] == std::vector<std::string>{"remote", "1.20", "never"});
    CHECK(tables[5].rows[2][2] == "88.0 (86.0 to 90.0)");
}

TEST_CASE("The text says whose numbers these are") {
    const std::string text = to_text(made_up::losses());
    CHECK(text.starts_with("These figures are ours"));
    CHECK(text.find("are not public.") != std::string::npos);
    CHECK(text.find("toy: 200 images, 90.0 % right by the uncut network") != std::string::npos);
    CHECK(text.find("device cortex-m7, server x86-server") != std::string::npos);
    CHECK(text.find("\nUDP: frames answered in time, %\n") != std::string::npos);
}
