// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/parallel.hpp: loops over oneTBB; the caller's arena and concurrency limits are respected.
///
/// An exception from `body` reaches the caller. The threads of one inference are a team (team.hpp).

#include <sei/config.hpp>

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <cstddef>

namespace sei::engine::inline SEI_TARGET {

/// Calls `body(begin, end)` for at most `threads` pieces that cover [0, count); with one thread, once and
/// without touching oneTBB. What an index computes must not depend on its piece, so that results don't depend
/// on threads. Isolated: a thread that waits here never starts other work of the caller, which might use the
/// same memory.
template <class Body>
void parallel_ranges(std::size_t count, std::size_t threads, const Body& body) {
    if (threads <= 1 || count <= 1) return body(std::size_t{0}, count);
    const std::size_t pieces = threads < count ? threads : count;
    tbb::this_task_arena::isolate([&] {
        tbb::parallel_for(
            std::size_t{0}, pieces,
            [&](std::size_t piece) { body(piece * count / pieces, (piece + 1) * count / pieces); },
            tbb::simple_partitioner{});
    });
}

/// Calls `body(local, index)` for every index in [0, count), each thread with its own `make_local()`.
template <class MakeLocal, class Body>
void parallel_with_local(std::size_t count, const MakeLocal& make_local, const Body& body) {
    tbb::enumerable_thread_specific<decltype(make_local())> locals{make_local};
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count),
                      [&](const tbb::blocked_range<std::size_t>& range) {
                          auto& local = locals.local();
                          for (std::size_t i = range.begin(); i != range.end(); ++i) body(local, i);
                      });
}

} // namespace sei::engine::inline SEI_TARGET
