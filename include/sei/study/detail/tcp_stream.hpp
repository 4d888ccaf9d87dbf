// SPDX-License-Identifier: MIT
#pragma once
/// A stream over TCP: one connection from each device.

#include <sei/link/tcp/connection.hpp>
#include <sei/study/detail/stream_base.hpp>

namespace sei::study::inline SEI_TARGET::detail {

class tcp_stream final : stream_base {
public:
    tcp_stream(const stream_load& load, const stream_options& options)
        : stream_base(load, options),
          link_(world_.get_executor(), options.link),
          offered_(options.frames),
          upward_(options.frames) {
        for (std::size_t device = 0; device < options.devices; ++device) {
            uplink& up = uplinks_.emplace_back(
                link_, options.tcp, world_, options.queue, [this](std::size_t frame) { transmit(frame); },
                [this](std::size_t frame) { drop(frame, drop_place::link); });
            if (up.gate.limited())
                up.connection.on_departed(link::side::a,
                                          [&up](const link::tcp_segment& segment) { up.note_sent(segment); });
        }
    }

    [[nodiscard]] stream_outcome run() {
        for (frame_outcome& outcome : outcomes_) outcome.nothing_arrived = true;
        for (uplink& up : uplinks_) {
            up.connection.on_aborted([this, &up](link::virtual_time) { decide(up); });
            up.connection.connect([this, &up](link::virtual_time) { decide(up); });
        }
        world_.run();
        return take_outcome();
    }

private:
    struct uplink {
        link::tcp_connection connection;
        uplink_gate gate;
        std::uint64_t written = 0; // bytes
        bool is_sending = false;   // of these, some have not left the device yet
        bool is_decided = false;   // whether there is a connection

        uplink(link::shared_link& link, const link::tcp_options& tcp, link::world& world,
               const queue_rule& rule, frame_handler transmit, frame_handler dropped)
            : connection(link, tcp), gate(world, rule, std::move(transmit), std::move(dropped)) {}

        /// The first byte of data has sequence number 1.
        void note_sent(const link::tcp_segment& segment) {
            if (is_sending && segment.payload_bytes > 0 && segment.end() > written) {
                is_sending = false;
                gate.pass();
            }
        }
    };

    link::shared_link link_;
    std::deque<uplink> uplinks_;
    std::vector<link::virtual_time> offered_; // by frame: when it was ready to be sent
    std::vector<nanoseconds> upward_;         // by frame: from then until it was through
    std::size_t decided_ = 0;

    [[nodiscard]] std::uint64_t wire_bytes(link::side from) const override {
        return link_.counters(from).wire_bytes;
    }

    /// The cameras begin when every device has its connection, or has given up on it.
    void decide(uplink& up) {
        if (std::exchange(up.is_decided, true)) return;
        if (++decided_ == uplinks_.size()) capture_all();
    }

    void computed(std::size_t frame) override {
        offered_[frame] = world_.now();
        uplinks_[device_of(frame)].gate.offer(frame);
    }

    void transmit(std::size_t frame) {
        uplink& up = uplinks_[device_of(frame)];
        if (up.connection.aborted()) return;
        up.written += load_.stream_bytes;
        up.is_sending = true;
        up.connection.send(link::side::a, load_.stream_bytes,
                           [this, frame](link::virtual_time) { receive(frame); });
    }

    void receive(std::size_t frame) {
        outcomes_[frame].nothing_arrived = false;
        upward_[frame] = world_.now() - offered_[frame];
        touch();
        server_.serve(frame);
    }

    void served(std::size_t frame) override {
        uplink& up = uplinks_[device_of(frame)];
        if (up.connection.aborted()) return;
        up.connection.send(link::side::b, load_.answer_stream_bytes,
                           [this, frame, sent = world_.now()](link::virtual_time) {
                               outcomes_[frame].link_time = upward_[frame] + (world_.now() - sent);
                               answered(frame);
                           });
    }
};

} // namespace sei::study::inline SEI_TARGET::detail
