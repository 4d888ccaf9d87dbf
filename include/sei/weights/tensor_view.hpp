// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/tensor_view.hpp: a named tensor somewhere in memory (a mapped file, flash) that is looked at
/// in place.
///
/// Firmware tier: no heap, no exceptions, no floating-point arithmetic. The bytes are little-endian and
/// row-major, as in a safetensors file, and may lie at any address; `view_as` needs alignment, `load` and
/// `copy_elements` don't.

#include <sei/config.hpp>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

namespace sei::weights::inline SEI_RELEASE {

/// Characters of a name that live elsewhere: std::string_view for the firmware tier. Anything that has
/// `data()` and `size()` converts to it (std::string, std::string_view, sei::label); `to<std::string_view>()`
/// leads back.
class name_view {
public:
    constexpr name_view() = default;
    constexpr name_view(const char* data, std::size_t size) noexcept : data_(data), size_(size) {}

    /// From a string that ends with a zero.
    constexpr name_view(const char* text) noexcept : data_(text) {
        while (text[size_] != '\0') ++size_;
    }

    template <class Text>
    requires requires(const Text& text) {
        { text.data() } -> std::convertible_to<const char*>;
        { text.size() } -> std::convertible_to<std::size_t>;
    }
    constexpr name_view(const Text& text) noexcept : data_(text.data()), size_(text.size()) {}

    [[nodiscard]] constexpr const char* data() const noexcept { return data_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }

    template <std::constructible_from<const char*, std::size_t> Text>
    [[nodiscard]] constexpr Text to() const {
        return Text(data_, size_);
    }

    friend constexpr bool operator==(name_view left, name_view right) noexcept {
        if (left.size_ != right.size_) return false;
        for (std::size_t i = 0; i < left.size_; ++i)
            if (left.data_[i] != right.data_[i]) return false;
        return true;
    }

private:
    const char* data_ = "";
    std::size_t size_ = 0;
};

/// Element types of a safetensors file, in the order of the format's reference implementation: no type is
/// wider than one that follows it.
enum class dtype : std::uint8_t {
    boolean,
    u8,
    i8,
    f8_e5m2,
    f8_e4m3,
    i16,
    u16,
    f16,
    bf16,
    i32,
    u32,
    f32,
    f64,
    i64,
    u64
};

namespace detail {

struct dtype_facts {
    name_view name;
    std::uint8_t bytes;
    std::uint64_t non_finite; ///< the bits that are all set in NaN and infinity; 0 for whole numbers
};

/// One row per enumerator, in their order. float8: arXiv 2209.05433, where E4M3 has one NaN and no infinity.
inline constexpr std::array<dtype_facts, 15> dtype_table{{{"BOOL", 1, 0},
                                                          {"U8", 1, 0},
                                                          {"I8", 1, 0},
                                                          {"F8_E5M2", 1, 0x7c},
                                                          {"F8_E4M3", 1, 0x7f},
                                                          {"I16", 2, 0},
                                                          {"U16", 2, 0},
                                                          {"F16", 2, 0x7c00},
                                                          {"BF16", 2, 0x7f80},
                                                          {"I32", 4, 0},
                                                          {"U32", 4, 0},
                                                          {"F32", 4, 0x7f80'0000},
                                                          {"F64", 8, 0x7ff0'0000'0000'0000},
                                                          {"I64", 8, 0},
                                                          {"U64", 8, 0}}};

[[nodiscard]] constexpr const dtype_facts& facts_of(dtype type) noexcept {
    return dtype_table[static_cast<std::size_t>(type)];
}

} // namespace detail

/// Bytes of one element.
[[nodiscard]] constexpr std::size_t size_of(dtype type) noexcept { return detail::facts_of(type).bytes; }

/// The name in a safetensors header, such as "F32".
[[nodiscard]] constexpr name_view name_of(dtype type) noexcept { return detail::facts_of(type).name; }

/// C++ types of the dtypes. `bool` is not one: a byte of a file may be neither 0 nor 1.
template <class Element>
concept element = (std::integral<Element> || std::floating_point<Element>)&&!std::same_as<Element, bool> &&
                  sizeof(Element) <= 8 && (std::integral<Element> || sizeof(Element) >= 4);

/// The dtype whose elements a C++ type can hold: `dtype_of<float>` is F32.
template <element Element>
inline constexpr dtype dtype_of = [] {
    constexpr bool is_signed = std::is_signed_v<Element>;
    if constexpr (std::floating_point<Element>)
        return sizeof(Element) == 4 ? dtype::f32 : dtype::f64;
    else if constexpr (sizeof(Element) == 1)
        return is_signed ? dtype::i8 : dtype::u8;
    else if constexpr (sizeof(Element) == 2)
        return is_signed ? dtype::i16 : dtype::u16;
    else if constexpr (sizeof(Element) == 4)
        return is_signed ? dtype::i32 : dtype::u32;
    else
        return is_signed ? dtype::i64 : dtype::u64;
}();

inline constexpr std::size_t max_rank = 8;

/// What the counts below give when the true count does not fit `std::size_t`.
inline constexpr std::size_t too_large = (std::numeric_limits<std::size_t>::max)();

namespace detail {

[[nodiscard]] constexpr std::size_t multiply(std::size_t left, std::size_t right) noexcept {
    return right != 0 && left > too_large / right ? too_large : left * right;
}

} // namespace detail

/// Elements of a shape: 1 for rank 0, 0 when a dimension is 0, `too_large` when the product of the other
/// dimensions overflows (even beside a 0: code that multiplies in another order would overflow there).
[[nodiscard]] constexpr std::size_t element_count(std::span<const std::size_t> shape) noexcept {
    std::size_t count = 1;
    bool is_empty = false;
    for (const std::size_t dim : shape) {
        if (dim == 0)
            is_empty = true;
        else
            count = detail::multiply(count, dim);
    }
    return count != too_large && is_empty ? 0 : count;
}

/// Bytes of a tensor without gaps, or `too_large`.
[[nodiscard]] constexpr std::size_t byte_count(dtype type, std::span<const std::size_t> shape) noexcept {
    return detail::multiply(element_count(shape), size_of(type));
}

/// A tensor that is only looked at. Name and bytes belong to someone else, who must outlive the view. A view
/// from `safetensors_file` or `make_tensor_view` that fits its elements is consistent; one filled by hand may
/// not be.
struct tensor_view {
    name_view name;
    dtype type = dtype::f32;
    std::size_t rank = 0;
    std::array<std::size_t, max_rank> dims{}; ///< the first `rank` count, outermost first
    std::span<const std::byte> bytes;

    [[nodiscard]] constexpr std::span<const std::size_t> shape() const noexcept {
        return std::span(dims).first(rank < max_rank ? rank : max_rank);
    }

    /// Elements by shape, or `too_large`.
    [[nodiscard]] constexpr std::size_t element_count() const noexcept {
        return weights::element_count(shape());
    }

    /// The rank is within its limit and there are exactly as many bytes as dtype and shape need.
    [[nodiscard]] constexpr bool is_consistent() const noexcept {
        return rank <= max_rank && bytes.size() == byte_count(type, shape());
    }

    [[nodiscard]] constexpr bool has_shape(std::span<const std::size_t> expected) const noexcept {
        if (rank != expected.size() || rank > max_rank) return false;
        for (std::size_t i = 0; i < rank; ++i)
            if (dims[i] != expected[i]) return false;
        return true;
    }

    /// `tensor.has_shape(16, 1, 3, 3)`
    template <std::integral... Dims>
    [[nodiscard]] constexpr bool has_shape(Dims... expected) const noexcept {
        const std::array<std::size_t, sizeof...(Dims)> shape{static_cast<std::size_t>(expected)...};
        return has_shape(std::span<const std::size_t>(shape));
    }
};

/// A view of an array or vector: `make_tensor_view("fc.weight", weights, 10, 128)`. Little-endian targets
/// only. Check `is_consistent()` where the number of elements is not known to match the dimensions.
template <class Elements, std::integral... Dims>
[[nodiscard]] tensor_view make_tensor_view(name_view name, const Elements& elements, Dims... dims) noexcept {
    static_assert(std::endian::native == std::endian::little, "a tensor_view's bytes are little-endian");
    static_assert(sizeof...(Dims) <= max_rank, "a tensor has at most 8 dimensions");
    const std::span values(elements);
    using element_type = typename decltype(values)::value_type;
    return {.name = name,
            .type = dtype_of<element_type>,
            .rank = sizeof...(Dims),
            .dims = {static_cast<std::size_t>(dims)...},
            .bytes = std::as_bytes(values)};
}

/// Whether the elements can be used where they are: same dtype, consistent, aligned for `Element`, same byte
/// order.
template <element Element>
[[nodiscard]] bool can_view_as(const tensor_view& tensor) noexcept {
    return std::endian::native == std::endian::little && tensor.type == dtype_of<Element> &&
           tensor.is_consistent() &&
           reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % alignof(Element) == 0;
}

/// The elements where they are, or nothing when `can_view_as` says no.
template <element Element>
[[nodiscard]] std::span<const Element> view_as(const tensor_view& tensor) noexcept {
    if (!can_view_as<Element>(tensor)) return {};
    return {reinterpret_cast<const Element*>(tensor.bytes.data()), tensor.bytes.size() / sizeof(Element)};
}

namespace detail {

template <class Element>
[[nodiscard]] constexpr Element load_little_endian(const std::byte* from) noexcept {
    std::array<std::byte, sizeof(Element)> raw{};
    for (std::size_t i = 0; i < sizeof(Element); ++i)
        raw[std::endian::native == std::endian::little ? i : sizeof(Element) - 1 - i] = from[i];
    return std::bit_cast<Element>(raw);
}

template <class Word>
[[nodiscard]] constexpr std::size_t find_all_set(std::span<const std::byte> bytes,
                                                 std::uint64_t mask) noexcept {
    const auto pattern = static_cast<Word>(mask);
    const std::size_t count = bytes.size() / sizeof(Word);
    for (std::size_t i = 0; i < count; ++i)
        if ((load_little_endian<Word>(bytes.data() + i * sizeof(Word)) & pattern) == pattern) return i;
    return count;
}

} // namespace detail

/// One element, wherever it lies. Expects `tensor.type == dtype_of<Element>` and an index within the bytes.
template <element Element>
[[nodiscard]] constexpr Element load(const tensor_view& tensor, std::size_t index) noexcept {
    return detail::load_little_endian<Element>(tensor.bytes.data() + index * sizeof(Element));
}

/// Copies all elements, wherever they lie. False, and nothing copied, unless dtype and number of elements
/// agree.
template <element Element>
[[nodiscard]] constexpr bool copy_elements(const tensor_view& tensor, std::span<Element> out) noexcept {
    if (tensor.type != dtype_of<Element> || tensor.bytes.size() != out.size_bytes()) return false;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = load<Element>(tensor, i);
    return true;
}

/// Index of the first NaN or infinity; the number of elements when there is none, as in a tensor of whole
/// numbers.
[[nodiscard]] constexpr std::size_t first_non_finite(const tensor_view& tensor) noexcept {
    const std::uint64_t mask = detail::facts_of(tensor.type).non_finite;
    if (mask == 0) return tensor.bytes.size() / size_of(tensor.type);
    switch (size_of(tensor.type)) {
    case 1:
        return detail::find_all_set<std::uint8_t>(tensor.bytes, mask);
    case 2:
        return detail::find_all_set<std::uint16_t>(tensor.bytes, mask);
    case 4:
        return detail::find_all_set<std::uint32_t>(tensor.bytes, mask);
    default:
        return detail::find_all_set<std::uint64_t>(tensor.bytes, mask);
    }
}

} // namespace sei::weights::inline SEI_RELEASE
