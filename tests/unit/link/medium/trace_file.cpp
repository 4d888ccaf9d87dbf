// SPDX-License-Identifier: MIT
#include <sei/link/medium/trace_file.hpp>

#include <sei/link/medium/random.hpp>
#include <sei/link/time/world.hpp>
#include <sei/link/udp/flow.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

std::string bandwidth_error(const std::string& text) {
    try {
        static_cast<void>(parse_bandwidth_trace(text, "t"));
    } catch (const sei::error& problem) {
        return problem.what();
    }
    return "none";
}

std::string loss_error(const std::string& text) {
    try {
        static_cast<void>(parse_loss_trace(text, "t"));
    } catch (const sei::error& problem) {
        return problem.what();
    }
    return "none";
}

/// A file that is gone after the test.
struct temporary_file {
    explicit temporary_file(const std::string& text)
        : path(std::filesystem::temp_directory_path() / "sei_unit_trace_file.txt") {
        std::ofstream(path, std::ios::binary) << text;
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { std::filesystem::remove(path); }
    std::filesystem::path path;
};

} // namespace

TEST_CASE("A bandwidth trace is a list of milliseconds, with or without a last line end") {
    using times = std::vector<std::uint32_t>;
    CHECK(parse_bandwidth_trace("1\n1\n5\n").opportunities_ms == times{1, 1, 5});
    CHECK(parse_bandwidth_trace("0\r\n7").opportunities_ms == times{0, 7});
    CHECK(parse_bandwidth_trace("4294967295\n").opportunities_ms == times{4'294'967'295});
}

TEST_CASE("Malformed bandwidth traces are refused with the line") {
    CHECK(bandwidth_error("") == "t: is empty, expected at least one line");
    CHECK(bandwidth_error("0\n0\n") == "t: ends at 0 ms, expected a later end");
    CHECK(bandwidth_error("1\n\n2\n") == "t, line 2: found '', expected a whole number of milliseconds");
    CHECK(bandwidth_error("\n") == "t, line 1: found '', expected a whole number of milliseconds");
    CHECK(bandwidth_error("1\n2.5\n") == "t, line 2: found '2.5', expected a whole number of milliseconds");
    CHECK(bandwidth_error("-1\n") == "t, line 1: found '-1', expected a whole number of milliseconds");
    CHECK(bandwidth_error("+1\n") == "t, line 1: found '+1', expected a whole number of milliseconds");
    CHECK(bandwidth_error(" 1\n") == "t, line 1: found ' 1', expected a whole number of milliseconds");
    CHECK(bandwidth_error("1\x1b[2J\n") ==
          "t, line 1: found '1?[2J', expected a whole number of milliseconds");
    CHECK(bandwidth_error(std::string(50, 'x')) ==
          "t, line 1: found 'xxxxxxxxxxxxxxxxxxxx...', expected a whole number of milliseconds");
    CHECK(bandwidth_error("1\n4294967296\n") ==
          "t, line 2: found '4294967296', expected at most 4294967295 milliseconds");
    CHECK(bandwidth_error("3\n7\n6\n") == "t, line 3: found 6 ms after 7 ms, expected ascending times");
    CHECK(bandwidth_error(std::string("1\0", 2)) ==
          "t, line 1: found '1?', expected a whole number of milliseconds");
}

TEST_CASE("A loss trace is a text of 0 and 1") {
    CHECK(parse_loss_trace("01\n 1\t0\r\n").lost == std::vector<bool>{false, true, true, false});
    CHECK(loss_error("") == "t: has no packets, expected at least one 0 or 1");
    CHECK(loss_error(" \n\n") == "t: has no packets, expected at least one 0 or 1");
    CHECK(loss_error("01\n0x\n") ==
          "t, line 2: found 'x', expected 0 for a packet that arrived or 1 for a lost one");
    CHECK(loss_error("0,1") ==
          "t, line 1: found ',', expected 0 for a packet that arrived or 1 for a lost one");
}

TEST_CASE("Random bytes are parsed or refused, never more") {
    const std::string letters = "0123456789 \n\n\n\r-x";
    int accepted = 0;
    for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
        std::string text;
        const auto length = static_cast<std::uint64_t>(random_uniform(seed, 0, 0) * 12);
        for (std::uint64_t i = 1; i <= length; ++i) {
            const auto bits = random_bits(seed, 0, i);
            text += seed % 4 == 0 ? static_cast<char>(bits & 0xff)
                                  : letters[static_cast<std::size_t>(bits % letters.size())];
        }
        if (const std::string problem = bandwidth_error(text); problem == "none") {
            ++accepted;
            CHECK_NOTHROW(require_usable(line_model(parse_bandwidth_trace(text))));
        } else {
            CHECK(problem.find("expected") != std::string::npos);
        }
        if (loss_error(text) == "none") CHECK_NOTHROW(require_usable(loss_model(parse_loss_trace(text))));
    }
    CHECK(accepted > 20);
}

TEST_CASE("Files are read, and what can't be read is refused") {
    const temporary_file file("2\n4\n");
    CHECK(read_bandwidth_trace(file.path).opportunities_ms == std::vector<std::uint32_t>{2, 4});
    CHECK_THROWS_WITH_AS(static_cast<void>(read_loss_trace(file.path)),
                         doctest::Contains("trace_file.txt, line 1: found '2'"), sei::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(read_bandwidth_trace("/nowhere/trace")),
                         "/nowhere/trace: can't be read (No such file or directory), expected a trace",
                         sei::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(read_loss_trace("/")), "/: found a directory, expected a trace",
                         sei::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(read_bandwidth_trace("/dev/zero")),
                         "/dev/zero: found more than 268435456 bytes, expected a trace of at most that",
                         sei::error);
}

TEST_CASE("UDP over a trace: a full datagram at each opportunity, with the losses of another trace") {
    // mahimahi counts TUN's four bytes: 1472 of payload are 1504.
    const channel_options traced{.delay = 10ms,
                                 .l2_bytes = 4,
                                 .loss = parse_loss_trace("001"),
                                 .line = parse_bandwidth_trace("5\n5\n6\n20\n")};
    world world;
    udp_flow flow(world.get_executor(), {}, traced);
    std::vector<virtual_time> arrivals;
    flow.on_datagram([&](const message_record&, const datagram_record& datagram) {
        if (datagram.fate == datagram_fate::delivered) arrivals.push_back(datagram.time);
    });
    flow.send(8 * 1472);
    world.run();
    CHECK(arrivals == std::vector<virtual_time>{virtual_time(15ms), virtual_time(15ms), virtual_time(30ms),
                                                virtual_time(35ms), virtual_time(36ms), virtual_time(50ms)});
}
