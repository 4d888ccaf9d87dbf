// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/losses.hpp: what a receiver sees when some datagrams are lost, without building the datagrams.

#include <sei/wire/codec.hpp>
#include <sei/wire/element_type.hpp>
#include <sei/wire/fill.hpp>
#include <sei/wire/packetiser.hpp>

#include <concepts>
#include <cstddef>
#include <span>

namespace sei::wire {

/// The outcome of decode_with_losses.
struct loss_report {
    bool decoded = false; ///< false: the sizes did not agree and the tensor is untouched
    std::size_t packets_lost = 0;
    std::size_t elements_lost = 0;

    friend constexpr bool operator==(const loss_report&, const loss_report&) = default;
};

/// Decodes `bytes`, cut into datagrams by `packets`, into `tensor` as if datagram i had been lost wherever
/// `lost(i)`: exactly the elements of lost datagrams are given by `rule`, all others are decoded. `lost` is
/// asked once for each datagram, in order. Needs bytes.size() == packets.total == the encoded size of
/// `tensor` and a payload of whole elements, and a codec and rule that fit the tensor's shape. Complexity:
/// linear in the elements.
template <tensor_codec Codec, std::predicate<std::size_t> Lost>
constexpr loss_report decode_with_losses(const Codec& codec, std::span<const std::byte> bytes,
                                         const packetiser& packets, Lost lost, const fill& rule,
                                         std::span<float> tensor) {
    const std::size_t element = element_bytes(codec.type());
    if (bytes.size() != packets.total || bytes.size() != encoded_bytes(codec, tensor.size()) ||
        !packets.possible() || packets.payload % element != 0) {
        return {};
    }
    loss_report report{.decoded = true};
    for (std::size_t index = 0; index != packets.count(); ++index) {
        const packet piece = packets[index];
        const element_range range{piece.offset / element, piece.payload / element};
        if (lost(index)) {
            rule(range, tensor);
            ++report.packets_lost;
            report.elements_lost += range.count;
        } else {
            codec.decode(range.first, bytes.subspan(piece.offset, piece.payload),
                         tensor.subspan(range.first, range.count));
        }
    }
    return report;
}

/// The same with the indices of the lost datagrams, ascending (a simulator's drop list). Repeated indices and
/// indices beyond the last datagram do no harm.
template <tensor_codec Codec>
constexpr loss_report decode_with_losses(const Codec& codec, std::span<const std::byte> bytes,
                                         const packetiser& packets, std::span<const std::size_t> drop_list,
                                         const fill& rule, std::span<float> tensor) {
    const auto listed = [drop_list](std::size_t index) mutable {
        while (!drop_list.empty() && drop_list.front() < index) drop_list = drop_list.subspan(1);
        return !drop_list.empty() && drop_list.front() == index;
    };
    return decode_with_losses(codec, bytes, packets, listed, rule, tensor);
}

} // namespace sei::wire
