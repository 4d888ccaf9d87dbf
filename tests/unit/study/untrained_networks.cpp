// SPDX-License-Identifier: MIT
/// Networks that have learned nothing believe no score: random weights, and trained ones shuffled within
/// their tensors.
#include "support.hpp"

#include <sei/study/ranking_study.hpp>
#include <sei/weights/safetensors_writer.hpp>
#include <sei/zoo/fashion_cnn.hpp>
#include <sei/zoo/lenet.hpp>

#include <doctest/doctest.h>

#include <numbers>

using namespace sei;
using namespace sei::study;

namespace {

double normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    using sei::keyed_uniform;
    return std::sqrt(-2 * std::log(1 - keyed_uniform(seed, stream, 2 * index))) *
           std::cos(2 * std::numbers::pi * keyed_uniform(seed, stream, 2 * index + 1));
}

/// Normal with variance 2 / inputs of a filter or unit; biases zero.
std::vector<float> he_random(const parameter& tensor, std::uint64_t seed, std::uint64_t stream) {
    std::vector<float> numbers(tensor.elements());
    if (tensor.rank < 2) return numbers;
    const double inputs = static_cast<double>(tensor.elements()) / tensor.dimensions[0];
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = static_cast<float>(std::sqrt(2 / inputs) * normal(seed, stream, i));
    return numbers;
}

/// The tensor of the trained network, its numbers in another order.
std::vector<float> shuffled(const std::string& name, std::uint64_t seed, std::uint64_t stream) {
    static const auto trained =
        weights::safetensors_file::open(SEI_EXAMPLE_DATA_DIR "/fashion_cnn.safetensors");
    const weights::tensor_view& tensor = trained.at(name);
    std::vector<float> numbers(tensor.element_count());
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = weights::load<float>(tensor, i);
    for (std::size_t left = numbers.size(); left > 1; --left) {
        const double place = keyed_uniform(seed, stream, left) * static_cast<double>(left);
        std::swap(numbers[left - 1], numbers[static_cast<std::size_t>(place)]);
    }
    return numbers;
}

/// A file of weights: `make(name, parameter, stream)` for every tensor of the network.
template <class Net, class Make>
std::vector<std::byte> weight_file(const Make& make) {
    std::vector<std::string> names;
    std::vector<std::vector<float>> numbers;
    std::vector<weights::tensor_view> views;
    for (std::size_t node = 0; node < nodes_of<Net>().size(); ++node)
        for (std::size_t k = 0; k < parameter_table<Net>[node].count; ++k) {
            const parameter& tensor = parameter_table<Net>[node].tensors[k];
            names.push_back(weights::detail::tensor_name(nodes_of<Net>()[node], tensor));
            numbers.push_back(make(names.back(), tensor, names.size()));
            weights::tensor_view& view = views.emplace_back();
            view.rank = tensor.rank;
            std::copy_n(tensor.dimensions.begin(), tensor.rank, view.dims.begin());
        }
    for (std::size_t i = 0; i < views.size(); ++i) { // names and numbers no longer move
        views[i].name = names[i];
        views[i].bytes = std::as_bytes(std::span(numbers[i]));
    }
    return weights::encode_safetensors(views);
}

/// Seven damages, 32 images for the scores, 160 others.
template <class Net>
ranking_study study_of(const std::vector<std::byte>& file) {
    const auto raw = weights::bind<Net>(weights::safetensors_file::parse(file, "made up"));
    using namespace explain::damages;
    return study_ranking(
        explain::explained_network<Net>(raw), engine::executor::of<Net>(raw), study_test::fashion_images(192),
        {.damages = {quantised(2), quantised(1), largest_kept(0.05), largest_kept(0.01),
                     packets_lost(0.1, 4, 256), packets_lost(0.3, 4, 256), packets_lost(0.5, 1, 256)},
         .score_images = 32,
         .probe_images = {},
         .validation = {.bootstrap = {.resamples = 50}, .permuting = {.permutations = 999}}});
}

void check_that_none_is_believed(const ranking_study& found) {
    CAPTURE(found.clean_accuracy);
    for (const score_validation& score : found.scores) {
        CAPTURE(score.score);
        CHECK(score.doubt == ranking_doubt::accuracy_at_chance);
    }
}

} // namespace

TEST_CASE("networks with random weights believe no score") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        const auto make = [&](const std::string&, const parameter& tensor, std::uint64_t stream) {
            return he_random(tensor, seed, stream);
        };
        check_that_none_is_believed(study_of<zoo::fashion_cnn>(weight_file<zoo::fashion_cnn>(make)));
        check_that_none_is_believed(study_of<zoo::lenet>(weight_file<zoo::lenet>(make)));
    }
}

TEST_CASE("trained weights, shuffled within their tensors, believe no score") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        const auto make = [&](const std::string& name, const parameter&, std::uint64_t stream) {
            return shuffled(name, seed, stream);
        };
        check_that_none_is_believed(study_of<zoo::fashion_cnn>(weight_file<zoo::fashion_cnn>(make)));
    }
}

TEST_CASE("the trained network is above chance, and enough damages tell") {
    const auto raw = weights::load<zoo::fashion_cnn>(SEI_EXAMPLE_DATA_DIR "/fashion_cnn.safetensors");
    const ranking_study found = study_ranking(
        explain::explained_network<zoo::fashion_cnn>(raw), study_test::fashion_cnn(),
        study_test::fashion_images(192),
        {.score_images = 32, .probe_images = {}, .validation = {.bootstrap = {.resamples = 50}}});
    CHECK(found.clean_accuracy > 0.8);
    CHECK(found.commonest_share > 0.1);
    CHECK(found.commonest_share < 0.2);
    CHECK(found.telling_damages >= 3);
    for (const score_validation& score : found.scores) {
        CHECK(score.doubt != ranking_doubt::accuracy_at_chance);
        CHECK(score.doubt != ranking_doubt::few_damages);
        CHECK(score.doubt != ranking_doubt::few_layers);
        CHECK(score.p_value > 0);
        CHECK(score.p_value <= 1);
    }
}
