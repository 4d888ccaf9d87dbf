// SPDX-License-Identifier: MIT
// Advice is true: what it says would do does, and nothing less would. Random jobs on the trained network;
// every number is taken from the printed text, asked for as a question, and the answer held against the text.
#include "../../examples/support/idx.hpp"

#include <sei/advisor/sensitivity.hpp>
#include <sei/explain/scores/rank.hpp>
#include <sei/report/text/detail/maps.hpp>
#include <sei/study/experiment.hpp>
#include <sei/weights/bind.hpp>
#include <sei/zoo/fashion_cnn.hpp>

#include <doctest/doctest.h>

#include <charconv>
#include <random>
#include <regex>

namespace {

using namespace sei;
using namespace sei::study;
using advisor::advise;
using classifier = zoo::fashion_cnn;

const engine::executor& trained() {
    static const engine::executor made = engine::executor::of<classifier>(
        weights::load<classifier>(std::string(SEI_EXAMPLE_DATA_DIR) + "/fashion_cnn.safetensors"));
    return made;
}

const std::vector<split_score>& cuts() {
    static const std::vector<split_score> made = explain::describe_splits<classifier>();
    return made;
}

const dataset& images_of(std::size_t count) {
    static std::map<std::size_t, dataset> made;
    const std::string data = SEI_EXAMPLE_DATA_DIR;
    if (!made.contains(count))
        made.emplace(count,
                     examples::read_idx(data + "/fashion_test_images.idx3-ubyte",
                                        data + "/fashion_test_labels.idx1-ubyte", classifier::input, count));
    return made.at(count);
}

/// One question to the main job.
struct job {
    std::size_t images = 20;
    experiment_options options;
    std::vector<deployment> deployments;
    requirements asked;
};

class dice {
public:
    explicit dice(unsigned seed) : random_(seed) {}

    template <class Item>
    [[nodiscard]] Item among(std::initializer_list<Item> items) {
        return items.begin()[below(items.size())];
    }
    [[nodiscard]] std::size_t below(std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
    }
    [[nodiscard]] bool once_in(std::size_t times) { return below(times) == 0; }
    /// Three digits, as people write them.
    [[nodiscard]] double between(double low, double high) {
        const double exponent =
            std::uniform_real_distribution<double>(std::log(low), std::log(high))(random_);
        return advisor::detail::round_number(std::exp(exponent));
    }

private:
    std::mt19937 random_;
};

[[nodiscard]] std::function<double(std::size_t, std::size_t)> seconds_on(const device& profile) {
    return [profile](std::size_t first, std::size_t last) {
        return profile.seconds_for(nodes_of<classifier>(), first, last);
    };
}

void choose_stream(dice& roll, experiment_options& options) {
    options.transport = roll.once_in(3) ? transport::tcp : transport::udp;
    options.loss = roll.among({0.0, 0.01, 0.05, 0.2, 0.5, 1.0});
    options.fill = roll.among({wire::fill_rule::zero, wire::fill_rule::mean, wire::fill_rule::last_frame});
    options.stream.link = link::symmetric_link(
        {.rate_bits_per_second = roll.among<std::int64_t>({300'000, 2'000'000, 10'000'000, 100'000'000}),
         .delay = nanoseconds(std::llround(roll.between(0.2, 60) * 1e6)),
         .queue_packets = 100},
        roll.below(1000));
    options.stream.udp_wait = roll.among({0, 5, 20, 50, 120}) * nanoseconds(std::chrono::milliseconds(1));
    options.stream.udp.mtu = options.stream.tcp.mtu = roll.among({300U, 1500U});
    options.stream.frames_per_second = roll.among({2.0, 20.0, 60.0});
    options.stream.devices = roll.among<std::size_t>({1, 1, 1, 3});
    options.stream.queue = {
        roll.among({late_policy::wait, late_policy::drop_newest, late_policy::drop_oldest}), 1};
}

void choose_requirements(dice& roll, const device& board, requirements& asked) {
    if (!roll.once_in(8)) asked.deadline_ms = roll.between(0.3, 400);
    if (!roll.once_in(6)) asked.min_accuracy = static_cast<double>(roll.below(101)) / 100;
    asked.percentile = roll.among({50.0, 90.0, 95.0, 99.0, 99.9, 100.0});
    if (roll.once_in(3)) asked.max_ram_bytes = 1000 + 500 * roll.below(220);
    if (roll.once_in(4)) asked.max_flash_bytes = 1000 * roll.below(1000);
    if (roll.once_in(4)) asked.max_wire_bytes = 100 * roll.below(300);
    if (board.ram_bytes != 0) asked.device_ram_bytes = board.ram_bytes;
    if (roll.once_in(6)) asked.device_ram_bytes = 500 * roll.below(250);
}

[[nodiscard]] job random_job(unsigned seed) {
    dice roll(seed);
    job made;
    made.images = roll.among<std::size_t>({7, 20, 40});
    choose_stream(roll, made.options);
    const std::vector<device> boards = devices::all();
    const device& board = boards[roll.below(boards.size())];
    made.options.device_seconds = seconds_on(board);
    made.options.server_seconds = seconds_on(devices::x86_server());
    made.deployments = {{.kind = design_kind::local}, {.kind = design_kind::remote}};
    for (int i = 0; i < 3; ++i)
        made.deployments.push_back(
            {design_kind::split, 1 + roll.below(trained().last_layer() - 1),
             roll.among({wire_format::float32, wire_format::float16, wire_format::int8})});
    choose_requirements(roll, board, made.asked);
    return made;
}

/// What the main job would answer, measured anew.
[[nodiscard]] std::vector<design> measure(const job& question) {
    experiment_options options = question.options;
    if (question.asked.deadline_ms)
        options.deadline = nanoseconds(std::llround(*question.asked.deadline_ms * 1e6));
    options.percentile = question.asked.percentile;
    return experiment(trained(), images_of(question.images), cuts(), options).run(question.deployments);
}

/// A number as it is printed, and by how much its last digit counts.
struct printed {
    double value = 0;
    double digit = 0;
};

/// The decimal number in units of 10^-`shift`: "87.1" with a shift of 2 is 0.871, to the bit.
[[nodiscard]] printed read_number(const std::string& text, int shift = 0) {
    const std::size_t point = text.find('.');
    const int decimals = point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
    printed found;
    const std::string scaled = text + "e-" + std::to_string(shift);
    std::from_chars(scaled.data(), scaled.data() + scaled.size(), found.value);
    found.digit = std::pow(10.0, -decimals - shift);
    return found;
}

/// The number before " instead of" behind this phrase; none if the sentence does not have it.
[[nodiscard]] std::optional<printed> number_after(const std::string& sentence, const std::string& phrase,
                                                  int shift = 0) {
    const std::size_t at = sentence.find(phrase);
    if (at == std::string::npos) return std::nullopt;
    const std::string rest = sentence.substr(at + phrase.size());
    const std::size_t end = rest.find_first_not_of("0123456789.");
    printed found = read_number(rest.substr(0, end), shift);
    for (const auto& [unit, size] : {std::pair{" KiB", 1024.0}, {" MiB", 1048576.0}})
        if (rest.compare(end, 4, unit) == 0) found = {found.value * size, found.digit * size};
    return found;
}

/// One number that a sentence asks to change: how to ask for it, and for the next stricter one.
struct change {
    std::function<void(requirements&, double)> ask;
    printed number;
    double stricter = 0;
};

[[nodiscard]] std::vector<change> changes_in(const std::string& sentence) {
    std::vector<change> changes;
    const auto add = [&](const std::string& phrase, int shift, double direction, auto ask) {
        if (const auto found = number_after(sentence, phrase, shift))
            changes.push_back({ask, *found, found->value + direction * found->digit});
    };
    const auto whole = [](double bytes) { return static_cast<std::uint64_t>((std::max)(bytes, 0.0)); };
    add("the deadline were ", 0, -1, [](requirements& of, double value) { of.deadline_ms = value; });
    add("the percentile were ", 0, 1, [](requirements& of, double value) { of.percentile = value; });
    add("the accuracy asked were ", 2, 1, [](requirements& of, double value) { of.min_accuracy = value; });
    add("the limit on RAM were ", 0, -1,
        [whole](requirements& of, double value) { of.max_ram_bytes = whole(value); });
    add("the device's RAM were ", 0, -1,
        [whole](requirements& of, double value) { of.device_ram_bytes = whole(value); });
    add("the limit on flash were ", 0, -1,
        [whole](requirements& of, double value) { of.max_flash_bytes = whole(value); });
    add("the limit on the wire were ", 0, -1,
        [whole](requirements& of, double value) { of.max_wire_bytes = whole(value); });
    return changes;
}

[[nodiscard]] bool is_feasible(const design& item, const requirements& asked) {
    return advise(std::span(&item, 1), asked).best.has_value();
}

/// The least sum of relative changes with which a design would do, tried at every moment of an answer.
[[nodiscard]] double least_change(const design& item, const requirements& asked) {
    const auto over = [](std::uint64_t found, const std::optional<std::uint64_t>& limit) {
        if (!limit || found <= *limit) return 0.0;
        return static_cast<double>(found - *limit) / (std::max)(static_cast<double>(*limit), 1.0);
    };
    const double memory = over(item.device_ram_bytes, asked.max_ram_bytes) +
                          over(item.device_ram_bytes, asked.device_ram_bytes) +
                          over(item.device_flash_bytes, asked.max_flash_bytes) +
                          over(item.device_flash_bytes, asked.device_flash_bytes) +
                          over(item.wire_bytes, asked.max_wire_bytes);
    const double wanted = asked.min_accuracy.value_or(0);
    const auto frames = static_cast<double>(item.frames);
    const auto missing = [](double found, double limit) {
        return found < limit ? (limit - found) / limit : 0;
    };
    if (!asked.deadline_ms)
        return memory + missing(static_cast<double>(item.right_latencies_ms.size()) / frames, wanted);
    std::vector<double> moments = item.latencies_ms;
    moments.push_back(*asked.deadline_ms);
    double least = std::numeric_limits<double>::infinity();
    const auto answered = static_cast<double>(item.latencies_ms.size());
    const bool enough = answered >= std::ceil(asked.percentile / 100 * frames - 1e-9);
    for (const double moment : moments) {
        if (moment < *asked.deadline_ms) continue;
        const auto within = [moment](const std::vector<double>& latencies) {
            return static_cast<double>(std::count_if(latencies.begin(), latencies.end(),
                                                     [moment](double each) { return each <= moment; }));
        };
        const double share = within(item.latencies_ms);
        if (share == 0 || (enough && share < std::ceil(asked.percentile / 100 * frames - 1e-9))) continue;
        double sum = (moment - *asked.deadline_ms) / *asked.deadline_ms +
                     missing(within(item.right_latencies_ms) / frames, wanted);
        if (!enough) sum += missing(100 * share / frames, asked.percentile);
        least = (std::min)(least, sum);
    }
    return memory + least;
}

void check_nearest(const job& question, const std::vector<design>& designs, const verdict& answer) {
    const std::string sentence = answer.reasons.back();
    INFO(sentence);
    REQUIRE(answer.nearest);
    const std::size_t index = answer.nearest->design;
    const double distance = least_change(designs[index], question.asked);
    for (const design& other : designs) CHECK(distance <= least_change(other, question.asked) + 1e-9);
    if (!answer.nearest->relaxed) {
        CHECK(designs[index].latencies_ms.empty());
        return;
    }
    const std::vector<change> changes = changes_in(sentence);
    CHECK(!changes.empty());
    requirements relaxed = question.asked;
    for (const change& each : changes) each.ask(relaxed, each.number.value);
    const requirements& kept = *answer.nearest->relaxed;
    CHECK(std::tuple(relaxed.deadline_ms, relaxed.percentile, relaxed.min_accuracy, relaxed.max_ram_bytes,
                     relaxed.device_ram_bytes, relaxed.max_flash_bytes, relaxed.max_wire_bytes) ==
          std::tuple(kept.deadline_ms, kept.percentile, kept.min_accuracy, kept.max_ram_bytes,
                     kept.device_ram_bytes, kept.max_flash_bytes, kept.max_wire_bytes));

    job again = question; // and as a question of its own, measured anew
    again.asked = relaxed;
    const std::vector<design> measured = measure(again);
    CHECK(advise(measured, relaxed).judgements[index].feasible);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        requirements without_one = question.asked;
        requirements stricter = relaxed;
        for (std::size_t k = 0; k < changes.size(); ++k)
            if (k != i) changes[k].ask(without_one, changes[k].number.value);
        CHECK(!is_feasible(measured[index], without_one));
        const double value = changes[i].stricter;
        changes[i].ask(stricter, value);
        if (stricter.deadline_ms.value_or(1) <= 0 || stricter.percentile > 100 ||
            stricter.min_accuracy.value_or(0) > 1)
            continue; // nobody can ask for that
        CHECK(!is_feasible(measured[index], stricter));
    }
}

void check_rescues(const job& question, const std::vector<design>& designs, const verdict& answer) {
    for (std::size_t line = 1; line + 1 < answer.reasons.size(); ++line) {
        const std::string& sentence = answer.reasons[line];
        INFO(sentence);
        std::smatch found;
        REQUIRE(std::regex_search(sentence, found,
                                  std::regex("rejects (\\d+) of .*without it, (still none|\\d+)")));
        std::size_t told = 0;
        for (const advisor::requirement which : advisor::every_requirement) {
            if (!advisor::asked_for(which, question.asked)) continue;
            if (++told != line) continue;
            std::size_t feasible = 0;
            const requirements fewer = advisor::without(which, question.asked);
            for (const design& each : designs) feasible += is_feasible(each, fewer) ? 1U : 0U;
            CHECK(feasible == (found[2] == "still none" ? 0 : std::stoul(found[2])));
        }
    }
}

/// "holds down to 38.7 ms (at 38.6 ms: local); up to 5 MiB (above: remote)": asked for, each end is true.
std::size_t check_ranges(const job& question, const std::vector<design>& designs, const verdict& answer) {
    report::report_data report;
    report.designs = designs;
    std::size_t ends = 0;
    std::size_t place = 0;
    const auto ranges = advisor::requirement_ranges(designs, question.asked);
    for (const advisor::requirement which : advisor::every_requirement) {
        if (which == advisor::requirement::deadline && !question.asked.deadline_ms) continue;
        const verdict_range& range = ranges[place++];
        const int shift = range.unit == quantity::share ? 2 : 0;
        for (const bool is_lower : {true, false}) {
            const std::string phrase = report::detail::range_end_phrase(report, range, is_lower);
            INFO(range.what << ": " << phrase);
            std::smatch found;
            static const std::regex form("^(?:down|up) to ([0-9.]+) ?(%|ms|bytes?|KiB|MiB) \\((?:at "
                                         "([0-9.]+) (?:%|ms)|below|above): (.*)\\)$");
            if (phrase.empty()) continue;
            REQUIRE(std::regex_match(phrase, found, form));
            ++ends;
            const double unit = found[2] == "KiB" ? 1024 : found[2] == "MiB" ? 1048576 : 1;
            const double holds = read_number(found[1], shift).value * unit;
            const double changes =
                found[3].matched ? read_number(found[3], shift).value : holds + (is_lower ? -1 : 1);
            const auto ask = [&](double value) {
                return advise(designs, advisor::detail::with(which, value, question.asked)).best;
            };
            CHECK(ask(holds) == answer.best);
            const auto beyond = ask(changes);
            CHECK(beyond != answer.best);
            CHECK(found[4] == (beyond ? advisor::name_of(designs[*beyond]) : "no design meets all"));
            if (range.present) CHECK((is_lower ? holds <= *range.present : holds >= *range.present));
        }
    }
    return ends;
}

} // namespace

TEST_CASE("Every piece of advice on 500 random jobs is true, and asks for nothing superfluous") {
    std::size_t infeasible = 0;
    std::size_t ends = 0;
    std::size_t moved_deadlines = 0;
    for (unsigned seed = 0; seed < 500; ++seed) {
        INFO("job " << seed);
        const job question = random_job(seed);
        const std::vector<design> designs = measure(question);
        const verdict answer = advise(designs, question.asked);
        ends += check_ranges(question, designs, answer);
        if (answer.best) continue;
        ++infeasible;
        check_rescues(question, designs, answer);
        check_nearest(question, designs, answer);
        moved_deadlines += number_after(answer.reasons.back(), "the deadline were ") ? 1U : 0U;
    }
    CHECK(infeasible > 200);
    CHECK(moved_deadlines > 80);
    CHECK(ends > 500);
}

TEST_CASE("A deadline moved by the advice is not moved again: the wait is the link's") {
    std::size_t moved = 0;
    for (unsigned seed = 0; seed < 60; ++seed) {
        job question = random_job(seed);
        question.asked = {.deadline_ms = 5 + seed};
        question.options.transport = transport::udp;
        question.options.loss = 0.05;
        const verdict answer = advise(measure(question), question.asked);
        if (answer.best || !answer.nearest->relaxed) continue;
        ++moved;
        question.asked = *answer.nearest->relaxed;
        CHECK(advise(measure(question), question.asked).best);
    }
    CHECK(moved > 10);
}

TEST_CASE("The ends of a link's range are true on a link that has just these numbers") {
    std::size_t ends = 0;
    for (unsigned seed = 0; seed < 90; ++seed) {
        job question = random_job(seed);
        question.asked = {.min_accuracy = 0.5, .deadline_ms = 150, .percentile = 80};
        question.options.loss = 0.02;
        question.options.deadline = std::chrono::milliseconds(150);
        question.options.percentile = 80;
        const auto present = static_cast<double>(question.options.stream.link.forward.rate_bits_per_second);
        experiment shared(trained(), images_of(question.images), cuts(), question.options);
        (void)shared.run(question.deployments);
        const verdict_range range = advisor::link_range(
            {.what = "rate", .present = present, .least = present / 50, .most = present * 10},
            [&](double rate) {
                const link_conditions there{rate, milliseconds(question.options.stream.link.forward.delay),
                                            question.options.loss};
                return advisor::best_design(shared.run(question.deployments, std::span(&there, 1)).front(),
                                            question.asked);
            });
        const auto best_at = [&](double rate) {
            const std::string text = report::detail::quantity_text(quantity::bits_per_second, rate);
            const double unit = text.find(" Gbit") != std::string::npos   ? 1e9
                                : text.find(" Mbit") != std::string::npos ? 1e6
                                : text.find(" kbit") != std::string::npos ? 1e3
                                                                          : 1;
            job there = question;
            for (link::channel_options* line :
                 {&there.options.stream.link.forward, &there.options.stream.link.backward})
                line->rate_bits_per_second =
                    std::llround(read_number(text.substr(0, text.find(' '))).value * unit);
            return advise(measure(there), question.asked).best;
        };
        const auto here = best_at(present);
        for (const auto& end : {range.lower, range.upper}) {
            if (!end) continue;
            ++ends;
            CHECK(best_at(end->holds) == here);
            CHECK(best_at(end->changes) == end->best);
        }
    }
    CHECK(ends > 8);
}
