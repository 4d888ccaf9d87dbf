// SPDX-License-Identifier: MIT
#include <sei/explain/scores/rank.hpp>

#include "../reference_nets.hpp"

#include <doctest/doctest.h>

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <atomic>

using namespace sei::explain;

namespace {

using test::net_a;
using test::net_b;

const std::vector<float>& images_of_net_a() {
    static const auto pixels =
        test::reference_file{test::golden("netA.ref.safetensors")}.at("input").all<float>();
    return pixels;
}
image_set eight_images() { return {images_of_net_a(), 8}; }

const explained_network<net_a>& model_of_net_a() {
    static const explained_network<net_a> made(test::weights_of_net_a<float>());
    return made;
}

/// As published, and without what takes time.
const rank_options published{
    .curve = curve_kind::isplit_compatible, .bootstrap = {.resamples = 20}, .null_seeds = 0};

std::vector<std::string> names_of_candidates(const std::vector<sei::split_score>& splits) {
    std::vector<std::string> names;
    for (const sei::split_score& split : splits)
        if (split.is_candidate) names.push_back(split.after);
    return names;
}

const sei::split_score& after(const std::vector<sei::split_score>& splits, const std::string& name) {
    for (const sei::split_score& split : splits)
        if (split.after == name) return split;
    throw sei::error("no split after " + name);
}

/// All that rank computes, bit for bit.
bool same_scores(const std::vector<sei::split_score>& left, const std::vector<sei::split_score>& right) {
    return std::ranges::equal(left, right, [](const sei::split_score& a, const sei::split_score& b) {
        return a.cui == b.cui && a.cui_log10 == b.cui_log10 && a.lrp_abs_total == b.lrp_abs_total &&
               a.importance_log10 == b.importance_log10 && a.peak_share == b.peak_share &&
               a.importance_log10_low == b.importance_log10_low && a.null_share == b.null_share &&
               a.candidate == b.candidate;
    });
}

} // namespace

TEST_CASE("ranking the Fashion-MNIST network over all rows gives the reference's curve and candidates") {
    const test::reference_file reference{test::golden("netA.cui.safetensors")};
    const auto layers = reference.list("layers");
    const test::array curve = reference.at("cui");
    rank_options options = published;
    options.rows = curve_rows::all;
    const auto splits = rank(model_of_net_a(), eight_images(), options);
    for (std::size_t i = 1; i < layers.size(); ++i) {
        CAPTURE(layers[i]);
        const sei::split_score& split = after(splits, layers[i]);
        // float32 against float64: 2e-6 is known for single images of a deeper network
        CHECK(split.cui.value() == doctest::Approx(curve.values[i]).epsilon(1e-5));
        CHECK(split.cui_log10.value() == doctest::Approx(reference.at("log10_cui").values[i]).epsilon(1e-5));
    }
    std::vector<std::string> expected;
    for (const double index : reference.at("candidates").values)
        expected.push_back(layers.at(static_cast<std::size_t>(index)));
    CHECK(expected.front() == "conv1"); // the doubled first row
    CHECK(names_of_candidates(splits) == expected);
}

TEST_CASE("by default candidates are looked for on convolutions and pools only") {
    const test::reference_file reference{test::golden("netA.cui.safetensors")};
    const auto layers = reference.list("layers");
    std::vector<double> curve;
    std::vector<std::string> names;
    for (std::size_t i = 1; i < layers.size(); ++i)
        if (!layers[i].starts_with("relu")) {
            curve.push_back(reference.at("cui").values[i]);
            names.push_back(layers[i]);
        }
    std::vector<std::string> expected;
    const auto over = curve_over(std::vector<curve_sample>{{.rows = curve}}, {.resamples = 0});
    for (std::size_t i = 0; i < names.size(); ++i)
        if (over[i].is_peak) expected.push_back(names[i]);
    const auto splits = rank(model_of_net_a(), eight_images(), published);
    CHECK(names_of_candidates(splits) == expected);
    CHECK(after(splits, "relu1").cui.has_value()); // scored all the same
    CHECK_FALSE(after(splits, "relu1").importance_log10.has_value());
}

TEST_CASE("the corrected curve sums, and its ends have the input and the first dense layer beside them") {
    const auto splits = rank(model_of_net_a(), eight_images(), {.null_seeds = 0});
    for (const sei::split_score& split : splits) {
        if (!split.importance_log10) continue;
        CAPTURE(split.after);
        const double elements = static_cast<double>(split.wire_shape.elements());
        CHECK(*split.importance_log10 ==
              doctest::Approx(*split.cui_log10 + std::log10(elements)).epsilon(1e-12));
        CHECK(split.importance_log10_low <= *split.importance_log10);
        CHECK(split.importance_log10_high >= *split.importance_log10);
        CHECK((split.candidate != sei::candidate_kind::none) == split.is_candidate);
        CHECK((split.prominence > 0) == split.is_candidate);
    }
}

TEST_CASE("importance by class averages to the whole, by label or by the predicted class") {
    const std::vector<std::uint32_t> labels{0, 1, 2, 3, 4, 5, 6, 6};
    rank_options options = published;
    options.labels = labels;
    const sei::split_score pool1 = after(rank(model_of_net_a(), eight_images(), options), "pool1");
    REQUIRE(pool1.importance_by_class.size() == 10);
    double sum = 0;
    for (std::size_t k = 0; k < 7; ++k) sum += pool1.importance_by_class[k] * (k == 6 ? 2 : 1);
    CHECK(sum / 8 == doctest::Approx(*pool1.cui).epsilon(1e-12));
    CHECK(std::isnan(pool1.importance_by_class[9]));
}

TEST_CASE("networks with random weights say which peaks are the architecture's") {
    rank_options options = published;
    options.null_seeds = 5;
    const auto splits = rank(model_of_net_a(), eight_images(), options);
    CHECK(after(splits, "pool1").null_share == 1.0); // a pool makes a mean gradient four times as large
    for (const sei::split_score& split : splits)
        if (split.is_candidate && split.peak_share.value() >= least_peak_share && *split.null_share >= 0.5)
            CHECK(split.candidate == sei::candidate_kind::architecture);
}

TEST_CASE("a split's relevance is the mean over images of the sum of magnitudes") {
    const test::reference_file reference{test::golden("netA.ref.safetensors")};
    const image_set first{std::span(images_of_net_a()).first(net_a::input.elements()), 1};
    const auto splits = rank(model_of_net_a(), first, published);
    for (const std::string& name : reference.names_after("rel.EpsilonPlus.")) {
        double magnitude = 0;
        for (const double value : reference.at("rel.EpsilonPlus." + name).values)
            magnitude += std::abs(value);
        CAPTURE(name);
        CHECK(after(splits, name).lrp_abs_total.value() == doctest::Approx(magnitude).epsilon(1e-5));
    }
}

TEST_CASE("vectors and the input have no importance, and every split has its costs") {
    const auto splits = rank(model_of_net_a(), eight_images(), published);
    REQUIRE(splits.size() == sei::layer_count<net_a>);
    CHECK_FALSE(after(splits, "input").cui.has_value());
    CHECK_FALSE(after(splits, "flatten").cui.has_value());
    CHECK_FALSE(after(splits, "fc2").cui.has_value());
    CHECK(after(splits, "fc2").lrp_abs_total.value() == doctest::Approx(1.0)); // what was injected
    using at_pool1 = sei::split<net_a, "pool1">;
    const sei::split_score& pool1 = after(splits, "pool1");
    CHECK(pool1.index == at_pool1::index);
    CHECK(pool1.kind == "max_pool");
    CHECK(pool1.wire_shape == at_pool1::wire);
    CHECK(pool1.wire_bytes_float32 == 16 * 14 * 14 * 4);
    CHECK(pool1.head_macs == at_pool1::head::macs);
    CHECK(pool1.head_parameter_bytes == at_pool1::head::flash_bytes);
    CHECK(pool1.head_arena_bytes == at_pool1::head::arena_bytes);
}

TEST_CASE("a convolution whose BatchNorm is folded has its row where the BatchNorm stands") {
    const test::reference_file reference{test::golden("netB.cui.safetensors")};
    const auto layers = reference.list("layers");
    const auto pixels = test::reference_file{test::golden("netB.ref.safetensors")}.at("input").all<float>();
    const auto splits =
        rank(explained_network<net_b>(test::weights_of_net_b<float>()), {pixels, 4}, published);
    CHECK_THROWS_AS(after(splits, "conv1"), sei::error); // no cut between the two

    const std::vector<std::string> rows{"bn1", "bn2", "pw3", "avgpool", "sum1", "sum2", "maxpool", "gap"};
    std::vector<double> curve;
    for (const std::string& row : rows) {
        const auto index = static_cast<std::size_t>(std::ranges::find(layers, row) - layers.begin());
        curve.push_back(reference.at("cui").values.at(index));
        CAPTURE(row);
        CHECK(after(splits, row).cui.value() == doctest::Approx(curve.back()).epsilon(1e-5));
    }
    std::vector<std::string> expected;
    const auto over = curve_over(std::vector<curve_sample>{{.rows = curve}}, {.resamples = 0});
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (over[i].is_peak) expected.push_back(rows[i]);
    CHECK(names_of_candidates(splits) == expected);
    CHECK_FALSE(expected.empty());
}

TEST_CASE("scores are the same for any number of threads, and change with the images") {
    const auto usual = rank(model_of_net_a(), eight_images(), published);
    {
        const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
        CHECK(same_scores(rank(model_of_net_a(), eight_images(), published), usual));
    }
    const tbb::global_control seven_threads(tbb::global_control::max_allowed_parallelism, 7);
    for (const int concurrency : {2, 3, 7}) {
        tbb::task_arena arena(concurrency);
        arena.execute([&] { CHECK(same_scores(rank(model_of_net_a(), eight_images(), published), usual)); });
    }
    const image_set others{std::span(images_of_net_a()).last(7 * net_a::input.elements()), 7};
    CHECK_FALSE(same_scores(rank(model_of_net_a(), others, published), usual));
}

TEST_CASE("no images, or numbers that don't make whole images, are errors") {
    CHECK_THROWS_WITH_AS(static_cast<void>(rank(model_of_net_a(), {})),
                         "no images to rank the splits with; at least one is needed", sei::error);
    const std::span<const float> pixels = images_of_net_a();
    CHECK_THROWS_WITH_AS(static_cast<void>(rank(model_of_net_a(), {pixels.first(2 * 784 + 1), 2})),
                         "1569 numbers came for 2 images of 784 numbers each", sei::error);
    CHECK_THROWS_AS(static_cast<void>(rank(model_of_net_a(), {pixels.first(784), 2})), sei::error);
    CHECK_THROWS_AS(static_cast<void>(rank(model_of_net_a(), {{}, 1})), sei::error);
}

TEST_CASE("an image of zeros has finite scores; zero importance has no logarithm") {
    const std::vector<float> black(net_a::input.elements(), 0.0F);
    const auto splits = rank(model_of_net_a(), {black, 1}, published);
    for (const sei::split_score& split : splits) {
        CAPTURE(split.after);
        CHECK(std::isfinite(split.lrp_abs_total.value()));
        if (split.cui) CHECK(std::isfinite(*split.cui));
        CHECK(split.cui_log10.has_value() == (split.cui.value_or(0) > 0));
    }
    CHECK(after(splits, "input").lrp_abs_total.value() == 0.0); // x times anything
    CHECK(after(splits, "fc2").lrp_abs_total.value() == 1.0);

    sei::weights::folded_weights<float> nothing(sei::nodes_of<net_a>().size());
    for (std::size_t i = 0; i < sei::nodes_of<net_a>().size(); ++i)
        for (std::size_t k = 0; k < sei::parameter_table<net_a>[i].count; ++k)
            nothing.tensor(i, k).assign(sei::parameter_table<net_a>[i].tensors[k].elements(), 0.0F);
    const auto silent = rank(explained_network<net_a>(std::move(nothing)), {black, 1}, published);
    CHECK(after(silent, "conv1").cui.value() == 0.0);
    CHECK_FALSE(after(silent, "conv1").cui_log10.has_value());
    CHECK(names_of_candidates(silent).empty());
}

TEST_CASE("an image with a number that is none, or infinite, is an error that names the image") {
    // Else it would vanish in relu, max_pool and z+, and the means over images would look sound.
    std::vector<float> pixels(images_of_net_a());
    pixels[3 * net_a::input.elements() + 5] = std::numeric_limits<float>::quiet_NaN();
    pixels[6 * net_a::input.elements()] = std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH_AS(static_cast<void>(rank(model_of_net_a(), {pixels, 8})),
                         "image 3 has a pixel that is not a finite number", sei::error);
    CHECK_THROWS_WITH_AS(static_cast<void>(rank(model_of_net_a(), {std::span(pixels).last(2 * 784), 2})),
                         "image 0 has a pixel that is not a finite number", sei::error);
}

TEST_CASE("labels must be as many as images, and classes of the network") {
    const std::vector<std::uint32_t> few{1, 2};
    const std::vector<std::uint32_t> unknown{0, 1, 2, 3, 10, 5, 6, 7};
    rank_options options = published;
    options.labels = few;
    CHECK_THROWS_WITH_AS(static_cast<void>(rank(model_of_net_a(), eight_images(), options)),
                         "2 labels came for 8 images", sei::error);
    options.labels = unknown;
    CHECK_THROWS_WITH_AS(static_cast<void>(rank(model_of_net_a(), eight_images(), options)),
                         "image 4 has label 10, the network has 10 classes", sei::error);
}

TEST_CASE("progress reaches the end, with and without the null model") {
    for (const std::size_t seeds : {std::size_t{0}, std::size_t{2}}) {
        std::atomic<double> largest{0};
        rank_options options = published;
        options.null_seeds = seeds;
        options.on_progress = [&](double share) {
            for (double seen = largest; share > seen && !largest.compare_exchange_weak(seen, share);) {
            }
        };
        static_cast<void>(rank(model_of_net_a(), eight_images(), options));
        CHECK(largest == 1.0);
    }
}

TEST_CASE("a network with a layer without a rule has all scores but relevance") {
    const auto splits = rank<no_relevance>(model_of_net_a(), eight_images(), published);
    CHECK(after(splits, "pool1").cui.has_value());
    CHECK_FALSE(after(splits, "pool1").lrp_abs_total.has_value());
}

TEST_CASE("no images for the null model or for damages leave them out") {
    const std::vector<damage> damages{damages::quantised(4)};
    rank_options options = published;
    options.null_seeds = 5;
    options.null_images = 0;
    options.damages = damages;
    options.damage_images = 0;
    const auto splits = rank(model_of_net_a(), eight_images(), options);
    CHECK_FALSE(after(splits, "pool1").null_share.has_value());
    CHECK(after(splits, "pool1").damages.empty());
}

namespace {

using namespace sei::layers;

struct gap_softmax final : sei::network<input{.channels = 3, .height = 8, .width = 8},
                                        conv2d{.filters = 4, .padding = 1, .name = "conv"}, relu{},
                                        global_avg_pool{.name = "gap"}, flatten{}, softmax{}> {};

} // namespace

TEST_CASE("behind the last row stands no softmax, whose importance is none") {
    CHECK_FALSE(detail::first_vector_layer<gap_softmax>().has_value());
    CHECK(detail::first_vector_layer<net_a>() ==
          sei::nodes_of<net_a>()[test::node_named<net_a>("fc1")].layer);
}

TEST_CASE("a batch_norm is folded or stands alone, and only the latter is an activation") {
    using namespace sei::layers;
    using network =
        sei::network<input{.channels = 1, .height = 8, .width = 8},
                     conv2d{.filters = 2, .kernel = 3, .name = "conv"}, batch_norm{.name = "folded"},
                     relu{.name = "relu"}, batch_norm{.name = "alone"}, flatten{.name = "flat"},
                     dense{.units = 3, .name = "fc"}>;
    for (const sei::split_score& split : describe_splits<network>())
        if (split.kind == "batch_norm")
            CHECK(split.role ==
                  (split.after == "folded" ? sei::layer_role::computes : sei::layer_role::activation));
}
