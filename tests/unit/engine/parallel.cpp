// SPDX-License-Identifier: MIT
#include <sei/engine/parallel.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace sei::engine;

TEST_CASE("pieces cover every index once, one for each thread where there are enough indices") {
    for (const std::size_t threads : {0U, 1U, 2U, 3U, 8U})
        for (const std::size_t count : {0U, 1U, 2U, 7U, 8U, 100U, 1001U}) {
            std::vector<std::atomic<int>> visits(count);
            std::atomic<std::size_t> pieces{0};
            parallel_ranges(count, threads, [&](std::size_t begin, std::size_t end) {
                ++pieces;
                for (std::size_t i = begin; i < end; ++i) ++visits[i];
            });
            for (const auto& visited : visits) REQUIRE(visited == 1);
            const std::size_t expected = threads <= 1 || count <= 1 ? 1 : (std::min)(threads, count);
            CHECK(pieces == expected);
        }
}

TEST_CASE("one thread means the caller's thread") {
    std::thread::id ran_in;
    parallel_ranges(1000, 1, [&](std::size_t, std::size_t) { ran_in = std::this_thread::get_id(); });
    CHECK(ran_in == std::this_thread::get_id());
}

TEST_CASE("every index meets a local value that no other thread uses at that time") {
    struct local {
        std::atomic<bool> busy{false};
        std::vector<std::size_t> seen;
    };
    std::atomic<bool> shared{false};
    std::vector<std::atomic<int>> visits(2000);
    std::atomic<int> made{0};
    parallel_with_local(
        visits.size(),
        [&] {
            ++made;
            return std::make_shared<local>();
        },
        [&](const std::shared_ptr<local>& mine, std::size_t i) {
            if (mine->busy.exchange(true)) shared = true;
            mine->seen.push_back(i);
            ++visits[i];
            mine->busy = false;
        });
    CHECK_FALSE(shared);
    CHECK(made >= 1);
    for (const auto& visited : visits) REQUIRE(visited == 1);
}

TEST_CASE("a thread that waits for its inner loop does not begin another index with the same local value") {
    std::atomic<bool> reentered{false};
    parallel_with_local(
        200, [] { return std::make_unique<std::atomic<bool>>(false); },
        [&](std::unique_ptr<std::atomic<bool>>& busy, std::size_t) {
            if (busy->exchange(true)) reentered = true;
            std::atomic<std::size_t> work{0};
            parallel_ranges(64, 4, [&](std::size_t begin, std::size_t end) {
                for (std::size_t i = 0; i < 20'000; ++i) work += begin + end;
            });
            *busy = false;
        });
    CHECK_FALSE(reentered);
}
