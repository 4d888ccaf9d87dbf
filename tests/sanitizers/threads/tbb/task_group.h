// SPDX-License-Identifier: MIT
#pragma once
/// What sei uses of oneTBB, on std::thread: the thread sanitizer sees every synchronisation of these, and
/// none of those inside the installed oneTBB library, where it reports races that are none.

#include <atomic>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace tbb {

class task_group {
public:
    template <class Task>
    void run(Task task) {
        threads_.emplace_back(std::move(task));
    }
    void wait() {
        for (std::thread& each : threads_) each.join();
        threads_.clear();
    }

private:
    std::vector<std::thread> threads_;
};

namespace this_task_arena {

template <class Work>
void isolate(const Work& work) {
    work();
}

} // namespace this_task_arena

struct simple_partitioner {};

template <class Index>
class blocked_range {
public:
    blocked_range(Index begin, Index end) : begin_(begin), end_(end) {}
    [[nodiscard]] Index begin() const { return begin_; }
    [[nodiscard]] Index end() const { return end_; }

private:
    Index begin_;
    Index end_;
};

template <class Index, class Body>
void parallel_for(Index begin, Index end, const Body& body, simple_partitioner = {}) {
    task_group group;
    for (Index i = begin; i != end; ++i) group.run([&body, i] { body(i); });
    group.wait();
}

template <class Index, class Body>
void parallel_for(const blocked_range<Index>& range, const Body& body) {
    parallel_for(range.begin(), range.end(), [&](Index i) { body(blocked_range<Index>(i, i + 1)); });
}

template <class Value>
class enumerable_thread_specific {
public:
    template <class Make>
    explicit enumerable_thread_specific(Make make) : make_(std::move(make)) {}
    [[nodiscard]] Value& local() {
        const std::scoped_lock lock(mutex_);
        return values_.emplace_back(make_());
    }

private:
    std::function<Value()> make_;
    std::mutex mutex_;
    std::list<Value> values_;
};

} // namespace tbb
