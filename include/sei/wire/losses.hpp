// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/losses.hpp: what a receiver sees when some datagrams are lost, without building the datagrams.
///
/// Equal to real datagrams through reassembly.hpp, which a test holds. Otherwise nothing is written and
/// `decoded` is false. `lost` may be a generator: it is asked in ascending order.

#include <sei/wire/codec.hpp>
#include <sei/wire/element_order.hpp>
#include <sei/wire/element_type.hpp>
#include <sei/wire/fill.hpp>
#include <sei/wire/packetiser.hpp>

#include <concepts>
#include <cstddef>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

/// The outcome of decode_with_losses.
struct loss_report {
    bool decoded = false; ///< false: the sizes did not agree and the tensor is untouched
    std::size_t packets_lost = 0;
    std::size_t elements_lost = 0;

    friend constexpr bool operator==(const loss_report&, const loss_report&) = default;
};

/// Gives the elements at `places` of the encoded tensor their values by `rule`.
constexpr void fill_places(const fill& rule, const element_order& order, element_range places,
                           std::span<float> tensor) noexcept {
    if (order.is_sequential()) return rule(places, tensor);
    for (std::size_t i = 0; i != places.count; ++i) rule({order[places.first + i], 1}, tensor);
}

/// Decodes `bytes`, cut into datagrams by `packets`, into `tensor` as if datagram i had been lost wherever
/// `lost(i)`: exactly the elements of lost datagrams are given by `rule`, all others are decoded. `lost` is
/// asked once for each datagram, in order. `bytes` were encoded in the order `order`. Needs bytes.size() ==
/// packets.total == the encoded size of `tensor`, a payload of whole elements, an order of that many, and a
/// codec and rule that fit the tensor's shape. Complexity: linear in the elements.
template <tensor_codec Codec, std::predicate<std::size_t> Lost>
constexpr loss_report decode_with_losses(const Codec& codec, std::span<const std::byte> bytes,
                                         const packetiser& packets, Lost lost, const fill& rule,
                                         std::span<float> tensor, const element_order& order = {}) {
    const std::size_t element = element_bytes(codec.type());
    if (bytes.size() != packets.total || bytes.size() != encoded_bytes(codec, tensor.size()) ||
        !packets.possible() || packets.payload % element != 0 || !order.fits(tensor.size())) {
        return {};
    }
    loss_report report{.decoded = true};
    for (std::size_t index = 0; index != packets.count(); ++index) {
        const packet piece = packets[index];
        const element_range places{piece.offset / element, piece.payload / element};
        if (lost(index)) {
            fill_places(rule, order, places, tensor);
            ++report.packets_lost;
            report.elements_lost += places.count;
        } else {
            report.decoded &=
                decode_range(codec, order, piece.offset, bytes.subspan(piece.offset, piece.payload), tensor);
        }
    }
    return report;
}

/// The same with the indices of the lost datagrams, ascending (a simulator's drop list). Repeated indices and
/// indices beyond the last datagram do no harm.
template <tensor_codec Codec>
constexpr loss_report decode_with_losses(const Codec& codec, std::span<const std::byte> bytes,
                                         const packetiser& packets, std::span<const std::size_t> drop_list,
                                         const fill& rule, std::span<float> tensor,
                                         const element_order& order = {}) {
    const auto listed = [drop_list](std::size_t index) mutable {
        while (!drop_list.empty() && drop_list.front() < index) drop_list = drop_list.subspan(1);
        return !drop_list.empty() && drop_list.front() == index;
    };
    return decode_with_losses(codec, bytes, packets, listed, rule, tensor, order);
}

} // namespace sei::wire::inline SEI_RELEASE
