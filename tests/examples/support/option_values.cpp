// SPDX-License-Identifier: MIT
#include "support/option_values.hpp"

#include <doctest/doctest.h>

namespace {

struct values {
    double loss = 0.5;
    std::string rate = "1Mbit";
    std::uint64_t count = 7;
    std::vector<double> losses{0, 0.1};
    std::vector<std::string> names{"b"};
    bool flag = false;
};

values parsed(const std::vector<std::string>& words) {
    values given;
    CLI::App app("test", "test");
    app.option_defaults()->always_capture_default();
    app.add_option("--loss", given.loss)->transform(examples::share_value());
    app.add_option("--rate", given.rate)->transform(examples::rate_value());
    app.add_option("--count", given.count)->transform(examples::whole_number(0, UINT64_MAX));
    examples::add_shares(app, "--losses", given.losses, "");
    examples::add_names(app, "--names", given.names, "", {"a", "b", "c"});
    app.add_flag("--flag", given.flag);
    examples::refuse_empty_values(app);
    app.parse(std::vector<std::string>(words.rbegin(), words.rend())); // CLI11 takes them last first
    return given;
}

} // namespace

TEST_CASE("Without options the defaults stay") {
    const values given = parsed({});
    CHECK(given.loss == 0.5);
    CHECK(given.rate == "1Mbit");
    CHECK(given.losses == std::vector<double>{0, 0.1});
    CHECK(given.names == std::vector<std::string>{"b"});
}

TEST_CASE("An empty value is refused by every option, and a flag needs none") {
    for (const char* option : {"--loss", "--rate", "--count", "--losses", "--names"})
        for (const char* empty : {"", " ", "\t"}) {
            CAPTURE(option);
            CHECK_THROWS_AS(parsed({option, empty}), CLI::ParseError);
            CHECK_THROWS_AS(parsed({option, empty, "--flag"}), CLI::ParseError);
        }
    CHECK_THROWS_AS(parsed({"--losses", "0", ""}), CLI::ParseError);
    CHECK_THROWS_AS(parsed({"--loss="}), CLI::ParseError);
    CHECK(parsed({"--flag"}).flag);
}

TEST_CASE("Values are held in their one spelling") {
    CHECK(parsed({"--loss", "1%"}).loss == 0.01);
    CHECK(parsed({"--rate", "10 Mbps"}).rate == "10Mbit");
    CHECK(parsed({"--count", "18446744073709551615"}).count == UINT64_MAX);
    CHECK_THROWS_WITH_AS(parsed({"--loss", "5"}), "--loss: '5' is outside 0 to 1; write 5% or 0.05",
                         CLI::ValidationError);
}

TEST_CASE("Lists are written with commas, with blanks, or by repeating the option") {
    const std::vector<double> expected{0, 0.01, 0.05};
    CHECK(parsed({"--losses", "0,0.01,5%"}).losses == expected);
    CHECK(parsed({"--losses", "0", "1%", "0.05"}).losses == expected);
    CHECK(parsed({"--losses", "0, 0.01", "--losses", "0.05"}).losses == expected);
    CHECK(parsed({"--names", "a,c"}).names == std::vector<std::string>{"a", "c"});
    for (const char* wrong : {"0,,1", ",", "0,", "0,x"})
        CHECK_THROWS_AS(parsed({"--losses", wrong}), CLI::ParseError);
    CHECK_THROWS_WITH_AS(parsed({"--names", "a,d"}), "--names: 'd' is not known, expected one of a, b, c",
                         CLI::ValidationError);
}
