// SPDX-License-Identifier: MIT
// The first split: docs/tutorials/first_split.md walks through this program.
#include <sei/sei.hpp>

#include "support/idx.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <vector>

using namespace sei;
using namespace std::chrono_literals;

using classifier = zoo::fashion_cnn;
using at_pool2 = split<classifier, "pool2">;

static_assert(at_pool2::wire == shape{32, 7, 7});
static_assert(at_pool2::head::macs < 5'000'000);
static_assert(at_pool2::head::arena_bytes <= 128 * 1024);

std::size_t largest(std::span<const float> scores) {
    return static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

void run(const std::string& data) {
    const auto loaded = weights::load<classifier>(data + "/fashion_cnn.safetensors");
    const auto engine = engine::executor::of<classifier>(loaded);
    const auto images = examples::read_idx(data + "/fashion_test_images.idx3-ubyte",
                                           data + "/fashion_test_labels.idx1-ubyte", classifier::input, 200);

    auto memory = engine.make_workspace();
    std::vector<float> tensor(at_pool2::wire.elements());
    std::vector<float> scores(classifier::output.elements());
    engine.run(0, at_pool2::index, images.image(0), tensor, memory);          // the head
    engine.run(at_pool2::index, engine.last_layer(), tensor, scores, memory); // the tail
    std::printf("image 0: class %zu, label %d\n", largest(scores), images.labels[0]);

    const auto calibrated = study::calibrate(engine, at_pool2::index, images, 100);
    study::receiver receiver(engine, images, at_pool2::index, study::wire_format::int8, calibrated,
                             link::udp_options{}.payload_bytes(), wire::fill_rule::zero);
    const std::vector<std::size_t> first_datagram{0};
    std::size_t same = 0;
    for (std::size_t i = 0; i < images.size(); ++i)
        same += receiver.classify(i, first_datagram) == receiver.classify(i, {}) ? 1U : 0U;
    std::printf("%zu datagrams a frame; without the first, %zu of %zu answers stay the same\n",
                receiver.packets().count(), same, images.size());

    const explain::explained_network<classifier> model(loaded);
    const auto splits = explain::rank(model, {images.pixels, images.size()});
    for (const split_score& split : splits)
        if (split.is_candidate) std::printf("candidate: after %s\n", split.after.c_str());

    study::experiment_options options;
    options.loss = 0.01;
    options.deadline = 100ms;
    options.stream.link = link::symmetric_link({.rate_bits_per_second = 10'000'000, .delay = 10ms});
    const device board = devices::cortex_m7();
    const device server = devices::x86_server();
    options.device_seconds = [&](std::size_t first, std::size_t last) {
        return board.seconds_for(nodes_of<classifier>(), first, last);
    };
    options.server_seconds = [&](std::size_t first, std::size_t last) {
        return server.seconds_for(nodes_of<classifier>(), first, last);
    };
    study::experiment experiment(engine, images, splits, options);
    const std::vector<study::deployment> deployments{
        {.kind = design_kind::local},
        {.kind = design_kind::remote},
        {.kind = design_kind::split, .split = at_pool2::index, .format = study::wire_format::int8}};
    const std::vector<design> designs = experiment.run(deployments);

    const requirements asked{.min_accuracy = 0.85,
                             .deadline_ms = 100,
                             .percentile = 95,
                             .max_ram_bytes = 128 * 1024,
                             .max_flash_bytes = {},
                             .max_wire_bytes = {}};
    const verdict answer = advisor::advise(designs, asked);
    for (std::size_t i = 0; i < designs.size(); ++i)
        std::printf("%s: %s\n", advisor::name_of(designs[i]).c_str(),
                    answer.judgements[i].reasons.front().c_str());
}

int main(int count, char** values) try {
    if (count != 2) throw error("expected one argument, the folder that holds sei's example data");
    run(values[1]);
    if (std::fflush(stdout) != 0) throw error("standard output can't be written");
    return 0;
} catch (const std::exception& problem) {
    std::fprintf(stderr, "first_split: %s\n", problem.what());
    return 2;
}
