// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/element_order.hpp: in which order a tensor's elements go into the bytes that datagrams cut up.
///
/// A datagram carries a run of places of the encoded tensor. In C,H,W order that is a run of neighbours,
/// often whole channels, so one loss blinds the tail to them. Interleaved, it is a thin sieve over the whole
/// tensor; by importance, the first datagrams carry what the answer needs most. Both sides know the order: it
/// follows from the number of elements, or is a list in the plan. It is never sent. No memory, all in
/// constant expressions.

#include <sei/to_size.hpp>
#include <sei/wire/arrival_map.hpp>
#include <sei/wire/codec.hpp>
#include <sei/wire/element_type.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

namespace detail {

/// The largest quotient of Euclid's algorithm on (elements, stride): the largest term of the continued
/// fraction of stride / elements. 0 if they have a common divisor.
[[nodiscard]] constexpr std::uint64_t largest_quotient(std::uint64_t elements,
                                                       std::uint64_t stride) noexcept {
    std::uint64_t largest = 0;
    while (stride != 0) {
        const std::uint64_t quotient = elements / stride;
        largest = quotient > largest ? quotient : largest;
        const std::uint64_t rest = elements % stride;
        elements = stride;
        stride = rest;
    }
    return elements == 1 ? largest : 0;
}

} // namespace detail

/// The step of the interleaved order: coprime to `elements`, so that steps visit each element once, and near
/// the golden ratio of it, so that any run of steps leaves gaps of nearly one size (the three-distance
/// theorem: Knuth, The Art of Computer Programming, volume 3, 6.4, theorem S). Among the nearest 32 that of
/// which the continued fraction has the smallest terms. 1 for fewer than 3 elements.
[[nodiscard]] constexpr std::size_t interleaving_stride(std::size_t elements) noexcept {
    if (elements < 3) return 1;
    constexpr std::uint64_t golden_ratio = 2'654'435'769; // (sqrt(5) - 1) / 2 in units of 2^-32
    const std::uint64_t centre = (std::uint64_t{elements} * golden_ratio) >> 32U;
    std::uint64_t best = 1;
    std::uint64_t best_quotient = elements;
    for (std::uint64_t distance = 0; distance != 17; ++distance)
        for (const std::uint64_t stride : {centre + distance, centre - distance}) {
            if (stride == 0 || stride >= elements) continue; // centre - distance may wrap around
            const std::uint64_t quotient = detail::largest_quotient(elements, stride);
            if (quotient == 0 || quotient >= best_quotient) continue;
            best = stride;
            best_quotient = quotient;
        }
    return sei::detail::to_size(best);
}

/// Whether `list` names each of 0 to list.size() - 1 once. `bitmap` is for scratch, of at least
/// `arrival_map::words_for(list.size())` words; false with fewer.
[[nodiscard]] constexpr bool is_permutation(std::span<const std::uint32_t> list,
                                            std::span<std::uint32_t> bitmap) noexcept {
    if (bitmap.size() < arrival_map::words_for(list.size())) return false;
    arrival_map seen{bitmap, list.size()};
    for (const std::uint32_t each : list)
        if (each >= list.size() || seen.mark({each, 1}) == 0) return false;
    return true;
}

/// Which element is at each place of the encoded tensor. Lists are viewed and not owned.
class element_order {
public:
    enum class kind : std::uint8_t { sequential, interleaved, elements, channels };

    /// C,H,W, of any size.
    constexpr element_order() noexcept = default;

    /// Place p carries element p x stride modulo the number of elements.
    [[nodiscard]] static constexpr element_order interleaved(std::size_t elements) noexcept {
        return {kind::interleaved, {}, elements, interleaving_stride(elements)};
    }

    /// Place p carries element list[p]. The list is a permutation.
    [[nodiscard]] static constexpr element_order listed(std::span<const std::uint32_t> list) noexcept {
        return {kind::elements, list, list.size(), 1};
    }

    /// Whole channels of `positions` elements, in the order of the list, which is a permutation.
    [[nodiscard]] static constexpr element_order by_channel(std::span<const std::uint32_t> channels,
                                                            std::size_t positions) noexcept {
        return {kind::channels, channels, channels.size() * positions, positions};
    }

    [[nodiscard]] constexpr bool is_sequential() const noexcept { return kind_ == kind::sequential; }

    /// Whether this is an order of that number of elements; using it requires that.
    [[nodiscard]] constexpr bool fits(std::size_t elements) const noexcept {
        return is_sequential() || elements_ == elements;
    }

    /// The element at a place.
    [[nodiscard]] constexpr std::size_t operator[](std::size_t place) const noexcept {
        switch (kind_) {
        case kind::interleaved:
            return sei::detail::to_size(std::uint64_t{place} * step_ % elements_);
        case kind::elements:
            return list_[place];
        case kind::channels:
            return list_[place / step_] * step_ + place % step_;
        case kind::sequential:
            break;
        }
        return place;
    }

private:
    constexpr element_order(kind which, std::span<const std::uint32_t> list, std::size_t elements,
                            std::size_t step) noexcept
        : kind_{which}, list_{list}, elements_{elements}, step_{step} {}

    kind kind_ = kind::sequential;
    std::span<const std::uint32_t> list_{};
    std::size_t elements_ = 0;
    std::size_t step_ = 1; // the stride, or the elements of a channel
};

/// `encode_range` in an order: writes bytes `[offset, offset + out.size())` of the tensor encoded in it.
/// False, and nothing written, unless these are whole elements and the order is one of that many.
template <tensor_codec Codec>
[[nodiscard]] constexpr bool encode_range(const Codec& codec, const element_order& order,
                                          std::span<const float> tensor, std::size_t offset,
                                          std::span<std::byte> out) noexcept {
    if (order.is_sequential()) return encode_range(codec, tensor, offset, out);
    const element_range places = elements_at(codec, tensor.size(), offset, out.size());
    if (!order.fits(tensor.size()) || (places.count == 0 && !out.empty())) return false;
    const std::size_t size = element_bytes(codec.type());
    for (std::size_t i = 0; i != places.count; ++i) {
        const std::size_t element = order[places.first + i];
        codec.encode(element, tensor.subspan(element, 1), out.subspan(i * size, size));
    }
    return true;
}

/// `decode_range` of bytes that were encoded in that order, under the same conditions.
template <tensor_codec Codec>
[[nodiscard]] constexpr bool decode_range(const Codec& codec, const element_order& order, std::size_t offset,
                                          std::span<const std::byte> bytes,
                                          std::span<float> tensor) noexcept {
    if (order.is_sequential()) return decode_range(codec, offset, bytes, tensor);
    const element_range places = elements_at(codec, tensor.size(), offset, bytes.size());
    if (!order.fits(tensor.size()) || (places.count == 0 && !bytes.empty())) return false;
    const std::size_t size = element_bytes(codec.type());
    for (std::size_t i = 0; i != places.count; ++i) {
        const std::size_t element = order[places.first + i];
        codec.decode(element, bytes.subspan(i * size, size), tensor.subspan(element, 1));
    }
    return true;
}

} // namespace sei::wire::inline SEI_RELEASE
