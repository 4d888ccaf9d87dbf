// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/time/timer.hpp: a timer on a world's virtual clock, with the interface of Asio's waitable timers.
///
/// `async_wait` takes any completion token. Waits of the same instant complete in the order in which they
/// were started. A cancelled wait completes with `operation_aborted` even if it was due at that very instant.
/// Handlers are never called from inside `async_wait`, `cancel` or `expires_at`.

#include <sei/link/time/clock.hpp>
#include <sei/link/time/detail/event_queue.hpp>
#include <sei/link/time/detail/wait_operation.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace sei::link::inline SEI_RELEASE {

/// A place among the events of one instant, reserved before the wait itself can be started.
struct event_order {
    std::uint64_t value = 0;
};

class virtual_timer {
public:
    using clock_type = virtual_clock;
    using time_point = virtual_time;
    using duration = virtual_clock::duration;
    using executor_type = boost::asio::io_context::executor_type;

    explicit virtual_timer(const executor_type& executor)
        : executor_(executor), events_(&boost::asio::use_service<detail::event_queue>(executor.context())) {}

    /// In a world, or in any context whose executor is a world's.
    template <class Context>
    requires requires(Context& context) {
        { context.get_executor() } -> std::same_as<executor_type>;
    }
    explicit virtual_timer(Context& context) : virtual_timer(context.get_executor()) {}

    /// A moved timer takes its pending waits with it.
    virtual_timer(virtual_timer&&) noexcept = default;
    virtual_timer& operator=(virtual_timer&&) = delete;
    ~virtual_timer() { cancel(); }

    [[nodiscard]] executor_type get_executor() const noexcept { return executor_; }
    [[nodiscard]] time_point now() const noexcept { return events_->now(); }
    [[nodiscard]] time_point expiry() const noexcept { return expiry_; }

    /// Sets the expiry, cancels pending waits and returns how many there were.
    std::size_t expires_at(time_point time) { return expires_at(time, event_order{}); }
    std::size_t expires_after(duration span) { return expires_at(saturating_add(now(), span)); }

    /// As above; the next wait takes the given place among events of the same instant.
    std::size_t expires_at(time_point time, event_order order) {
        const std::size_t cancelled = cancel();
        expiry_ = time;
        order_ = order;
        return cancelled;
    }
    [[nodiscard]] event_order reserve_order() noexcept { return {events_->reserve_order()}; }

    /// Completes all pending waits with `operation_aborted`; returns how many there were.
    std::size_t cancel() {
        std::size_t count = 0;
        for (; waits_.front() != nullptr; ++count) {
            detail::pending_wait& wait = *waits_.front();
            events_->remove(wait);
            detail::post_aborted(executor_, wait);
        }
        return count;
    }

    /// Completes with `void(boost::system::error_code)` when the clock reaches the expiry.
    template <class CompletionToken>
    auto async_wait(CompletionToken&& token) {
        return boost::asio::async_initiate<CompletionToken, void(boost::system::error_code)>(initiate{this},
                                                                                             token);
    }

private:
    struct initiate {
        using executor_type = virtual_timer::executor_type;
        virtual_timer* timer;

        [[nodiscard]] executor_type get_executor() const noexcept { return timer->executor_; }

        template <class Handler>
        void operator()(Handler&& handler) const {
            using decayed = std::decay_t<Handler>;
            timer->start(detail::wait_operation<decayed>::create(decayed(std::forward<Handler>(handler)),
                                                                 timer->executor_));
        }
    };

    void start(detail::pending_wait& wait) {
        const event_order reserved = std::exchange(order_, event_order{});
        events_->push(wait, expiry_, reserved.value != 0 ? reserved.value : events_->reserve_order());
        waits_.push_back(wait);
    }

    executor_type executor_;
    detail::event_queue* events_;
    detail::wait_list waits_;
    time_point expiry_{};
    event_order order_{};
};

} // namespace sei::link::inline SEI_RELEASE
