// SPDX-License-Identifier: MIT
#include <sei/weights/tensor_view.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

using namespace sei::weights;

static_assert(std::is_trivially_copyable_v<tensor_view> && std::is_aggregate_v<tensor_view>);
static_assert(dtype_of<float> == dtype::f32 && dtype_of<double> == dtype::f64 &&
              dtype_of<std::int8_t> == dtype::i8 && dtype_of<std::uint8_t> == dtype::u8 &&
              dtype_of<std::int16_t> == dtype::i16 && dtype_of<std::uint16_t> == dtype::u16 &&
              dtype_of<std::int32_t> == dtype::i32 && dtype_of<std::uint32_t> == dtype::u32 &&
              dtype_of<std::int64_t> == dtype::i64 && dtype_of<std::uint64_t> == dtype::u64);
static_assert(!element<bool>);

namespace {

/// A view of words as little-endian elements of `type`, as a file would hold them.
template <class Word>
tensor_view view_of_bits(dtype type, const std::vector<Word>& words) {
    return {.name = "bits",
            .type = type,
            .rank = 1,
            .dims = {words.size()},
            .bytes = std::as_bytes(std::span(words))};
}

} // namespace

TEST_CASE("a dtype has the format's name and size") {
    // The table of the format's documentation.
    const std::array<std::pair<std::string_view, std::size_t>, 15> expected{{{"BOOL", 1},
                                                                             {"U8", 1},
                                                                             {"I8", 1},
                                                                             {"F8_E5M2", 1},
                                                                             {"F8_E4M3", 1},
                                                                             {"I16", 2},
                                                                             {"U16", 2},
                                                                             {"F16", 2},
                                                                             {"BF16", 2},
                                                                             {"I32", 4},
                                                                             {"U32", 4},
                                                                             {"F32", 4},
                                                                             {"F64", 8},
                                                                             {"I64", 8},
                                                                             {"U64", 8}}};
    const std::array types{dtype::boolean, dtype::u8,  dtype::i8,  dtype::f8_e5m2, dtype::f8_e4m3,
                           dtype::i16,     dtype::u16, dtype::f16, dtype::bf16,    dtype::i32,
                           dtype::u32,     dtype::f32, dtype::f64, dtype::i64,     dtype::u64};
    for (std::size_t i = 0; i < types.size(); ++i) {
        CHECK(name_of(types[i]).to<std::string_view>() == expected[i].first);
        CHECK(size_of(types[i]) == expected[i].second);
    }
}

TEST_CASE("a name view compares with any kind of string") {
    const std::string owned = "fc.weight";
    constexpr name_view name = "fc.weight";
    static_assert(name.size() == 9 && !name.empty() && name_view{}.empty());
    CHECK(name == owned);
    CHECK(name == std::string_view("fc.weight"));
    CHECK(name.to<std::string>() == owned);
    CHECK_FALSE(name == "fc.weights");
    CHECK_FALSE(name == "fc.Weight");
    CHECK(name_view("a\0b", 3) == std::string("a\0b", 3));
    CHECK_FALSE(name_view("a\0b", 3) == "a");
}

TEST_CASE("counts of elements and bytes stop at the address space") {
    using shape = std::vector<std::size_t>;
    CHECK(element_count(shape{}) == 1);
    CHECK(element_count(shape{16, 1, 3, 3}) == 144);
    CHECK(element_count(shape{2, 0, 3}) == 0);
    CHECK(byte_count(dtype::f32, shape{16, 1, 3, 3}) == 576);

    constexpr std::size_t half = too_large / 2 + 1;
    CHECK(element_count(shape{half, 2}) == too_large);
    CHECK(element_count(shape{half, 2, 1}) == too_large);
    CHECK(element_count(shape{half, 2, 3}) == too_large);
    CHECK(element_count(shape{0, half, 2}) == too_large);
    CHECK(element_count(shape{half}) == half);
    CHECK(byte_count(dtype::i16, shape{half}) == too_large);
    CHECK(byte_count(dtype::f32, shape{half - 1}) == too_large);
    CHECK(byte_count(dtype::u8, shape{half}) == half);
}

TEST_CASE("a view of an array knows its shape and gives its elements back") {
    const std::vector<float> weights{0, 1, 2, 3, 4, 5};
    const tensor_view tensor = make_tensor_view("fc.weight", weights, 2, 3);
    CHECK(tensor.name == "fc.weight");
    CHECK(tensor.type == dtype::f32);
    CHECK(tensor.is_consistent());
    CHECK(tensor.element_count() == 6);
    CHECK(tensor.has_shape(2, 3));
    CHECK_FALSE(tensor.has_shape(3, 2));
    CHECK_FALSE(tensor.has_shape(2, 3, 1));
    CHECK_FALSE(tensor.has_shape(2));
    CHECK(std::ranges::equal(view_as<float>(tensor), weights));
    CHECK(view_as<float>(tensor).data() == weights.data());
}

TEST_CASE("a view whose bytes do not fit its shape is not consistent") {
    const std::array<std::int16_t, 4> values{1, 2, 3, 4};
    CHECK(make_tensor_view("a", values, 2, 2).is_consistent());
    CHECK_FALSE(make_tensor_view("a", values, 2, 3).is_consistent());
    CHECK_FALSE(make_tensor_view("a", values, 3).is_consistent());
    CHECK_FALSE(make_tensor_view("a", values, too_large, 2).is_consistent());

    tensor_view too_deep = make_tensor_view("a", values, 4, 1, 1, 1, 1, 1, 1, 1);
    CHECK(too_deep.is_consistent());
    too_deep.rank = max_rank + 1;
    CHECK_FALSE(too_deep.is_consistent());
    CHECK(too_deep.shape().size() == max_rank);
}

TEST_CASE("elements are viewed in place only with their own dtype and alignment") {
    alignas(8) std::array<std::byte, 12> storage{};
    const auto floats_at = [&](std::size_t offset) {
        return tensor_view{.name = "x",
                           .type = dtype::f32,
                           .rank = 1,
                           .dims = {2},
                           .bytes = std::span(storage).subspan(offset, 8)};
    };
    CHECK(can_view_as<float>(floats_at(0)));
    CHECK(can_view_as<float>(floats_at(4)));
    CHECK_FALSE(can_view_as<float>(floats_at(1)));
    CHECK_FALSE(can_view_as<float>(floats_at(2)));
    CHECK_FALSE(can_view_as<std::int32_t>(floats_at(0)));
    CHECK(view_as<float>(floats_at(4)).size() == 2);
    CHECK(view_as<float>(floats_at(1)).empty());
    tensor_view wrong = floats_at(0);
    wrong.dims[0] = 3;
    CHECK_FALSE(can_view_as<float>(wrong));
}

TEST_CASE("elements are loaded and copied from any address, little-endian") {
    // 1.0f, -2.5f and their neighbours byte by byte, so that the test does not depend on the machine's order.
    const std::array<unsigned char, 9> raw{0xee, 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x20, 0xc0};
    const tensor_view tensor{.name = "x",
                             .type = dtype::f32,
                             .rank = 1,
                             .dims = {2},
                             .bytes = std::as_bytes(std::span(raw)).subspan(1)};
    CHECK(load<float>(tensor, 0) == 1.0F);
    CHECK(load<float>(tensor, 1) == -2.5F);

    std::array<float, 2> out{};
    CHECK(copy_elements<float>(tensor, out));
    CHECK(out == std::array{1.0F, -2.5F});

    std::array<float, 3> longer{7, 7, 7};
    CHECK_FALSE(copy_elements<float>(tensor, longer));
    CHECK(longer == std::array{7.0F, 7.0F, 7.0F});
    std::array<std::int32_t, 2> other{};
    CHECK_FALSE(copy_elements<std::int32_t>(tensor, other));
}

TEST_CASE("non-finite elements are found in every floating-point dtype") {
    // Largest finite value, then infinity and NaN of each format (IEEE 754; bfloat16; arXiv 2209.05433, table
    // 1).
    CHECK(first_non_finite(view_of_bits<std::uint16_t>(dtype::f16, {0x7bff, 0xfbff, 0x03ff, 0x7c00})) == 3);
    CHECK(first_non_finite(view_of_bits<std::uint16_t>(dtype::f16, {0x0000, 0xfc00})) == 1);
    CHECK(first_non_finite(view_of_bits<std::uint16_t>(dtype::f16, {0x7e00})) == 0);
    CHECK(first_non_finite(view_of_bits<std::uint16_t>(dtype::bf16, {0x7f7f, 0xff7f, 0x7c00, 0xff80})) == 3);
    CHECK(first_non_finite(view_of_bits<std::uint8_t>(dtype::f8_e5m2, {0x7b, 0xfb, 0xfc})) == 2);
    CHECK(first_non_finite(view_of_bits<std::uint8_t>(dtype::f8_e4m3, {0x7e, 0xfe, 0x78, 0xff})) == 3);
    CHECK(first_non_finite(view_of_bits<std::uint16_t>(dtype::f16, {0x7bff, 0x8000})) == 2);

    const std::vector<double> doubles{1.0, std::numeric_limits<double>::max(),
                                      -std::numeric_limits<double>::infinity()};
    CHECK(first_non_finite(make_tensor_view("x", doubles, 3)) == 2);
    const std::vector<float> floats{1.0F, std::numeric_limits<float>::quiet_NaN(),
                                    std::numeric_limits<float>::infinity()};
    CHECK(first_non_finite(make_tensor_view("x", floats, 3)) == 1);
}

TEST_CASE("whole numbers are always finite") {
    const std::vector<std::uint8_t> bytes(64, 0xff);
    for (const dtype type : {dtype::boolean, dtype::u8, dtype::i8, dtype::i16, dtype::u16, dtype::i32,
                             dtype::u32, dtype::i64, dtype::u64}) {
        tensor_view tensor = view_of_bits(type, bytes);
        tensor.dims[0] = bytes.size() / size_of(type);
        CHECK(first_non_finite(tensor) == tensor.element_count());
    }
}

TEST_CASE("the search for non-finite floats agrees with std::isfinite") {
    std::size_t non_finite = 0;
    std::size_t differing = 0;
    for (std::uint64_t bits = 0; bits <= 0xffff'ffffU; bits += 65521) {
        const std::vector<float> one{std::bit_cast<float>(static_cast<std::uint32_t>(bits))};
        const bool found = first_non_finite(make_tensor_view("x", one, 1)) == 0;
        differing += found == std::isfinite(one[0]) ? 1U : 0U;
        non_finite += found ? 1U : 0U;
    }
    CHECK(differing == 0);
    CHECK(non_finite > 200);
}
