// SPDX-License-Identifier: MIT
#include <sei/study/permutation_test.hpp>

#include <doctest/doctest.h>

using namespace sei::study;
using numbers = std::vector<double>;

namespace {

/// The statistic is the sum of products.
agreement product_of(const numbers& score, const numbers& measured) {
    agreement made(score.size());
    for (std::size_t i = 0; i < score.size(); ++i)
        for (std::size_t j = 0; j < score.size(); ++j) made.at(i, j) = score[i] * measured[j];
    return made;
}

numbers noise(std::size_t count, std::uint64_t seed, std::uint64_t stream) {
    numbers values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(sei::keyed_uniform(seed, stream, i));
    return values;
}

numbers p_values(const std::vector<agreement>& family, const permutation_options& options = {}) {
    return corrected_p_values(family, options);
}

/// By table, the smallest p of nine scores of noise. `likeness` of the scores: 0 to 1.
numbers smallest_of_noise(std::size_t tables, std::size_t layers, double likeness) {
    numbers smallest;
    for (std::size_t table = 0; table < tables; ++table) {
        const numbers measured = noise(layers, table, 0);
        const numbers common = noise(layers, table, 1);
        std::vector<agreement> family;
        for (std::size_t score = 0; score < 9; ++score) {
            numbers values = noise(layers, table, 2 + score);
            for (std::size_t i = 0; i < layers; ++i)
                values[i] = likeness * common[i] + (1 - likeness) * values[i];
            family.push_back(product_of(values, measured));
        }
        const numbers found = p_values(family, {.permutations = 299, .seed = table});
        smallest.push_back(*std::min_element(found.begin(), found.end()));
    }
    return smallest;
}

} // namespace

TEST_CASE("few layers: every order is counted") {
    // Of the six orders of three layers only the given one is as good: 1/6. A score alone needs no
    // correction.
    CHECK(p_values({product_of({1, 2, 3}, {1, 2, 3})}) == numbers{1.0 / 6});
    CHECK(p_values({product_of({1, 2, 3}, {3, 2, 1})}) == numbers{1.0});
    CHECK(p_values({product_of({1, 2, 3, 4}, {1, 2, 3, 4})}) == numbers{1.0 / 24});
    // Orders that swap equal values are as good.
    CHECK(p_values({product_of({1, 1, 3, 4}, {1, 2, 3, 4})}) == numbers{2.0 / 24});
}

TEST_CASE("a family pays for its number of scores, not for scores that are alike") {
    const agreement good = product_of({1, 2, 3, 4, 5}, {1, 2, 3, 4, 5});
    const agreement turned = product_of({5, 4, 3, 2, 1}, {1, 2, 3, 4, 5});
    const agreement same = product_of({2, 2, 2, 2, 2}, {1, 2, 3, 4, 5});
    CHECK(p_values({good}) == numbers{1.0 / 120});
    CHECK(p_values({good, good, good}) == numbers{1.0 / 120, 1.0 / 120, 1.0 / 120});
    CHECK(p_values({good, turned}) == numbers{2.0 / 120, 1.0}); // one of the two is always as good
    CHECK(p_values({good, same}) == numbers{1.0 / 120, 1.0});
    CHECK(p_values({same}) == numbers{1.0});
    CHECK(p_values({}).empty());
}

TEST_CASE("a score's scale and offset play no part") {
    const numbers measured{3, 1, 4, 1.5, 9, 2, 6};
    const numbers score{2, 1, 3, 2.5, 4, 1.5, 9};
    numbers larger = score;
    for (double& value : larger) value = 1000 * value + 7;
    const numbers other{1, 5, 2, 4, 3, 6, 0};
    const numbers once = p_values({product_of(score, measured), product_of(other, measured)});
    const numbers again = p_values({product_of(larger, measured), product_of(other, measured)});
    CHECK(once == again);
}

TEST_CASE("the deviation over all orders is that of all orders") {
    const agreement some = product_of({3, 1, 4, 1, 5}, {2, 7, 1, 8, 3});
    std::vector<std::size_t> order{0, 1, 2, 3, 4};
    double sum = 0;
    double squares = 0;
    do {
        sum += some.statistic(order) / 120;
        squares += some.statistic(order) * some.statistic(order) / 120;
    } while (std::next_permutation(order.begin(), order.end()));
    CHECK(some.mean() == doctest::Approx(sum));
    CHECK(some.standard_deviation() == doctest::Approx(std::sqrt(squares - sum * sum)));
}

TEST_CASE("many layers: orders are drawn, by the seed, and the given one is among them") {
    numbers rising;
    for (std::size_t i = 0; i < 18; ++i) rising.push_back(static_cast<double>(i));
    CHECK(p_values({product_of(rising, rising)}) == numbers{1.0 / 10000});
    CHECK(p_values({product_of(rising, rising)}, {.permutations = 99}) == numbers{1.0 / 100});
    const std::vector<agreement> some{product_of(noise(18, 1, 0), rising)};
    CHECK(p_values(some, {.seed = 5}) == p_values(some, {.seed = 5}));
    CHECK(p_values(some, {.seed = 5}) != p_values(some, {.seed = 6}));
    CHECK(p_values(some, {.seed = 5})[0] == doctest::Approx(p_values(some, {.seed = 6})[0]).epsilon(0.1));
}

TEST_CASE("of 400 tables of nine scores that know nothing as many as the level says have a small p") {
    for (const std::size_t layers : {6U, 20U})
        for (const double likeness : {0.0, 0.7}) {
            CAPTURE(layers);
            CAPTURE(likeness);
            const numbers smallest = smallest_of_noise(400, layers, likeness);
            const auto at_most = [&](double level) {
                return std::count_if(smallest.begin(), smallest.end(), [&](double p) { return p <= level; });
            };
            // At 5 % a binomial of 400 exceeds 32 with a probability of 0.4 % and is below 9 with 0.2 %; at
            // 50 % it leaves 200 by more than 26 with 0.7 %.
            CHECK(at_most(0.05) <= 32);
            CHECK(at_most(0.05) >= 9);
            CHECK(std::abs(at_most(0.5) - 200) <= 26);
        }
}
