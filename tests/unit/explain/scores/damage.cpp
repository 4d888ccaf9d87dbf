// SPDX-License-Identifier: MIT
#include <sei/explain/scores/damage.hpp>

#include <doctest/doctest.h>

#include <numeric>

using namespace sei::explain;

namespace {

std::vector<float> after(const damage& what, std::vector<float> tensor, std::uint64_t draw = 1) {
    what.apply(tensor, draw);
    return tensor;
}

} // namespace

TEST_CASE("quantisation rounds to evenly spaced values from the smallest to the largest number") {
    CHECK(after(damages::quantised(1), {0.0F, 0.4F, 0.6F, 1.0F}) == std::vector{0.0F, 0.0F, 1.0F, 1.0F});
    CHECK(after(damages::quantised(2), {-3.0F, -0.9F, -1.6F, 0.0F}) ==
          std::vector{-3.0F, -1.0F, -2.0F, 0.0F});
    CHECK(after(damages::quantised(8), {5.0F, 5.0F}) == std::vector{5.0F, 5.0F}); // no range to divide
    CHECK(after(damages::quantised(8), {}).empty());
    CHECK(damages::quantised(1).name == "1 bit");
    CHECK(damages::quantised(4).name == "4 bits");
    CHECK_THROWS_WITH_AS(static_cast<void>(damages::quantised(0)), "quantisation to 0 bits, expected 1 to 16",
                         sei::error);
    CHECK_THROWS_AS(static_cast<void>(damages::quantised(17)), sei::error);
}

TEST_CASE("the largest magnitudes stay, exactly as many as asked, of equal ones the first") {
    const std::vector<float> tensor{1.0F, -4.0F, 2.0F, 2.0F, -2.0F, 0.5F, 0.0F, 3.0F};
    CHECK(after(damages::largest_kept(0.5), tensor) ==
          std::vector{0.0F, -4.0F, 2.0F, 2.0F, 0.0F, 0.0F, 0.0F, 3.0F});
    CHECK(after(damages::largest_kept(0), tensor)[1] == -4.0F); // one always
    CHECK(after(damages::largest_kept(1), tensor) == tensor);
    CHECK(damages::largest_kept(0.05).name == "largest 5 %");
    CHECK(damages::largest_kept(0.29).name == "largest 29 %");
    CHECK(damages::largest_kept(0.005).name == "largest 0.5 %");
    CHECK(damages::largest_kept(0.0025).name == "largest 0.25 %");
    CHECK(damages::largest_kept(0.0003).name == "largest 0.03 %");
    CHECK_THROWS_AS(static_cast<void>(damages::largest_kept(1.5)), sei::error);
    CHECK_THROWS_AS(static_cast<void>(damages::largest_kept(std::nan(""))), sei::error);
}

TEST_CASE("a lost datagram takes its elements, and as many are lost as the probability says") {
    const damage half = damages::packets_lost(0.5, 4, 16); // four elements a datagram
    std::vector<float> tensor(40000);
    std::iota(tensor.begin(), tensor.end(), 1.0F);
    const std::vector<float> clean = tensor;
    half.apply(tensor, 7);
    std::size_t lost = 0;
    for (std::size_t first = 0; first < tensor.size(); first += 4) {
        const bool is_lost = tensor[first] == 0;
        lost += is_lost ? 1 : 0;
        for (std::size_t i = first; i < first + 4; ++i) REQUIRE(tensor[i] == (is_lost ? 0.0F : clean[i]));
    }
    CHECK(lost > 5000 - 250); // five standard deviations of 10,000 draws
    CHECK(lost < 5000 + 250);
    CHECK(after(half, clean, 7) == tensor);
    CHECK(after(half, clean, 8) != tensor);
    CHECK(half.is_random);
}

TEST_CASE("no loss changes nothing but for the bytes of int8; certain loss leaves nothing") {
    const std::vector<float> tensor{0.0F, 1.0F, 2.0F, 255.0F};
    CHECK(after(damages::packets_lost(0, 4), tensor) == tensor);
    CHECK(after(damages::packets_lost(0, 1), {0.0F, 0.4F, 255.0F}) == std::vector{0.0F, 0.0F, 255.0F});
    CHECK(after(damages::packets_lost(1, 4), tensor) == std::vector<float>(4, 0.0F));
    CHECK(damages::packets_lost(0.1, 4).name == "float32, 10 % lost");
    CHECK(damages::packets_lost(0.005, 1).name == "int8, 0.5 % lost");
}

TEST_CASE("what can't be sent is an error") {
    CHECK_THROWS_AS(static_cast<void>(damages::packets_lost(-0.1, 4)), sei::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(damages::packets_lost(0.1, 2)),
                         "datagrams of 1472 bytes for elements of 2, expected elements of 1 or 4 that fit",
                         sei::error);
    CHECK_THROWS_AS(static_cast<void>(damages::packets_lost(0.1, 4, 3)), sei::error);
}

TEST_CASE("draws differ by seed, image, layer, damage and repetition, and no two seeds share any") {
    std::vector<std::uint64_t> draws;
    for (std::uint64_t seed = 1; seed <= 3; ++seed)
        for (std::uint64_t image = 0; image < 20; ++image)
            for (std::uint64_t layer = 0; layer < 10; ++layer)
                for (std::uint64_t which = 0; which < 5; ++which)
                    for (std::uint64_t repetition = 0; repetition < 3; ++repetition)
                        draws.push_back(draw_of(seed, image, layer, which, repetition));
    std::sort(draws.begin(), draws.end());
    CHECK(std::adjacent_find(draws.begin(), draws.end()) == draws.end());
}
