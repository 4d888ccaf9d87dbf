// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/team.hpp: the threads of one inference: a leader, who calls, and helpers from the caller's
/// oneTBB arena, who stay until the inference is over.
///
/// A layer of a small network takes some tens of microseconds, as long as waking a thread may take. So
/// helpers are asked for once an inference; between layers they spin. Whoever is free takes the next piece of
/// a layer: a helper that comes late, or never, because the arena has no thread for it, costs time and
/// nothing else.
/// Only the caller of `with` may call `share`, one call after the other. The first exception of a piece comes
/// out of `share`, the others are dropped; one that leaves `work` comes out of `with`. Nothing is allocated
/// but oneTBB's tasks.

#include <sei/config.hpp>

#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <thread>
#include <utility>

namespace sei::engine::inline SEI_TARGET {

/// Below this many multiply-accumulates a layer runs on one thread: handing pieces over costs as much.
inline constexpr std::uint64_t macs_worth_a_team = 200'000;

class team {
public:
    /// A leader on its own: `share` calls the body once.
    [[nodiscard]] static team& alone() {
        static team one;
        return one;
    }

    team(const team&) = delete;
    team& operator=(const team&) = delete;

    /// Calls `work(team)` with a team of at most `threads`, the caller included. Isolated: the caller never
    /// starts other work of its own while it waits, which might use the same memory.
    template <class Work>
    static void with(std::size_t threads, const Work& work) {
        if (threads <= 1) return work(alone());
        tbb::this_task_arena::isolate([&] {
            team crew;
            crew.size_ = threads;
            tbb::task_group helpers;
            const dismissal at_the_end{crew, helpers};
            for (std::size_t helper = 1; helper < threads; ++helper)
                helpers.run([&crew, helper] { crew.help(helper); });
            work(crew);
        });
    }

    /// The most members that there may be.
    [[nodiscard]] std::size_t size() const { return size_; }

    /// Calls `body(member, begin, end)` for pieces that cover [0, count), all by the caller if `macs` is
    /// little. `member` is below size(); pieces of one member don't run at the same time, so that it may have
    /// memory of its own. What an index computes must not depend on its piece: who takes which is a matter of
    /// chance. An exception that a piece throws comes out here when all pieces are over.
    template <class Body>
    void share(std::size_t count, std::uint64_t macs, const Body& body) {
        if (size_ == 1 || count <= 1 || macs < macs_worth_a_team)
            return body(std::size_t{0}, std::size_t{0}, count);
        share_job({[](const void* work, std::size_t member, std::size_t begin, std::size_t end) {
                       (*static_cast<const Body*>(work))(member, begin, end);
                   },
                   &body, count});
    }

private:
    static constexpr std::size_t pieces_a_member = 4;  // evens out a member that comes late or is disturbed
    static constexpr std::size_t most_pieces = 0xFFFF; // what `state_` has bits for

    struct job {
        void (*run)(const void* body, std::size_t member, std::size_t begin, std::size_t end) = nullptr;
        const void* body = nullptr;
        std::size_t count = 0;
    };

    /// Sends the helpers home, also when the leader leaves by an exception.
    struct dismissal {
        team& crew;
        tbb::task_group& helpers;

        ~dismissal() {
            crew.dismissed_.store(true, std::memory_order_release);
            helpers.wait();
        }
    };

    std::size_t size_ = 1;
    job job_;
    // The number of the job, its pieces, and the next piece to take: one word, so that a helper that was
    // delayed can't take a piece of a job that is over. While a piece is not done, its job stays.
    std::atomic<std::uint64_t> state_{0};
    std::atomic<std::uint64_t> done_{0};
    std::atomic<bool> dismissed_{false};
    std::atomic<bool> failed_{false};
    std::exception_ptr failure_; ///< of the first piece that threw

    team() = default;

    void share_job(const job& work) {
        job_ = work;
        const std::uint64_t pieces = (std::min)({work.count, size_ * pieces_a_member, most_pieces});
        done_.store(0, std::memory_order_relaxed);
        state_.store(((state_.load(std::memory_order_relaxed) >> 32U) + 1) << 32U | pieces << 16U,
                     std::memory_order_release);
        while (take_piece(0)) {
        }
        for (std::size_t spins = 0; done_.load(std::memory_order_acquire) != pieces; ++spins) pause(spins);
        if (failed_.load(std::memory_order_relaxed)) {
            failed_.store(false, std::memory_order_relaxed);
            std::rethrow_exception(std::exchange(failure_, nullptr));
        }
    }

    [[nodiscard]] bool take_piece(std::size_t member) {
        std::uint64_t state = state_.load(std::memory_order_acquire);
        for (;;) {
            const std::uint64_t next = state & 0xFFFFU;
            const std::uint64_t pieces = state >> 16U & 0xFFFFU;
            if (next == pieces) return false;
            if (!state_.compare_exchange_weak(state, state + 1, std::memory_order_acquire)) continue;
            try {
                job_.run(job_.body, member, next * job_.count / pieces, (next + 1) * job_.count / pieces);
            } catch (...) {
                if (!failed_.exchange(true, std::memory_order_relaxed)) failure_ = std::current_exception();
            }
            done_.fetch_add(1, std::memory_order_release);
            return true;
        }
    }

    void help(std::size_t member) {
        for (std::size_t spins = 0; !dismissed_.load(std::memory_order_acquire); ++spins) {
            if (take_piece(member))
                spins = 0;
            else
                pause(spins);
        }
    }

    /// Spins at first, then lets other threads run: the machine may have fewer cores than threads.
    static void pause(std::size_t spins) {
        constexpr std::size_t patience = 4000;
        if (spins > patience) return (std::this_thread::yield)();
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        asm volatile("yield");
#endif
    }
};

} // namespace sei::engine::inline SEI_TARGET
