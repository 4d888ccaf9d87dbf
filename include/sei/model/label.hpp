// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/label.hpp: the name of a layer as a template argument, up to 71 characters.
///
/// 72 bytes. Equal labels as template arguments make equal types. With g++ 12 an alias template that takes
/// such a prefix must not be expanded over a pack (the compiler crashes); a class template may.

#include <sei/config.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace sei::inline SEI_RELEASE {

/// Not constexpr: a call in a constant expression stops the compiler, which then prints this name. At run
/// time it stops the program.
[[noreturn]] inline void label_is_longer_than_71_characters() { __builtin_trap(); }

/// A string that a template parameter can hold. Layers are named as in the PyTorch state_dict, so that
/// `conv2d{.name = "layer1.0.conv1"}` finds `layer1.0.conv1.weight` in a weights file.
struct label {
    static constexpr std::size_t capacity = 71;

    // The terminating zero of a literal is left out: g++ would print it as part of the name.
    char characters[capacity] = {};
    std::uint8_t length = 0;

    constexpr label() = default;

    template <std::size_t Size>
    constexpr label(const char (&literal)[Size]) {
        static_assert(Size - 1 <= capacity, "sei::label: a layer's name has at most 71 characters");
        for (std::size_t i = 0; i + 1 < Size && i < capacity; ++i) push_back(literal[i]);
    }

    constexpr void push_back(char character) {
        if (length == capacity) label_is_longer_than_71_characters();
        characters[length] = character;
        ++length;
    }

    [[nodiscard]] constexpr bool empty() const noexcept { return length == 0; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return length; }
    [[nodiscard]] constexpr const char* data() const noexcept { return characters; }

    /// To std::string_view, whose header this tier does not include. The label must outlive the view.
    template <class Text>
    requires std::is_trivially_copyable_v<Text> && requires {
        typename Text::traits_type;
    } && std::constructible_from<Text, const char*, std::size_t>
    constexpr operator Text() const noexcept { return Text(data(), size()); }

    friend constexpr bool operator==(const label& left, const label& right) noexcept {
        if (left.length != right.length) return false;
        for (std::size_t i = 0; i < left.length; ++i)
            if (left.characters[i] != right.characters[i]) return false;
        return true;
    }
};

/// Joins two names: `"layer1.0" + ".conv1"`; for blocks that take their prefix as a template parameter.
[[nodiscard]] constexpr label operator+(label left, const label& right) {
    for (std::size_t i = 0; i < right.size(); ++i) left.push_back(right.characters[i]);
    return left;
}

} // namespace sei::inline SEI_RELEASE
