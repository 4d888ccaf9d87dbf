// SPDX-License-Identifier: MIT
#pragma once
/// All that this example wants from a board. Each board's folder defines these two functions.

#include <cstddef>
#include <span>

namespace board {

/// Text for the developer, such as a debugger's console. `text` ends with a zero.
void write(const char* text);

/// Bytes for the server, such as a serial line. Returns when all of them are on their way.
void send(std::span<const std::byte> bytes);

} // namespace board
