// SPDX-License-Identifier: MIT
#pragma once
/// The parts that all kinds of streams share: cameras, devices, the server, the link, the accounts.

#include <sei/link/medium/shared_link.hpp>
#include <sei/study/station.hpp>
#include <sei/study/stream_options.hpp>

#include <algorithm>
#include <deque>
#include <utility>

namespace sei::study::inline SEI_TARGET::detail {

class stream_base {
public:
    stream_base(const stream_load& load, const stream_options& options)
        : load_(load),
          options_(options),
          outcomes_(options.frames),
          server_(
              world_, load.server_time, options.queue, [this](std::size_t frame) { server_done(frame); },
              [this](std::size_t frame) { drop(frame, drop_place::server); }),
          period_(1e9 / options.frames_per_second) {
        for (std::size_t device = 0; device < options.devices; ++device)
            devices_.emplace_back(
                world_, load.device_time, options.queue, [this](std::size_t frame) { device_done(frame); },
                [this](std::size_t frame) { drop(frame, drop_place::device); });
    }
    stream_base(const stream_base&) = delete;
    stream_base& operator=(const stream_base&) = delete;

protected:
    link::world world_;
    const stream_load& load_;
    const stream_options& options_;
    std::vector<frame_outcome> outcomes_;
    station server_;

    ~stream_base() = default;

    virtual void computed(std::size_t frame) = 0; ///< on its device
    virtual void served(std::size_t) {}           ///< by the server
    /// Bytes that have occupied the line, in the direction of what this side sends.
    [[nodiscard]] virtual std::uint64_t wire_bytes(link::side) const { return 0; }

    [[nodiscard]] std::size_t device_of(std::size_t frame) const { return frame % options_.devices; }

    [[nodiscard]] link::virtual_time captured(std::size_t frame) const {
        const double devices = static_cast<double>(options_.devices);
        const double periods = options_.phase == device_phase::staggered
                                   ? static_cast<double>(frame) / devices
                                   : static_cast<double>(frame / options_.devices);
        return start_ + nanoseconds(static_cast<std::int64_t>(periods * period_));
    }

    /// Captures all frames from now on.
    void capture_all() {
        start_ = world_.now();
        uplink_before_ = wire_bytes(link::side::a);
        downlink_before_ = wire_bytes(link::side::b);
        touch();
        capture(0);
    }

    void drop(std::size_t frame, drop_place where) { outcomes_[frame].dropped = where; }

    void answered(std::size_t frame) {
        outcomes_[frame].latency = world_.now() - captured(frame);
        touch();
    }

    /// Something has happened that belongs to the stream: it lasts until now.
    void touch() {
        last_event_ = world_.now();
        uplink_ = wire_bytes(link::side::a);
        downlink_ = wire_bytes(link::side::b);
    }

    [[nodiscard]] stream_outcome take_outcome() {
        const auto of_each = static_cast<double>((options_.frames - 1) / options_.devices + 1);
        stream_outcome result;
        result.duration =
            (std::max)(last_event_ - start_, nanoseconds(static_cast<std::int64_t>(of_each * period_)));
        std::size_t answers = 0;
        for (const frame_outcome& frame : outcomes_) answers += frame.latency ? 1U : 0U;
        for (const station& device : devices_) {
            result.device_busy += device.busy_time();
            result.computed += device.served();
        }
        result.uplink_bytes = uplink_ - uplink_before_;
        result.downlink_bytes = downlink_ - downlink_before_;
        const double seconds = static_cast<double>(result.duration.count()) / 1e9;
        result.answers_per_second = static_cast<double>(answers) / seconds;
        result.use = {.device =
                          share(result.device_busy, result.duration) / static_cast<double>(options_.devices),
                      .uplink = line_share(result.uplink_bytes, options_.link.forward, seconds),
                      .downlink = line_share(result.downlink_bytes, options_.link.backward, seconds),
                      .server = share(server_.busy_time(), result.duration)};
        result.frames = std::move(outcomes_);
        return result;
    }

private:
    std::deque<station> devices_;
    double period_; // nanoseconds; not a whole number for every rate
    link::virtual_time start_{};
    link::virtual_time last_event_{};
    std::uint64_t uplink_ = 0; // wire bytes at the last event
    std::uint64_t downlink_ = 0;
    std::uint64_t uplink_before_ = 0;
    std::uint64_t downlink_before_ = 0;

    void capture(std::size_t frame) {
        if (frame == outcomes_.size()) return;
        world_.call_at(captured(frame), [this, frame] {
            devices_[device_of(frame)].serve(frame);
            capture(frame + 1);
        });
    }

    void device_done(std::size_t frame) {
        touch();
        computed(frame);
    }
    void server_done(std::size_t frame) {
        touch();
        served(frame);
    }

    [[nodiscard]] static double share(nanoseconds part, nanoseconds whole) {
        return static_cast<double>(part.count()) / static_cast<double>(whole.count());
    }

    /// A packet counts when the line begins it, so the last one may reach beyond the end.
    [[nodiscard]] static double line_share(std::uint64_t bytes, const link::channel_options& line,
                                           double seconds) {
        const double busy = static_cast<double>(bytes) * 8 / static_cast<double>(line.rate_bits_per_second);
        return (std::min)(1.0, busy / seconds);
    }
};

/// Frames that wait at a device for the link. When all may wait, they wait in the transport's own queue.
class uplink_gate {
public:
    uplink_gate(link::world& world, const queue_rule& rule, frame_handler transmit, frame_handler dropped)
        : world_(&world),
          limited_(rule.late != late_policy::wait),
          transmit_(transmit),
          gate_(rule, std::move(transmit), std::move(dropped)) {}

    [[nodiscard]] bool limited() const { return limited_; }

    void offer(std::size_t frame) {
        if (limited_)
            gate_.offer(frame);
        else
            transmit_(frame);
    }

    /// The last frame has left the device for the line. The transport says so from its own midst, so the next
    /// frame comes in an event of its own.
    void pass() {
        if (limited_) world_->call_after(nanoseconds(0), [this] { gate_.pass(); });
    }

private:
    link::world* world_;
    bool limited_;
    frame_handler transmit_;
    frame_gate gate_;
};

} // namespace sei::study::inline SEI_TARGET::detail
