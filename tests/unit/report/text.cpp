// SPDX-License-Identifier: MIT
#include <sei/report/text.hpp>

#include "../advisor/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <locale>
#include <sstream>

namespace {

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> result;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) result.push_back(line);
    return result;
}

/// Characters of a line; the sample has no wide or combining ones.
std::size_t characters(const std::string& line) {
    return static_cast<std::size_t>(
        std::count_if(line.begin(), line.end(), [](char byte) { return (byte & '\xC0') != '\x80'; }));
}

const std::string& line_with(const std::vector<std::string>& all, const std::string& part) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&part](const std::string& line) { return contains(line, part); });
    REQUIRE(found != all.end());
    return *found;
}

} // namespace

TEST_CASE("no line is wider than 110 columns, whatever the names") {
    sei::report::report_data data = ranked_report();
    for (const std::string name : {"a", "a_layer_with_a_name_that_nobody_would_want_to_type_twice",
                                   "sch\xC3\xB6ner_ma\xC3\x9Fstab_f\xC3\xBCr_die_n\xC3\xA4he_und_ferne"}) {
        data.designs[3].after = name;
        data.splits[1].after = data.ranking[0].score = data.splits[0].damages[0].damage = name;
        data.verdict = sei::advisor::advise(data.designs, data.requirements);
        for (const std::string& line : split_lines(sei::report::to_text(data)))
            CHECK(characters(line) <= 110);
    }
}

TEST_CASE("where a table is too wide, all other columns are shortened before a name is cut") {
    sei::report::report_data data = sample_report();
    for (sei::design& item : data.designs) {
        if (item.kind == sei::design_kind::split) item.codec = "int8-per-channel";
        item.wire_bytes = 123'456'789;
        item.latency_ms.at_percentile = item.link_ms = 6'272'000.5;
    }
    const std::string name = "features.denseblock4.denselayer24.conv2";
    data.designs[3].after = name;
    data.verdict = sei::advisor::advise(data.designs, data.requirements);
    std::vector<std::string> all = split_lines(sei::report::to_text(data));
    for (const std::string& line : all) CHECK(characters(line) <= 110);
    CHECK(contains(line_with(all, " after feat"), "24.conv2 "));
    CHECK(contains(line_with(all, " after feat"), "1.235e8"));
    CHECK(contains(line_with(all, " after feat"), "..")); // of the codec and of the name
    data.designs[3].after = "layer10.conv2";
    data.verdict = sei::advisor::advise(data.designs, data.requirements);
    all = split_lines(sei::report::to_text(data));
    line_with(all, " after layer10.conv2 ");
    for (const std::string& line : all) CHECK(characters(line) <= 110);
}

TEST_CASE("numbers without measure are printed short") {
    sei::report::report_data data = sample_report();
    for (sei::design& item : data.designs) {
        item.latency_ms = {1e300, 1e300, 1e300, 1e300, 1e300};
        item.device_ms = item.server_ms = item.link_ms = 1e300;
        item.wire_bytes = item.device_ram_bytes = UINT64_MAX;
    }
    data.network = std::string(300, 'n');
    data.device.name = std::string(300, 'd');
    data.verdict = sei::advisor::advise(data.designs, data.requirements);
    const std::string text = sei::report::to_text(data);
    CHECK_FALSE(contains(text, "0000000000"));
    for (const std::string& line : split_lines(text)) CHECK(characters(line) <= 110);
}

TEST_CASE("no control character of a name reaches the terminal") {
    sei::report::report_data data = sample_report();
    const std::string nasty = "a\x1b[31m\xC2\x9B"
                              "b\xE2\x80\xAE\xE2\x81\xA6\xE2\x80\x8F\xFFz";
    data.network = data.device.name = data.server.name = data.designs[3].after = data.designs[3].codec =
        nasty;
    data.splits[1].after = nasty;
    data.link.push_back({nasty, nasty});
    data.verdict = sei::advisor::advise(data.designs, data.requirements);
    std::string text = sei::report::to_text(data);
    std::erase(text, '\n');
    CHECK(sei::printable(text) == text);
}

TEST_CASE("columns are aligned although names have bytes beyond ASCII") {
    sei::report::report_data data = sample_report();
    data.designs[3].after = "b\xC3\xBChne";
    data.designs[4].after = "buehne";
    data.verdict = sei::advisor::advise(data.designs, data.requirements);
    const std::vector<std::string> all = split_lines(sei::report::to_text(data));
    const std::size_t width = characters(line_with(all, "  design  "));
    CHECK(characters(line_with(all, "  after b\xC3\xBChne ")) == width);
    CHECK(characters(line_with(all, "  after buehne ")) == width);
    CHECK(characters(line_with(all, "  remote  ")) == width);
}

TEST_CASE("wide characters count as two columns") {
    using sei::report::display_width;
    using sei::report::shortened;
    CHECK(display_width("\xE5\x8D\xB7\xE7\xA7\xAF") == 4);
    CHECK(display_width("e\xCC\x81") == 1);
    CHECK(shortened("\xE5\x8D\xB7\xE7\xA7\xAF\xE5\xB1\x82", 4) == "\xE5\x8D\xB7\xE2\x80\xA6");
    CHECK(shortened("pool", 4) == "pool");
}

TEST_CASE("the report holds the setting, the tables, every reason and the verdict last") {
    const sei::report::report_data data = sample_report();
    const std::string text = sei::report::to_text(data);
    std::string flat;
    for (const char character : text)
        if (character != '\n' && (character != ' ' || flat.empty() || flat.back() != ' '))
            flat += character;
        else if (!flat.empty() && flat.back() != ' ')
            flat += ' ';
    CHECK(contains(flat, "90.05 % right on 2000 images"));
    CHECK(contains(flat, "transport udp, rate 10 Mbit/s, loss 1 %"));
    CHECK(contains(flat, "at most 320 KiB of RAM"));
    CHECK(contains(flat, "pool1 2 * 16x14x14 12544 1.92 M 9920 bytes 98 KiB -3.760 0.880"));
    CHECK(contains(flat, "after pool1 4 >o int8 udp 3184 3 89.2 89.2 38.6 0.0 19.3 19.3 0.00 98"));
    for (const sei::judgement& of : data.verdict.judgements)
        for (const std::string& reason : of.reasons) CHECK(contains(flat, reason));
    for (const std::string& reason : data.verdict.reasons) CHECK(contains(flat, reason));
    CHECK(text.find("Verdict\n") > text.find("Why not the others\n"));
    CHECK(text.back() == '\n');
    CHECK_FALSE(contains(text, " \n"));
}

TEST_CASE("every peak has the sign of what it is worth, and the signs are explained") {
    const std::vector<std::string> all = split_lines(sei::report::to_text(ranked_report()));
    CHECK(contains(line_with(all, "peaks of the curve"), "* candidate, ~ only noise, a architecture"));
    CHECK(contains(line_with(all, "  pool1 "), " 2  *  16x14x14 "));
    CHECK(contains(line_with(all, "  conv2 "), " 3  ~  16x14x14 "));
    CHECK(contains(line_with(all, "  pool2 "), " 4  a  16x14x14 "));
    CHECK(contains(line_with(all, "  relu2 "), " 5     16x14x14 "));
    CHECK(contains(line_with(all, "  pool1 "), "1.500      0.880  0.052"));
    CHECK(contains(line_with(all, "  relu2 "), "    -      0.880  0.051"));
    line_with(all, "  Importance: as log10; sums over channels and positions");
    CHECK(contains(line_with(all, "  Turn: how far"), "logits"));
}

TEST_CASE("without relevance there is no column for it, but the reason") {
    sei::report::report_data data = ranked_report();
    data.relevance_note = "EpsilonPlus has no rule for softmax.";
    CHECK_FALSE(contains(sei::report::to_text(data), "No LRP totals"));
    for (sei::split_score& each : data.splits) each.lrp_abs_total.reset();
    const std::string text = sei::report::to_text(data);
    CHECK(contains(text, "  No LRP totals: EpsilonPlus has no rule for softmax.\n"));
    CHECK_FALSE(contains(text, "LRP total "));
}

TEST_CASE("the score to believe is marked and named, or it is said that there is none") {
    sei::report::report_data data = ranked_report();
    const std::vector<std::string> all = split_lines(sei::report::to_text(data));
    CHECK(line_with(all, "  depth ") ==
          "  depth            0.62  -0.11 to 0.93  0.58 to 0.66  0.310            -             3.1");
    CHECK(line_with(all, "  turn ") ==
          "  turn   >         0.88   0.47 to 0.99  0.84 to 0.91  0.012         0.71             0.4");
    line_with(all, "  Believe turn: ");
    data.ranking.clear();
    CHECK_FALSE(contains(sei::report::to_text(data), "Which score to believe"));
    data.ranking.push_back({"depth", 0.62, -0.11, 0.93, 0.58, 0.66, never, 0.031});
    CHECK(contains(sei::report::to_text(data),
                   "  No score is to be believed for this network; let measured accuracy decide.\n"));
    data.ranking[0].doubt = sei::ranking_doubt::accuracy_at_chance;
    CHECK(contains(sei::report::to_text(data), "believed for this network: undamaged, it is not clearly "));
}

TEST_CASE("colour is only there when asked for, and only adds escape sequences") {
    const std::string plain = sei::report::to_text(ranked_report());
    std::string coloured = sei::report::to_text(ranked_report(), {.colour = true});
    CHECK_FALSE(contains(plain, "\x1b"));
    CHECK(count_of(coloured, "\x1b[") == 2 * count_of(coloured, "\x1b[0m"));
    for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b', at))
        coloured.erase(at, coloured.find('m', at) - at + 1);
    CHECK(coloured == plain);
}

TEST_CASE("names cannot steer the terminal") {
    const std::string text = sei::report::to_text(hostile_report());
    CHECK(std::none_of(text.begin(), text.end(), [](char byte) {
        const auto value = static_cast<unsigned char>(byte);
        return (value < 0x20 && byte != '\n') || value == 0x7F || value == 0xFF;
    }));
    CHECK_FALSE(contains(text, "\xE2\x80\xAE"));
    CHECK(contains(text, "\xEF\xBF\xBD[31m"));
}

TEST_CASE("an answer that never came is written as never") {
    sei::report::report_data data = sample_report();
    data.designs[1].latency_ms.at_percentile = never;
    data.verdict = sei::advisor::advise(data.designs, data.requirements);
    CHECK(contains(line_with(split_lines(sei::report::to_text(data)), "  remote  "), " never "));
}

TEST_CASE("the words depend neither on the global locale nor on the stream's") {
    struct comma final : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    const std::string plain = sei::report::to_text(sample_report());
    const std::locale before = std::locale::global(std::locale(std::locale::classic(), new comma));
    std::ostringstream stream;
    sei::report::write_text(stream, sample_report());
    std::locale::global(before);
    CHECK(stream.str() == plain);
}

TEST_CASE("a report without splits and with nothing feasible says so") {
    sei::report::report_data data = sample_report();
    data.splits.clear();
    data.requirements.min_accuracy = 0.99;
    data.verdict = sei::advisor::advise(data.designs, data.requirements);
    const std::string text = sei::report::to_text(data);
    CHECK_FALSE(contains(text, "Split points"));
    CHECK(contains(text, "Why each is rejected"));
    CHECK(contains(text, "None of the 6 designs meets every requirement."));
}

TEST_CASE("stations have a table of their own when a stream was measured, and say what nobody knows") {
    sei::report::report_data data = sample_report();
    CHECK(!contains(to_text(data), "Stations"));
    for (sei::design& each : data.designs) {
        each.stream = {.devices = 4,
                       .answers_per_second = 79.5,
                       .dropped_at_device = 2,
                       .dropped_at_link = 1234,
                       .device_use = 0.123,
                       .uplink_use = 0.5,
                       .server_use = 1};
        each.energy.computing_mj = 9.17;
    }
    const std::string text = to_text(data);
    CHECK(contains(text, "Stations (4 devices;"));
    CHECK(contains(text, "2 device, 1234 link"));
    CHECK(contains(text, "79.5"));
    CHECK(contains(text, "12.3"));
    CHECK(contains(text, "9.17"));
    CHECK(contains(text,
                   "the profile of cortex-m7 does not say what it draws for sending, receiving, idling."));
    for (sei::design& each : data.designs)
        each.energy = {.computing_mj = 1, .sending_mj = 2, .receiving_mj = 3, .idle_mj = 4};
    CHECK(!contains(to_text(data), "does not say what it draws"));
}

TEST_CASE("the map has a letter for each winner, and the present link in brackets") {
    const std::string text = to_text(mapped_report());
    CHECK(contains(text, "    1 %     .      .    B    B    F    [E]    E     D      D\n"));
    CHECK(contains(text, "  E  split after pool1, int8 over udp\n"));
    CHECK(contains(text, "  A  local\n"));
    CHECK(!contains(to_text(sample_report()), "wins where"));
}

TEST_CASE("each range says where the verdict ends and what comes then") {
    const std::string text = to_text(mapped_report());
    CHECK(contains(
        text,
        "  deadline, now 50 ms: holds down to 38.6 ms (at 38.5 ms: split after pool2, int8 over udp).\n"));
    CHECK(contains(text, "  RAM, now 320 KiB: holds down to 98 KiB (below: no design meets all).\n"));
    CHECK(contains(text, "  bytes on the wire, not asked: holds down to 3184 bytes (below: split after "
                         "pool2, int8 over udp).\n"));
    CHECK(contains(text, "  rate, now 10 Mbit/s: holds down to 4.2 Mbit/s (at 4 Mbit/s: split after pool2, "
                         "int8 over udp); up to 100"));
    CHECK(contains(text, "  delay, now 10 ms: holds down to 0 ms, as far as was looked; up to 12.4 ms "
                         "(above: no design meets all).\n"));
    CHECK(contains(text, "(at 0 %: split after pool1, float16 over udp); up to 3 % (at"));
    sei::report::report_data data = sample_report();
    data.sensitivity.push_back({.what = "flash", .unit = sei::quantity::bytes});
    CHECK(contains(to_text(data), "  flash, not asked: holds whatever it is.\n"));
}
