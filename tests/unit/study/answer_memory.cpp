// SPDX-License-Identifier: MIT
#include <sei/study/answer_memory.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

using namespace sei::study;

TEST_CASE("The same frame with the same holes is classified once") {
    answer_memory memory;
    int asked = 0;
    const auto ask = [&](std::size_t frame, std::vector<std::size_t> lost) {
        return memory.answer(frame, lost, [&] { return static_cast<class_index>(++asked); });
    };
    CHECK(ask(0, {1, 2}) == 1);
    CHECK(ask(0, {1, 2}) == 1);
    CHECK(ask(0, {1}) == 2);
    CHECK(ask(1, {1, 2}) == 3);
    CHECK(ask(0, {}) == 4);
    CHECK(ask(0, {1}) == 2);
    CHECK(asked == 4);
    CHECK(memory.size() == 4);
}

TEST_CASE("Threads that ask at once get the same answers") {
    answer_memory memory;
    std::atomic<int> wrong{0};
    const auto work = [&] {
        for (std::size_t i = 0; i < 2000; ++i) {
            const std::vector<std::size_t> lost{i % 7};
            if (memory.answer(i % 50, lost, [&] { return static_cast<class_index>(i % 50 + i % 7); }) !=
                i % 50 + i % 7)
                ++wrong;
        }
    };
    std::thread other(work);
    work();
    other.join();
    CHECK(wrong == 0);
    CHECK(memory.size() == 350);
}

TEST_CASE("An answer that throws is not remembered") {
    answer_memory memory;
    const std::vector<std::size_t> lost{3};
    const auto fail = []() -> class_index { throw sei::error("no"); };
    CHECK_THROWS_AS((void)memory.answer(0, lost, fail), sei::error);
    CHECK(memory.answer(0, lost, [] { return class_index{9}; }) == 9);
}
