// SPDX-License-Identifier: MIT
#include <sei/weights/safetensors.hpp>

#include <doctest/doctest.h>

#include "support.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using namespace sei::weights;
using namespace weights_test;

static_assert(std::is_nothrow_move_constructible_v<safetensors_file>);
static_assert(!std::is_copy_constructible_v<safetensors_file>);

namespace {

std::string parsing_error(std::span<const std::byte> bytes) {
    return error_of([&] { (void)safetensors_file::parse(bytes, "w.safetensors"); });
}

struct bad_header {
    std::string text;
    std::string expected; ///< what the error says, after the file's name
};

/// A file with this header and two bytes of data is refused in a sentence that begins with the file's name.
void check_refused(const std::string& header, const std::string& expected) {
    const std::string message = parsing_error(file_of(header, "xy"));
    CAPTURE(header);
    CAPTURE(message);
    CHECK(message.starts_with("w.safetensors: " + expected));
}

/// An entry of the header, with every part free to be wrong.
std::string entry(std::string_view name, std::string_view type, std::string_view shape,
                  std::string_view offsets) {
    return std::string("\"")
        .append(name)
        .append(R"(":{"dtype":)")
        .append(type)
        .append(R"(,"shape":)")
        .append(shape)
        .append(R"(,"data_offsets":)")
        .append(offsets)
        .append("}");
}

/// A valid file with metadata, a scalar, a matrix and an empty tensor: 16 bytes of data.
std::vector<std::byte> small_file() {
    return file_of(R"({"__metadata__":{"made by":"hand"},)" + entry("scale", R"("F32")", "[]", "[12,16]") +
                       "," + entry("w", R"("I16")", "[2,3]", "[0,12]") + "," +
                       entry("none", R"("F64")", "[2,0]", "[16,16]") + "}",
                   std::string("\1\0\2\0\3\0\4\0\5\0\6\0\0\0\200\77", 16));
}

/// Every view that a parsed file hands out lies within its bytes and fits its shape.
bool is_sound(const safetensors_file& file, std::span<const std::byte> bytes) {
    return std::ranges::all_of(file.tensors(), [&](const tensor_view& tensor) {
        return tensor.is_consistent() && file.find(tensor.name.to<std::string_view>()) == &tensor &&
               tensor.bytes.data() >= bytes.data() &&
               tensor.bytes.data() + tensor.bytes.size() <= bytes.data() + bytes.size();
    });
}

} // namespace

TEST_CASE("the file that the format's reference implementation writes is read") {
    // From the reference's own tests (huggingface/safetensors): a F32 tensor [1, 2, 3] with the values 0
    // to 5.
    const auto bytes = file_with_length(
        64, R"({"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}})",
        std::string_view("\0\0\0\0\0\0\200\77\0\0\0\100\0\0\100\100\0\0\200\100\0\0\240\100", 24));
    const auto file = safetensors_file::parse(bytes, "reference");
    REQUIRE(file.size() == 1);
    const tensor_view& tensor = file.at("attn.0");
    CHECK(tensor.has_shape(1, 2, 3));
    for (std::size_t i = 0; i < 6; ++i) CHECK(load<float>(tensor, i) == static_cast<float>(i));
    CHECK(file.metadata().empty());
}

TEST_CASE("a file written from PyTorch is mapped and read") {
    const auto file = safetensors_file::open(SEI_GOLDEN_DIR "/weights/netTie.weights.safetensors");
    REQUIRE(file.size() == 2);
    CHECK(file.source() == SEI_GOLDEN_DIR "/weights/netTie.weights.safetensors");
    CHECK(file.at("fc.weight").has_shape(2, 4));
    CHECK(file.at("fc.bias").has_shape(2));
    // The values as Python's json and struct modules read them from the same file.
    const std::array<float, 8> weight{1.0F, 2.0F, -1.0F, 0.5F, -1.0F, 1.0F, 2.0F, 0.25F};
    const std::array<float, 2> bias{0.5F, -0.5F};
    CHECK(std::ranges::equal(view_as<float>(file.at("fc.weight")), weight));
    CHECK(std::ranges::equal(view_as<float>(file.at("fc.bias")), bias));
    CHECK(file.metadata().at("computed") == "float64");
    CHECK(file.metadata().size() == 4);
    file.check_finite();
}

TEST_CASE("tensors come in the order of their bytes and are found by name") {
    const auto bytes = small_file();
    const auto file = safetensors_file::parse(bytes, "small");
    REQUIRE(file.size() == 3);
    CHECK(file.tensors()[0].name == "w");
    CHECK(file.tensors()[1].name == "scale");
    CHECK(file.tensors()[2].name == "none");
    CHECK(file.find("scale")->rank == 0);
    CHECK(file.find("scale")->element_count() == 1);
    CHECK(load<float>(*file.find("scale"), 0) == 1.0F);
    CHECK(load<std::int16_t>(*file.find("w"), 5) == 6);
    CHECK(file.find("none")->bytes.empty());
    CHECK(file.find("scal") == nullptr);
    CHECK(file.find("") == nullptr);
    CHECK(file.metadata() == metadata_map{{"made by", "hand"}});
    CHECK(is_sound(file, bytes));
    CHECK(error_of([&] { (void)file.at("x\n"); }) ==
          R"(small: found no tensor "x\n", the file has 3 tensors: "w", "scale", "none")");
}

TEST_CASE("views stay valid when the file object moves") {
    const auto bytes = small_file();
    auto first = safetensors_file::parse(bytes, "small");
    const std::string_view name = first.at("w").name.to<std::string_view>();
    const safetensors_file second = std::move(first);
    CHECK(second.at("w").name.data() == name.data());
    CHECK(name == "w");

    auto third = safetensors_file::open(SEI_GOLDEN_DIR "/weights/netTie.weights.safetensors");
    const tensor_view bias = third.at("fc.bias");
    const safetensors_file fourth(std::move(third));
    CHECK(load<float>(bias, 1) == -0.5F);
    CHECK(fourth.at("fc.bias").name == "fc.bias");
}

TEST_CASE("what the format allows and few files use is read") {
    CHECK(parsing_error(file_of("{}")) == "no error");
    // Both from the reference's tests: JSON white space as padding, an empty tensor.
    CHECK(parsing_error(file_of("{}\x0d\x20\x09\x0a")) == "no error");
    CHECK(parsing_error(file_of(R"({"test":{"dtype":"I32","shape":[2,0],"data_offsets":[0, 0]}})")) ==
          "no error");
    CHECK(parsing_error(file_of(R"({"__metadata__":{}})")) == "no error");
    CHECK(parsing_error(file_of("{" + entry("a", R"("U8")", "[1,1,1,1,1,1,1,2]", "[0,2]") + "}", "xy")) ==
          "no error");

    const auto bytes =
        file_of(R"({"Gr\u00f6\u00dfe \"1\"":{"data_offsets":[0,1],"shape":[1],"dtype":"BOOL"}})", "x");
    CHECK(safetensors_file::parse(bytes, "escapes").at("Größe \"1\"").type == dtype::boolean);
}

TEST_CASE("data that is not aligned can be loaded but not viewed in place") {
    std::string header = "{" + entry("a", R"("F32")", "[1]", "[0,4]") + "}";
    header.append(8 - header.size() % 8 + 1, ' ');
    const auto bytes = file_of(header, std::string_view("\0\0\200\77", 4));
    const auto file = safetensors_file::parse(bytes, "odd");
    CHECK_FALSE(can_view_as<float>(file.at("a")));
    CHECK(load<float>(file.at("a"), 0) == 1.0F);
}

TEST_CASE("a header that lies about its length is refused without believing it") {
    CHECK(parsing_error({}) == "w.safetensors: found 0 bytes, expected at least 8 (the header's length)");
    CHECK(parsing_error(bytes_of("1234567")) ==
          "w.safetensors: found 7 bytes, expected at least 8 (the header's length)");
    CHECK(parsing_error(file_with_length(3, "{}")) ==
          "w.safetensors: the header's length is given as 3 bytes, but only 2 follow");
    CHECK(parsing_error(file_with_length(100'000'000, "{}")) ==
          "w.safetensors: the header's length is given as 100000000 bytes, but only 2 follow");
    for (const std::uint64_t claim : {std::uint64_t{100'000'001}, std::uint64_t{1} << 32U, ~std::uint64_t{0}})
        CHECK(parsing_error(file_with_length(claim, "{}")) ==
              "w.safetensors: the header's length is given as " + std::to_string(claim) +
                  " bytes, expected at most 100000000");
}

TEST_CASE("a file cut off after any byte is refused") {
    const auto whole = small_file();
    REQUIRE(parsing_error(whole) == "no error");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        // A copy of exactly this size, so that a sanitizer sees a read past it.
        const std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        CHECK(contains(parsing_error(cut), "w.safetensors: "));
    }
}

TEST_CASE("a header cut off after any byte is refused even when its length says so") {
    const std::string header =
        R"({"__metadata__":{"made by":"hand"},)" + entry("w", R"("U8")", "[]", "[0,1]") + "}";
    REQUIRE(parsing_error(file_of(header, "x")) == "no error");
    for (std::size_t size = 0; size < header.size(); ++size) {
        CAPTURE(size);
        const std::string message = parsing_error(file_of(header.substr(0, size), "x"));
        CHECK((contains(message, "is not valid JSON near its byte") ||
               contains(message, "a header of 0 bytes")));
    }
}

TEST_CASE("a header of the wrong form is refused with what was found and what was expected") {
    const std::string good = entry("a", R"("U8")", "[2]", "[0,2]");
    const std::vector<bad_header> cases{
        {"", "found a header of 0 bytes, expected a JSON object"},
        {"[]", "the header begins with byte 91, expected 123 ('{')"},
        {" {}", "the header begins with byte 32, expected 123 ('{')"},
        {"\xef\xbb\xbf{}", "the header begins with byte 239, expected 123 ('{')"},
        {"{}{}", "the header is not valid JSON near its byte 3"},
        {"{,}", "the header is not valid JSON near its byte 2"},
        {"{\"a\":{}/**/}", R"(tensor "a": found no dtype)"},
        {"{" + good + ",}", "the header is not valid JSON"},
        {"{" + good + "}x", "the header is not valid JSON"},
        {std::string("{}\0}", 4), "the header holds a zero at its byte 2"},
        {"{\"a\":1e999}", "the header is not valid JSON"},
        {"{\"a\":1}", R"(tensor "a": found 1, expected an object with dtype, shape and data_offsets)"},
        {"{\"a\":null}", R"(tensor "a": found null, expected an object)"},
        {"{\"a\":[]}", R"(tensor "a": found an array, expected an object)"},
        {"{\"a\":\"F32\"}", R"(tensor "a": found the string "F32", expected an object)"},
        {"{\"a\":{}}", R"(tensor "a": found no dtype, expected dtype, shape and data_offsets)"},
        {R"({"a":{"dtype":"U8"}})", R"(tensor "a": found no shape)"},
        {R"({"a":{"dtype":"U8","shape":[2]}})", R"(tensor "a": found no data_offsets)"},
        {R"({"a":{"strides":[1]}})",
         R"(tensor "a": found the key "strides", expected only dtype, shape and)"},
        {R"({"a":{"dtype":"U8","dtype":"U8"}})", R"(tensor "a": found the key dtype twice)"},
        {R"({"a":{"shape":[2],"shape":[2]}})", R"(tensor "a": found the key shape twice)"},
        {"{" + good + "," + good + "}", R"(found tensor "a" twice, expected every name once)"},
        {"{" + good + R"(,"__metadata__":{},"__metadata__":{}})", R"(found the key "__metadata__" twice)"},
        {R"({"__metadata__":{"k":"1","k":"2"}})", R"(found the key "k" twice)"},
        {R"({"__metadata__":{"k":1}})", R"(__metadata__ "k": found 1, expected a string)"},
        {R"({"__metadata__":{"k":true}})", R"(__metadata__ "k": found true, expected a string)"},
        {R"({"__metadata__":{"k":{}}})", R"(__metadata__ "k": found an object, expected a string)"},
        {R"({"__metadata__":"pt"})", R"(__metadata__: found the string "pt", expected an object of strings)"},
        {R"({"__metadata__":[]})", "__metadata__: found an array, expected an object of strings"},
    };
    for (const bad_header& bad : cases) check_refused(bad.text, bad.expected);
}

TEST_CASE("a tensor's entry with wrong values is refused with tensor, found and expected") {
    const std::vector<bad_header> cases{
        {entry("a", R"("F31")", "[2]", "[0,2]"),
         R"(found the dtype "F31", expected one of BOOL U8 I8 F8_E5M2)"},
        {entry("a", R"("f32")", "[2]", "[0,2]"), R"(found the dtype "f32", expected one of)"},
        {entry("a", R"("")", "[2]", "[0,2]"), R"(found the dtype "", expected one of)"},
        {entry("a", "8", "[2]", "[0,2]"), "found 8 as dtype, expected a string"},
        {entry("a", "[]", "[2]", "[0,2]"), "found an array as dtype, expected a string"},
        {entry("a", R"("U8")", "2", "[0,2]"), "found 2 as shape, expected an array of whole numbers"},
        {entry("a", R"("U8")", "{}", "[0,2]"), "found an object as shape, expected an array"},
        {entry("a", R"("U8")", "[-2]", "[0,2]"), "found -2 in shape, expected whole numbers from 0"},
        {entry("a", R"("U8")", "[2.0]", "[0,2]"),
         R"(found the number "2.0" in shape, expected whole numbers)"},
        {entry("a", R"("U8")", "[1e1]", "[0,2]"), R"(found the number "1e1" in shape)"},
        {entry("a", R"("U8")", "[\"2\"]", "[0,2]"), R"(found the string "2" in shape)"},
        {entry("a", R"("U8")", "[null]", "[0,2]"), "found null in shape"},
        {entry("a", R"("U8")", "[[2]]", "[0,2]"), "found an array in shape"},
        {entry("a", R"("U8")", "[18446744073709551616]", "[0,2]"),
         R"(found the number "18446744073709551616" in shape)"},
        {entry("a", R"("U8")", "[1,1,1,1,1,1,1,1,2]", "[0,2]"), "found a shape of more than 8 dimensions"},
        {entry("a", R"("U8")", "[4294967296,4294967296]", "[0,2]"),
         "found U8 of shape [4294967296, 4294967296],"},
        // Both from the reference's tests: the count overflows, then count times size does.
        {entry("a", R"("I32")", "[2,18446744073709551614]", "[0,2]"),
         "found I32 of shape [2, 18446744073709551614],"},
        {entry("a", R"("I32")", "[2,9223372036854775807]", "[0,2]"),
         "found I32 of shape [2, 9223372036854775807], expected a size that memory can address"},
        {entry("a", R"("U8")", "[0,4294967296,4294967296]", "[0,0]"),
         "found U8 of shape [0, 4294967296, 4294967296], expected a size that memory can address"},
        {entry("a", R"("U8")", "[2]", "[0]"), "data_offsets has 1 numbers, expected 2"},
        {entry("a", R"("U8")", "[2]", "[]"), "data_offsets has 0 numbers, expected 2"},
        {entry("a", R"("U8")", "[2]", "[0,2,2]"), "data_offsets has more than 2 numbers, expected 2"},
        {entry("a", R"("U8")", "[2]", "[-1,1]"), "found -1 in data_offsets, expected whole numbers from 0"},
        {entry("a", R"("U8")", "[2]", "\"0,2\""),
         R"(found the string "0,2" as data_offsets, expected an array)"},
        {entry("a", R"("U8")", "[2]", "[2,0]"), "found data_offsets [2, 0], expected begin before end"},
        {entry("a", R"("U8")", "[3]", "[0,3]"),
         "data_offsets end at byte 3, but the file has 2 bytes of data"},
        {entry("a", R"("U8")", "[2]", "[18446744073709551613,18446744073709551615]"),
         "data_offsets end at byte 18446744073709551615, but the file has 2 bytes of data"},
        {entry("a", R"("U8")", "[1]", "[0,2]"),
         "data_offsets [0, 2] hold 2 bytes, expected 1 for U8 of shape [1]"},
        {entry("a", R"("F32")", "[2]", "[0,2]"),
         "data_offsets [0, 2] hold 2 bytes, expected 8 for F32 of shape [2]"},
        {entry("a", R"("U8")", "[]", "[0,0]"),
         "data_offsets [0, 0] hold 0 bytes, expected 1 for U8 of shape []"},
    };
    for (const bad_header& bad : cases) check_refused("{" + bad.text + "}", R"(tensor "a": )" + bad.expected);
}

TEST_CASE("tensors that overlap, or leave bytes to nobody, are refused") {
    const auto two = [](std::string_view first, std::string_view second) {
        return file_of("{" + entry("a", R"("U8")", "[2]", first) + "," +
                           entry("b", R"("U8")", "[2]", second) + "}",
                       "1234");
    };
    CHECK(parsing_error(two("[0,2]", "[2,4]")) == "no error");
    CHECK(parsing_error(two("[2,4]", "[0,2]")) == "no error");
    // An empty tensor takes no byte, wherever its name sorts.
    CHECK(parsing_error(file_of("{" + entry("a", R"("U8")", "[2]", "[0,2]") + "," +
                                    entry("z", R"("U8")", "[0]", "[0,0]") + "}",
                                "12")) == "no error");
    CHECK(parsing_error(two("[0,2]", "[1,3]")) ==
          R"(w.safetensors: tensors "a" and "b" overlap: data_offsets [1, 3] begin before byte 2)");
    CHECK(parsing_error(two("[0,2]", "[0,2]")) ==
          R"(w.safetensors: tensors "a" and "b" overlap: data_offsets [0, 2] begin before byte 2)");
    CHECK(parsing_error(two("[1,3]", "[0,2]")) ==
          R"(w.safetensors: tensors "b" and "a" overlap: data_offsets [1, 3] begin before byte 2)");

    const std::string one = entry("a", R"("U8")", "[2]", "[0,2]");
    CHECK(parsing_error(file_of("{" + one + "," + entry("b", R"("U8")", "[1]", "[3,4]") + "}", "1234")) ==
          R"(w.safetensors: bytes 2 to 3 of the data, before tensor "b", belong to no tensor)");
    CHECK(parsing_error(file_of("{" + entry("a", R"("U8")", "[2]", "[2,4]") + "}", "1234")) ==
          R"(w.safetensors: bytes 0 to 2 of the data, before tensor "a", belong to no tensor)");
    CHECK(parsing_error(file_of("{" + one + "}", "1234")) ==
          "w.safetensors: found 2 bytes after the last tensor, expected none");
    CHECK(parsing_error(file_of("{}", "1")) ==
          "w.safetensors: found 1 bytes after the last tensor, expected none");
}

TEST_CASE("deep nesting is refused at its first bracket") {
    constexpr std::size_t depth = 4'000'000;
    const std::string brackets(depth, '[');
    CHECK(contains(parsing_error(file_of(brackets)), "the header begins with byte 91"));
    CHECK(contains(parsing_error(file_of("{\"a\":" + brackets)),
                   R"(tensor "a": found an array, expected an object)"));
    CHECK(contains(parsing_error(file_of(R"({"a":{"shape":)" + brackets)), "found an array in shape"));
    CHECK(contains(parsing_error(file_of(R"({"__metadata__":{"k":)" + brackets)),
                   "found an array, expected a string"));
    std::string objects;
    for (std::size_t i = 0; i < depth / 5; ++i) objects += "{\"a\":";
    CHECK(contains(parsing_error(file_of(objects)), R"(found the key "a", expected only dtype)"));
}

TEST_CASE("a header that is not UTF-8 is refused") {
    // Lone and missing continuation bytes, overlong forms, a surrogate, beyond U+10FFFF (RFC 3629).
    for (const std::string_view bad :
         {"\xff", "\x80", "\xc3", "\xc3(", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xe2\x82", "\xed\xa0\x80",
          "\xf0\x80\x80\x80", "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"}) {
        const std::string header = "{" + entry(bad, R"("U8")", "[1]", "[0,1]") + "}";
        CHECK(parsing_error(file_of(header, "x")) ==
              "w.safetensors: the header is not UTF-8 at its byte 2, expected UTF-8 JSON");
    }
    for (const std::string_view good :
         {"\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
          "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        const std::string header = "{" + entry(good, R"("U8")", "[1]", "[0,1]") + "}";
        CHECK(parsing_error(file_of(header, "x")) == "no error");
    }
    // The header ends within a character that the data would complete.
    CHECK(contains(parsing_error(file_of("{\"a\xc3", "\xa9\":1}")), "the header is not UTF-8 at its byte 3"));
    CHECK(contains(parsing_error(file_of(R"({"\ud800":1})")), "the header is not valid JSON"));
}

TEST_CASE("any one wrong byte is either harmless or refused") {
    auto bytes = small_file();
    std::size_t refused = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const std::byte original = bytes[at];
        for (unsigned value = 0; value < 256; ++value) {
            bytes[at] = std::byte(value);
            const std::string message = error_of([&] {
                const auto file = safetensors_file::parse(bytes, "w.safetensors");
                CHECK(is_sound(file, bytes));
            });
            if (message != "no error") ++refused;
        }
        bytes[at] = original;
    }
    CHECK(refused > 40'000);
}

TEST_CASE("an error stays one short line, whatever the names in the file") {
    const std::string message = parsing_error(file_of("{\"" + std::string(1'000'000, 'n') + "\\n\":1}"));
    CHECK(message.size() < 300);
    CHECK(contains(message, "nnn\"..., found") == false);
    CHECK(contains(message, "nnn\"...: found 1"));
    CHECK(contains(parsing_error(file_of(R"({"line\nbreak\u001b[31m":1})")), R"("line\nbreak\u001b[31m")"));

    std::string umlauts = "x";
    for (int i = 0; i < 100; ++i) umlauts += "ü";
    const std::string cut = parsing_error(file_of("{\"" + umlauts + "\":1}"));
    CHECK(detail::first_invalid_utf8(cut) == std::string_view::npos);
}

TEST_CASE("NaN and infinity are found and named") {
    const std::string header =
        "{" + entry("a", R"("F32")", "[2]", "[0,8]") + "," + entry("b", R"("F16")", "[3]", "[8,14]") + "}";
    const auto with = [&](std::string_view a, std::string_view b) {
        return file_of(header, std::string(a).append(b));
    };
    const std::string_view fine_a("\0\0\200\77\0\0\200\77", 8);
    const std::string_view infinite_a("\0\0\200\77\0\0\200\377", 8);
    const std::string_view fine_b("\0\74\0\74\0\74", 6);
    const std::string_view nan_b("\0\74\0\74\1\176", 6);
    const auto finite_error = [](const std::vector<std::byte>& bytes) {
        return error_of([&] { safetensors_file::parse(bytes, "w.safetensors").check_finite(); });
    };
    CHECK(finite_error(with(fine_a, fine_b)) == "no error");
    CHECK(finite_error(with(infinite_a, fine_b)) ==
          R"(w.safetensors: tensor "a": found NaN or infinity at element 1, expected finite numbers)");
    CHECK(finite_error(with(fine_a, nan_b)) ==
          R"(w.safetensors: tensor "b": found NaN or infinity at element 2, expected finite numbers)");
    const std::vector<float> values{0.0F, std::numeric_limits<float>::quiet_NaN()};
    CHECK(error_of([&] { check_finite(make_tensor_view("x", values, 2)); }) ==
          R"(tensor "x": found NaN or infinity at element 1, expected finite numbers)");
}

TEST_CASE("files that cannot be opened or are no safetensors file are refused by name") {
    const temporary_folder folder;
    const auto open_error = [](const std::filesystem::path& path) {
        return error_of([&] { (void)safetensors_file::open(path); });
    };
    const auto missing = folder.path() / "missing.safetensors";
    CHECK(open_error(missing) == missing.string() + ": No such file or directory, expected a readable file");
    CHECK(contains(open_error(folder.path()), ": found a directory, expected a regular file"));
    CHECK(contains(open_error(folder.file("empty", {})), "empty: found an empty file"));
    CHECK(contains(open_error(folder.file("picture", bytes_of("\x89PNG\r\n\x1a\n and so on"))),
                   "picture: the header's length is given as 727905341920923785 bytes"));
    const auto good = folder.file("good", small_file());
    CHECK(open_error(good) == "no error");
    std::filesystem::resize_file(good, std::filesystem::file_size(good) - 1);
    CHECK(contains(open_error(good),
                   "good: tensor \"scale\": data_offsets end at byte 16, but the file has 15"));
}

TEST_CASE("a header of many tensors is read and searched") {
    constexpr std::size_t count = 20'000;
    std::string header = "{";
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t offset = count - 1 - i;
        header += (i == 0 ? "" : ",") +
                  entry("layer." + std::to_string(i), R"("U8")", "[1]",
                        "[" + std::to_string(offset) + "," + std::to_string(offset + 1) + "]");
    }
    std::string data(count, '\0');
    for (std::size_t i = 0; i < count; ++i) data[i] = static_cast<char>(i % 251);
    const auto bytes = file_of(header + "}", data);
    const auto file = safetensors_file::parse(bytes, "many");
    REQUIRE(file.size() == count);
    CHECK(is_sound(file, bytes));
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}, std::size_t{777}, count - 1})
        CHECK(load<std::uint8_t>(file.at("layer." + std::to_string(i)), 0) == (count - 1 - i) % 251);
}
