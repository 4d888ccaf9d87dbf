// SPDX-License-Identifier: MIT
#include <sei/wire/codec.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sei::wire;

namespace {

constexpr sei::shape map{.channels = 3, .height = 4, .width = 5};
constexpr std::array parameters{quantisation{0.1f, 0}, quantisation{0.2f, -3}, quantisation{0.4f, 7}};

std::vector<any_codec> all_codecs() {
    return {float32_codec{}, float16_codec{},
            int8_codec{.channels = parameters, .positions = map.positions()}, uint8_codec{}};
}

struct no_codec {
    [[nodiscard]] static element_type type() { return element_type::int8; }
};

} // namespace

TEST_CASE("the library's codecs are codecs") {
    static_assert(tensor_codec<float32_codec> && tensor_codec<float16_codec> && tensor_codec<int8_codec> &&
                  tensor_codec<uint8_codec> && tensor_codec<any_codec>);
    static_assert(!tensor_codec<no_codec> && !tensor_codec<float>);
}

TEST_CASE("a codec chosen at run time does what the codec itself does") {
    const std::vector<float> tensor = test::uniform_tensor(map.elements(), -3.0f, 3.0f);
    for (const any_codec& chosen : all_codecs()) {
        chosen.visit([&](auto codec) {
            CHECK(chosen.type() == codec.type());
            test::bytes expected(encoded_bytes(codec, tensor.size()));
            test::bytes bytes(expected.size());
            CHECK(encode(codec, tensor, expected).size() == expected.size());
            CHECK(encode(chosen, tensor, bytes).size() == expected.size());
            CHECK(bytes == expected);
            std::vector<float> ours(tensor.size());
            std::vector<float> theirs(tensor.size());
            CHECK(decode(chosen, bytes, ours));
            CHECK(decode(codec, bytes, theirs));
            CHECK(ours == theirs);
        });
        CHECK(chosen.fits(map));
    }
    CHECK(any_codec{}.type() == element_type::float32);
    CHECK_FALSE(any_codec{int8_codec{.channels = parameters, .positions = 7}}.fits(map));
}

TEST_CASE("ranges encode and decode to the same as the whole") {
    const std::vector<float> tensor = test::uniform_tensor(map.elements(), 0.0f, 1.0f);
    for (const any_codec& codec : all_codecs()) {
        const std::size_t size = element_bytes(codec.type());
        test::bytes whole(encoded_bytes(codec, tensor.size()));
        REQUIRE(encode(codec, tensor, whole).size() == whole.size());
        std::vector<float> expected(tensor.size());
        REQUIRE(decode(codec, whole, expected));

        test::bytes pieces(whole.size());
        std::vector<float> decoded(tensor.size());
        for (std::size_t offset = 0; offset < whole.size(); offset += 7 * size) {
            const std::size_t count = (std::min)(7 * size, whole.size() - offset);
            CHECK(encode_range(codec, tensor, offset, std::span{pieces}.subspan(offset, count)));
            CHECK(decode_range(codec, offset, std::span{pieces}.subspan(offset, count), decoded));
        }
        CHECK(pieces == whole);
        CHECK(decoded == expected);
    }
}

TEST_CASE("sizes and offsets that do not fit are refused and nothing is written") {
    const float16_codec codec{};
    std::vector<float> tensor(10, 1.0f);
    test::bytes bytes(20, std::byte{0xAA});
    const test::bytes untouched = bytes;
    CHECK(encode(codec, tensor, std::span{bytes}.first(19)).empty());
    CHECK_FALSE(encode_range(codec, tensor, 1, std::span{bytes}.first(2)));  // within an element
    CHECK_FALSE(encode_range(codec, tensor, 0, std::span{bytes}.first(3)));  // half an element
    CHECK_FALSE(encode_range(codec, tensor, 18, std::span{bytes}.first(4))); // beyond the end
    CHECK_FALSE(
        encode_range(codec, tensor, ~std::size_t{0} - 1, std::span{bytes}.first(4))); // far beyond the end
    CHECK(bytes == untouched);

    const std::vector<float> before = tensor;
    CHECK_FALSE(decode(codec, std::span{bytes}.first(18), tensor));
    CHECK_FALSE(decode_range(codec, 1, std::span{bytes}.first(2), tensor));
    CHECK_FALSE(decode_range(codec, 20, std::span{bytes}.first(2), tensor));
    CHECK_FALSE(decode_range(codec, ~std::size_t{0} - 1, bytes, tensor));
    CHECK(tensor == before);
    CHECK(decode_range(codec, 4, {}, tensor)); // nothing, done
}

TEST_CASE("encoding is a constant expression") {
    static constexpr auto encoded = [] {
        const std::array tensor{1.0f, -1.0f};
        std::array<std::byte, 4> bytes{};
        return encode(float16_codec{}, tensor, bytes).size() == 4 ? bytes : std::array<std::byte, 4>{};
    }();
    static_assert(encoded[1] == std::byte{0x3C} && encoded[3] == std::byte{0xBC});
}
