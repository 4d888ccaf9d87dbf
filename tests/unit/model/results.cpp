// SPDX-License-Identifier: MIT
#include <sei/model/results.hpp>

#include <doctest/doctest.h>

#include <type_traits>

TEST_CASE("requirements that say nothing ask for nothing") {
    const sei::requirements asked;
    CHECK_FALSE(asked.min_accuracy.has_value());
    CHECK_FALSE(asked.deadline_ms.has_value());
    CHECK_FALSE(asked.max_ram_bytes.has_value());
    CHECK_FALSE(asked.max_flash_bytes.has_value());
    CHECK_FALSE(asked.max_wire_bytes.has_value());
    CHECK(asked.percentile == 95);
}

TEST_CASE("requirements are written by name") {
    const sei::requirements asked{.min_accuracy = 0.9, .deadline_ms = 50, .max_ram_bytes = 256U << 10U};
    CHECK(asked.min_accuracy == 0.9);
    CHECK(asked.deadline_ms == 50);
    CHECK(asked.max_ram_bytes == 262144);
    CHECK_FALSE(asked.max_wire_bytes.has_value());
}

TEST_CASE("a verdict without a best design is the default: nothing is recommended by accident") {
    CHECK_FALSE(sei::verdict{}.best.has_value());
    CHECK_FALSE(sei::judgement{}.feasible);
    CHECK_FALSE(sei::judgement{}.on_pareto_front);
    CHECK_FALSE(sei::split_score{}.is_candidate);
    CHECK(sei::split_score{}.candidate == sei::candidate_kind::none);
    CHECK_FALSE(sei::split_score{}.cui_log10.has_value());
}

TEST_CASE("all of them are plain structs") {
    CHECK(std::is_aggregate_v<sei::damage_estimate>);
    CHECK(std::is_aggregate_v<sei::split_score>);
    CHECK(std::is_aggregate_v<sei::heat_map>);
    CHECK(std::is_aggregate_v<sei::score_validation>);
    CHECK(std::is_aggregate_v<sei::stream_summary>);
    CHECK(std::is_aggregate_v<sei::energy_summary>);
    CHECK(std::is_aggregate_v<sei::design>);
    CHECK(std::is_aggregate_v<sei::loss_point>);
    CHECK(std::is_aggregate_v<sei::latency_summary>);
    CHECK(std::is_aggregate_v<sei::requirements>);
    CHECK(std::is_aggregate_v<sei::verdict>);
}

TEST_CASE("a sum of energies of which one is unknown is unknown") {
    sei::energy_summary energy{.computing_mj = 1, .sending_mj = 2, .receiving_mj = 4};
    CHECK(!sei::total_mj(energy));
    energy.idle_mj = 8;
    CHECK(sei::total_mj(energy) == 15);
}
