// SPDX-License-Identifier: MIT
#include <sei/model/label.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <type_traits>

using sei::label;

namespace {

std::string text_of(const label& name) { return {name.data(), name.size()}; }

template <label Name>
struct named {};

} // namespace

TEST_CASE("a label holds the characters of a literal without its terminating zero") {
    const label name = "conv1";
    CHECK(name.size() == 5);
    CHECK(text_of(name) == "conv1");
    CHECK_FALSE(name.empty());
}

TEST_CASE("the empty literal gives the empty label") {
    CHECK(label{""}.empty());
    CHECK(label{""} == label{});
}

TEST_CASE("labels are equal if all their characters are") {
    CHECK(label{"conv1"} == label{"conv1"});
    CHECK(label{"conv1"} != label{"conv2"});
    CHECK(label{"conv1"} != label{"conv10"});
    CHECK(label{"conv10"} != label{"conv1"});
}

TEST_CASE("plus joins two labels") {
    constexpr label prefix = "layer1.0";
    CHECK(prefix + ".conv1" == label{"layer1.0.conv1"});
    CHECK(prefix + "" == prefix);
    CHECK(label{} + prefix == prefix);
}

TEST_CASE("a label takes 71 characters") {
    constexpr label longest = "0123456789012345678901234567890123456789012345678901234567890123456789.";
    CHECK(longest.size() == 71);
    CHECK(longest.size() == label::capacity);
    CHECK(text_of(longest) == "0123456789012345678901234567890123456789012345678901234567890123456789.");
    CHECK(sizeof(label) == 72);
}

TEST_CASE("names that are built at run time are the same as literals") {
    label name = "relu";
    for (const char character : std::string_view{"#12"}) name.push_back(character);
    CHECK(name == label{"relu#12"});
}

TEST_CASE(
    "a label becomes a string_view where one is wanted, and nothing that owns or lacks its characters") {
    static constexpr label name = "layer1.0.conv1";
    constexpr std::string_view view = name;
    CHECK(view == "layer1.0.conv1");
    const auto length_of = [](std::string_view text) { return text.size(); };
    CHECK(length_of(name) == 14);
    CHECK(length_of(label{}) == 0);
    CHECK(std::string(std::string_view(name)) == "layer1.0.conv1");
    CHECK_FALSE(std::is_convertible_v<label, const char*>);
    CHECK_FALSE(std::is_convertible_v<label, std::string>);
}

TEST_CASE("equal labels make equal types") {
    CHECK(std::is_same_v<named<"a.b">, named<label{"a"} + ".b">>);
    CHECK_FALSE(std::is_same_v<named<"a">, named<"b">>);
}
