// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/time/detail/alarm.hpp: one action at one deadline that may be moved and called off at any time.
///
/// A deadline that moves away (a retransmission timer at every acknowledgement) costs nothing: the pending
/// wait stays and, when it ends early, waits again. Destroying the alarm calls it off, also when the timer
/// has already fired.

#include <sei/link/time/timing.hpp>

#include <boost/system/error_code.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace sei::link::inline SEI_RELEASE::detail {

template <waitable_timer Timer>
class alarm {
public:
    using executor_type = typename Timer::executor_type;
    using time_point = typename Timer::time_point;
    using duration = typename Timer::duration;

    alarm(const executor_type& executor, std::function<void()> action)
        : state_(std::make_shared<state>(executor, std::move(action))) {}
    alarm(const alarm&) = delete;
    alarm& operator=(const alarm&) = delete;
    ~alarm() { stop(); }

    [[nodiscard]] bool running() const noexcept { return state_->running; }
    [[nodiscard]] time_point now() const { return link::now(state_->timer); }
    [[nodiscard]] event_order reserve_order() { return link::reserve_order(state_->timer); }

    void start_after(duration span) { start_at(saturating_add(now(), span)); }
    void start_at(time_point deadline) { start_at(deadline, reserve_order()); }

    /// (Re)starts; the action takes the given place among the events of its instant.
    void start_at(time_point deadline, event_order order) {
        state_->deadline = deadline;
        state_->order = order;
        state_->running = true;
        if (!state_->waiting || state_->timer.expiry() > deadline) state::wait(state_);
    }

    void stop() {
        if (!std::exchange(state_->running, false)) return;
        ++state_->generation;
        state_->waiting = false;
        state_->timer.cancel();
    }

private:
    /// Shared with the pending wait, which may outlive the alarm.
    struct state {
        state(const executor_type& executor, std::function<void()> what)
            : timer(executor), action(std::move(what)) {}

        static void wait(const std::shared_ptr<state>& self) {
            self->waiting = true;
            self->awaited = self->order;
            set_expiry(self->timer, self->deadline, self->order);
            self->timer.async_wait(
                [self, generation = ++self->generation](const boost::system::error_code& error) {
                    if (!error && generation == self->generation) expired(self);
                });
        }

        static void expired(const std::shared_ptr<state>& self) {
            self->waiting = false;
            if (self->deadline != self->timer.expiry() || self->order.value != self->awaited.value) {
                wait(self);
                return;
            }
            self->running = false;
            self->action();
        }

        Timer timer;
        std::function<void()> action;
        time_point deadline{};
        event_order order;
        event_order awaited;
        std::uint64_t generation = 0; // tells a wait that was replaced too late to be cancelled
        bool running = false;
        bool waiting = false;
    };

    std::shared_ptr<state> state_;
};

} // namespace sei::link::inline SEI_RELEASE::detail
