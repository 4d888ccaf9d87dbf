// SPDX-License-Identifier: MIT
// Which cuts of VGG-16 answer in time, in which codec, on which of a thousand links? No weights are needed:
// the network is a type, and shapes, work and bytes follow from it.

#include "support/output_file.hpp"
#include "support/parse.hpp"
#include "support/profiles.hpp"
#include "support/program.hpp"
#include "support/progress.hpp"
#include "support/sweep_command_line.hpp"
#include "support/table.hpp"

#include <sei/sei.hpp>

#include <nlohmann/json.hpp>
#include <tbb/global_control.h>
#include <tbb/info.h>

#include <csignal>
#include <ostream>

namespace {

using namespace sei;
using network = zoo::vgg16;
using examples::sweep_arguments;

std::atomic<bool> interrupted{false}; // by SIGINT: what is known by then is written

struct named_design {
    std::string after;
    std::string codec;
    study::sweep_design design;
};

struct codec {
    std::string name;
    wire::element_type type;
};
const std::vector<codec> codecs{{"float32", wire::element_type::float32},
                                {"float16", wire::element_type::float16},
                                {"int8", wire::element_type::int8}};

/// A row of equal ratios from `low` to `high`.
[[nodiscard]] std::vector<std::int64_t> geometric(const std::string& option, std::int64_t low,
                                                  std::int64_t high, std::size_t count) {
    if (low < 1 || high < low)
        throw error(option + ": from " + std::to_string(low) + " to " + std::to_string(high) +
                    ", expected above 0, and upwards");
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < count; ++i) {
        const double share = count == 1 ? 0 : static_cast<double>(i) / static_cast<double>(count - 1);
        values.push_back(std::llround(static_cast<double>(low) *
                                      std::pow(static_cast<double>(high) / static_cast<double>(low), share)));
    }
    return values;
}

/// As many as fit a gigabyte, and a file that other programs read.
constexpr std::size_t most_points = 10'000'000;

[[nodiscard]] std::vector<study::sweep_link> links_of(const sweep_arguments& given, std::size_t designs) {
    const auto rates = geometric("--rates", examples::parse_rate("--rate-from", given.rate_from),
                                 examples::parse_rate("--rate-to", given.rate_to), given.rates);
    const auto delays = geometric("--delays", examples::parse_time("--delay-from", given.delay_from).count(),
                                  examples::parse_time("--delay-to", given.delay_to).count(), given.delays);
    const std::size_t points = rates.size() * delays.size() * given.losses.size() * designs;
    if (points > most_points)
        throw error("--rates " + std::to_string(given.rates) + ", --delays " + std::to_string(given.delays) +
                    " and " + std::to_string(given.losses.size()) + " losses for " + std::to_string(designs) +
                    " designs are " + std::to_string(points) + " points, expected at most " +
                    std::to_string(most_points));
    std::vector<study::sweep_link> links;
    for (const std::int64_t rate : rates)
        for (const std::int64_t delay : delays)
            for (const double loss : given.losses)
                links.push_back({rate, std::chrono::nanoseconds(delay), loss});
    return links;
}

/// What a tensor is on the wire: over TCP one frame with its header, over UDP datagrams with a header each.
[[nodiscard]] std::uint64_t bytes_on_wire(std::size_t elements, wire::element_type type,
                                          const std::string& transport) {
    if (transport == "tcp") return elements * wire::element_bytes(type) + wire::frame_header_bytes;
    const wire::packetiser packets = wire::packetise(elements, type, link::udp_options{}.payload_bytes());
    return packets.total + packets.count() * wire::datagram_header_bytes;
}

/// Every cut in every codec, from sending the input to computing all on the device.
[[nodiscard]] std::vector<named_design> designs_of(const sweep_arguments& given) {
    const device on_device = examples::profile_of("--device", given.device);
    const device on_server = examples::profile_of("--server", given.server);
    examples::require_plausible<network>("--device", on_device);
    examples::require_plausible<network>("--server", on_server);
    constexpr std::size_t end = layer_count<network> - 1;
    std::vector<named_design> designs;
    for (const split_score& split : explain::describe_splits<network>()) {
        const double seconds = on_device.seconds_for(nodes_of<network>(), 0, split.index) +
                               on_server.seconds_for(nodes_of<network>(), split.index, end);
        const std::chrono::nanoseconds compute(std::llround(seconds * 1e9));
        for (const codec& each : codecs) {
            const std::uint64_t bytes =
                split.index == end ? 0
                                   : bytes_on_wire(split.wire_shape.elements(), each.type, given.transport);
            designs.push_back({split.after, each.name, {bytes, compute}});
        }
    }
    return designs;
}

[[nodiscard]] study::sweep_options options_of(const sweep_arguments& given) {
    study::sweep_options options;
    options.transfer.transport = given.transport == "tcp" ? link::protocol::tcp : link::protocol::udp;
    options.transfer.tcp.profile = link::tcp_profiles::linuxlike;
    options.transfer.tcp.congestion = link::congestion_control::linux_reno;
    options.transfer.link = link::symmetric_link({.queue_packets = given.queue});
    options.answer_bytes =
        bytes_on_wire(network::output.elements(), wire::element_type::float32, given.transport);
    options.deadline = examples::parse_time("--deadline", given.deadline);
    options.percentile = given.percentile;
    options.confidence = given.confidence;
    options.most_frames = given.most_frames;
    options.seed = given.seed;
    options.cancelled = &interrupted;
    return options;
}

constexpr std::array<const char*, study::sweep_methods> method_names{"not yet",        "formula", "recursion",
                                                                     "one simulation", "bound",   "sample"};
constexpr std::array<const char*, 3> decision_names{"undecided", "meets", "misses"};

[[nodiscard]] const char* name_of(const study::sweep_point& point) {
    return decision_names[static_cast<std::size_t>(point.decision)];
}

[[nodiscard]] std::string csv_of(const std::vector<named_design>& designs,
                                 const std::vector<study::sweep_link>& links,
                                 const study::sweep_result& result) {
    std::string text =
        "after,codec,bytes,compute_ms,rate_bps,delay_ms,loss,decision,in_time,low,high,latency_ms,"
        "method,frames\n";
    for (std::size_t i = 0; i < designs.size(); ++i)
        for (std::size_t j = 0; j < links.size(); ++j) {
            const study::sweep_point& point = result.at(i, j);
            if (point.method == study::sweep_method::not_yet) continue;
            fmt::format_to(
                std::back_inserter(text), "{},{},{},{},{},{},{},{},{:.6g},{:.6g},{:.6g},{},{},{}\n",
                designs[i].after, designs[i].codec, designs[i].design.bytes,
                study::milliseconds(designs[i].design.compute), links[j].rate_bits_per_second,
                study::milliseconds(links[j].delay), links[j].loss, name_of(point), point.in_time, point.low,
                point.high, point.latency ? fmt::format("{}", study::milliseconds(*point.latency)) : "",
                method_names[static_cast<std::size_t>(point.method)], point.frames);
        }
    return text;
}

/// How many of the known points of a design are decided each way, in the order of `share_decision`.
[[nodiscard]] std::array<std::size_t, 3> decisions_of(const study::sweep_result& result, std::size_t design) {
    std::array<std::size_t, 3> counts{};
    for (std::size_t j = 0; j < result.links; ++j) {
        const study::sweep_point& point = result.at(design, j);
        if (point.method != study::sweep_method::not_yet) ++counts[static_cast<std::size_t>(point.decision)];
    }
    return counts;
}

[[nodiscard]] std::string json_of(const sweep_arguments& given, const std::vector<named_design>& designs,
                                  const study::sweep_result& result) {
    nlohmann::ordered_json known_by;
    for (std::size_t i = 0; i < study::sweep_methods; ++i) known_by[method_names[i]] = result.points_by[i];
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < designs.size(); ++i) {
        const auto counts = decisions_of(result, i);
        rows.push_back({{"after", designs[i].after},
                        {"codec", designs[i].codec},
                        {"bytes", designs[i].design.bytes},
                        {"compute_ms", study::milliseconds(designs[i].design.compute)},
                        {"meets", counts[1]},
                        {"misses", counts[2]},
                        {"undecided", counts[0]}});
    }
    const nlohmann::ordered_json report{
        {"network", "vgg16"},
        {"complete", result.complete()},
        {"transport", given.transport},
        {"deadline_ms", study::milliseconds(examples::parse_time("--deadline", given.deadline))},
        {"percentile", given.percentile},
        {"confidence", given.confidence},
        {"device", given.device},
        {"server", given.server},
        {"seed", given.seed},
        {"links", result.links},
        {"points", result.points.size()},
        {"points_by_method", known_by},
        {"exchanges", result.exchanges},
        {"frames_simulated", result.frames},
        {"audited", result.audited},
        {"largest_difference_ns", result.largest_difference.count()},
        {"designs", rows}};
    return printable_json(report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) +
           '\n';
}

void print_summary(std::ostream& out, const std::vector<named_design>& designs,
                   const study::sweep_result& result) {
    examples::table table({"cut after", "compute, ms", "float32", "float16", "int8"});
    for (std::size_t i = 0; i < designs.size(); i += codecs.size()) {
        std::vector<std::string> row{designs[i].after,
                                     fmt::format("{:.1f}", study::milliseconds(designs[i].design.compute))};
        for (std::size_t k = 0; k < codecs.size(); ++k) {
            const auto counts = decisions_of(result, i + k);
            row.push_back(fmt::format("{}{}", counts[1],
                                      counts[0] > 0 ? fmt::format(" (+{}?)", counts[0]) : std::string()));
        }
        table.add(row);
    }
    out << fmt::format("Links of {} on which the cut meets the deadline (+?: undecided), by codec:\n\n{}\n",
                       result.links, table.in(examples::table_form::text));
    out << fmt::format("{} points", result.points.size());
    for (std::size_t i = 0; i < study::sweep_methods; ++i)
        if (result.points_by[i] > 0) out << fmt::format(", {} by {}", result.points_by[i], method_names[i]);
    out << fmt::format(".\n{} different exchanges; {} frames simulated for the samples.\n", result.exchanges,
                       result.frames);
    out << fmt::format("{} of the exact times were simulated as well; largest difference: {} ns.\n",
                       result.audited, result.largest_difference.count());
}

void run(const sweep_arguments& given) {
    const tbb::global_control limit(
        tbb::global_control::max_allowed_parallelism,
        given.threads == 0 ? static_cast<std::size_t>(tbb::info::default_concurrency()) : given.threads);
    const std::vector<named_design> designs = designs_of(given);
    const std::vector<study::sweep_link> links = links_of(given, designs.size());
    study::sweep_options options = options_of(given);
    examples::output_file json("--json", given.json);
    examples::output_file csv("--csv", given.csv);
    examples::require_different_targets({&json, &csv});

    std::vector<study::sweep_design> bare;
    for (const named_design& each : designs) bare.push_back(each.design);
    study::sweep_result result;
    {
        examples::progress bar(
            fmt::format("sweeping {} designs over {} links", designs.size(), links.size()));
        options.on_progress = [&bar](double share) { bar.update(share); };
        result = study::sweep(bare, links, options);
    }
    std::ostream& text = examples::text_stream({&json, &csv});
    print_summary(text, designs, result);
    json.write(json_of(given, designs, result));
    csv.write(csv_of(designs, links, result));
    json.publish();
    csv.publish();
    text << fmt::format("{}: {} and {}\n",
                        result.complete() ? "Written" : "Interrupted; what is known is written", json.name(),
                        csv.name());
}

} // namespace

int main(int count, char** values) {
    return examples::run_program("sweep_designs", [&] {
        sweep_arguments arguments;
        CLI::App app("Which cuts of VGG-16 answer in time, in which codec, on which links?", "sweep_designs");
        examples::describe_options(app, arguments);
        std::signal(SIGINT, [](int) { interrupted = true; });
        if (examples::parse(app, count, values)) run(arguments);
        return interrupted ? 130 : 0;
    });
}
