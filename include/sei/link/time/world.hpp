// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/time/world.hpp: one simulation: a clock of its own, an event queue and an Asio executor.
///
/// A world has no statics, threads, reactor or file descriptors; it costs well under a microsecond to make.
/// Different worlds may run on different threads at once; one world belongs to one thread at a time.
/// Everything that lives in a world (timers, channels, connections) must be destroyed before it; handlers may
/// own such objects.

#include <sei/link/time/clock.hpp>
#include <sei/link/time/detail/event_queue.hpp>
#include <sei/link/time/detail/wait_operation.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <cstddef>
#include <utility>

namespace sei::link::inline SEI_RELEASE {

class world {
public:
    using clock_type = virtual_clock;
    using time_point = virtual_time;
    using duration = virtual_clock::duration;
    using executor_type = boost::asio::io_context::executor_type;

    world()
        : context_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE),
          events_(boost::asio::use_service<detail::event_queue>(context_)),
          work_(context_.get_executor()) {}
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    [[nodiscard]] executor_type get_executor() noexcept { return context_.get_executor(); }
    [[nodiscard]] time_point now() const noexcept { return events_.now(); }

    /// Runs until no event is left or `stop()`. Returns the number of events. What a handler posts runs
    /// before the next event; an exception thrown by a handler passes through, and the world can be run
    /// again.
    std::size_t run() { return run_until((time_point::max)(), false); }

    /// Runs the events up to and including `time`, then sets the clock to it (unless stopped).
    std::size_t run_until(time_point time) { return run_until(time, true); }
    std::size_t run_for(duration span) { return run_until(saturating_add(now(), span)); }

    /// Makes a running `run` return after the present handler. Events stay; run again to go on.
    void stop() noexcept { stopped_ = true; }

    /// Calls `action()` once at `time`, like a timer that nobody can cancel.
    template <class Action>
    void call_at(time_point time, Action action) {
        auto handler = [action = std::move(action)](const boost::system::error_code&) mutable { action(); };
        auto& wait = detail::wait_operation<decltype(handler)>::create(std::move(handler), get_executor());
        events_.push(wait, time, events_.reserve_order());
    }
    template <class Action>
    void call_after(duration span, Action action) {
        call_at(saturating_add(now(), span), std::move(action));
    }

private:
    std::size_t run_until(time_point limit, bool advance) {
        stopped_ = false;
        std::size_t count = 0;
        for (context_.poll(); !stopped_ && !events_.empty() && events_.next_time() <= limit; ++count) {
            // The event runs inside the context, so that Asio's dispatch() calls and recycles memory as
            // usual.
            boost::asio::post(context_, [this] { events_.pop().complete({}); });
            context_.poll();
        }
        if (advance && !stopped_) events_.advance_to(limit);
        return count;
    }

    boost::asio::io_context context_;
    detail::event_queue& events_;
    boost::asio::executor_work_guard<executor_type> work_; // an io_context without work would stop itself
    bool stopped_ = false;
};

} // namespace sei::link::inline SEI_RELEASE
