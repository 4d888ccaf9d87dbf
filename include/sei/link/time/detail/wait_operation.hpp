// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/time/detail/wait_operation.hpp: a pending wait that carries a completion handler.

#include <sei/link/time/detail/event_queue.hpp>

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace sei::link::inline SEI_RELEASE::detail {

using world_executor = boost::asio::io_context::executor_type;

template <class Handler>
class wait_operation final : public pending_wait {
public:
    /// Memory comes from the handler's associated allocator.
    [[nodiscard]] static pending_wait& create(Handler&& handler, const world_executor& executor) {
        allocator memory(boost::asio::get_associated_allocator(handler));
        wait_operation* const place = traits::allocate(memory, 1);
        try {
            return *std::construct_at(place, std::move(handler), executor);
        } catch (...) {
            traits::deallocate(memory, place, 1);
            throw;
        }
    }

    wait_operation(Handler&& handler, const world_executor& executor)
        : handler_(std::move(handler)), executor_(executor) {}

    /// Frees its memory first, so that a handler that waits again may reuse it; then calls the handler
    /// through its associated executor, which by default is the world itself: a direct call.
    void complete(const boost::system::error_code& error) override {
        Handler handler(std::move(handler_));
        const world_executor own = executor_;
        release();
        const auto executor = boost::asio::get_associated_executor(handler, own);
        if constexpr (std::is_same_v<decltype(executor), const world_executor>) {
            if (executor == own) {
                std::move(handler)(error);
                return;
            }
        }
        boost::asio::dispatch(executor,
                              [handler = std::move(handler), error]() mutable { std::move(handler)(error); });
    }

    void discard() noexcept override {
        [[maybe_unused]] const Handler dying(std::move(handler_));
        release();
    }

private:
    using allocator = typename std::allocator_traits<
        boost::asio::associated_allocator_t<Handler>>::template rebind_alloc<wait_operation>;
    using traits = std::allocator_traits<allocator>;

    void release() noexcept {
        allocator memory(boost::asio::get_associated_allocator(handler_));
        std::destroy_at(this);
        traits::deallocate(memory, this, 1);
    }

    Handler handler_;
    world_executor executor_;
};

struct discard_wait {
    void operator()(pending_wait* wait) const noexcept { wait->discard(); }
};

/// Tells a cancelled wait so, later: handlers are never called from inside `cancel`.
inline void post_aborted(const world_executor& executor, pending_wait& wait) {
    boost::asio::post(executor, [owner = std::unique_ptr<pending_wait, discard_wait>(&wait)]() mutable {
        owner.release()->complete(boost::asio::error::operation_aborted);
    });
}

} // namespace sei::link::inline SEI_RELEASE::detail
