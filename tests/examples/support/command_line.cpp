// SPDX-License-Identifier: MIT
#include "support/command_line.hpp"

#include <doctest/doctest.h>

namespace {

examples::advise_arguments parsed(const std::vector<std::string>& words) {
    examples::advise_arguments arguments;
    CLI::App app("test", "advise_fashion");
    examples::describe_options(app, arguments);
    app.parse(std::vector<std::string>(words.rbegin(), words.rend())); // CLI11 takes them last first
    return arguments;
}

} // namespace

TEST_CASE("Without options the arguments are the defaults that --help prints") {
    const examples::advise_arguments given = parsed({});
    CHECK(given.transport == "udp");
    CHECK(given.rate == "10Mbit");
    CHECK(given.loss == 0.01);
    CHECK(given.frames_per_second == 20);
    CHECK(given.codecs == std::vector<std::string>{"float32", "float16", "int8"});
    CHECK(given.min_accuracy == 0.88);
    CHECK(given.percentile == 95);
    CHECK(given.preset.empty());
    CHECK_FALSE(given.mtu);
}

TEST_CASE("Every option refuses an empty value") {
    examples::advise_arguments arguments;
    CLI::App app("test", "advise_fashion");
    examples::describe_options(app, arguments);
    std::size_t tried = 0;
    for (const CLI::Option* option : app.get_options())
        if (option->get_items_expected_max() > 0) {
            CAPTURE(option->get_name());
            CHECK_THROWS_AS(parsed({option->get_name(), ""}), CLI::ParseError);
            ++tried;
        }
    CHECK(tried > 30);
}

TEST_CASE("Units and lists are taken as people write them") {
    CHECK(parsed({"--rate", "10 Mbit/s"}).rate == "10Mbit");
    CHECK(parsed({"--loss", "1%"}).loss == 0.01);
    CHECK(parsed({"--fps", "30fps"}).frames_per_second == 30);
    CHECK(parsed({"--min-accuracy", "88%"}).min_accuracy == 0.88);
    CHECK(parsed({"--codec", "int8,float32"}).codecs == std::vector<std::string>{"int8", "float32"});
    CHECK(parsed({"--split", "pool1, pool2"}).splits == std::vector<std::string>{"pool1", "pool2"});
    CHECK_THROWS_WITH_AS(parsed({"--percentile", "0.95"}), doctest::Contains("write 95"), CLI::ParseError);
    CHECK_THROWS_WITH_AS(parsed({"--max-ram", "320KB"}), doctest::Contains("write 320KiB"), CLI::ParseError);
}

TEST_CASE("A preset decides what is not asked for") {
    CHECK(parsed({"--preset", "lte"}).rate.empty());
    CHECK(parsed({"--preset", "lte", "--rate", "1Mbit"}).rate == "1Mbit");
    CHECK(parsed({"--preset", "lte"}).delay.empty());
    CHECK(parsed({"--rate", "1Mbit"}).delay == "10ms");
}

TEST_CASE("Options that may be repeated add up and replace the default") {
    const auto given = parsed({"--split", "pool1", "--codec", "int8", "--split", "3", "--split", "all"});
    CHECK(given.splits == std::vector<std::string>{"pool1", "3", "all"});
    CHECK(given.codecs == std::vector<std::string>{"int8"});
}

TEST_CASE("Whole numbers are whole, and none is negative or beyond its range") {
    CHECK(parsed({"--seed", "18446744073709551615"}).seed == 18446744073709551615U);
    CHECK(parsed({"--queue", "0"}).queue == 0);
    for (const char* option : {"--mtu", "--queue", "--images", "--seed", "--threads"})
        for (const char* value : {"-1", "1.5", "99999999999999999999999", "ten", "0x10", "1e3", ""}) {
            CAPTURE(option);
            CAPTURE(value);
            CHECK_THROWS_AS(parsed({option, value}), CLI::ParseError);
        }
    CHECK_THROWS_AS(parsed({"--mtu", "65536"}), CLI::ParseError);
    CHECK_THROWS_AS(parsed({"--threads", "1025"}), CLI::ParseError);
}

TEST_CASE("Choices are checked") {
    for (const char* option : {"--transport", "--fill", "--codec", "--rows"})
        CHECK_THROWS_AS(parsed({option, "nope"}), CLI::ParseError);
    CHECK_THROWS_AS(parsed({"--nope"}), CLI::ParseError);
    CHECK_THROWS_AS(parsed({"stray"}), CLI::ParseError);
}
