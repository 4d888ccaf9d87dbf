// SPDX-License-Identifier: MIT
#include <sei/devices/json.hpp>

#include <doctest/doctest.h>

using namespace sei;

namespace {

[[nodiscard]] sei::device board() {
    sei::device made{"my board", {1e9, 2e9, 3e8, 4e8, 5e8}, 1e-6, 1U << 20U, 2U << 20U, "timed"};
    made.cache_bytes = 1U << 19U;
    made.memory_bytes_per_second = 7e9;
    made.energy = {.joules_per_mac = 1e-9, .idle_watts = 0.5, .source = "a power meter"};
    made.samples = {{sei::work_kind::convolution, 16, 32, 196, 9, 2, 903168, 1e-3, 2e-3},
                    {sei::work_kind::dense, 400, 120, 1, 1, 1, 48000, 3e-5, 4e-5}};
    return made;
}

[[nodiscard]] std::string with(const std::string& text, const std::string& from, const std::string& to) {
    std::string changed = text;
    const std::size_t at = changed.find(from);
    REQUIRE(at != std::string::npos);
    return changed.replace(at, from.size(), to);
}

[[nodiscard]] std::string error_of(const std::string& text) {
    try {
        (void)parse_device(text, "board.json");
    } catch (const sei::error& problem) {
        return problem.what();
    }
    return "no error";
}

} // namespace

TEST_CASE("a profile comes back as it was written") {
    const sei::device read = parse_device(to_json(board()), "board.json");
    const sei::device expected = board();
    CHECK(read.name == expected.name);
    CHECK(read.source == expected.source);
    CHECK(read.operations_per_second == expected.operations_per_second);
    CHECK(read.seconds_per_node == expected.seconds_per_node);
    CHECK(read.ram_bytes == expected.ram_bytes);
    CHECK(read.flash_bytes == expected.flash_bytes);
    CHECK(read.cache_bytes == expected.cache_bytes);
    CHECK(read.memory_bytes_per_second == expected.memory_bytes_per_second);
    REQUIRE(read.samples.size() == 2);
    CHECK(read.samples[0].kind == sei::work_kind::convolution);
    CHECK(read.samples[0].positions == 196);
    CHECK(read.samples[1].seconds_cold == 4e-5);
    CHECK(read.energy.joules_per_mac == 1e-9);
    CHECK(!read.energy.joules_per_bit_sent);
    CHECK(!read.energy.joules_per_bit_received);
    CHECK(read.energy.idle_watts == 0.5);
    CHECK(read.energy.source == "a power meter");
    CHECK(to_json(read) == to_json(expected));
}

TEST_CASE("a profile may say nothing of energy, or only some of it, but nothing senseless") {
    const std::string text = to_json(board());
    const std::size_t begin = text.find(" \"energy\"");
    const std::size_t end = text.find(" \"samples\"");
    REQUIRE(begin != std::string::npos);
    REQUIRE(end != std::string::npos);
    const sei::device silent = parse_device(text.substr(0, begin) + text.substr(end), "board.json");
    CHECK(!silent.energy.joules_per_mac);
    CHECK(!silent.energy.idle_watts);
    CHECK(silent.energy.source.empty());
    CHECK(error_of(with(text, "\"idle_watts\": 0.5", "\"idle_watts\": -1")) ==
          "board.json: energy: 'idle_watts' is -1, expected a number of at least 0.0");
    CHECK(error_of(with(text, "\"joules_per_bit_sent\": null", "\"joules_per_bit_sent\": \"much\"")) ==
          "board.json: energy: 'joules_per_bit_sent' is \"much\", expected a number of at least 0.0");
    CHECK(error_of(with(text, "\"source\": \"a power meter\"", "\"source\": 7")) ==
          "board.json: energy: 'source' is no text");
}

TEST_CASE("each thing that can be wrong is one sentence that names the file and the field") {
    const std::string text = to_json(board());
    CHECK(error_of("") == "board.json: found no JSON, expected a device profile");
    CHECK(error_of("{") == "board.json: found no JSON, expected a device profile");
    CHECK(error_of("[]") == "board.json: found no JSON object, expected one");
    CHECK(error_of("{}") == "board.json: 'format' is missing");
    CHECK(error_of(with(text, "\"format\": 1", "\"format\": 2")) == "board.json: 'format' is 2, expected 1");
    CHECK(error_of(with(text, "\"name\": \"my board\"", "\"name\": 3")) == "board.json: 'name' is no text");
    CHECK(error_of(with(text, "\"depthwise\": 300000000.0", "\"depthwise\": -1")) ==
          "board.json: operations_per_second: 'depthwise' is -1, expected a number of at least 0.0");
    CHECK(error_of(with(text, "\"seconds_cold\": 4e-05", "\"seconds_cold\": null")) ==
          "board.json: samples[1]: 'seconds_cold' is null, expected a number of at least 1e-12");
    CHECK(error_of(with(text, "\"kind\": \"dense\"", "\"kind\": \"thin\"")) ==
          "board.json: samples[1]: 'kind' is 'thin', expected a kind of work such as convolution");
    CHECK(error_of(with(text, "\"ram_bytes\": 1048576", "\"ram_bytes\": 1e300")) ==
          "board.json: 'ram_bytes' is 1e+300, expected a number of at most 9e+15");
    CHECK_THROWS_WITH_AS(
        (void)load_device("/nonexistent/board.json"),
        "/nonexistent/board.json: can't be read (No such file or directory), expected a device profile",
        sei::error);
    CHECK_THROWS_WITH_AS((void)load_device("/"), "/: found a directory, expected a device profile",
                         sei::error);
}

TEST_CASE("every beginning of a profile is refused, and none crashes") {
    const std::string text = to_json(board());
    for (std::size_t length = 0; length + 2 < text.size(); ++length)
        CHECK(error_of(text.substr(0, length)) != "no error");
}

TEST_CASE("bytes are whole numbers: half a byte of RAM is not no limit") {
    const std::string text = to_json(board());
    for (const std::string field : {"ram_bytes", "flash_bytes", "cache_bytes"}) {
        const std::size_t at = text.find("\"" + field + "\": ");
        REQUIRE(at != std::string::npos);
        const std::size_t begin = at + field.size() + 4;
        const std::string value = text.substr(begin, text.find(',', begin) - begin);
        const auto changed = [&](const std::string& to) {
            return error_of(with(text, "\"" + field + "\": " + value, "\"" + field + "\": " + to));
        };
        CHECK(changed("0.5") == "board.json: '" + field + "' is 0.5, expected a whole number of bytes");
        CHECK(changed("1048576.25") ==
              "board.json: '" + field + "' is 1048576.25, expected a whole number of bytes");
        CHECK(changed("-1") == "board.json: '" + field + "' is -1, expected a number of at least 0.0");
        CHECK(changed("-0.5") == "board.json: '" + field + "' is -0.5, expected a number of at least 0.0");
        CHECK(changed("1048576.0") == "no error");
        CHECK(changed("0") == "no error");
        CHECK(changed("true") == "board.json: '" + field + "' is true, expected a number of at least 0.0");
    }
}

TEST_CASE("speeds that no device has are refused when the file is read") {
    const std::string text = to_json(board());
    CHECK(error_of(with(text, "\"depthwise\": 300000000.0", "\"depthwise\": 1e-300")) ==
          "board.json: operations_per_second: 'depthwise' is 1e-300 per second, expected 0 for none, or at "
          "least 1");
    CHECK(error_of(with(text, "\"depthwise\": 300000000.0", "\"depthwise\": 1e300")) ==
          "board.json: operations_per_second: 'depthwise' is 1e+300, expected a number of at most 1e+18");
    CHECK(error_of(with(text, "\"depthwise\": 300000000.0", "\"depthwise\": 1e999")).find("no JSON") !=
          std::string::npos);
    CHECK(error_of(with(text, "\"depthwise\": 300000000.0", "\"depthwise\": 0")) == "no error");
    CHECK(error_of(with(text, "\"seconds_cold\": 4e-05", "\"seconds_cold\": 1e9")) ==
          "board.json: samples[1]: 'seconds_cold' is 1000000000.0, expected a number of at most 3600");
}

TEST_CASE("nesting of any depth is one sentence, and takes no stack") {
    for (const std::size_t depth : {17U, 1000U, 80'000U, 2'000'000U})
        for (const std::string opening : {"[", "{\"a\":"})
            for (const bool closed : {false, true}) {
                std::string text;
                for (std::size_t i = 0; i < depth; ++i) text += opening;
                if (closed) text += "0" + std::string(depth, opening == "[" ? ']' : '}');
                CHECK(error_of(text) ==
                      "board.json: lists and objects are nested deeper than 16, expected a device profile");
            }
}

TEST_CASE("what a message repeats of a file is short, and steers no terminal") {
    const std::string text = to_json(board());
    const std::string nasty = "\x1b[31m\xC2\x9B\xE2\x80\xAE\xFF" + std::string(100'000, 'x');
    for (const std::string& message :
         {error_of(with(text, "\"kind\": \"dense\"", "\"kind\": \"\xC2\x9B" + std::string(5000, 'x') + "\"")),
          error_of(with(text, "\"ram_bytes\": 1048576",
                        "\"ram_bytes\": \"\xE2\x80\xAE" + std::string(5000, 'x') + "\"")),
          error_of(with(text, "\"format\": 1", "\"format\": [" + std::string(5000, '1') + "]"))}) {
        CAPTURE(message);
        CHECK(message.size() < 300);
        CHECK(message.find("expected ") != std::string::npos);
        CHECK(message.find("\xC2\x9B") == std::string::npos);
        CHECK(message.find("\xE2\x80\xAE") == std::string::npos);
    }
    try {
        (void)parse_device("", nasty);
        FAIL("no error");
    } catch (const sei::error& problem) {
        const std::string message = problem.what();
        CHECK(message.size() <= sei::message_bytes);
        CHECK(message.find('\x1b') == std::string::npos);
        CHECK(message.ends_with("expected a device profile"));
    }
}

TEST_CASE("a name with control characters is written escaped, and comes back as it was") {
    sei::device made = board();
    made.name = "a\x1b[31m\xC2\x9B"
                "b\xE2\x80\xAE"
                "c";
    const std::string text = to_json(made);
    CHECK(text.find("\\u001b[31m\\u009bb\\u202ec") != std::string::npos);
    CHECK(parse_device(text, "board.json").name == made.name);
}
