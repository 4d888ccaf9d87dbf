// SPDX-License-Identifier: MIT
#pragma once
/// A stream over UDP: one flow from each device, one from the server to all of them.

#include <sei/study/detail/stream_base.hpp>

namespace sei::study::inline SEI_TARGET::detail {

class udp_stream final : stream_base {
public:
    udp_stream(const stream_load& load, const stream_options& options)
        : stream_base(load, options),
          link_(world_.get_executor(), options.link),
          down_(link_, with_records(options.udp), link::side::b),
          offered_(options.frames),
          upward_(options.frames),
          started_(options.frames) {
        for (std::size_t device = 0; device < options.devices; ++device) {
            uplink& up = uplinks_.emplace_back(
                link_, with_records(options.udp), world_, options.queue,
                [this](std::size_t frame) { transmit(frame); },
                [this](std::size_t frame) { drop(frame, drop_place::link); });
            up.flow.on_datagram(
                [this, &up](const link::message_record& tensor, const link::datagram_record& datagram) {
                    touch();
                    if (datagram.fate == link::datagram_fate::delivered)
                        receive(up.frames[static_cast<std::size_t>(tensor.id)], tensor, datagram);
                });
            if (up.gate.limited()) up.flow.on_drained([&up] { up.note_drained(); });
        }
    }

    [[nodiscard]] stream_outcome run() {
        for (frame_outcome& outcome : outcomes_) outcome.nothing_arrived = true;
        capture_all();
        world_.run();
        return take_outcome();
    }

private:
    struct uplink {
        link::udp_flow flow;
        uplink_gate gate;
        std::vector<std::size_t> frames; // by the number of their message
        bool is_sending = false;

        uplink(link::shared_link& link, const link::udp_options& udp, link::world& world,
               const queue_rule& rule, frame_handler transmit, frame_handler dropped)
            : flow(link, udp, link::side::a), gate(world, rule, std::move(transmit), std::move(dropped)) {}

        void note_drained() {
            if (std::exchange(is_sending, false)) gate.pass();
        }
    };

    link::shared_link link_;
    std::deque<uplink> uplinks_;
    link::udp_flow down_;
    std::vector<link::virtual_time> offered_;                // by frame: when it was ready to be sent
    std::vector<nanoseconds> upward_;                        // by frame: from then until the server took it
    std::vector<std::optional<link::virtual_time>> started_; // by frame: when the server took what it had

    /// Which datagrams are lost is what the stream is about.
    [[nodiscard]] static link::udp_options with_records(link::udp_options udp) {
        udp.record_datagrams = true;
        return udp;
    }

    [[nodiscard]] std::uint64_t wire_bytes(link::side from) const override {
        return link_.counters(from).wire_bytes;
    }

    void computed(std::size_t frame) override {
        offered_[frame] = world_.now();
        uplinks_[device_of(frame)].gate.offer(frame);
    }

    void transmit(std::size_t frame) {
        uplink& up = uplinks_[device_of(frame)];
        if (world_.now() > given_up(frame)) { // while it waited for its turn
            drop(frame, drop_place::link);
            return up.gate.pass();
        }
        const std::uint64_t message = up.frames.size();
        up.frames.push_back(frame);
        up.is_sending = true;
        up.flow.send(load_.datagram_bytes,
                     [this, frame](const link::message_record& tensor) { list_lost(frame, tensor); });
        if (!options_.udp_send_for) return;
        world_.call_at(given_up(frame), [this, &up, frame, message] {
            if (up.flow.withdraw(message) == load_.datagram_bytes.size()) drop(frame, drop_place::link);
        });
    }

    /// When its device stops sending it.
    [[nodiscard]] link::virtual_time given_up(std::size_t frame) const {
        const link::virtual_time ready = offered_[frame];
        return options_.udp_send_for ? link::saturating_add(ready, *options_.udp_send_for)
                                     : (link::virtual_time::max)();
    }

    void receive(std::size_t frame, const link::message_record& tensor,
                 const link::datagram_record& datagram) {
        const bool is_first = std::exchange(outcomes_[frame].nothing_arrived, false);
        if (&datagram == &tensor.datagrams.back())
            start(frame);
        else if (is_first)
            world_.call_after(options_.udp_wait, [this, frame] { start(frame); });
    }

    void start(std::size_t frame) {
        if (started_[frame]) return;
        started_[frame] = world_.now();
        upward_[frame] = world_.now() - offered_[frame];
        server_.serve(frame);
    }

    void list_lost(std::size_t frame, const link::message_record& tensor) {
        for (std::size_t i = 0; i < tensor.datagrams.size(); ++i) {
            const link::datagram_record& datagram = tensor.datagrams[i];
            const bool arrived = datagram.fate == link::datagram_fate::delivered;
            const bool in_time = !started_[frame] || datagram.time <= *started_[frame];
            if (!arrived || !in_time) outcomes_[frame].lost.push_back(i);
        }
    }

    void served(std::size_t frame) override {
        down_.send(load_.answer_datagram_bytes,
                   [this, frame, sent = world_.now()](const link::message_record& reply) {
                       if (!reply.complete()) return;
                       outcomes_[frame].link_time = upward_[frame] + (world_.now() - sent);
                       answered(frame);
                   });
    }
};

} // namespace sei::study::inline SEI_TARGET::detail
