// SPDX-License-Identifier: MIT
#include <sei/wire/frame.hpp>

#include "support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

using namespace sei::wire;

namespace {

constexpr frame_header golden_header{.kind = frame_kind::tensor,
                                     .type = element_type::float16,
                                     .shape = {.channels = 2, .height = 1, .width = 3},
                                     .sequence = 0x01020304U,
                                     .deadline_microseconds = 33'000,
                                     .payload_bytes = 12};

/// All but the checksum, written by hand.
const test::bytes golden_start = test::bytes_of({
    'S',  'E',  'I',  'F',  // magic
    0x01, 0x02, 0x02, 0x03, // version 1, tensor, float16, rank 3
    0x02, 0x00, 0x00, 0x00, // channels
    0x01, 0x00, 0x00, 0x00, // height
    0x03, 0x00, 0x00, 0x00, // width
    0x04, 0x03, 0x02, 0x01, // sequence
    0xE8, 0x80, 0x00, 0x00, // 33,000 microseconds
    0x0C, 0x00, 0x00, 0x00, // payload bytes
});

const test::bytes golden_payload = test::bytes_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

test::bytes frame_of(const frame_header& header, const test::bytes& payload) {
    test::bytes frame = payload;
    frame.insert(frame.begin(), frame_header_bytes, std::byte{0});
    write_frame_header(header, payload, std::span{frame}.first<frame_header_bytes>());
    return frame;
}

test::bytes golden_frame() { return frame_of(golden_header, golden_payload); }

/// The status of the golden frame with one byte changed and the checksum made right again.
frame_status status_with(std::size_t at, unsigned byte, const frame_limits& limits = {}) {
    test::bytes frame = golden_frame();
    frame[at] = static_cast<std::byte>(byte);
    crc32c checksum;
    checksum.update(std::span{frame}.first(32));
    checksum.update(golden_payload);
    finish_frame_header(checksum, std::span{frame}.first<frame_header_bytes>());
    return parse_frame(frame, limits).status;
}

} // namespace

TEST_CASE("a frame's bytes are those of the documented layout") {
    const test::bytes frame = golden_frame();
    REQUIRE(frame.size() == 48);
    CHECK(std::equal(golden_start.begin(), golden_start.end(), frame.begin()));
    CHECK(std::equal(golden_payload.begin(), golden_payload.end(), frame.begin() + 36));

    // the checksum as a bitwise implementation in Python gives it for the bytes above
    const test::bytes checksum = test::bytes_of({0x79, 0x06, 0x6C, 0xCB});
    CHECK(std::equal(checksum.begin(), checksum.end(), frame.begin() + 32));
}

TEST_CASE("a frame comes back as it was written") {
    const test::bytes frame = golden_frame();
    const frame_result result = parse_frame(frame);
    CHECK(result.status == frame_status::complete);
    CHECK(result.header == golden_header);
    CHECK(std::equal(result.payload.begin(), result.payload.end(), golden_payload.begin(),
                     golden_payload.end()));
    CHECK(result.frame_bytes == frame.size());

    const frame_header vector{.kind = frame_kind::answer,
                              .type = element_type::int8,
                              .shape = {.channels = 12},
                              .payload_bytes = 12};
    CHECK(parse_frame(frame_of(vector, golden_payload)).header == vector);
    const frame_header hello{.kind = frame_kind::hello, .payload_bytes = 12};
    CHECK(parse_frame(frame_of(hello, golden_payload)).header == hello);
    const frame_header goodbye{.kind = frame_kind::goodbye};
    CHECK(parse_frame(frame_of(goodbye, {})).status == frame_status::complete);
}

TEST_CASE("a frame that arrives byte by byte needs more until it is whole") {
    const test::bytes frame = golden_frame();
    for (std::size_t size = 0; size != frame.size(); ++size) {
        const frame_result result = parse_frame(std::span{frame}.first(size));
        CHECK(result.status == frame_status::needs_more_bytes);
        CHECK(result.frame_bytes == (size < 36 ? 36U : 48U));
    }
    test::bytes two = frame;
    two.insert(two.end(), frame.begin(), frame.end());
    const frame_result first = parse_frame(two);
    CHECK(first.status == frame_status::complete);
    CHECK(parse_frame(std::span{two}.subspan(first.frame_bytes)).status == frame_status::complete);
}

TEST_CASE("strangers are told at the first wrong byte") {
    CHECK(parse_frame(test::bytes_of("G")).status == frame_status::bad_magic);
    CHECK(parse_frame(test::bytes_of("SEIX")).status == frame_status::bad_magic);
    CHECK(parse_frame(test::bytes_of("SEIF\x07")).status == frame_status::bad_version);
}

TEST_CASE("each fault of a header is named") {
    CHECK(status_with(24, 1) == frame_status::complete); // another deadline
    CHECK(status_with(3, 'X') == frame_status::bad_magic);
    CHECK(status_with(4, 2) == frame_status::bad_version);
    CHECK(status_with(5, 0) == frame_status::bad_kind);
    CHECK(status_with(5, 5) == frame_status::bad_kind);
    CHECK(status_with(5, 1) == frame_status::bad_type); // a hello has no element type
    CHECK(status_with(6, 0) == frame_status::bad_type); // a tensor has one
    CHECK(status_with(6, 77) == frame_status::bad_type);
    CHECK(status_with(7, 1) == frame_status::bad_shape);
    CHECK(status_with(7, 0) == frame_status::bad_shape);
    CHECK(status_with(7, 4) == frame_status::bad_shape);
    CHECK(status_with(8, 0) == frame_status::bad_shape);
    CHECK(status_with(12, 0) == frame_status::bad_shape);
    CHECK(status_with(8, 3) == frame_status::length_mismatch);
    CHECK(status_with(6, 1) == frame_status::length_mismatch); // float32 would be 24 bytes
    CHECK(status_with(28, 11) == frame_status::length_mismatch);
    CHECK(status_with(31, 0x80) == frame_status::too_large);
    CHECK(status_with(24, 1, {.max_payload_bytes = 12}) == frame_status::complete);
    CHECK(status_with(24, 1, {.max_payload_bytes = 11}) == frame_status::too_large);
}

TEST_CASE("only tensors and answers have a shape") {
    const frame_header hello{.kind = frame_kind::hello, .shape = {.channels = 12}, .payload_bytes = 12};
    CHECK(parse_frame(frame_of(hello, golden_payload)).status == frame_status::bad_shape);
    const frame_header tensor{.kind = frame_kind::tensor, .type = element_type::int8};
    CHECK(parse_frame(frame_of(tensor, {})).status == frame_status::bad_shape);
}

TEST_CASE("a shape whose size overflows is refused") {
    constexpr std::uint32_t all = 0xFFFFFFFFU;
    constexpr std::array shapes{
        sei::shape{0x80000000U, 0x80000000U, 1}, // 2^62 elements, 2^64 bytes of float32
        sei::shape{0x80000000U, 0x80000000U, 4}, sei::shape{0x10000U, 0x10000U, 1},
        sei::shape{all, all, all}};
    for (const sei::shape& huge : shapes) {
        for (const element_type type : {element_type::float32, element_type::float16, element_type::int8}) {
            for (const std::uint32_t limit : {0U, 12U, 1U << 24U, all}) {
                frame_header header{.type = type, .shape = huge};
                CHECK(parse_frame(frame_of(header, {}), {limit}).status == frame_status::length_mismatch);
            }
        }
    }
}

TEST_CASE("a frame whose size passes 32 bits is refused whatever the limit") {
    frame_header header{.kind = frame_kind::hello, .payload_bytes = 0xFFFFFFFFU};
    CHECK(parse_frame(frame_of(header, {}), {0xFFFFFFFFU}).status == frame_status::too_large);
    header.payload_bytes = 0xFFFFFFFFU - frame_header_bytes;
    CHECK(parse_frame(frame_of(header, {}), {0xFFFFFFFFU}).status == frame_status::needs_more_bytes);
}

TEST_CASE("every flipped bit of a frame is noticed") {
    test::bytes frame = golden_frame();
    for (std::size_t bit = 0; bit != 8 * frame.size(); ++bit) {
        frame[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
        CHECK(parse_frame(frame).status != frame_status::complete);
        frame[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    }
    CHECK(parse_frame(frame).status == frame_status::complete);
    frame.back() ^= std::byte{1};
    CHECK(parse_frame(frame).status == frame_status::bad_checksum);
}

TEST_CASE("a payload produced piece by piece gives the same frame") {
    test::bytes header(frame_header_bytes);
    const auto room = std::span{header}.first<frame_header_bytes>();
    crc32c checksum = begin_frame_header(golden_header, room);
    checksum.update(std::span{golden_payload}.first(5));
    checksum.update(std::span{golden_payload}.subspan(5));
    finish_frame_header(checksum, room);
    const test::bytes frame = golden_frame();
    CHECK(std::equal(header.begin(), header.end(), frame.begin()));

    const frame_result result = parse_frame_header(header);
    CHECK(result.status == frame_status::complete);
    CHECK(verifies(room, golden_payload));
    CHECK_FALSE(verifies(room, std::span{golden_payload}.first(11)));
}

TEST_CASE("a receiver finds the next frame behind damaged bytes") {
    test::bytes stream = test::bytes_of("SEIF but no frame, SE and SEI neither");
    const std::size_t garbage = stream.size();
    const test::bytes frame = golden_frame();
    stream.insert(stream.end(), frame.begin(), frame.end());
    std::span<const std::byte> rest = stream;
    while (parse_frame(rest).status != frame_status::complete) rest = rest.subspan(bytes_to_next_frame(rest));
    CHECK(rest.size() == stream.size() - garbage);

    CHECK(bytes_to_next_frame(test::bytes_of("xxSE")) == 2); // perhaps the beginning of a frame: kept
    CHECK(bytes_to_next_frame(test::bytes_of("xxxx")) == 4);
    CHECK(bytes_to_next_frame({}) == 0);
}

TEST_CASE("random and damaged bytes never parse to a frame that breaks its promises") {
    std::mt19937 random{51};
    const test::bytes good = golden_frame();
    constexpr frame_limits limits{.max_payload_bytes = 4096};
    int waiting = 0;
    for (int round = 0; round != 200'000; ++round) {
        test::bytes bytes = test::random_bytes(random() % 80, random);
        const std::size_t kept = (std::min)(random() % (good.size() + 1), bytes.size());
        std::copy(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(kept), bytes.begin());
        if (!bytes.empty()) bytes[random() % bytes.size()] ^= static_cast<std::byte>(1U << (random() % 8));
        const frame_result result = parse_frame(bytes, limits);
        if (result.status == frame_status::needs_more_bytes) {
            ++waiting;
            REQUIRE(result.frame_bytes > bytes.size());
            REQUIRE(result.frame_bytes <= frame_header_bytes + limits.max_payload_bytes);
        }
        if (result.status == frame_status::complete) {
            REQUIRE(result.frame_bytes <= bytes.size());
            REQUIRE(result.payload.size() == result.header.payload_bytes);
        }
    }
    CHECK(waiting > 100);
}

TEST_CASE("every frame status has its own sentence") {
    for (unsigned i = 0; i <= static_cast<unsigned>(frame_status::bad_checksum); ++i) {
        const char* sentence = describe(static_cast<frame_status>(i));
        CHECK(std::strcmp(sentence, "unknown status") != 0);
        for (unsigned j = 0; j != i; ++j)
            CHECK(std::strcmp(sentence, describe(static_cast<frame_status>(j))) != 0);
    }
    CHECK(std::strcmp(describe(static_cast<frame_status>(200)), "unknown status") == 0);
}
