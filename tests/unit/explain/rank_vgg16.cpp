// SPDX-License-Identifier: MIT
/// A trained network of VGG-16's topology against Zennit. The weights (9 MB) are not part of the repository:
/// set SEI_REFERENCE_DIR to a folder that has models/vgg16_cifar10.safetensors and
/// reference/relevance/vgg16_cifar10.relevance.safetensors.
#include <sei/explain/rank.hpp>

#include "support.hpp"

#include <sei/zoo/vgg16_cifar.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>

using namespace sei::explain;

namespace {

using net = sei::zoo::vgg16_cifar10;

std::optional<std::filesystem::path> reference_folder() {
    if (const char* folder = std::getenv("SEI_REFERENCE_DIR")) return std::filesystem::path(folder);
    MESSAGE("SKIPPED: SEI_REFERENCE_DIR is not set, so VGG-16 is not compared with its reference");
    return std::nullopt;
}

test::reference_file relevance_in(const std::filesystem::path& folder) {
    return test::reference_file{folder / "reference" / "relevance" / "vgg16_cifar10.relevance.safetensors"};
}

template <class Scalar>
sei::weights::folded_weights<Scalar> weights_in(const std::filesystem::path& folder) {
    return sei::weights::fold<Scalar, net>(
        sei::weights::load<net>(folder / "models" / "vgg16_cifar10.safetensors"));
}

/// Names of the candidates in the reference; its first row, doubled for the input, is no candidate here.
std::vector<std::string> candidates_in(const test::reference_file& reference, const std::string& rows) {
    const auto layers = reference.list("layers_" + rows);
    std::vector<std::string> names;
    for (const double index : reference.at("images4." + rows + ".candidates").values)
        names.push_back(layers.at(static_cast<std::size_t>(index)));
    return names;
}

struct worst_errors {
    double logits = 0;
    double relevance = 0;
    double totals = 0;
    double importance = 0;
};

template <class Scalar>
worst_errors compare(const std::filesystem::path& folder) {
    const test::reference_file reference = relevance_in(folder);
    const auto weights = weights_in<Scalar>(folder);
    tape<net, Scalar> recorded(weights);
    gradients<net, Scalar> gradient(weights);
    relevances<net, Scalar> relevance(weights);
    const auto rows = reference.list("layers_all");
    const auto sum_rows = reference.list("layers_sum");
    const test::array input = reference.at("input");
    worst_errors worst;
    const auto note = [](double& largest, double error) { largest = error <= largest ? largest : error; };
    for (std::size_t image = 0; image < input.samples(); ++image) {
        recorded.record(input.sample<Scalar>(image));
        note(worst.logits, test::error_in_max_norm(recorded.logits(), reference.at("logits").sample(image)));
        const auto target = static_cast<std::size_t>(reference.at("argmax").values[image]);
        REQUIRE(recorded.predicted_class() == target);
        gradient.run(recorded, target);
        relevance.run(recorded, target);
        for (const std::string& name : reference.names_after("rel.EpsilonPlus."))
            note(worst.relevance,
                 test::error_in_max_norm(relevance.at(test::node_named<net>(name)),
                                         reference.at("rel.EpsilonPlus." + name).sample(image)));
        for (std::size_t row = 0; row < sum_rows.size(); ++row) {
            double total = 0;
            for (const Scalar value : relevance.at(test::node_named<net>(sum_rows[row])))
                total += double{value};
            note(worst.totals, std::abs(total - reference.at("sum.EpsilonPlus").sample(image)[row]) /
                                   reference.at("sumabs.EpsilonPlus").sample(image)[row]);
        }
        const std::vector<double> expected = reference.at("cui_img").sample(image);
        for (std::size_t row = 1; row < rows.size(); ++row) {
            const std::size_t index = test::node_named<net>(rows[row]);
            const Scalar found =
                image_importance(sei::nodes_of<net>()[index].out, recorded.value(index), gradient.at(index));
            const double there = expected[row - 1];
            note(worst.importance,
                 there == 0 ? std::abs(double{found}) : std::abs(double{found} / there - 1));
        }
    }
    MESSAGE("worst errors: logits " << worst.logits << ", relevance " << worst.relevance << ", totals "
                                    << worst.totals << ", importance " << worst.importance);
    return worst;
}

} // namespace

TEST_CASE("relevance, totals and importance of VGG-16 agree with Zennit in double precision") {
    const auto folder = reference_folder();
    if (!folder) return;
    const worst_errors worst = compare<double>(*folder);
    CHECK(worst.logits < 1e-12);
    CHECK(worst.relevance < 1e-7); // stored in float32
    CHECK(worst.totals < 1e-12);
    CHECK(worst.importance < 1e-10);
}

TEST_CASE("relevance, totals and importance of VGG-16 agree with Zennit in single precision") {
    const auto folder = reference_folder();
    if (!folder) return;
    const worst_errors worst = compare<float>(*folder);
    CHECK(worst.logits < 1e-5);
    CHECK(worst.relevance < 1e-5);
    CHECK(worst.totals < 1e-5);
    CHECK(worst.importance < 1e-4); // sums that nearly cancel over positions and channels
}

TEST_CASE("candidates of VGG-16 are the reference's") {
    const auto folder = reference_folder();
    if (!folder) return;
    const test::reference_file reference = relevance_in(*folder);
    const model<net> explained(weights_in<float>(*folder));
    const auto pixels = reference.at("input").all<float>();
    const auto found = [&](curve_rows rows) {
        std::vector<std::string> names;
        for (const sei::split_score& split :
             rank(explained, {pixels, 4},
                  {.curve = curve_kind::isplit_compatible, .rows = rows, .null_seeds = 0}))
            if (split.is_candidate) names.push_back(split.after);
        return names;
    };
    CHECK(found(curve_rows::norelu) == candidates_in(reference, "norelu"));
    CHECK(found(curve_rows::all) == candidates_in(reference, "all"));
}
