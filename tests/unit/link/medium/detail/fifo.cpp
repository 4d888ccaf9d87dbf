// SPDX-License-Identifier: MIT
#include <sei/link/medium/detail/fifo.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using sei::link::detail::fifo;

namespace {

std::vector<int> contents(fifo<std::unique_ptr<int>>& queue) {
    std::vector<int> values;
    for (const auto& each : queue) values.push_back(*each);
    return values;
}

} // namespace

TEST_CASE("First in, first out, also while it grows and wraps") {
    fifo<int> queue;
    CHECK(queue.empty());
    int next_in = 0;
    int next_out = 0;
    for (int round = 0; round < 50; ++round) {
        for (int i = 0; i < 7; ++i) queue.push_back(next_in++);
        for (int i = 0; i < 5; ++i) {
            CHECK(queue.front() == next_out++);
            queue.pop_front();
        }
    }
    CHECK(queue.size() == 100);
    CHECK(queue.back() == next_in - 1);
    queue.pop_back();
    CHECK(queue.back() == next_in - 2);
}

TEST_CASE("Elements that only move may be put anywhere") {
    fifo<std::unique_ptr<int>> queue;
    for (int i = 0; i < 8; ++i) queue.push_back(std::make_unique<int>(i));
    queue.insert(0, std::make_unique<int>(100));
    queue.insert(4, std::make_unique<int>(101));
    queue.insert(10, std::make_unique<int>(102));
    CHECK(contents(queue) == std::vector<int>{100, 0, 1, 2, 101, 3, 4, 5, 6, 7, 102});
}
