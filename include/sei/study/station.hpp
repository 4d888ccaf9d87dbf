// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/station.hpp: a device or server that works on one frame at a time, first come, first served,
/// while others wait or are dropped.
///
/// Every frame costs the same; frames leave in the order in which they came. `serve` is called in the instant
/// of the arrival. The world must outlive the station.

#include <sei/link/time/world.hpp>
#include <sei/study/frame_queue.hpp>

#include <chrono>
#include <cstddef>
#include <utility>

namespace sei::study::inline SEI_TARGET {

class station {
public:
    /// `done` is called in the instant in which a frame has been worked on, `dropped` in the one in which it
    /// is dropped.
    station(link::world& world, std::chrono::nanoseconds work_per_frame, const queue_rule& rule,
            frame_handler done, frame_handler dropped)
        : world_(&world),
          work_(work_per_frame),
          gate_(
              rule, [this](std::size_t frame) { begin(frame); }, std::move(dropped)),
          done_(std::move(done)) {}
    station(const station&) = delete;
    station& operator=(const station&) = delete;

    /// A frame arrives. One that asks for no work waits for nobody.
    void serve(std::size_t frame) {
        if (asks_for_work())
            gate_.offer(frame);
        else
            begin(frame);
    }

    /// Frames that have been worked on, and the time that this took.
    [[nodiscard]] std::size_t served() const { return served_; }
    [[nodiscard]] std::chrono::nanoseconds busy_time() const {
        return work_ * static_cast<std::int64_t>(served_);
    }

private:
    link::world* world_;
    std::chrono::nanoseconds work_;
    frame_gate gate_;
    frame_handler done_;
    std::size_t served_ = 0;

    [[nodiscard]] bool asks_for_work() const { return work_ != std::chrono::nanoseconds::zero(); }

    void begin(std::size_t frame) {
        world_->call_after(work_, [this, frame] { finish(frame); });
    }

    void finish(std::size_t frame) {
        ++served_;
        if (asks_for_work()) gate_.pass();
        done_(frame);
    }
};

} // namespace sei::study::inline SEI_TARGET
