// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/codec.hpp: a codec turns a float32 tensor in C,H,W row-major order into little-endian bytes and
/// back.
///
/// Whole tensors or ranges: element i of a tensor is always stored at byte i x element_bytes, so that a
/// sender can encode one datagram at a time and a receiver decodes just the elements that arrived.

#include <sei/model/shape.hpp>
#include <sei/wire/element_type.hpp>
#include <sei/wire/float16.hpp>
#include <sei/wire/float32.hpp>
#include <sei/wire/int8.hpp>
#include <sei/wire/uint8.hpp>

#include <concepts>
#include <cstddef>
#include <span>
#include <utility>

namespace sei::wire::inline SEI_RELEASE {

/// What encodes and decodes runs of elements, the first of which is element `first` of the tensor.
template <typename Codec>
concept tensor_codec = std::copyable<Codec> &&
    requires(const Codec codec, const shape& tensor, std::size_t first, std::span<const float> values,
             std::span<std::byte> out, std::span<const std::byte> bytes, std::span<float> decoded) {
    { codec.type() } -> std::same_as<element_type>;
    { codec.fits(tensor) } -> std::same_as<bool>;
    codec.encode(first, values, out);
    codec.decode(first, bytes, decoded);
};

/// A codec chosen at run time, for studies that compare several. Parameters stay where the given codec views
/// them.
class any_codec {
public:
    constexpr any_codec() noexcept = default; ///< float32
    constexpr any_codec(float32_codec) noexcept {}
    constexpr any_codec(float16_codec) noexcept : type_{element_type::float16} {}
    constexpr any_codec(int8_codec codec) noexcept : type_{element_type::int8}, int8_{codec} {}
    constexpr any_codec(uint8_codec codec) noexcept : type_{element_type::uint8}, uint8_{codec} {}

    [[nodiscard]] constexpr element_type type() const noexcept { return type_; }

    /// Calls `visitor` with the codec itself.
    template <typename Visitor>
    constexpr decltype(auto) visit(Visitor&& visitor) const {
        switch (type_) {
        case element_type::float16:
            return std::forward<Visitor>(visitor)(float16_codec{});
        case element_type::int8:
            return std::forward<Visitor>(visitor)(int8_);
        case element_type::uint8:
            return std::forward<Visitor>(visitor)(uint8_);
        case element_type::float32:
        case element_type::none:
            break;
        }
        return std::forward<Visitor>(visitor)(float32_codec{});
    }

    [[nodiscard]] constexpr bool fits(const shape& tensor) const noexcept {
        return visit([&](auto codec) { return codec.fits(tensor); });
    }
    constexpr void encode(std::size_t first, std::span<const float> values,
                          std::span<std::byte> out) const noexcept {
        visit([&](auto codec) { codec.encode(first, values, out); });
    }
    constexpr void decode(std::size_t first, std::span<const std::byte> bytes,
                          std::span<float> values) const noexcept {
        visit([&](auto codec) { codec.decode(first, bytes, values); });
    }

private:
    element_type type_ = element_type::float32;
    int8_codec int8_{};
    uint8_codec uint8_{};
};

/// Bytes of `elements` encoded elements.
template <tensor_codec Codec>
[[nodiscard]] constexpr std::size_t encoded_bytes(const Codec& codec, std::size_t elements) noexcept {
    return elements * element_bytes(codec.type());
}

/// The elements at bytes `[offset, offset + bytes)` of an encoded tensor of `elements` elements.
/// Empty (count 0) unless the bytes hold whole elements of that tensor, so that offsets from a peer can be
/// passed in.
template <tensor_codec Codec>
[[nodiscard]] constexpr element_range elements_at(const Codec& codec, std::size_t elements,
                                                  std::size_t offset, std::size_t bytes) noexcept {
    const std::size_t size = element_bytes(codec.type());
    const element_range range{offset / size, bytes / size};
    const bool whole = offset % size == 0 && bytes % size == 0;
    const bool inside = range.first <= elements && range.count <= elements - range.first;
    return whole && inside ? range : element_range{};
}

/// Encodes `tensor` into the front of `out` and returns the part written: `encoded_bytes(codec,
/// tensor.size())`. Writes and returns nothing if `out` is smaller than that.
template <tensor_codec Codec>
[[nodiscard]] constexpr std::span<std::byte> encode(const Codec& codec, std::span<const float> tensor,
                                                    std::span<std::byte> out) noexcept {
    const std::size_t bytes = encoded_bytes(codec, tensor.size());
    if (out.size() < bytes) return {};
    codec.encode(0, tensor, out.first(bytes));
    return out.first(bytes);
}

/// Encodes just bytes `[offset, offset + out.size())` of the encoded tensor, for instance one datagram's
/// payload. False, and nothing written, unless these are whole elements of the tensor.
template <tensor_codec Codec>
[[nodiscard]] constexpr bool encode_range(const Codec& codec, std::span<const float> tensor,
                                          std::size_t offset, std::span<std::byte> out) noexcept {
    const element_range range = elements_at(codec, tensor.size(), offset, out.size());
    if (range.count == 0) return out.empty();
    codec.encode(range.first, tensor.subspan(range.first, range.count), out);
    return true;
}

/// Decodes `bytes`, from `offset` on in the encoded tensor, into their elements of `tensor`.
/// False, and nothing written, unless these are whole elements of the tensor.
template <tensor_codec Codec>
[[nodiscard]] constexpr bool decode_range(const Codec& codec, std::size_t offset,
                                          std::span<const std::byte> bytes,
                                          std::span<float> tensor) noexcept {
    const element_range range = elements_at(codec, tensor.size(), offset, bytes.size());
    if (range.count == 0) return bytes.empty();
    codec.decode(range.first, bytes, tensor.subspan(range.first, range.count));
    return true;
}

/// Decodes a whole tensor. False, and nothing written, unless `bytes` is exactly as long as `tensor` encoded.
template <tensor_codec Codec>
[[nodiscard]] constexpr bool decode(const Codec& codec, std::span<const std::byte> bytes,
                                    std::span<float> tensor) noexcept {
    return bytes.size() == encoded_bytes(codec, tensor.size()) && decode_range(codec, 0, bytes, tensor);
}

} // namespace sei::wire::inline SEI_RELEASE
