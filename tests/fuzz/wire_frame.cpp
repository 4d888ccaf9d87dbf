// SPDX-License-Identifier: MIT
/// libFuzzer target: the frame parser on a byte stream, as it came and with the checksum made right.

#include <sei/wire/frame.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

using namespace sei::wire;

namespace {

constexpr frame_limits limits{.max_payload_bytes = 1024};

void require(bool promise) {
    if (!promise) std::abort();
}

void check_frame(const frame_result& result, std::span<const std::byte> bytes) {
    require(result.frame_bytes <= bytes.size());
    require(result.payload.size() == result.header.payload_bytes);
    std::array<std::byte, frame_header_bytes> again{};
    write_frame_header(result.header, result.payload, again);
    for (std::size_t i = 0; i != again.size(); ++i) require(again[i] == bytes[i]);
    const frame_result shorter = parse_frame(bytes.first(result.frame_bytes - 1), limits);
    require(shorter.status == frame_status::needs_more_bytes);
}

/// Reads the stream as a receiver does that looks for the next frame after damage.
void read_stream(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const frame_result result = parse_frame(bytes, limits);
        if (result.status == frame_status::needs_more_bytes) {
            require(result.frame_bytes > bytes.size());
            require(result.frame_bytes <= frame_header_bytes + limits.max_payload_bytes);
            return;
        }
        if (result.status == frame_status::complete) check_frame(result, bytes);
        const bool whole = result.status == frame_status::complete;
        bytes = bytes.subspan(whole ? result.frame_bytes : bytes_to_next_frame(bytes));
    }
}

/// Gives the frame at the front the checksum that it needs to pass.
void make_checksum_right(std::span<std::byte> bytes) {
    const frame_result result = parse_frame_header(bytes, limits);
    if (result.status != frame_status::complete) return;
    const std::size_t frame_bytes = frame_header_bytes + result.header.payload_bytes;
    if (bytes.size() < frame_bytes) return;
    write_frame_header(result.header, bytes.subspan(frame_header_bytes, result.header.payload_bytes),
                       bytes.first<frame_header_bytes>());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = std::as_bytes(std::span{data, size});
    std::vector<std::byte> bytes{input.begin(), input.end()};
    read_stream(bytes);
    make_checksum_right(bytes);
    read_stream(bytes);
    return 0;
}
