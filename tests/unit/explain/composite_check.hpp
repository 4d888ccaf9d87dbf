// SPDX-License-Identifier: MIT
#pragma once
/// Compares composites with every array that the reference has of them. The golden files hold a part of it;
/// set SEI_REFERENCE_DIR to a folder with reference/relevance/ to compare all of it.

#include "reference_nets.hpp"

#include <sei/explain/backward/pass.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

namespace test {

/// The golden file of a network and, if there is one, the whole reference.
[[nodiscard]] inline std::vector<std::filesystem::path> files_of(const std::string& network) {
    std::vector<std::filesystem::path> files{golden(network + ".ref.safetensors")};
    if (const char* folder = std::getenv("SEI_REFERENCE_DIR"))
        files.push_back(std::filesystem::path(folder) / "reference" / "relevance" /
                        (network + ".ref.safetensors"));
    return files;
}

/// Of each array's largest value, and for totals of the sum of magnitudes.
struct relevance_tolerance {
    double relevance;
    double totals;
};

/// One network of the reference with its weights in single or double precision.
template <class Net, class Scalar>
class checked_network {
public:
    checked_network(std::string name, const sei::weights::folded_weights<Scalar>& weights)
        : name_(std::move(name)), weights_(&weights), recorded_(weights) {}

    /// Relevance at all layers and samples that the files have.
    template <class Pass>
    void check(Pass, const std::string& composite, const relevance_tolerance& tolerance) {
        sei::explain::backward<Net, Scalar, Pass> pass(*weights_);
        double worst = 0;
        double worst_total = 0;
        for (const std::filesystem::path& path : files_of(name_)) {
            const reference_file reference{path};
            const auto relevances = reference.names_after("rel." + composite + ".");
            const auto totals = reference.names_after("sum." + composite + ".");
            REQUIRE(!relevances.empty());
            REQUIRE(!totals.empty());
            for (std::size_t i = 0; i < reference.at("input").samples(); ++i) {
                recorded_.record(reference.at("input").template sample<Scalar>(i));
                REQUIRE(recorded_.predicted_class() ==
                        static_cast<std::size_t>(reference.at("argmax").values[i]));
                pass.run(recorded_, recorded_.predicted_class());
                for (const std::string& layer : relevances) {
                    const array expected = reference.at("rel." + composite + "." + layer);
                    if (i >= expected.samples()) continue; // most layers are stored for sample 0 only
                    const double error =
                        error_in_max_norm(pass.at(node_named<Net>(layer)), expected.sample(i));
                    worst = error <= worst ? worst : error;
                }
                for (const std::string& layer : totals) {
                    const double error =
                        error_of_total(pass.at(node_named<Net>(layer)),
                                       reference.at("sum." + composite + "." + layer).values[i]);
                    worst_total = error <= worst_total ? worst_total : error;
                }
            }
        }
        checked_.insert(composite);
        CAPTURE(composite);
        CHECK(worst < tolerance.relevance);
        CHECK(worst_total < tolerance.totals);
        if (files_of(name_).size() > 1)
            MESSAGE(name_ << ", " << composite << ", " << sizeof(Scalar) * 8 << " bits: relevance " << worst
                          << ", totals " << worst_total);
    }

    template <class Composite>
    void check_composite(const std::string& composite, const relevance_tolerance& tolerance) {
        check(sei::explain::relevance_pass<Composite>{}, composite, tolerance);
    }

    /// Logits and all activations that the files have, but for those before a folded batch_norm, which no
    /// longer exist.
    void check_activations(double tolerance) {
        double worst = 0;
        for (const std::filesystem::path& path : files_of(name_)) {
            const reference_file reference{path};
            for (std::size_t i = 0; i < reference.at("input").samples(); ++i) {
                recorded_.record(reference.at("input").template sample<Scalar>(i));
                worst = worse(worst, error_in_max_norm(recorded_.logits(), reference.at("logits").sample(i)));
                for (const std::string& layer : reference.names_after("act.")) {
                    const std::size_t index = node_named<Net>(layer);
                    const array expected = reference.at("act." + layer);
                    if (i < expected.samples() && sei::nodes_of<Net>()[index].absorbs == sei::no_node)
                        worst = worse(worst, error_in_max_norm(recorded_.value(index), expected.sample(i)));
                }
            }
        }
        CHECK(worst < tolerance);
    }

    /// Has every composite of the files been checked, here or in `elsewhere`?
    void check_nothing_is_left(const std::set<std::string>& elsewhere = {}) const {
        for (const std::filesystem::path& path : files_of(name_))
            for (const char* const kind : {"rel.", "sum."})
                for (const std::string& name : reference_file{path}.names_after(kind)) {
                    const std::string composite = name.substr(0, name.rfind('.'));
                    CAPTURE(composite);
                    CHECK((checked_.contains(composite) || elsewhere.contains(composite)));
                }
    }

private:
    std::string name_;
    const sei::weights::folded_weights<Scalar>* weights_;
    sei::explain::tape<Net, Scalar> recorded_;
    std::set<std::string> checked_{};

    [[nodiscard]] static double error_of_total(std::span<const Scalar> values, double expected) {
        double total = 0;
        double magnitude = 0;
        for (const Scalar value : values) {
            total += double{value};
            magnitude += std::abs(double{value});
        }
        return magnitude > 0 ? std::abs(total - expected) / magnitude : std::abs(total - expected);
    }
};

} // namespace test
