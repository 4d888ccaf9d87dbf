// SPDX-License-Identifier: MIT
#include <sei/explain/rank.hpp>

#include "reference_nets.hpp"

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

const sei::weights::folded_weights<float>& weights_of_net_a() {
    static const auto weights = test::weights_of_net_a<float>();
    return weights;
}

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
               a.is_candidate == b.is_candidate;
    });
}

} // namespace

TEST_CASE("ranking the Fashion-MNIST network over all rows gives the reference's curve and candidates") {
    const test::reference_file reference{test::golden("netA.cui.safetensors")};
    const auto layers = reference.list("layers");
    const test::array curve = reference.at("cui");
    const auto splits = rank<net_a>(weights_of_net_a(), eight_images(),
                                    {.rows = curve_rows::all, .first = first_row::as_published});
    for (std::size_t i = 1; i < layers.size(); ++i) {
        CAPTURE(layers[i]);
        const sei::split_score& split = after(splits, layers[i]);
        // float32 against float64: 2e-6 is known for single images of a deeper network
        CHECK(split.cui.value() == doctest::Approx(curve.values[i]).epsilon(1e-5));
        CHECK(split.cui_log10.value() == doctest::Approx(reference.at("log10_cui").values[i]).epsilon(1e-5));
    }
    std::vector<std::string> published;
    for (const double index : reference.at("candidates").values)
        published.push_back(layers.at(static_cast<std::size_t>(index)));
    CHECK(names_of_candidates(splits) == published);

    const auto defaults = rank<net_a>(weights_of_net_a(), eight_images(), {.rows = curve_rows::all});
    CHECK(published.front() == "conv1");
    published.erase(published.begin());
    CHECK(names_of_candidates(defaults) == published);
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
    for (const std::size_t row : candidates(curve)) expected.push_back(names[row]);
    const auto splits = rank<net_a>(weights_of_net_a(), eight_images());
    CHECK(names_of_candidates(splits) == expected);
    CHECK(after(splits, "relu1").cui.has_value()); // scored all the same
}

TEST_CASE("a split's relevance is the mean over images of the sum of magnitudes") {
    const test::reference_file reference{test::golden("netA.ref.safetensors")};
    const image_set first{std::span(images_of_net_a()).first(net_a::input.elements()), 1};
    const auto splits = rank<net_a>(weights_of_net_a(), first);
    for (const std::string& name : reference.names_after("rel.EpsilonPlus.")) {
        double magnitude = 0;
        for (const double value : reference.at("rel.EpsilonPlus." + name).values)
            magnitude += std::abs(value);
        CAPTURE(name);
        CHECK(after(splits, name).lrp_abs_total.value() == doctest::Approx(magnitude).epsilon(1e-5));
    }
}

TEST_CASE("vectors and the input have no importance, and every split has its costs") {
    const auto splits = rank<net_a>(weights_of_net_a(), eight_images());
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
    const auto splits = rank<net_b>(test::weights_of_net_b<float>(), {pixels, 4});
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
    for (const std::size_t row : candidates(curve)) expected.push_back(rows[row]);
    CHECK(names_of_candidates(splits) == expected);
    CHECK_FALSE(expected.empty());
}

TEST_CASE("scores are the same for any number of threads, and change with the images") {
    const auto usual = rank<net_a>(weights_of_net_a(), eight_images());
    {
        const tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
        CHECK(same_scores(rank<net_a>(weights_of_net_a(), eight_images()), usual));
    }
    const tbb::global_control seven_threads(tbb::global_control::max_allowed_parallelism, 7);
    for (const int concurrency : {2, 3, 7}) {
        tbb::task_arena arena(concurrency);
        arena.execute([&] { CHECK(same_scores(rank<net_a>(weights_of_net_a(), eight_images()), usual)); });
    }
    const image_set others{std::span(images_of_net_a()).last(7 * net_a::input.elements()), 7};
    CHECK_FALSE(same_scores(rank<net_a>(weights_of_net_a(), others), usual));
}

TEST_CASE("no images, or numbers that don't make whole images, are errors") {
    CHECK_THROWS_WITH_AS(static_cast<void>(rank<net_a>(weights_of_net_a(), {})),
                         "no images to rank the splits with; at least one is needed", sei::error);
    const std::span<const float> pixels = images_of_net_a();
    CHECK_THROWS_WITH_AS(static_cast<void>(rank<net_a>(weights_of_net_a(), {pixels.first(2 * 784 + 1), 2})),
                         "1569 numbers came for 2 images of 784 numbers each", sei::error);
    CHECK_THROWS_AS(static_cast<void>(rank<net_a>(weights_of_net_a(), {pixels.first(784), 2})), sei::error);
    CHECK_THROWS_AS(static_cast<void>(rank<net_a>(weights_of_net_a(), {{}, 1})), sei::error);
}

TEST_CASE("an image of zeros has finite scores; zero importance has no logarithm") {
    const std::vector<float> black(net_a::input.elements(), 0.0F);
    const auto splits = rank<net_a>(weights_of_net_a(), {black, 1});
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
    const auto silent = rank<net_a>(nothing, {black, 1});
    CHECK(after(silent, "conv1").cui.value() == 0.0);
    CHECK_FALSE(after(silent, "conv1").cui_log10.has_value());
    CHECK(names_of_candidates(silent).empty());
}

TEST_CASE("an image with a number that is none, or infinite, is an error that names the image") {
    // Else it would vanish in relu, max_pool and z+, and the means over images would look sound.
    std::vector<float> pixels(images_of_net_a());
    pixels[3 * net_a::input.elements() + 5] = std::numeric_limits<float>::quiet_NaN();
    pixels[6 * net_a::input.elements()] = std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH_AS(static_cast<void>(rank<net_a>(weights_of_net_a(), {pixels, 8})),
                         "image 3 has a pixel that is not a finite number", sei::error);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(rank<net_a>(weights_of_net_a(), {std::span(pixels).last(2 * 784), 2})),
        "image 0 has a pixel that is not a finite number", sei::error);
}

TEST_CASE("progress is reported once for each image and reaches their number") {
    std::atomic<std::size_t> calls{0};
    std::atomic<std::size_t> largest{0};
    const auto note = [&](std::size_t done) {
        ++calls;
        for (std::size_t seen = largest; done > seen && !largest.compare_exchange_weak(seen, done);) {
        }
    };
    static_cast<void>(rank<net_a>(weights_of_net_a(), eight_images(), {.on_progress = note}));
    CHECK(calls == 8);
    CHECK(largest == 8);
}
