// SPDX-License-Identifier: MIT
/// The "board" that is a host: text goes to the standard output, the link is the file wire.bin.

#include "../board.hpp"

#include <cstdio>
#include <cstdlib>

namespace {

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "firmware_head: %s can't be written\n", what);
    std::_Exit(2);
}

/// The file of the link; what is still in buffers is written, and looked at, when the program ends.
struct outputs {
    std::FILE* link = nullptr;

    outputs() = default;
    outputs(const outputs&) = delete;
    outputs& operator=(const outputs&) = delete;
    ~outputs() {
        if (link != nullptr && std::fclose(link) != 0) fail("wire.bin");
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) fail("standard output");
    }
};

outputs open_outputs;

} // namespace

namespace board {

void write(const char* text) { std::fputs(text, stdout); }

void send(std::span<const std::byte> bytes) {
    if (open_outputs.link == nullptr) open_outputs.link = std::fopen("wire.bin", "wb");
    if (open_outputs.link == nullptr ||
        std::fwrite(bytes.data(), 1, bytes.size(), open_outputs.link) != bytes.size())
        fail("wire.bin");
}

} // namespace board
