// SPDX-License-Identifier: MIT
#pragma once
/// The tensors that a network asks for, and those of its PyTorch state_dict (tests/golden/zoo.md).

#include <sei/model/parameters.hpp>

#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace zoo_test {

/// Names with dimensions, such as "features.0.weight 64 3 3 3", in the order of the layers.
template <class Net>
[[nodiscard]] std::vector<std::string> tensors_of() {
    std::vector<std::string> tensors;
    for (std::size_t i = 0; i < sei::program_of<Net>.node_count; ++i) {
        const sei::label& layer = sei::nodes_of<Net>()[i].name;
        const sei::parameter_list& parameters = sei::parameter_table<Net>[i];
        for (const sei::parameter& tensor : std::span(parameters.tensors).first(parameters.count)) {
            tensors.push_back(std::string(layer.data(), layer.size()) + "." + tensor.suffix);
            for (const std::uint32_t dimension : std::span(tensor.dimensions).first(tensor.rank))
                tensors.back() += " " + std::to_string(dimension);
        }
    }
    return tensors;
}

/// The same of the PyTorch module; empty if the file is missing.
[[nodiscard]] inline std::vector<std::string> state_dict_of(const std::string& network) {
    std::ifstream file(SEI_GOLDEN_DIR "/zoo/" + network + ".names.txt");
    std::vector<std::string> tensors;
    for (std::string line; std::getline(file, line);) tensors.push_back(line);
    return tensors;
}

} // namespace zoo_test
