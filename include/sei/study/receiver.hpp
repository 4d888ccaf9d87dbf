// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/receiver.hpp: what a tail makes of frames of which some datagrams were lost: the real tensor,
/// with exactly the elements of those datagrams filled by a rule, through the real tail.
///
/// float32 without loss gives the answer of the uncut network, bit for bit. Ties go to the lower class.
/// `neighbours` takes the channel's mean where nothing beside has arrived. Nothing is allocated per call.

#include <sei/study/wire_plan.hpp>

#include <algorithm>
#include <optional>

namespace sei::study::inline SEI_TARGET {

[[nodiscard]] inline class_index largest_of(std::span<const float> scores) {
    return static_cast<class_index>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

/// Throws sei::error unless datagrams of `carried_bytes` have room for an element behind their header.
inline void require_room(std::size_t carried_bytes, wire::element_type type) {
    if (wire::datagram_payload(carried_bytes, type) != 0) return;
    throw error("datagrams of " + std::to_string(carried_bytes) +
                " bytes have no room for one element behind their header, expected at least " +
                std::to_string(wire::datagram_header_bytes + wire::element_bytes(type)) + " bytes");
}

/// Sends images over one wire plan, one at a time, and classifies what arrives. One object per thread; views
/// its arguments, also the list of the order. `carried_bytes` is what the link carries in one datagram, sei's
/// header included: `link::udp_options::payload_bytes()`.
class receiver {
public:
    receiver(const engine::executor& network, const dataset& images, std::size_t split, wire_format format,
             const calibration& tensor, std::size_t carried_bytes, wire::fill_rule rule,
             const wire::element_order& order = {})
        : network_(&network),
          images_(&images),
          tensor_(&tensor),
          split_(split),
          rule_(rule),
          order_(order),
          codec_(codec_for(format, tensor, images.normalisation)),
          packets_(wire::packetise(tensor.dims.elements(), codec_.type(), carried_bytes)),
          memory_(network.make_workspace()),
          sent_(tensor.dims.elements()),
          received_(tensor.dims.elements()),
          encoded_(wire::encoded_bytes(codec_, tensor.dims.elements())),
          scores_(network.shape_after(network.last_layer()).elements()) {
        require_room(carried_bytes, codec_.type());
        if (!order.fits(sent_.size()))
            throw error("an order of packets for another tensor than the one of " +
                        std::to_string(sent_.size()) + " elements");
        if (!packets_.possible())
            throw error("a tensor of " + std::to_string(packets_.total) +
                        " bytes, expected 1 to 2^32 - 1, which a datagram header can say");
    }

    [[nodiscard]] const wire::packetiser& packets() const { return packets_; }
    [[nodiscard]] std::size_t encoded_bytes() const { return encoded_.size(); }

    /// The class that the tail sees in image `index` when these datagrams (ascending indices) are lost. The
    /// rule `last_frame` fills from image `before`, the last one of which anything arrived (none: zeros).
    /// What arrived of that one is what stood in the tensor if it was this object's last image; else it is
    /// taken as received whole.
    [[nodiscard]] class_index classify(std::size_t index, std::span<const std::size_t> lost,
                                       std::optional<std::size_t> before = {}) {
        if (rule_ == wire::fill_rule::last_frame && !lost.empty() && before != standing_) {
            std::fill(received_.begin(), received_.end(), 0.0f);
            if (before) deliver(*before, {});
        }
        deliver(index, lost);
        network_->run(split_, network_->last_layer(), received_, scores_, memory_);
        return largest_of(scores_);
    }

    /// The tensor that the last call gave to the tail.
    [[nodiscard]] std::span<const float> tensor() const { return received_; }

private:
    const engine::executor* network_;
    const dataset* images_;
    const calibration* tensor_;
    std::size_t split_;
    wire::fill_rule rule_;
    wire::element_order order_;
    wire::any_codec codec_;
    wire::packetiser packets_;
    engine::workspace memory_;
    std::vector<float> sent_;
    std::vector<float> received_;
    std::vector<std::byte> encoded_;
    std::vector<std::uint32_t> arrived_; // a bit for each element
    std::vector<float> scores_;
    std::optional<std::size_t> standing_; // the image whose tensor stands in received_

    void deliver(std::size_t index, std::span<const std::size_t> lost) {
        network_->run(0, split_, images_->image(index), sent_, memory_);
        // Sizes and order were looked at when this object was made.
        static_cast<void>(wire::encode_range(codec_, order_, sent_, 0, encoded_));
        wire::decode_with_losses(codec_, encoded_, packets_, lost, fill(), received_, order_);
        if (rule_ == wire::fill_rule::neighbours && !lost.empty()) look_beside(lost);
        standing_ = index;
    }

    /// Fills the holes from their neighbours, now that it is known what has arrived.
    void look_beside(std::span<const std::size_t> lost) {
        arrived_.resize(wire::arrival_map::words_for(received_.size()));
        wire::arrival_map arrived(arrived_, received_.size());
        const std::size_t element = wire::element_bytes(codec_.type());
        for (std::size_t i = 0; i < packets_.count(); ++i) {
            if (std::binary_search(lost.begin(), lost.end(), i)) continue;
            const wire::packet piece = packets_[i];
            for (std::size_t k = 0; k < piece.payload / element; ++k)
                arrived.mark({order_[piece.offset / element + k], 1});
        }
        wire::fill_from_neighbours(arrived, tensor_->dims, received_);
    }

    [[nodiscard]] wire::fill fill() const {
        switch (rule_) {
        case wire::fill_rule::neighbours:
            return wire::fill::neighbours(tensor_->channel_means, tensor_->dims.positions());
        case wire::fill_rule::mean:
            return wire::fill::mean(tensor_->channel_means, tensor_->dims.positions());
        case wire::fill_rule::last_frame:
            return wire::fill::last_frame(received_); // what stands there stays
        case wire::fill_rule::zero:
            break;
        }
        return wire::fill::zero();
    }
};

} // namespace sei::study::inline SEI_TARGET
