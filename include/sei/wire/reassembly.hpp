// SPDX-License-Identifier: MIT
#pragma once
/// sei/wire/reassembly.hpp: puts one frame's datagrams back together, in any order, with duplicates and
/// losses.

#include <sei/wire/arrival_map.hpp>
#include <sei/wire/codec.hpp>
#include <sei/wire/datagram.hpp>
#include <sei/wire/element_order.hpp>
#include <sei/wire/element_type.hpp>
#include <sei/wire/fill.hpp>
#include <sei/wire/losses.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace sei::wire::inline SEI_RELEASE {

enum class arrival : std::uint8_t {
    accepted,    ///< brought elements that were missing
    duplicate,   ///< brought nothing new
    older_frame, ///< belongs to a frame before this one: drop it
    newer_frame, ///< belongs to a frame after this one: finish this one, then `start` that one and offer it
                 ///< again
    wrong_type,  ///< another codec than agreed
    wrong_total, ///< another tensor size than agreed
    malformed    ///< not a valid datagram; `parse_datagram` says why
};

/// Receives the datagrams of one frame at a time, decoding them straight into the caller's tensor. Nothing
/// here allocates, and no datagram, however malformed, makes it write outside the tensor.
template <tensor_codec Codec>
class reassembler {
public:
    /// `tensor` is where elements go; `bitmap` has at least `arrival_map::words_for(tensor.size())` words
    /// (with fewer, or with an order of another number of elements, every datagram has the wrong total).
    /// Waits for frame 0 until `start` is called.
    constexpr reassembler(const Codec& codec, std::span<float> tensor, std::span<std::uint32_t> bitmap,
                          const element_order& order = {}) noexcept
        : codec_{codec},
          order_{order},
          tensor_{tensor},
          map_{bitmap, order.fits(tensor.size()) ? tensor.size() : 0} {}

    /// Forgets what has arrived and waits for the datagrams of `frame`. The tensor keeps its values.
    constexpr void start(std::uint32_t frame) noexcept {
        frame_ = frame;
        map_.clear();
    }

    /// Takes one datagram as UDP delivered it. The first copy of an element wins.
    constexpr arrival accept(std::span<const std::byte> bytes) noexcept {
        return accept(parse_datagram(bytes, 0xFFFFFFFFU));
    }

    /// Takes one datagram that the caller has parsed.
    constexpr arrival accept(const datagram& received) noexcept {
        if (received.status != datagram_status::ok) return arrival::malformed;
        const datagram_header& header = received.header;
        if (header.type != codec_.type()) return arrival::wrong_type;
        if (header.total != encoded_bytes(codec_, map_.elements())) return arrival::wrong_total;
        if (header.frame != frame_) {
            return is_newer(header.frame, frame_) ? arrival::newer_frame : arrival::older_frame;
        }
        const std::size_t element = element_bytes(header.type);
        const element_range range{header.offset / element, received.payload.size() / element};
        map_.for_each_missing(range, [&](element_range run) {
            // The header has been checked against the tensor, so these are places of it.
            static_cast<void>(decode_range(
                codec_, order_, run.first * element,
                received.payload.subspan((run.first - range.first) * element, run.count * element), tensor_));
        });
        return map_.mark(range) != 0 ? arrival::accepted : arrival::duplicate;
    }

    [[nodiscard]] constexpr std::uint32_t frame() const noexcept { return frame_; }
    [[nodiscard]] constexpr bool complete() const noexcept {
        return map_.missing() == 0 && map_.elements() != 0;
    }
    /// By place in the encoded tensor; the order says which element is there.
    [[nodiscard]] constexpr const arrival_map& arrivals() const noexcept { return map_; }

    /// Gives every missing element its value by `rule`. They stay missing, so a datagram that comes late
    /// still counts.
    constexpr void fill_missing(const fill& rule) const noexcept {
        map_.for_each_missing([&](element_range run) { fill_places(rule, order_, run, tensor_); });
    }

private:
    Codec codec_;
    element_order order_;
    std::span<float> tensor_;
    arrival_map map_;
    std::uint32_t frame_ = 0;
};

} // namespace sei::wire::inline SEI_RELEASE
