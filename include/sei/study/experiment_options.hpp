// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/experiment_options.hpp: what an experiment varies (deployments) and what it holds fixed
/// (options).

#include <sei/model/device.hpp>
#include <sei/model/results.hpp>
#include <sei/study/packet_order.hpp>
#include <sei/study/receiver.hpp>
#include <sei/study/stream.hpp>

#include <functional>

namespace sei::study::inline SEI_TARGET {

enum class transport : std::uint8_t { udp, tcp };

/// One way to deploy the network. `split` and `format` count for design_kind::split only: local computing
/// sends nothing, remote computing sends the image as bytes.
struct deployment {
    design_kind kind = design_kind::local;
    std::size_t split = 0;
    wire_format format = wire_format::float32;
};

struct experiment_options {
    study::transport transport = study::transport::udp;
    stream_options stream{}; ///< link, rate, waiting time; `frames` is set from the images
    nanoseconds deadline = std::chrono::milliseconds(50);
    double percentile = 95;
    wire::fill_rule fill = wire::fill_rule::zero;
    study::packet_order packet_order = study::packet_order::sequential; ///< UDP
    /// For packet_order::importance: for each of these splits, in their order, one number for each element of
    /// the tensor; larger is sent earlier. Asked once a run.
    std::function<std::vector<std::vector<float>>(std::span<const std::size_t> splits)> importance{};
    double loss = 0;                ///< probability per packet, both directions
    std::vector<double> loss_sweep; ///< further probabilities, for curves
    std::size_t calibration_images = 256;
    std::function<double(std::size_t first, std::size_t last)>
        device_seconds; ///< layers after first up to last
    std::function<double(std::size_t first, std::size_t last)> server_seconds;
    sei::device_energy device_energy{};              ///< what is left out makes a design's energy unknown
    std::function<void(double share)> on_progress{}; ///< 0 to 1, from any thread

    /// `loss`, then those of `loss_sweep`.
    [[nodiscard]] std::vector<double> all_losses() const {
        std::vector<double> losses{loss};
        losses.insert(losses.end(), loss_sweep.begin(), loss_sweep.end());
        return losses;
    }

    /// What the link carries in one datagram, sei's header included. TCP's frames are not cut into datagrams;
    /// there it is a usual size, whatever the options of UDP are.
    [[nodiscard]] std::size_t carried_bytes() const {
        return (transport == study::transport::tcp ? link::udp_options{} : stream.udp).payload_bytes();
    }
};

/// Throws sei::error for what can't be simulated, before any work is done.
inline void require_usable(const experiment_options& options) {
    for (const double probability : options.all_losses())
        if (!(probability >= 0 && probability <= 1))
            throw error("a loss probability of " + sei::detail::short_number(probability) +
                        ", expected 0 to 1");
    if (!(options.percentile > 0 && options.percentile <= 100))
        throw error("percentile " + sei::detail::short_number(options.percentile) +
                    ", expected more than 0, at most 100");
    if (options.calibration_images == 0) throw error("0 calibration images, expected at least 1");
    if (!options.device_seconds || !options.server_seconds)
        throw error("no compute times of the device or the server, expected a function for each");
    if (options.transport == transport::udp && options.packet_order == packet_order::importance &&
        !options.importance)
        throw error("packets in order of importance without a function that tells the importance");
    stream_options stream = options.stream;
    stream.frames = (std::max)(stream.frames, stream.devices); // there will be as many as images
    require_usable(stream);
    link::require_usable(options.stream.link);
    if (options.transport == transport::tcp) return link::require_usable(options.stream.tcp);
    const link::udp_options& udp = options.stream.udp;
    if (wire::datagram_payload(udp.payload_bytes(), wire::element_type::float32) == 0)
        throw error("an MTU of " + std::to_string(udp.mtu) + " bytes leaves no room for one element behind " +
                    std::to_string(udp.header_bytes + wire::datagram_header_bytes) + " bytes of headers");
    link::require_usable(udp);
}

} // namespace sei::study::inline SEI_TARGET
