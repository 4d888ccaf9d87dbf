// SPDX-License-Identifier: MIT
/// A trained network of VGG-16's topology against Zennit. The weights (9 MB) are not part of the repository:
/// set SEI_REFERENCE_DIR to a folder that has models/vgg16_cifar10.safetensors and
/// reference/relevance/vgg16_cifar10.relevance.safetensors.
#include <sei/explain/scores/rank.hpp>

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

/// The largest errors of a composite: of stored relevance, and of totals with and without sign.
struct composite_errors {
    double relevance = 0;
    double totals = 0;
};

void note(double& largest, double error) { largest = test::worse(largest, error); }

template <class Scalar, class Composite>
composite_errors compare_composite(const std::filesystem::path& folder, const std::string& composite) {
    const test::reference_file reference = relevance_in(folder);
    const auto weights = weights_in<Scalar>(folder);
    tape<net, Scalar> recorded(weights);
    relevances<net, Scalar, Composite> relevance(weights);
    const auto rows = reference.list("layers_sum");
    const test::array input = reference.at("input");
    const auto stored = reference.names_after("rel." + composite + ".");
    REQUIRE(!stored.empty());
    composite_errors worst;
    for (std::size_t image = 0; image < input.samples(); ++image) {
        recorded.record(input.sample<Scalar>(image));
        relevance.run(recorded, static_cast<std::size_t>(reference.at("argmax").values[image]));
        for (const std::string& name : stored)
            note(worst.relevance,
                 test::error_in_max_norm(relevance.at(test::node_named<net>(name)),
                                         reference.at("rel." + composite + "." + name).sample(image)));
        const std::vector<double> totals = reference.at("sum." + composite).sample(image);
        const std::vector<double> magnitudes = reference.at("sumabs." + composite).sample(image);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            double total = 0;
            double magnitude = 0;
            for (const Scalar value : relevance.at(test::node_named<net>(rows[row]))) {
                total += double{value};
                magnitude += std::abs(double{value});
            }
            note(worst.totals, std::abs(total - totals[row]) / magnitudes[row]);
            note(worst.totals, std::abs(magnitude - magnitudes[row]) / magnitudes[row]);
        }
    }
    MESSAGE(composite << ", " << sizeof(Scalar) * 8 << " bits: relevance " << worst.relevance << ", totals "
                      << worst.totals);
    return worst;
}

/// Of the network's inputs, (pixel / 255 - 0.5) / 0.25.
constexpr rules::z_box<> limits{.low = {-2}, .high = {2}};

struct worst_errors {
    double logits = 0;
    double importance = 0;
};

template <class Scalar>
worst_errors compare(const std::filesystem::path& folder) {
    const test::reference_file reference = relevance_in(folder);
    const auto weights = weights_in<Scalar>(folder);
    tape<net, Scalar> recorded(weights);
    gradients<net, Scalar> gradient(weights);
    const auto rows = reference.list("layers_all");
    const test::array input = reference.at("input");
    worst_errors worst;
    for (std::size_t image = 0; image < input.samples(); ++image) {
        recorded.record(input.sample<Scalar>(image));
        note(worst.logits, test::error_in_max_norm(recorded.logits(), reference.at("logits").sample(image)));
        const auto target = static_cast<std::size_t>(reference.at("argmax").values[image]);
        REQUIRE(recorded.predicted_class() == target);
        gradient.run(recorded, target);
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
    MESSAGE("worst errors: logits " << worst.logits << ", importance " << worst.importance);
    return worst;
}

} // namespace

TEST_CASE_TEMPLATE("relevance and totals of VGG-16 agree with Zennit under three composites", Scalar, double,
                   float) {
    const auto folder = reference_folder();
    if (!folder) return;
    const bool is_double = std::is_same_v<Scalar, double>;
    const std::array errors{
        compare_composite<Scalar, composites::epsilon_plus>(*folder, "EpsilonPlus"),
        compare_composite<Scalar, composites::epsilon_gamma_box<limits>>(*folder, "EpsilonGammaBox"),
        compare_composite<Scalar, composites::epsilon_everywhere<rules::epsilon{.stabiliser = 0.25}>>(
            *folder, "Epsilon0.25")};
    for (const composite_errors& worst : errors) {
        CHECK(worst.relevance < (is_double ? 1e-7 : 1e-5)); // stored in float32
        CHECK(worst.totals < (is_double ? 1e-12 : 1e-5));
    }
}

TEST_CASE("logits and importance of VGG-16 agree with Zennit in double precision") {
    const auto folder = reference_folder();
    if (!folder) return;
    const worst_errors worst = compare<double>(*folder);
    CHECK(worst.logits < 1e-12);
    CHECK(worst.importance < 1e-10);
}

TEST_CASE("logits and importance of VGG-16 agree with Zennit in single precision") {
    const auto folder = reference_folder();
    if (!folder) return;
    const worst_errors worst = compare<float>(*folder);
    CHECK(worst.logits < 1e-5);
    CHECK(worst.importance < 1e-4); // sums that nearly cancel over positions and channels
}

TEST_CASE("candidates of VGG-16 are the reference's") {
    const auto folder = reference_folder();
    if (!folder) return;
    const test::reference_file reference = relevance_in(*folder);
    const explained_network<net> explained(weights_in<float>(*folder));
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
