// SPDX-License-Identifier: MIT
/// The head of a network on a microcontroller: one image in, one tensor out on the link, and what it cost.
///
/// The same file also compiles for a host (host/board.cpp), where it must give the same bits.

#include "board.hpp"
#include "exported_head.hpp"
#include "print.hpp"
#include "send_tensor.hpp"

#include <sei/sei.hpp>

namespace {

using exported::cut;
using exported::stage;

// Does it fit? The compiler answers before anything is flashed; the linker script bounds the whole program.
static_assert(stage::arena_bytes <= 256 * 1024, "the activations leave no room for the rest of the program");
static_assert(sizeof(exported::weights) <= 960 * 1024, "the weights leave no room for the program");

stage head; // zeroed RAM (.bss)

void print_wire(sei::shape shape) {
    if (shape.rank() == 3)
        print("wire          ", shape.channels, "x", shape.height, "x", shape.width, "\n");
    else
        print("wire          ", shape.channels, "\n");
}

void report(const char* codec, sent_tensor sent) {
    print(codec, sent.payload_bytes, " bytes, crc32c ", hexadecimal{sent.payload_checksum}, "\n");
}

} // namespace

int main() {
    print("arena         ", stage::arena_bytes, " bytes of RAM\n");
    print("weights       ", sizeof(exported::weights), " bytes of flash\n");
    print_wire(cut::wire);

    if (!sei::wire::decode(sei::wire::uint8_codec{}, std::as_bytes(std::span(exported::image)), head.input()))
        return 1;
    const auto tensor = head.run(exported::weights);

    const sei::wire::int8_codec int8{exported::wire_scales, cut::wire.positions()};
    report("wire float32  ", send_tensor(sei::wire::float32_codec{}, cut::wire, tensor));
    report("wire int8     ", send_tensor(int8, cut::wire, tensor));
    return 0;
}
