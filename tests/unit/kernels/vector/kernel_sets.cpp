// SPDX-License-Identifier: MIT
#include <sei/kernels/vector/kernel_sets.hpp>

#include <doctest/doctest.h>

#include <set>

using namespace sei::kernels;

TEST_CASE("the processor's sets have names and widths of their own, the fastest last") {
    const auto sets = kernel_sets();
    REQUIRE_FALSE(sets.empty());
    std::set<std::string> names;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        CHECK(names.insert(sets[i]->name).second);
        if (i > 0) CHECK(sets[i]->lanes > sets[i - 1]->lanes);
    }
}

TEST_CASE("sets are found by name, and an unknown name is an error that lists them") {
    for (const kernel_set* set : kernel_sets()) CHECK(&kernel_set_named(set->name) == set);
    CHECK_THROWS_WITH_AS((void)kernel_set_named("sse9"), doctest::Contains("found no kernels 'sse9'"),
                         sei::error);
    CHECK_THROWS_WITH_AS((void)kernel_set_named(""), doctest::Contains(kernel_sets().front()->name),
                         sei::error);
}

TEST_CASE("the best set is the last one, unless the environment names another") {
    const char* const forced = std::getenv("SEI_KERNELS");
    const std::string expected = forced != nullptr && *forced != '\0' ? forced : kernel_sets().back()->name;
    CHECK(best_kernel_set().name == expected);
}
