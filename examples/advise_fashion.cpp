// SPDX-License-Identifier: MIT
// Where should a Fashion-MNIST classifier be cut between a device and a server, and does the result meet the
// requirements? The whole of sei in one program: describe, run, rank, simulate, advise.

#include "support/advise_link.hpp"
#include "support/command_line.hpp"
#include "support/designs.hpp"
#include "support/idx.hpp"
#include "support/maps.hpp"
#include "support/output_file.hpp"
#include "support/parse.hpp"
#include "support/profiles.hpp"
#include "support/program.hpp"
#include "support/progress.hpp"
#include "support/weights_file.hpp"

#include <sei/sei.hpp>

#include <tbb/global_control.h>
#include <tbb/info.h>

#include <ostream>

namespace {

using namespace sei;
using network = zoo::fashion_cnn;
using examples::advise_arguments;
/// Left out where a layer has no rule; the report then says why.
using relevance = explain::relevance_if_possible<network, explain::composites::epsilon_plus>;

/// Everything that the steps hand on to each other.
struct job {
    advise_arguments arguments;
    weights::network_weights raw;
    engine::executor executor;
    study::dataset images;
    device on_device;
    device on_server;
    requirements asked;

    explicit job(const advise_arguments& given)
        : arguments(given),
          raw(examples::load_weights<network>(given.data_directory + "/fashion_cnn.safetensors")),
          executor(engine::executor::of<network>(raw)),
          images(examples::read_idx(given.data_directory + "/fashion_test_images.idx3-ubyte",
                                    given.data_directory + "/fashion_test_labels.idx1-ubyte", network::input,
                                    given.images)),
          on_device(examples::profile_of("--device", given.device)) {}
};

/// Median seconds of each tail on this machine, by the layer after which it begins.
[[nodiscard]] std::vector<double> measure_tails(const job& work) {
    const std::size_t end = work.executor.last_layer();
    engine::workspace memory = work.executor.make_workspace();
    std::vector<double> seconds(end + 1, 0.0);
    std::vector<float> scores(work.executor.shape_after(end).elements());
    examples::progress bar("measuring this machine as the server");
    for (const split_score& split : explain::describe_splits<network>()) {
        if (split.index == end) continue;
        std::vector<float> tensor(split.wire_shape.elements());
        work.executor.run(0, split.index, work.images.image(0), tensor, memory);
        std::vector<double> times(201);
        for (double& time : times) {
            const auto begin = std::chrono::steady_clock::now();
            work.executor.run(split.index, end, tensor, scores, memory);
            time = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        }
        std::nth_element(times.begin(), times.begin() + 100, times.end());
        seconds[split.index] = times[100];
        bar.update(static_cast<double>(split.index) / static_cast<double>(end));
    }
    return seconds;
}

/// A profile whose name says that times were measured and not computed.
[[nodiscard]] device measured_server() {
    device server;
    server.name = "this machine";
    server.source = "median of 201 runs of each tail by sei's engine, one thread";
    server.kernels = "sei's kernels, one thread";
    return server;
}

/// Who shares link and server, and what becomes of frames that find them busy.
void describe_stream(const advise_arguments& given, study::stream_options& stream) {
    stream.frames_per_second = given.frames_per_second;
    stream.devices = given.devices;
    stream.phase = given.phase == "in-phase" ? study::device_phase::in_phase : study::device_phase::staggered;
    stream.queue = {.late = given.late == "drop"          ? study::late_policy::drop_newest
                            : given.late == "drop-oldest" ? study::late_policy::drop_oldest
                                                          : study::late_policy::wait,
                    .limit = given.frame_queue};
    if (!given.send_for.empty()) stream.udp_send_for = examples::parse_time("--send-for", given.send_for);
}

/// Packets in order of importance: the mean magnitude of relevance over the first images.
constexpr std::size_t importance_images = 64;

void describe_packets(const job& work, study::experiment_options& options) {
    const std::string& order = work.arguments.packet_order;
    options.packet_order = order == "interleaved"  ? study::packet_order::interleaved
                           : order == "importance" ? study::packet_order::importance
                                                   : study::packet_order::sequential;
    options.importance = [&work](std::span<const std::size_t> splits) {
        const std::size_t count = (std::min)(importance_images, work.images.size());
        const study::dataset first = study::part_of(work.images, 0, count);
        return explain::element_importance<relevance>(explain::explained_network<network>(work.raw),
                                                      {first.pixels, first.size()}, splits);
    };
}

[[nodiscard]] study::experiment_options options_of(const job& work) {
    const advise_arguments& given = work.arguments;
    study::experiment_options options;
    options.transport = given.transport == "tcp" ? study::transport::tcp : study::transport::udp;
    options.deadline = examples::parse_time("--deadline", given.deadline);
    options.percentile = given.percentile;
    options.loss = given.loss;
    options.loss_sweep = {0.0, 0.001, 0.003, 0.01, 0.03, 0.1};
    std::erase(options.loss_sweep, given.loss);
    options.fill = examples::fill_of(given.fill);
    describe_packets(work, options);
    describe_stream(given, options.stream);
    options.stream.udp_wait = examples::parse_time("--udp-wait", given.udp_wait);
    const examples::described_link made = examples::link_of(given);
    options.stream.link = made.link;
    options.stream.udp = made.udp;
    options.stream.tcp = made.tcp;
    options.device_seconds = [profile = work.on_device](std::size_t first, std::size_t last) {
        return profile.seconds_for(nodes_of<network>(), first, last);
    };
    options.server_seconds = [profile = work.on_server](std::size_t first, std::size_t last) {
        return profile.seconds_for(nodes_of<network>(), first, last);
    };
    options.device_energy = work.on_device.energy;
    options.stream.frames = work.images.size();
    study::require_usable(options);
    study::require_usable(options.stream);
    return options;
}

[[nodiscard]] examples::present_link present_link_of(const study::experiment_options& options) {
    const link::channel_options& line = options.stream.link.forward;
    return {{.rate_bits_per_second = static_cast<double>(line.rate_bits_per_second),
             .delay_ms = study::milliseconds(line.delay),
             .loss = options.loss},
            options.all_losses()};
}

[[nodiscard]] std::optional<std::uint64_t> bytes_of(const std::string& option, const std::string& asked) {
    return asked.empty() ? std::nullopt : std::optional(examples::parse_bytes(option, asked));
}

/// Profiles say 0 where there is no limit.
[[nodiscard]] std::optional<std::uint64_t> unless_zero(std::uint64_t available) {
    return available == 0 ? std::nullopt : std::optional(available);
}

[[nodiscard]] requirements requirements_of(const job& work) {
    const advise_arguments& given = work.arguments;
    requirements asked;
    asked.min_accuracy = given.min_accuracy;
    asked.deadline_ms = study::milliseconds(examples::parse_time("--deadline", given.deadline));
    asked.percentile = given.percentile;
    asked.max_ram_bytes = bytes_of("--max-ram", given.max_ram);
    asked.max_flash_bytes = bytes_of("--max-flash", given.max_flash);
    asked.max_wire_bytes = bytes_of("--max-wire", given.max_wire);
    asked.device_ram_bytes = unless_zero(work.on_device.ram_bytes); // a requirement too
    asked.device_flash_bytes = unless_zero(work.on_device.flash_bytes);
    advisor::require_usable(asked);
    return asked;
}

/// By layer: whether `--split` names the cut after it.
[[nodiscard]] std::vector<bool> named_splits(const advise_arguments& given) {
    const std::vector<split_score> splits = explain::describe_splits<network>();
    std::vector<bool> named(layer_count<network>, false);
    for (const std::string& name : given.splits) {
        if (name != "all") named[examples::named_split(name, splits)] = true;
        for (const split_score& split : splits) named[split.index] = named[split.index] || name == "all";
    }
    return named;
}

/// Local, remote, and a split at every candidate and at every cut that was asked for, in every codec. A cut
/// after the input is remote computing, and one after the last layer local.
[[nodiscard]] std::vector<study::deployment> deployments_of(const job& work, std::vector<bool> chosen,
                                                            std::span<const split_score> splits) {
    for (const split_score& split : splits) chosen[split.index] = chosen[split.index] || split.is_candidate;
    std::vector<study::deployment> deployments{{.kind = design_kind::local}, {.kind = design_kind::remote}};
    for (std::size_t layer = 1; layer < work.executor.last_layer(); ++layer)
        for (const std::string& codec : work.arguments.codecs)
            if (chosen[layer]) deployments.push_back({design_kind::split, layer, study::wire_format_named(codec)});
    return deployments;
}

/// What may happen to a tensor on this link: the codecs' coarser kin, and lost datagrams.
[[nodiscard]] std::vector<explain::damage> damages_of(const job& work) {
    const link::udp_options udp = examples::link_of(work.arguments).udp;
    return study::usual_damages(wire::datagram_payload(udp.payload_bytes(), wire::element_type::float32));
}

[[nodiscard]] std::vector<split_score> rank_splits(const job& work) {
    examples::progress bar("ranking the splits");
    const std::vector<explain::damage> damages{explain::damages::quantised(4),
                                               explain::damages::packets_lost(0.1, 4)};
    return explain::rank<relevance>(
        explain::explained_network<network>(work.raw), {work.images.pixels, work.images.size()},
        {.rows = work.arguments.rows == "all" ? explain::curve_rows::all : explain::curve_rows::norelu,
         .labels = work.images.labels,
         .damages = damages,
         .on_progress = [&](double share) { bar.update(share); }});
}

/// How far the scores agree with accuracy that is measured on other images; nothing for too few images.
[[nodiscard]] std::vector<score_validation> validate_scores(const job& work) {
    const std::size_t score_images = 64;
    const std::size_t wanted = score_images + work.arguments.validation_images;
    if (work.arguments.validation_images == 0 || work.images.size() < wanted) return {};
    examples::progress bar("measuring which score to believe");
    return study::study_ranking<relevance>(explain::explained_network<network>(work.raw), work.executor,
                                           study::part_of(work.images, 0, wanted),
                                           {.damages = damages_of(work),
                                            .score_images = score_images,
                                            .probe_images = {16},
                                            .on_progress = [&](double share) { bar.update(share); }})
        .scores;
}

/// One picture, and where in it and in the maps behind the pools the answer's relevance stands.
[[nodiscard]] std::vector<heat_map> picture_relevance(const job& work) {
    const std::span<const float> image = work.images.image(0);
    std::vector<heat_map> maps{explain::heat_map_of(network::input, image, "image 0 as the network sees it")};
    if constexpr (!std::is_same_v<relevance, explain::no_relevance>) {
        const explain::explained_network<network> model(work.raw);
        maps.push_back(explain::relevance_map<relevance>(model, image, 0, "relevance of its pixels"));
        for (const split_score& split : explain::describe_splits<network>())
            if (split.kind == "max_pool")
                maps.push_back(explain::relevance_map<relevance>(model, image, split.index,
                                                                 "relevance after " + split.after));
    }
    return maps;
}

/// What of the stream is not as usual.
[[nodiscard]] std::vector<report::fact> stream_facts(const advise_arguments& given) {
    std::vector<report::fact> facts;
    if (given.transport == "udp") {
        facts.push_back({"the server waits", given.udp_wait + " for a frame's last packet"});
        facts.push_back({"lost elements become", given.fill});
        if (given.packet_order != "sequential") facts.push_back({"packet order", given.packet_order});
        if (!given.send_for.empty()) facts.push_back({"a frame is sent for", given.send_for});
    }
    if (given.devices > 1) facts.push_back({"devices", fmt::format("{}, {}", given.devices, given.phase)});
    if (given.late != "wait")
        facts.push_back({"late frames", fmt::format("{}, {} may wait", given.late, given.frame_queue)});
    return facts;
}

[[nodiscard]] report::report_data describe(const job& work, double accuracy) {
    const advise_arguments& given = work.arguments;
    report::report_data report;
    report.network = "fashion_cnn";
    report.images = work.images.size();
    report.accuracy = accuracy;
    report.activations_compete = given.rows == "all";
    report.importance_note = "sums over channels and positions";
    report.relevance_note = explain::missing_rule_sentence<network, explain::composites::epsilon_plus>();
    report.ranking = validate_scores(work);
    report.heat_maps = picture_relevance(work);
    report.requirements = work.asked;
    report.loss = given.loss;
    report.link = examples::link_facts(given, examples::link_of(given));
    report.link.push_back({"frames per second", fmt::format("{}", given.frames_per_second)});
    for (const report::fact& each : stream_facts(given)) report.link.push_back(each);
    report.device = work.on_device;
    report.server = work.on_server;
    report.provenance = {
        {"weights",
         fmt::format("fashion_cnn.safetensors, {} parameters", whole<network>::cost.file_parameters)},
        {"images", "Fashion-MNIST test images, Zalando SE, MIT licence"},
        {"int8 scales and channel means",
         fmt::format("from the first {} of these images",
                     (std::min)(study::experiment_options{}.calibration_images, work.images.size()))},
        {"seed", std::to_string(given.seed)}};
    if (given.packet_order == "importance" && given.transport == "udp")
        report.provenance.push_back(
            {"order of packets", fmt::format("mean magnitude of relevance over the first {} of these images",
                                             (std::min)(importance_images, work.images.size()))});
    return report;
}

void run(const advise_arguments& arguments) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    arguments.threads == 0
                                        ? static_cast<std::size_t>(tbb::info::default_concurrency())
                                        : arguments.threads);
    // All that can be wrong is looked at before the work begins.
    job work(arguments);
    examples::require_plausible<network>("--device", work.on_device);
    if (arguments.server == "measured") {
        work.on_server = measured_server();
    } else {
        work.on_server = arguments.server == arguments.device
                             ? work.on_device // a pipe can be read once
                             : examples::profile_of("--server", arguments.server);
        examples::require_plausible<network>("--server", work.on_server);
    }
    work.asked = requirements_of(work);
    study::experiment_options options = options_of(work);
    const std::vector<bool> named = named_splits(arguments);
    examples::output_file json("--json", arguments.json);
    examples::output_file html("--html", arguments.html);
    examples::require_different_targets({&json, &html});

    if (arguments.server == "measured")
        options.server_seconds = [seconds = measure_tails(work)](std::size_t first, std::size_t) {
            return seconds[first];
        };
    const std::vector<split_score> splits = rank_splits(work);
    const std::vector<study::deployment> deployments = deployments_of(work, named, splits);
    std::optional<examples::progress> bar(std::in_place,
                                          fmt::format("simulating {} designs", deployments.size()));
    options.on_progress = [&bar](double share) { bar->update(share); };
    study::experiment experiment(work.executor, work.images, splits, options);
    report::report_data report = describe(work, experiment.accuracy());
    report.designs = experiment.run(deployments);
    report.splits = splits;
    report.verdict = advisor::advise(report.designs, report.requirements);
    if (!arguments.no_maps && examples::has_one_rate(options.stream.link)) {
        bar.emplace("simulating them on other links");
        examples::add_maps(report, experiment, deployments, present_link_of(options), options.on_progress);
    }
    bar.reset();

    std::ostream& text = examples::text_stream({&json, &html});
    report::write_text(text, report);
    json.write(report::to_json(report));
    html.write(report::to_html(report));
    json.publish();
    html.publish();
    text << "\nWritten: " << json.name() << " and " << html.name() << '\n';
}

} // namespace

int main(int count, char** values) {
    return examples::run_program("advise_fashion", [&] {
        advise_arguments arguments;
        arguments.data_directory = SEI_EXAMPLE_DATA_DIR;
        CLI::App app("Where should a Fashion-MNIST classifier be cut between a device and a server?",
                     "advise_fashion");
        examples::describe_options(app, arguments);
        if (examples::parse(app, count, values)) run(arguments);
        return 0;
    });
}
