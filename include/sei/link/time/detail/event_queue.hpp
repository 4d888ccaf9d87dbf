// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/time/detail/event_queue.hpp: the pending waits of one world, ordered by (time, order).
///
/// An Asio service, so that timers find it through their execution context. A binary heap of waits; every
/// wait knows its place in it, so that a cancelled wait leaves the heap at once and can't fire any more.

#include <sei/link/time/clock.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace sei::link::inline SEI_RELEASE::detail {

/// One asynchronous wait. Owns itself: `complete` or `discard` ends its life.
class pending_wait {
public:
    virtual void complete(const boost::system::error_code& error) = 0;
    virtual void discard() noexcept = 0;

protected:
    virtual ~pending_wait() = default; // nobody deletes by it; friends could, and compilers ask for it

private:
    friend class event_queue;
    friend class wait_list;
    std::size_t position_ = 0;
    pending_wait* next_ = nullptr;
    pending_wait** link_ = nullptr; // the pointer that points here: the list's head or another wait's next_
};

/// The waits of one timer, oldest first.
class wait_list {
public:
    wait_list() = default;
    wait_list(wait_list&& other) noexcept : first_(std::exchange(other.first_, nullptr)) {
        if (first_ != nullptr) first_->link_ = &first_;
    }
    wait_list& operator=(wait_list&&) = delete;

    [[nodiscard]] pending_wait* front() const noexcept { return first_; }

    void push_back(pending_wait& wait) noexcept {
        pending_wait** link = &first_;
        while (*link != nullptr) link = &(*link)->next_;
        *link = &wait;
        wait.link_ = link;
    }

    static void unlink(pending_wait& wait) noexcept {
        if (wait.link_ == nullptr) return;
        *wait.link_ = wait.next_;
        if (wait.next_ != nullptr) wait.next_->link_ = wait.link_;
        wait.next_ = nullptr;
        wait.link_ = nullptr;
    }

private:
    pending_wait* first_ = nullptr;
};

class event_queue final : public boost::asio::execution_context::service {
public:
    using key_type = event_queue;
    static inline boost::asio::execution_context::id id; // names the service's type, holds no state

    explicit event_queue(boost::asio::execution_context& context)
        : boost::asio::execution_context::service(context) {}

    [[nodiscard]] virtual_time now() const noexcept { return now_; }
    [[nodiscard]] bool empty() const noexcept { return heap_.empty(); }
    [[nodiscard]] virtual_time next_time() const noexcept { return heap_.front().time; }

    /// The next place among events of the same instant.
    [[nodiscard]] std::uint64_t reserve_order() noexcept { return ++last_order_; }

    /// A wait for an instant that has passed is due now.
    void push(pending_wait& wait, virtual_time time, std::uint64_t order) {
        wait.position_ = heap_.size();
        heap_.push_back({time < now_ ? now_ : time, order, &wait});
        sift_up(wait.position_);
    }

    /// Advances the clock to the first event and hands it over.
    [[nodiscard]] pending_wait& pop() noexcept {
        now_ = heap_.front().time;
        pending_wait& wait = *heap_.front().wait;
        remove(wait);
        return wait;
    }

    void remove(pending_wait& wait) noexcept {
        const std::size_t hole = wait.position_;
        const entry last = heap_.back();
        heap_.pop_back();
        if (hole < heap_.size()) {
            place(hole, last);
            sift_down(sift_up(hole));
        }
        wait_list::unlink(wait);
    }

    void advance_to(virtual_time time) noexcept {
        if (time > now_) now_ = time;
    }

private:
    struct entry {
        virtual_time time;
        std::uint64_t order;
        pending_wait* wait;

        [[nodiscard]] bool before(const entry& other) const noexcept {
            return time != other.time ? time < other.time : order < other.order;
        }
    };

    /// Called when the context dies: handlers are destroyed, not called. They may own timers, so no wait may
    /// be reachable from a timer by then.
    void shutdown() noexcept override {
        std::vector<entry> orphans;
        orphans.swap(heap_);
        for (const entry& orphan : orphans) wait_list::unlink(*orphan.wait);
        for (const entry& orphan : orphans) orphan.wait->discard();
    }

    void place(std::size_t position, const entry& event) noexcept {
        heap_[position] = event;
        event.wait->position_ = position;
    }

    std::size_t sift_up(std::size_t position) noexcept {
        const entry event = heap_[position];
        while (position > 0) {
            const std::size_t parent = (position - 1) / 2;
            if (!event.before(heap_[parent])) break;
            place(position, heap_[parent]);
            position = parent;
        }
        place(position, event);
        return position;
    }

    void sift_down(std::size_t position) noexcept {
        const entry event = heap_[position];
        for (std::size_t child = 2 * position + 1; child < heap_.size(); child = 2 * position + 1) {
            if (child + 1 < heap_.size() && heap_[child + 1].before(heap_[child])) ++child;
            if (!heap_[child].before(event)) break;
            place(position, heap_[child]);
            position = child;
        }
        place(position, event);
    }

    std::vector<entry> heap_;
    virtual_time now_{};
    std::uint64_t last_order_ = 0;
};

} // namespace sei::link::inline SEI_RELEASE::detail
