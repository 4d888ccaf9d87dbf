// SPDX-License-Identifier: MIT
// How far can scores of split points be believed? The tables of docs/explanation/ranking.md for one of four
// trained networks: accuracy that is left by damage at each layer, every score held against it, and the
// importance curve with its candidates.

#include "support/command_line.hpp"
#include "support/network_images.hpp"
#include "support/parse.hpp"
#include "support/program.hpp"
#include "support/progress.hpp"
#include "support/ranking_tables.hpp"
#include "support/weights_file.hpp"

#include <sei/sei.hpp>

#include <iostream>

namespace {

using namespace sei;
using namespace sei::layers;
namespace composites = sei::explain::composites;

// clang-format off

/// LeNet-5 as the npm package tensorspace ships it: no activation behind the convolutions. Input pixel / 255.
struct lenet_mnist final : sei::network<
    input{.channels = 1, .height = 28, .width = 28},
    conv2d{.filters = 6, .kernel = 5, .name = "Conv2D_1"}, max_pool{.name = "pool1"},
    conv2d{.filters = 16, .kernel = 5, .name = "Conv2D_2"}, max_pool{.name = "pool2"},
    flatten{},
    dense{.units = 120, .name = "Dense_1"}, relu{.name = "relu3"},
    dense{.units = 84, .name = "Dense_2"}, relu{.name = "relu4"},
    dense{.units = 10, .name = "Softmax"}> {};

/// Keras' example for MNIST as the npm package mnist-react-tfjs ships it. Input pixel / 255.
struct mnist_cnn final : sei::network<
    input{.channels = 1, .height = 28, .width = 28},
    conv2d{.filters = 32, .kernel = 3, .name = "conv2d_1"}, relu{.name = "relu1"},
    conv2d{.filters = 64, .kernel = 3, .name = "conv2d_2"}, relu{.name = "relu2"},
    max_pool{.name = "pool1"},
    flatten{},
    dense{.units = 128, .name = "dense_1"}, relu{.name = "relu3"},
    dense{.units = 10, .name = "dense_2"}> {};

// clang-format on

struct study_arguments {
    std::string network;
    std::string weights;
    std::string images;
    std::string labels;
    std::size_t score_images = 256;
    std::optional<std::size_t> test_images;
    std::optional<std::size_t> test_first;
    std::string composite = "epsilon_plus";
    bool markdown = false;
};

void describe_study_options(CLI::App& app, study_arguments& arguments) {
    app.add_option("network", arguments.network, "fashion_cnn, vgg16_cifar10, lenet_mnist or mnist_cnn")
        ->check(CLI::IsMember({"fashion_cnn", "vgg16_cifar10", "lenet_mnist", "mnist_cnn"}))
        ->required();
    app.add_option("--weights", arguments.weights, "the network's safetensors file")->required();
    app.add_option("--images", arguments.images,
                   "an idx file; for vgg16_cifar10 a PNG with an image in each row")
        ->required();
    app.add_option("--labels", arguments.labels, "an idx file; for vgg16_cifar10 a JSON array")->required();
    app.add_option("--score-images", arguments.score_images, "the first so many images make the scores")
        ->transform(examples::whole_number(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--test-images", arguments.test_images,
                   "the last so many images measure accuracy (default: 2000, or all behind the score images)")
        ->transform(examples::whole_number(1, 1'000'000));
    app.add_option("--test-first", arguments.test_first,
                   "the images that measure accuracy begin at this one, counted from 0")
        ->transform(examples::whole_number(0, 1'000'000));
    app.add_option("--composite", arguments.composite,
                   "relevance rules: epsilon_plus, epsilon_plus_flat or epsilon_alpha2_beta1")
        ->check(CLI::IsMember({"epsilon_plus", "epsilon_plus_flat", "epsilon_alpha2_beta1"}))
        ->capture_default_str();
    app.add_flag("--markdown", arguments.markdown, "tables for a page instead of a terminal");
    examples::refuse_empty_values(app);
}

/// Images of a file, from `first` on.
struct image_range {
    std::size_t first;
    std::size_t count;
};

[[nodiscard]] std::string text_of(image_range range) {
    return std::to_string(range.first) + " to " + std::to_string(range.first + range.count - 1);
}

/// The images that measure accuracy; never one that made the scores.
[[nodiscard]] image_range test_range(const study_arguments& given, std::size_t available) {
    constexpr std::size_t usual = 2000;
    const std::size_t earliest = given.test_first.value_or(given.score_images);
    if (earliest < given.score_images)
        throw error("--test-first: image " + std::to_string(earliest) + " is among the " +
                    std::to_string(given.score_images) + " score images");
    const std::size_t room = available > earliest ? available - earliest : 0;
    const std::size_t count = given.test_images.value_or((std::min)(usual, room));
    if (count == 0 || count > room)
        throw error(given.images + ": " + std::to_string(available) + " images, " + std::to_string(room) +
                    " of them from image " + std::to_string(earliest) + " on, expected at least " +
                    std::to_string((std::max)(count, std::size_t{1})) + " there to measure accuracy");
    return {given.test_first.value_or(available - count), count};
}

template <class Net>
[[nodiscard]] study::ranking_study
study_with(const std::string& composite, const explain::explained_network<Net>& model,
           const engine::executor& executor, const study::dataset& images, std::size_t score_images) {
    examples::progress bar("scoring, and measuring accuracy");
    study::ranking_study_options options{.score_images = score_images,
                                         .on_progress = [&](double share) { bar.update(share); }};
    std::erase_if(options.probe_images, [&](std::size_t count) { return count > score_images; });
    if (composite == "epsilon_plus_flat")
        return study::study_ranking<composites::epsilon_plus_flat>(model, executor, images, options);
    if (composite == "epsilon_alpha2_beta1")
        return study::study_ranking<composites::epsilon_alpha2_beta1>(model, executor, images, options);
    return study::study_ranking<composites::epsilon_plus>(model, executor, images, options);
}

template <class Net>
[[nodiscard]] std::vector<split_score> curve_of(const explain::explained_network<Net>& model,
                                                const study::dataset& images, explain::curve_kind kind) {
    examples::progress bar("the importance curve");
    return explain::rank<explain::no_relevance>(
        model, {images.pixels, images.size()},
        {.curve = kind, .on_progress = [&](double share) { bar.update(share); }});
}

void print_section(const std::string& title, const std::string& table, examples::table_form form) {
    std::cout << (form == examples::table_form::markdown ? "\n## " : "\n") << title << "\n\n" << table;
}

template <class Net>
[[nodiscard]] std::vector<std::string> layer_names() {
    std::vector<std::string> names;
    for (const layer_row& row : layer_table<Net>) names.emplace_back(row.name.data(), row.name.size());
    return names;
}

[[nodiscard]] examples::table_form form_of(const study_arguments& given) {
    return given.markdown ? examples::table_form::markdown : examples::table_form::text;
}

template <class Net>
void print_study(const study_arguments& given, image_range tested, const study::ranking_study& found) {
    const examples::table_form form = form_of(given);
    std::cout << given.network << ": " << advisor::percent(found.clean_accuracy) << " right on images "
              << text_of(tested) << " (commonest class: " << advisor::percent(found.commonest_share)
              << ");\nscores from images " << text_of({0, given.score_images}) << ", relevance by "
              << given.composite << ";\n"
              << found.telling_damages << " of " << found.damages.size()
              << " damages cost enough, and surely, to rank layers by.\n";
    print_section("Percent right after damage at a layer",
                  examples::accuracy_table(found, layer_names<Net>(), form), form);
    print_section("Scores: rank correlation with lost accuracy, 95 % intervals",
                  examples::score_table(found, form), form);
    print_section("Probes, which run the tail", examples::probe_table(found, form), form);
    std::cout << '\n' << advisor::belief_sentence(found.scores) << '\n';
}

template <class Net>
void print_curves(const study_arguments& given, const explain::explained_network<Net>& model,
                  const study::dataset& images) {
    const examples::table_form form = form_of(given);
    const auto as_published = curve_of(model, images, explain::curve_kind::isplit_compatible);
    const auto corrected = curve_of(model, images, explain::curve_kind::corrected);
    print_section("Importance curve as published", examples::curve_table(as_published, form), form);
    print_section("Importance curve, corrected", examples::curve_table(corrected, form), form);
}

template <class Net>
void run(const study_arguments& given) {
    const weights::network_weights raw = examples::load_weights<Net>(given.weights);
    const engine::executor executor = engine::executor::of<Net>(raw);
    const study::dataset all = examples::read_images<Net>(given.images, given.labels);
    const image_range tested = test_range(given, all.size());
    const study::dataset score_images = study::part_of(all, 0, given.score_images);
    const study::dataset images =
        study::joined(score_images, study::part_of(all, tested.first, tested.count));

    const explain::explained_network<Net> model(raw);
    const study::ranking_study found =
        study_with(given.composite, model, executor, images, given.score_images);
    print_study<Net>(given, tested, found);
    print_curves(given, model, score_images);
}

void run_named(const study_arguments& given) {
    if (given.network == "fashion_cnn") run<zoo::fashion_cnn>(given);
    if (given.network == "vgg16_cifar10") run<zoo::vgg16_cifar10>(given);
    if (given.network == "lenet_mnist") run<lenet_mnist>(given);
    if (given.network == "mnist_cnn") run<mnist_cnn>(given);
}

} // namespace

int main(int count, char** values) {
    return examples::run_program("study_ranking", [&] {
        study_arguments arguments;
        CLI::App app("How far can scores of split points be believed?", "study_ranking");
        describe_study_options(app, arguments);
        if (examples::parse(app, count, values)) run_named(arguments);
        return 0;
    });
}
