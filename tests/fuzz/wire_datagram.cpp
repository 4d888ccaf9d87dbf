// SPDX-License-Identifier: MIT
/// libFuzzer target: a receiver of datagrams. The input is a series of datagrams, each after a byte with its
/// length.

#include <sei/wire/reassembly.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

using namespace sei::wire;

namespace {

void require(bool promise) {
    if (!promise) std::abort();
}

/// What a valid datagram promises to code that trusts it.
void check_promises(const datagram& parsed, std::span<const std::byte> bytes) {
    const std::size_t element = element_bytes(parsed.header.type);
    require(element != 0 && !parsed.payload.empty());
    require(parsed.header.offset % element == 0 && parsed.payload.size() % element == 0);
    require(std::uint64_t{parsed.header.offset} + parsed.payload.size() <= parsed.header.total);
    std::array<std::byte, datagram_header_bytes> again{};
    write_datagram_header(parsed.header, again);
    for (std::size_t i = 0; i != again.size(); ++i) require(again[i] == bytes[i]);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::span<const std::byte> input = std::as_bytes(std::span{data, size});
    std::vector<float> tensor(50);
    std::vector<std::uint32_t> bitmap(arrival_map::words_for(tensor.size()));
    reassembler receiver{float16_codec{}, tensor, bitmap};
    while (!input.empty()) {
        const std::size_t length = std::to_integer<std::size_t>(input[0]) % input.size();
        const std::vector<std::byte> bytes{input.begin() + 1,
                                           input.begin() + 1 + static_cast<std::ptrdiff_t>(length)};
        input = input.subspan(1 + length);

        const datagram parsed = parse_datagram(bytes, 0xFFFFFFFFU);
        if (parsed.status == datagram_status::ok) check_promises(parsed, bytes);
        const std::size_t missing = receiver.arrivals().missing();
        const arrival result = receiver.accept(bytes);
        require((receiver.arrivals().missing() < missing) == (result == arrival::accepted));
        if (result == arrival::newer_frame) receiver.start(parsed.header.frame);
    }
    receiver.fill_missing(fill::zero());
    return 0;
}
