// SPDX-License-Identifier: MIT
// The experiment of Split-Et-Impera, redone: local, remote and split computing of a camera's frames over a
// link that loses packets; latency over TCP and accuracy over UDP against the loss, in one report.

#include "support/designs.hpp"
#include "support/loss_page.hpp"
#include "support/loss_tables.hpp"
#include "support/network_images.hpp"
#include "support/output_file.hpp"
#include "support/paper_command_line.hpp"
#include "support/parse.hpp"
#include "support/profiles.hpp"
#include "support/program.hpp"
#include "support/progress.hpp"
#include "support/weights_file.hpp"

#include <sei/sei.hpp>

#include <tbb/global_control.h>
#include <tbb/info.h>

#include <list>
#include <ostream>

namespace {

using namespace sei;
using examples::paper_arguments;

/// What each packet carries of a tensor on the paper's link.
constexpr std::uint32_t payload_bytes = 1010;

/// The paper's link: full duplex 1 Gbit/s, 100 us each way.
[[nodiscard]] link::link_options paper_link() {
    using namespace std::chrono_literals;
    constexpr std::uint32_t ethernet = 14;
    return link::symmetric_link(
        {.rate_bits_per_second = 1'000'000'000, .delay = 100us, .l2_bytes = ethernet});
}

/// Segments and datagrams of the paper's payload; retransmission after 200 ms at the earliest, as there.
[[nodiscard]] study::stream_options paper_stream(const paper_arguments& given) {
    study::stream_options stream;
    stream.frames_per_second = given.frames_per_second;
    stream.udp_wait = examples::parse_time("--udp-wait", given.udp_wait);
    stream.link = paper_link();
    stream.udp.mtu =
        payload_bytes + static_cast<std::uint32_t>(wire::datagram_header_bytes) + link::udp_header_bytes;
    stream.tcp.profile = link::tcp_profiles::linuxlike;
    stream.tcp.congestion = link::congestion_control::linux_reno;
    // With timestamps, as in ns-3, the echo is not renewed by acknowledgements that ride on data (rule 15 of
    // docs/explanation/tcp_rules.md). Where each frame is answered at once nothing else renews it, samples of
    // the round trip grow with the time since the last loss, and the retransmission timeout grows to seconds.
    stream.tcp.timestamps = false;
    stream.tcp.mtu += payload_bytes - stream.tcp.mss();
    return stream;
}

/// int8's scales and the means come from images; nothing else does.
[[nodiscard]] std::size_t calibration_images(const paper_arguments& given) {
    const bool needed = given.codec.starts_with("int8") || given.fill == "mean" || given.fill == "neighbours";
    return needed ? study::experiment_options{}.calibration_images : 1;
}

/// A board that each network suits: too slow for the whole of fashion_cnn, and fast enough for all of
/// vgg16_cifar10.
[[nodiscard]] device device_for(const std::string& network, const paper_arguments& given) {
    const std::string usual = network == "fashion_cnn" ? "cortex-m7" : "raspberry-pi-4";
    return examples::profile_of("--device", given.device.empty() ? usual : given.device);
}

template <class Net>
[[nodiscard]] examples::sweep_options options_of(const device& board, const paper_arguments& given) {
    examples::sweep_options options;
    options.losses = examples::losses_of(given);
    options.seeds = given.seeds;
    study::experiment_options& experiment = options.experiment;
    const device server = examples::profile_of("--server", given.server);
    examples::require_plausible<Net>("--device", board);
    examples::require_plausible<Net>("--server", server);
    experiment.stream = paper_stream(given);
    experiment.deadline = examples::parse_time("--deadline", given.deadline);
    experiment.fill = examples::fill_of(given.fill);
    experiment.calibration_images = calibration_images(given);
    experiment.device_seconds = [profile = board](std::size_t first, std::size_t last) {
        return profile.seconds_for(nodes_of<Net>(), first, last);
    };
    experiment.server_seconds = [profile = server](std::size_t first, std::size_t last) {
        return profile.seconds_for(nodes_of<Net>(), first, last);
    };
    if (experiment.deadline <= study::nanoseconds::zero())
        throw error("--deadline: " + given.deadline + " leaves no time, expected more than 0s");
    study::require_usable(experiment);
    return options;
}

/// The cuts that are measured when none are asked for: all pools, or those that the paper's curve proposes
/// for VGG16.
template <class Net>
[[nodiscard]] std::vector<std::string> usual_splits() {
    std::vector<std::string> names;
    for (const split_score& split : explain::describe_splits<Net>())
        if (split.kind == "max_pool") names.push_back(split.after);
    return names;
}
template <>
[[nodiscard]] std::vector<std::string> usual_splits<zoo::vgg16_cifar10>() {
    return {"block2_pool", "block3_pool", "block4_conv2", "block4_pool", "block5_conv2"};
}

/// Local, remote, and the cuts from front to back. A cut after the input is remote computing, and one after
/// the last layer local.
template <class Net>
[[nodiscard]] std::vector<study::deployment> deployments_of(const paper_arguments& given) {
    const std::vector<split_score> splits = explain::describe_splits<Net>();
    std::vector<std::size_t> layers;
    for (const std::string& name : given.splits.empty() ? usual_splits<Net>() : given.splits)
        layers.push_back(examples::named_split(name, splits));
    std::sort(layers.begin(), layers.end());
    layers.erase(std::unique(layers.begin(), layers.end()), layers.end());
    std::vector<study::deployment> deployments{{.kind = design_kind::local}, {.kind = design_kind::remote}};
    for (const std::size_t layer : layers)
        if (layer != 0 && layer + 1 != layer_count<Net>)
            deployments.push_back({design_kind::split, layer, study::wire_format_named(given.codec)});
    return deployments;
}

/// The files of one network.
struct network_files {
    std::string weights;
    std::string images;
    std::string labels;
};

template <class Net>
[[nodiscard]] network_files files_of(const paper_arguments& given) {
    const std::string& folder = given.data_directory;
    return {folder + "/fashion_cnn.safetensors", folder + "/fashion_test_images.idx3-ubyte",
            folder + "/fashion_test_labels.idx1-ubyte"};
}
template <>
[[nodiscard]] network_files files_of<zoo::vgg16_cifar10>(const paper_arguments& given) {
    return {given.weights, given.cifar + "/test_batch.png", given.cifar + "/test_lables.json"};
}

template <class Net>
[[nodiscard]] study::dataset images_of(const paper_arguments& given, const network_files& files) {
    study::dataset all = examples::read_images<Net>(files.images, files.labels);
    if (given.images == 0 || given.images == all.size()) return all;
    if (given.images > all.size())
        throw error("--images: " + std::to_string(given.images) + " are asked for, " + files.images +
                    " has " + std::to_string(all.size()));
    return study::part_of(all, 0, given.images);
}

/// A network with all that its sweep needs, so that what can be wrong is seen before any work begins.
template <class Net>
[[nodiscard]] std::function<examples::network_sweep()> prepared(const std::string& name,
                                                                const paper_arguments& given) {
    struct job {
        engine::executor executor;
        study::dataset images;
        std::vector<study::deployment> deployments;
        examples::sweep_options options;
    };
    const network_files files = files_of<Net>(given);
    const device board = device_for(name, given);
    auto work = std::make_shared<job>(
        job{engine::executor::of<Net>(examples::load_weights<Net>(files.weights)),
            images_of<Net>(given, files), deployments_of<Net>(given), options_of<Net>(board, given)});
    return [name, board, work] {
        examples::progress bar(name + ": " + advisor::counted(work->deployments.size(), "design"));
        work->options.on_progress = [&bar](double share) { bar.update(share); };
        examples::network_sweep result =
            examples::sweep(name, work->executor, work->images, explain::describe_splits<Net>(),
                            work->deployments, work->options);
        result.device = board;
        return result;
    };
}

[[nodiscard]] std::string as_milliseconds(const std::string& option, const std::string& text) {
    return advisor::milliseconds(study::milliseconds(examples::parse_time(option, text)));
}

[[nodiscard]] examples::loss_report described(const paper_arguments& given) {
    examples::loss_report report;
    report.losses = examples::losses_of(given);
    report.seeds = given.seeds;
    report.deadline_ms = study::milliseconds(examples::parse_time("--deadline", given.deadline));
    report.server = examples::profile_of("--server", given.server);
    report.conditions = {
        {"link",
         "full duplex, 1 Gbit/s and 100 us each way, 100 packets of queue, Ethernet's 14 bytes a packet"},
        {"loss", "of each packet independently, answers and acknowledgements too"},
        {"payload", std::to_string(payload_bytes) + " bytes of a tensor in each packet"},
        {"TCP", "one connection; Reno with SACK, retransmission after 200 ms at the earliest, delayed "
                "acknowledgement 40 ms, no timestamps"},
        {"UDP", "no repetition; the server waits " + as_milliseconds("--udp-wait", given.udp_wait) +
                    " for a frame's last packet, from the first one on; lost elements become " + given.fill},
        {"frames", fmt::format("{} per second, one image each, answered within {} or missed",
                               given.frames_per_second, as_milliseconds("--deadline", given.deadline))},
        {"on the wire", "remote: the image as bytes; cuts: " + given.codec},
        {"draws", "of lost packets: " + advisor::counted(given.seeds, "seed") + ", from 1 on"}};
    return report;
}

/// The files of the figures, in the order of `examples::pictures_of`; none without `--svg`.
[[nodiscard]] std::list<examples::output_file> picture_files(const paper_arguments& given) {
    std::list<examples::output_file> files;
    if (given.svg.empty()) return files;
    for (const std::string& network : given.networks)
        for (const char* const transport : {"_tcp.svg", "_udp.svg"})
            files.emplace_back("--svg", given.svg + '/' + network + transport);
    return files;
}

void run(const paper_arguments& given) {
    const tbb::global_control limit(
        tbb::global_control::max_allowed_parallelism,
        given.threads == 0 ? static_cast<std::size_t>(tbb::info::default_concurrency()) : given.threads);
    examples::require_usable(given);
    examples::loss_report report = described(given);
    std::vector<std::function<examples::network_sweep()>> jobs;
    for (const std::string& name : given.networks)
        jobs.push_back(name == "fashion_cnn" ? prepared<zoo::fashion_cnn>(name, given)
                                             : prepared<zoo::vgg16_cifar10>(name, given));
    examples::output_file json("--json", given.json);
    examples::output_file html("--html", given.html);
    std::list<examples::output_file> svg = picture_files(given);
    examples::output_list outputs{&json, &html};
    for (const examples::output_file& file : svg) outputs.push_back(&file);
    examples::require_different_targets(outputs);

    for (const auto& job : jobs) report.networks.push_back(job());
    std::ostream& text = examples::text_stream(outputs);
    text << examples::to_text(report);
    json.write(examples::to_json(report));
    html.write(examples::to_html(report));
    const std::vector<std::string> pictures = examples::pictures_of(report);
    std::size_t next = 0;
    for (examples::output_file& file : svg) file.write(pictures[next++]);
    json.publish();
    html.publish();
    for (examples::output_file& file : svg) file.publish();
    text << "\nWritten: " << json.name() << " and " << html.name() << '\n';
}

} // namespace

int main(int count, char** values) {
    return examples::run_program("paper_experiment", [&] {
        paper_arguments arguments;
        arguments.data_directory = SEI_EXAMPLE_DATA_DIR;
        CLI::App app("Local, remote and split computing against packet loss: the experiment of "
                     "Split-Et-Impera, redone",
                     "paper_experiment");
        examples::describe_options(app, arguments);
        if (examples::parse(app, count, values)) run(arguments);
        return 0;
    });
}
