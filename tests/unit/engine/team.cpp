// SPDX-License-Identifier: MIT
#include <sei/engine/team.hpp>

#include <doctest/doctest.h>

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <stdexcept>
#include <vector>

using namespace sei::engine;

namespace {

constexpr std::uint64_t much = macs_worth_a_team;

} // namespace

TEST_CASE("pieces cover every index once, whatever the team, job after job") {
    for (const std::size_t threads : {1U, 2U, 3U, 8U})
        team::with(threads, [&](team& crew) {
            CHECK(crew.size() == threads);
            for (int job = 0; job < 200; ++job)
                for (const std::size_t count : {0U, 1U, 2U, 7U, 100U, 1001U}) {
                    std::vector<std::atomic<int>> visits(count);
                    crew.share(count, much, [&](std::size_t member, std::size_t begin, std::size_t end) {
                        if (member >= threads) ++visits[0];
                        for (std::size_t i = begin; i < end; ++i) ++visits[i];
                    });
                    for (const auto& visited : visits) REQUIRE(visited == 1);
                }
        });
}

TEST_CASE("a member runs one piece at a time") {
    team::with(4, [&](team& crew) {
        std::vector<std::atomic<bool>> busy(4);
        std::atomic<bool> shared{false};
        crew.share(10'000, much, [&](std::size_t member, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                if (busy[member].exchange(true)) shared = true;
                busy[member] = false;
            }
        });
        CHECK_FALSE(shared);
    });
}

TEST_CASE("little work, or a team of one, stays with the caller and is one piece") {
    const std::thread::id caller = std::this_thread::get_id();
    int calls = 0;
    const auto body = [&](std::size_t member, std::size_t begin, std::size_t end) {
        CHECK(member == 0);
        CHECK(begin == 0);
        CHECK(end == 1000);
        CHECK(std::this_thread::get_id() == caller);
        ++calls;
    };
    team::with(4, [&](team& crew) { crew.share(1000, much - 1, body); });
    team::alone().share(1000, much, body);
    CHECK(calls == 2);
}

TEST_CASE("where the arena has no thread to spare, the caller does all pieces") {
    tbb::task_arena one(1);
    one.execute([&] {
        const std::thread::id caller = std::this_thread::get_id();
        std::atomic<int> elsewhere{0};
        std::atomic<int> done{0};
        team::with(8, [&](team& crew) {
            crew.share(64, much, [&](std::size_t, std::size_t begin, std::size_t end) {
                if (std::this_thread::get_id() != caller) ++elsewhere;
                done += static_cast<int>(end - begin);
            });
        });
        CHECK(elsewhere == 0);
        CHECK(done == 64);
    });
}

TEST_CASE("teams inside a parallel loop don't disturb each other") {
    std::atomic<int> wrong{0};
    tbb::parallel_for(0, 50, [&](int) {
        team::with(3, [&](team& crew) {
            std::vector<std::atomic<int>> visits(300);
            for (int job = 1; job <= 20; ++job) {
                crew.share(visits.size(), much, [&](std::size_t, std::size_t begin, std::size_t end) {
                    for (std::size_t i = begin; i < end; ++i) ++visits[i];
                });
                for (const auto& visited : visits)
                    if (visited != job) ++wrong;
            }
        });
    });
    CHECK(wrong == 0);
}

TEST_CASE("an exception of a piece, or of the work, comes out, and the team goes on or goes home") {
    for (const std::size_t threads : {1U, 2U, 4U}) {
        int later = 0;
        team::with(threads, [&](team& crew) {
            for (int repeat = 0; repeat < 20; ++repeat)
                CHECK_THROWS_AS(crew.share(100, much,
                                           [](std::size_t, std::size_t, std::size_t) {
                                               throw std::runtime_error("a layer from outside");
                                           }),
                                std::runtime_error);
            std::atomic<int> done{0};
            crew.share(100, much, [&](std::size_t, std::size_t begin, std::size_t end) {
                done += static_cast<int>(end - begin);
            });
            later = done;
        });
        CHECK(later == 100);
        CHECK_THROWS_AS(team::with(threads, [](team&) { throw std::runtime_error("the leader"); }),
                        std::runtime_error);
    }
}
