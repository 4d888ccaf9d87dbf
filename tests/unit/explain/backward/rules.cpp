// SPDX-License-Identifier: MIT
#include <sei/explain/backward/rules.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using namespace sei::explain;

namespace {

/// A rule as part of a type, as composites hold it.
template <auto Rule>
struct holder {
    static constexpr auto rule = Rule;
};

} // namespace

TEST_CASE("every rule can be a template argument, and keeps its numbers there") {
    CHECK(holder<rules::epsilon{.stabiliser = 0.25, .bias = false}>::rule.stabiliser == 0.25);
    CHECK(!holder<rules::z_plus{.bias = false}>::rule.bias);
    CHECK(holder<rules::alpha_beta{.alpha = 3, .beta = 2}>::rule.alpha == 3);
    CHECK(holder<rules::gamma{.gain = 0.1}>::rule.gain == 0.1);
    CHECK(holder<rules::z_box<2>{.low = {-1, -2}, .high = {1, 2}}>::rule.low[1] == -2);
    CHECK(std::is_same_v<decltype(holder<rules::w_square{}>::rule), const rules::w_square>);
    CHECK(std::is_same_v<decltype(holder<rules::flat{}>::rule), const rules::flat>);
    CHECK(!std::is_same_v<holder<rules::gamma{.gain = 0.1}>, holder<rules::gamma{.gain = 0.2}>>);
}
