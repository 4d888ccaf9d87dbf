// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/frame_queue.hpp: frames that wait for a busy station, which of them goes when there are too
/// many, and a gate that lets through one at a time.

#include <sei/config.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace sei::study::inline SEI_TARGET {

/// What happens to frames that find a station busy.
enum class late_policy : std::uint8_t {
    wait,        ///< they wait, however many they are
    drop_newest, ///< a frame that finds the queue full is dropped
    drop_oldest  ///< a frame that finds the queue full takes the place of the one that has waited longest
};

[[nodiscard]] inline std::string name_of(late_policy policy) {
    switch (policy) {
    case late_policy::wait:
        return "wait";
    case late_policy::drop_newest:
        return "drop-newest";
    case late_policy::drop_oldest:
        return "drop-oldest";
    }
    return {};
}

struct queue_rule {
    late_policy late = late_policy::wait;
    std::size_t limit =
        1; ///< frames that may wait, besides the one that is worked on; counts unless all wait
};

/// Frames by number, first come, first served.
class frame_queue {
public:
    explicit frame_queue(const queue_rule& rule) : rule_(rule) {}

    /// Takes a frame that finds the station busy. Returns the frame that is dropped for it, if any: itself or
    /// an older one. A queue of limit 0 drops the newest under either policy: none is waiting.
    [[nodiscard]] std::optional<std::size_t> push(std::size_t frame) {
        const bool has_room = rule_.late == late_policy::wait || frames_.size() < rule_.limit;
        if (!has_room && (rule_.late == late_policy::drop_newest || frames_.empty())) return frame;
        frames_.push_back(frame);
        return has_room ? std::nullopt : pop();
    }

    /// The frame that has waited longest.
    [[nodiscard]] std::optional<std::size_t> pop() {
        if (frames_.empty()) return std::nullopt;
        const std::size_t frame = frames_.front();
        frames_.pop_front();
        return frame;
    }

private:
    queue_rule rule_;
    std::deque<std::size_t> frames_;
};

using frame_handler = std::function<void(std::size_t frame)>;

/// Lets one frame at a time through; the others wait or are dropped by a rule.
class frame_gate {
public:
    /// `begin` is called when a frame's turn has come, `dropped` when it never will.
    frame_gate(const queue_rule& rule, frame_handler begin, frame_handler dropped)
        : queue_(rule), begin_(std::move(begin)), dropped_(std::move(dropped)) {}

    void offer(std::size_t frame) {
        if (!std::exchange(busy_, true))
            begin_(frame);
        else if (const std::optional<std::size_t> victim = queue_.push(frame))
            dropped_(*victim);
    }

    /// The frame that was let through last is done with.
    void pass() {
        if (const std::optional<std::size_t> next = queue_.pop())
            begin_(*next);
        else
            busy_ = false;
    }

private:
    frame_queue queue_;
    frame_handler begin_;
    frame_handler dropped_;
    bool busy_ = false;
};

} // namespace sei::study::inline SEI_TARGET
