// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/receiver.hpp: what a tail makes of frames of which some datagrams were lost: the real tensor,
/// with exactly the elements of those datagrams filled by a rule, through the real tail.

#include <sei/study/wire_plan.hpp>

namespace sei::study::inline SEI_TARGET {

[[nodiscard]] inline std::uint8_t largest_of(std::span<const float> scores) {
    return static_cast<std::uint8_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

/// Sends images over one wire plan, one at a time, and classifies what arrives. One object per thread; views
/// its arguments.
class receiver {
public:
    receiver(const engine::executor& network, const dataset& images, std::size_t split, wire_format format,
             const calibration& tensor, std::size_t mtu, wire::fill_rule rule)
        : network_(&network),
          images_(&images),
          tensor_(&tensor),
          split_(split),
          rule_(rule),
          codec_(codec_for(format, tensor, images.normalisation)),
          packets_(wire::packetise(tensor.dims.elements(), codec_.type(), mtu)),
          memory_(network.make_workspace()),
          sent_(tensor.dims.elements()),
          received_(tensor.dims.elements()),
          encoded_(wire::encoded_bytes(codec_, tensor.dims.elements())),
          scores_(network.shape_after(network.last_layer()).elements()) {
        if (!packets_.possible())
            throw error("an MTU of " + std::to_string(mtu) + " bytes leaves no room for one element behind " +
                        std::to_string(wire::ip_udp_bytes + wire::datagram_header_bytes) +
                        " bytes of headers");
    }

    [[nodiscard]] const wire::packetiser& packets() const { return packets_; }
    [[nodiscard]] std::size_t encoded_bytes() const { return encoded_.size(); }

    /// The class that the tail sees in image `index` when these datagrams (ascending indices) are lost. The
    /// rule `last_frame` takes the image before it, which must have been the last call, or the image is taken
    /// as received whole.
    [[nodiscard]] std::uint8_t classify(std::size_t index, std::span<const std::size_t> lost) {
        if (rule_ == wire::fill_rule::last_frame && !lost.empty() && index != 0 && previous_ != index - 1)
            deliver(index - 1, {});
        deliver(index, lost);
        network_->run(split_, network_->last_layer(), received_, scores_, memory_);
        return largest_of(scores_);
    }

    /// The tensor that the last call gave to the tail.
    [[nodiscard]] std::span<const float> tensor() const { return received_; }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    const engine::executor* network_;
    const dataset* images_;
    const calibration* tensor_;
    std::size_t split_;
    wire::fill_rule rule_;
    wire::any_codec codec_;
    wire::packetiser packets_;
    engine::workspace memory_;
    std::vector<float> sent_;
    std::vector<float> received_;
    std::vector<std::byte> encoded_;
    std::vector<float> scores_;
    std::size_t previous_ = none;

    void deliver(std::size_t index, std::span<const std::size_t> lost) {
        network_->run(0, split_, images_->image(index), sent_, memory_);
        const auto bytes = wire::encode(codec_, sent_, encoded_);
        wire::decode_with_losses(codec_, bytes, packets_, lost, fill(), received_);
        previous_ = index;
    }

    [[nodiscard]] wire::fill fill() const {
        switch (rule_) {
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
