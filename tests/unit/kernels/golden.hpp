// SPDX-License-Identifier: MIT
#pragma once
/// Inputs, weights and outputs of single layers from PyTorch in float64 (tests/golden/kernels.md).

#include "support.hpp"

#include <sei/weights/safetensors.hpp>

#include <string>

namespace kernels_test {

[[nodiscard]] inline const sei::weights::safetensors_file& golden_file() {
    static const auto file =
        sei::weights::safetensors_file::open(SEI_GOLDEN_DIR "/kernels/layers.safetensors");
    return file;
}

/// All numbers of a tensor, or none if the file has no such tensor.
[[nodiscard]] inline std::vector<double> golden(const std::string& name) {
    const auto* found = golden_file().find(name);
    if (found == nullptr) return {};
    const auto values = sei::weights::view_as<double>(*found);
    return {values.begin(), values.end()};
}

/// The samples of `<layer>.input`, one tensor each, without the batch dimension.
[[nodiscard]] inline std::vector<tensor<double>> golden_inputs(const std::string& layer) {
    const auto& found = golden_file().at(layer + ".input");
    const auto dims = found.shape();
    sei::shape shape{.channels = static_cast<std::uint32_t>(dims[1])};
    if (dims.size() == 4)
        shape = {shape.channels, static_cast<std::uint32_t>(dims[2]), static_cast<std::uint32_t>(dims[3])};
    const auto values = sei::weights::view_as<double>(found);
    std::vector<tensor<double>> samples;
    for (std::size_t i = 0; i < dims[0]; ++i) {
        const auto sample = values.subspan(i * shape.elements(), shape.elements());
        samples.push_back({shape, {sample.begin(), sample.end()}});
    }
    return samples;
}

/// What the layer makes of all samples, one after the other, as `<layer>.output` stands in the file.
template <class Layer>
[[nodiscard]] std::vector<double> run_on_golden(const Layer& spec, const std::string& layer) {
    const std::vector<double> weight = golden(layer + ".weight");
    const std::vector<double> bias = golden(layer + ".bias");
    std::vector<double> outputs;
    for (const tensor<double>& sample : golden_inputs(layer)) {
        const std::vector<double> output = run(spec, sample, view_of(weight, bias));
        outputs.insert(outputs.end(), output.begin(), output.end());
    }
    return outputs;
}

/// Both sides sum at most 36 products of numbers below 4 in double: 36 * 1.1e-16 * 36 * 16 < 3e-12 at the
/// very worst; what is met is 1e-15.
inline constexpr double golden_tolerance = 1e-13;

} // namespace kernels_test
