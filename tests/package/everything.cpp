// SPDX-License-Identifier: MIT
// A consumer of everything, from two translation units' worth of headers in one include.
#include <sei/sei.hpp>

#include <cstdio>
#include <string>

int main(int count, char** values) {
    if (count != 2) return 2;
    using network = sei::zoo::fashion_cnn;
    const auto weights = sei::weights::load<network>(std::string(values[1]) + "/fashion_cnn.safetensors");
    const auto engine = sei::engine::executor::of<network>(weights);
    const sei::engine::tensor scores = engine(sei::engine::make_tensor(network::input));
    std::printf("%zu scores\n", scores.size());
    return scores.size() == 10 ? 0 : 1;
}
