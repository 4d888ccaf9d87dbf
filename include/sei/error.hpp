// SPDX-License-Identifier: MIT
#pragma once
/// sei/error.hpp: what host code throws at bad input: one sentence with what was found and what was expected.
///
/// Firmware-tier code never throws; it returns a status instead.

#include <sei/config.hpp>

#if SEI_FIRMWARE
#    error "sei/error.hpp belongs to the host tier: firmware code reports errors by value"
#endif

#include <sei/printable.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sei::inline SEI_RELEASE {

/// Bad input from outside: a file, an option, a number that cannot be used. Programs print `what()` and exit
/// with 2. Messages name what was found in files: `what()` is `printable_message` of what is given here, so
/// that it can't steer a terminal and has a few hundred characters at most.
class error : public std::runtime_error {
public:
    explicit error(std::string_view message) : std::runtime_error(printable_message(message)) {}
};

namespace detail {

/// A piece of an error's sentence: text or a whole number.
class error_piece {
public:
    error_piece(const char* text) : error_piece(std::string_view(text)) {}
    error_piece(const std::string& text) : text_(text.data()), size_or_number_(text.size()) {}
    error_piece(std::string_view text)
        : text_(text.empty() ? "" : text.data()), size_or_number_(text.size()) {}
    template <std::unsigned_integral Number>
    error_piece(Number number) : size_or_number_(number) {}

    void append_to(std::string& sentence) const {
        if (text_ != nullptr)
            sentence.append(text_, static_cast<std::size_t>(size_or_number_));
        else
            sentence += std::to_string(size_or_number_);
    }

private:
    const char* text_ = nullptr; ///< null: a number
    std::uint64_t size_or_number_;
};

/// Strings that are joined by `+` are joined in line, hundreds of bytes for each sentence: this is a call.
[[nodiscard]] inline std::string joined(std::initializer_list<error_piece> pieces) {
    std::string sentence;
    for (const error_piece& piece : pieces) piece.append_to(sentence);
    return sentence;
}

[[noreturn]] inline void throw_error(std::initializer_list<error_piece> pieces) {
    throw error(joined(pieces));
}

} // namespace detail
} // namespace sei::inline SEI_RELEASE
