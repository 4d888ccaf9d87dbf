// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/stream.hpp: frames at a steady rate through device, link and server, and what became of each.
///
/// A frame is captured at n / rate, computed on the device, sent, computed on the server, answered. Device,
/// link and server take one frame at a time, so a late frame makes the next ones wait. Latency runs from
/// capture to the answer's arrival at the device.
///
/// UDP: the server starts when a frame's last datagram arrives, or `udp_wait` after the first one that did:
/// it can't know whether the last one is lost or late. What arrives after the start comes too late and counts
/// as lost. If nothing arrived, or part of the answer is lost, the frame never comes back. TCP: one
/// connection for the whole stream, opened before the first frame.

#include <sei/link/tcp.hpp>
#include <sei/link/udp.hpp>
#include <sei/study/station.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace sei::study::inline SEI_TARGET {

using std::chrono::nanoseconds;

/// What one frame asks of device, link and server.
struct stream_load {
    nanoseconds device_time{0};
    nanoseconds server_time{0};
    std::vector<std::uint32_t> datagram_bytes{}; ///< UDP: bytes of each datagram, sei's header included
    std::uint64_t stream_bytes = 0;              ///< TCP: bytes of a frame, sei's header included
    std::vector<std::uint32_t> answer_datagram_bytes{}; ///< UDP: the same for the answer
    std::uint64_t answer_stream_bytes = 0;              ///< TCP: the same for the answer
};

struct stream_options {
    double frames_per_second = 20;
    std::size_t frames = 1;
    nanoseconds udp_wait = std::chrono::milliseconds(50);
    link::link_options link{};
    link::udp_options udp{};
    link::tcp_options tcp{};
};

/// What became of one frame.
struct frame_outcome {
    std::optional<nanoseconds> latency;   ///< none: the answer never came
    std::optional<nanoseconds> link_time; ///< both ways, waiting for the link included
    std::vector<std::size_t> lost{};      ///< indices of the datagrams that did not arrive in time, ascending
    bool nothing_arrived = false;         ///< the server never saw the frame
};

namespace detail {

/// The parts that all kinds of streams share: capture times, the two stations, the outcomes.
class stream_base {
public:
    stream_base(const stream_load& load, const stream_options& options)
        : device_(world_, load.device_time),
          server_(world_, load.server_time),
          load_(load),
          options_(options),
          outcomes_(options.frames),
          period_(1e9 / options.frames_per_second) {}

protected:
    link::world world_;
    station device_;
    station server_;
    const stream_load& load_;
    const stream_options& options_;
    std::vector<frame_outcome> outcomes_;

    [[nodiscard]] link::virtual_time captured(std::size_t frame) const {
        return start_ + nanoseconds(static_cast<std::int64_t>(static_cast<double>(frame) * period_));
    }

    /// Captures frames from now on, each handed to `ready(frame)` when the device has computed it.
    template <class Ready>
    void capture_all(const Ready& ready) {
        start_ = world_.now();
        capture(0, ready);
    }

    void answered(std::size_t frame, nanoseconds upward, link::virtual_time answer_sent) {
        outcomes_[frame].latency = world_.now() - captured(frame);
        outcomes_[frame].link_time = upward + (world_.now() - answer_sent);
    }

private:
    link::virtual_time start_{};
    double period_; // nanoseconds; not a whole number for every rate

    template <class Ready>
    void capture(std::size_t frame, Ready ready) {
        if (frame == outcomes_.size()) return;
        world_.call_at(captured(frame), [this, frame, ready] {
            device_.serve([frame, ready] { ready(frame); });
            capture(frame + 1, ready);
        });
    }
};

class local_stream : stream_base {
public:
    using stream_base::stream_base;

    [[nodiscard]] std::vector<frame_outcome> run() {
        capture_all([this](std::size_t frame) { outcomes_[frame].latency = world_.now() - captured(frame); });
        world_.run();
        return std::move(outcomes_);
    }
};

class udp_stream : stream_base {
public:
    udp_stream(const stream_load& load, const stream_options& options)
        : stream_base(load, options),
          up_(world_.get_executor(), options.udp, options.link.forward, options.link.seed, link::side::a),
          down_(world_.get_executor(), options.udp, options.link.backward, options.link.seed, link::side::b),
          started_(options.frames) {}

    [[nodiscard]] std::vector<frame_outcome> run() {
        for (frame_outcome& outcome : outcomes_) outcome.nothing_arrived = true;
        up_.on_datagram([this](const link::message_record& tensor, const link::datagram_record& datagram) {
            if (datagram.fate == link::datagram_fate::delivered) receive(tensor, datagram);
        });
        capture_all([this](std::size_t frame) { send(frame); });
        world_.run();
        return std::move(outcomes_);
    }

private:
    link::udp_flow up_;
    link::udp_flow down_;
    std::vector<std::optional<link::virtual_time>> started_; // by frame: when the server took what it had

    /// Frames leave the device in the order of their capture, so that a frame's number is its message's.
    void send(std::size_t frame) {
        up_.send(load_.datagram_bytes,
                 [this, frame](const link::message_record& tensor) { list_lost(frame, tensor); });
    }

    void receive(const link::message_record& tensor, const link::datagram_record& datagram) {
        const auto frame = static_cast<std::size_t>(tensor.id);
        const bool is_first = std::exchange(outcomes_[frame].nothing_arrived, false);
        if (&datagram == &tensor.datagrams.back())
            start(frame, tensor.sent);
        else if (is_first)
            world_.call_after(options_.udp_wait, [this, frame, sent = tensor.sent] { start(frame, sent); });
    }

    void start(std::size_t frame, link::virtual_time sent) {
        if (started_[frame]) return;
        started_[frame] = world_.now();
        const nanoseconds upward = world_.now() - sent;
        server_.serve([this, frame, upward] { answer(frame, upward); });
    }

    void list_lost(std::size_t frame, const link::message_record& tensor) {
        for (std::size_t i = 0; i < tensor.datagrams.size(); ++i) {
            const link::datagram_record& datagram = tensor.datagrams[i];
            const bool arrived = datagram.fate == link::datagram_fate::delivered;
            const bool in_time = !started_[frame] || datagram.time <= *started_[frame];
            if (!arrived || !in_time) outcomes_[frame].lost.push_back(i);
        }
    }

    void answer(std::size_t frame, nanoseconds upward) {
        const link::virtual_time sent = world_.now();
        down_.send(load_.answer_datagram_bytes,
                   [this, frame, upward, sent](const link::message_record& reply) {
                       if (reply.complete()) answered(frame, upward, sent);
                   });
    }
};

class tcp_stream : stream_base {
public:
    tcp_stream(const stream_load& load, const stream_options& options)
        : stream_base(load, options), connection_(world_.get_executor(), options.tcp, options.link) {}

    [[nodiscard]] std::vector<frame_outcome> run() {
        for (frame_outcome& outcome : outcomes_) outcome.nothing_arrived = true;
        connection_.connect(
            [this](link::virtual_time) { capture_all([this](std::size_t frame) { send(frame); }); });
        world_.run();
        return std::move(outcomes_);
    }

private:
    link::tcp_connection connection_;

    void send(std::size_t frame) {
        if (connection_.aborted()) return;
        connection_.send(link::side::a, load_.stream_bytes,
                         [this, frame, sent = world_.now()](link::virtual_time) { receive(frame, sent); });
    }

    void receive(std::size_t frame, link::virtual_time sent) {
        outcomes_[frame].nothing_arrived = false;
        const nanoseconds upward = world_.now() - sent;
        server_.serve([this, frame, upward] {
            if (connection_.aborted()) return;
            connection_.send(link::side::b, load_.answer_stream_bytes,
                             [this, frame, upward, answer_sent = world_.now()](link::virtual_time) {
                                 answered(frame, upward, answer_sent);
                             });
        });
    }
};

inline void require_usable(const stream_options& options) {
    if (!(options.frames_per_second > 0) || options.frames_per_second > 1e9)
        throw error("a stream of " + std::to_string(options.frames_per_second) +
                    " frames per second; expected more than 0 and at most 1e9");
    if (options.frames == 0) throw error("a stream of 0 frames; expected at least 1");
    if (static_cast<double>(options.frames) / options.frames_per_second > 1e9)
        throw error("a stream that lasts more than 10^9 s; times are 64 bits of nanoseconds");
    if (options.udp_wait < nanoseconds::zero())
        throw error("a UDP wait of " + std::to_string(options.udp_wait.count()) + " ns; expected 0 or more");
}

} // namespace detail

/// All on the device.
[[nodiscard]] inline std::vector<frame_outcome> simulate_local(const stream_load& load,
                                                               const stream_options& options) {
    detail::require_usable(options);
    return detail::local_stream(load, options).run();
}

/// Throws sei::error if the link or the load can't be: see link::validate.
[[nodiscard]] inline std::vector<frame_outcome> simulate_udp(const stream_load& load,
                                                             const stream_options& options) {
    detail::require_usable(options);
    return detail::udp_stream(load, options).run();
}

[[nodiscard]] inline std::vector<frame_outcome> simulate_tcp(const stream_load& load,
                                                             const stream_options& options) {
    detail::require_usable(options);
    return detail::tcp_stream(load, options).run();
}

} // namespace sei::study::inline SEI_TARGET
