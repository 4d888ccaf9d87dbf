// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/medium.hpp: who may use a line that both directions share (half duplex).
///
/// One packet at a time. When it ends, a waiting side that did not send last goes first, so two busy sides
/// alternate packet by packet: the long-run share of stations that contend alike (CSMA). A side that follows
/// the other starts at least `turnaround` after the other's end; it is decided at that end who that is, and a
/// packet that turns up meanwhile waits. The delay of a direction does not occupy the medium.

#include <sei/link/medium/channel_options.hpp>
#include <sei/link/time/detail/alarm.hpp>
#include <sei/link/time/timing.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>

namespace sei::link::inline SEI_RELEASE {

template <waitable_timer Timer>
class basic_medium {
public:
    using executor_type = typename Timer::executor_type;
    using time_point = typename Timer::time_point;
    /// Told the instant from which the medium is the side's.
    using grant_handler = std::function<void(time_point)>;

    basic_medium(const executor_type& executor, std::chrono::nanoseconds turnaround)
        : turnaround_(turnaround), turn_(executor, [this] { grant(turn_time_); }) {}

    void on_grant(side which, grant_handler handler) { at(which).granted = std::move(handler); }

    /// Takes the medium if it is free for this side at once; otherwise the side waits for its grant.
    [[nodiscard]] bool take(side which) {
        if (state_ != state::free) {
            at(which).waits = true;
            return false;
        }
        const time_point free_at = free_for(which);
        if (turn_.now() < free_at) {
            promise(which, free_at);
            return false;
        }
        user_ = which;
        state_ = state::taken;
        return true;
    }

    /// The user's packet has left the line at `end`.
    void release(time_point end) {
        ended_ = end;
        state_ = state::free;
        for (const side next : {other(*user_), *user_})
            if (std::exchange(at(next).waits, false)) {
                promise(next, free_for(next));
                return;
            }
    }

private:
    enum class state { free, promised, taken };
    struct party {
        grant_handler granted;
        bool waits = false;
    };

    [[nodiscard]] party& at(side which) noexcept { return parties_[static_cast<std::size_t>(which)]; }

    [[nodiscard]] time_point free_for(side which) const {
        return user_ == other(which) ? saturating_add(ended_, turnaround_) : ended_;
    }

    void promise(side which, time_point time) {
        state_ = state::promised;
        user_ = which;
        turn_time_ = time;
        if (time <= turn_.now())
            grant(time);
        else
            turn_.start_at(time);
    }

    void grant(time_point time) {
        state_ = state::taken;
        at(*user_).granted(time);
    }

    std::chrono::nanoseconds turnaround_;
    std::array<party, 2> parties_;
    state state_ = state::free;
    std::optional<side> user_; // the one that has it, was promised it, or had it last
    time_point ended_ = (time_point::min)();
    time_point turn_time_{};
    detail::alarm<Timer> turn_;
};

} // namespace sei::link::inline SEI_RELEASE
