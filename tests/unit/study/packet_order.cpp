// SPDX-License-Identifier: MIT
#include <sei/study/packet_order.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <vector>

using namespace sei::study;

namespace {

constexpr sei::shape map{.channels = 2, .height = 2, .width = 3};

std::vector<std::size_t> elements_of(const tensor_order& order) {
    std::vector<std::size_t> elements;
    for (std::size_t place = 0; place < map.elements(); ++place) elements.push_back(order.view()[place]);
    return elements;
}

} // namespace

TEST_CASE("The most important elements come first, equal ones in C,H,W order") {
    const std::vector<float> importance{0, 5, 1, 5, 0, 2, 9, 0, 0, 0, 3, 0};
    const tensor_order order(packet_order::importance, map, importance);
    CHECK(elements_of(order) == std::vector<std::size_t>{6, 1, 3, 10, 5, 2, 0, 4, 7, 8, 9, 11});
    CHECK(order.view().fits(12));
    CHECK(!order.view().fits(11));
}

TEST_CASE("The other orders need no importance") {
    CHECK(tensor_order().view().is_sequential());
    CHECK(tensor_order(packet_order::sequential, map).view().is_sequential());
    const tensor_order interleaved(packet_order::interleaved, map);
    CHECK(elements_of(interleaved) == std::vector<std::size_t>{0, 7, 2, 9, 4, 11, 6, 1, 8, 3, 10, 5});
}

TEST_CASE("An importance of another size or that is no number is refused") {
    const std::vector<float> short_list(11, 1.0f);
    CHECK_THROWS_WITH_AS(tensor_order(packet_order::importance, map, short_list),
                         "11 importances for a tensor of 12 elements, expected one for each", sei::error);
    std::vector<float> broken(12, 1.0f);
    broken[4] = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH_AS(tensor_order(packet_order::importance, map, broken),
                         "the importance of element 4 is not a finite number", sei::error);
}

TEST_CASE("Orders have names") {
    CHECK(name_of(packet_order::sequential) == "sequential");
    CHECK(name_of(packet_order::interleaved) == "interleaved");
    CHECK(name_of(packet_order::importance) == "importance");
}
