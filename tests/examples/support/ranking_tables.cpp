// SPDX-License-Identifier: MIT
#include "support/ranking_tables.hpp"

#include <doctest/doctest.h>

using examples::table_form;

namespace {

[[nodiscard]] sei::study::ranking_study small_study() {
    const sei::score_validation turn{.score = "turn",
                                     .correlation = 0.8,
                                     .low_over_layers = 0.5,
                                     .high_over_layers = 0.9,
                                     .low_over_images = 0.7,
                                     .high_over_images = 0.85,
                                     .given_depth = std::nan(""),
                                     .regret = 0.012,
                                     .p_value = 0.012,
                                     .doubt = sei::ranking_doubt::none};
    sei::score_validation probe = turn;
    probe.score = "probe";
    probe.tail_runs = 16;
    probe.p_value = std::nan("");
    probe.doubt = sei::ranking_doubt::untested;
    return {.layers = {2},
            .damages = {"1 bit", "largest 1 %"},
            .telling_damages = 2,
            .clean_accuracy = 0.9,
            .accuracy = {{0.855, 0.5}},
            .scores = {turn, probe}};
}

const std::vector<std::string> names{"input", "conv1", "relu1"};

} // namespace

TEST_CASE("Accuracy stands by layer and damage, whose names are listed where the table would be too wide") {
    CHECK(examples::accuracy_table(small_study(), names, table_form::markdown) ==
          "| after | 1 bit | largest 1 % |\n"
          "|---|---:|---:|\n"
          "| relu1 | 85.5 | 50.0 |\n");
    CHECK(examples::accuracy_table(small_study(), names, table_form::text) == "1: 1 bit\n"
                                                                              "2: largest 1 %\n"
                                                                              "after     1     2\n"
                                                                              "relu1  85.5  50.0\n");
}

TEST_CASE("Scores and probes have tables of their own") {
    const std::string scores = examples::score_table(small_study(), table_form::markdown);
    CHECK(scores.ends_with("| turn | 0.80 | 0.50 to 0.90 | 0.70 to 0.85 | 0.012 | - | 1.2 |\n"));
    CHECK(scores.find("probe") == std::string::npos);
    const std::string probes = examples::probe_table(small_study(), table_form::markdown);
    CHECK(probes.ends_with("| probe | 0.80 | 0.50 to 0.90 | 0.70 to 0.85 | - | - | 1.2 | 16 |\n"));
    CHECK(probes.find("turn") == std::string::npos);
}

TEST_CASE("A curve has its rows only, and says what each peak is worth") {
    std::vector<sei::split_score> splits(3);
    splits[1].after = "conv1";
    splits[1].importance_log10 = -1.5;
    splits[1].importance_log10_low = -1.6;
    splits[1].importance_log10_high = -1.4;
    splits[1].peak_share = 0.02;
    splits[2] = splits[1];
    splits[2].after = "pool1";
    splits[2].is_candidate = true;
    splits[2].candidate = sei::candidate_kind::architecture;
    splits[2].prominence = 0.25;
    splits[2].peak_share = 1;
    splits[2].null_share = 0.95;
    CHECK(examples::curve_table(splits, table_form::markdown) ==
          "| after | log10 | interval | prominence | peak share | null share | verdict |\n"
          "|---|---:|---:|---:|---:|---:|---:|\n"
          "| conv1 | -1.50 | -1.60 to -1.40 | - | 0.02 | - | - |\n"
          "| pool1 | -1.50 | -1.60 to -1.40 | 0.25 | 1.00 | 0.95 | architecture |\n");
}
