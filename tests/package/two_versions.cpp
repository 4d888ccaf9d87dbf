// SPDX-License-Identifier: MIT
// Compiled against two versions of sei's headers and linked into one program (two_versions.py): something of
// every module, so that its functions are there, and one number that differs between the versions.
#include <sei/sei.hpp>

#include <span>
#include <vector>

using namespace sei::layers;

namespace {

struct small_net final : sei::network<input{.channels = 1, .height = 4, .width = 4},
                                      conv2d{.filters = 2, .padding = 1, .name = "conv"}, relu{}, flatten{},
                                      dense{.units = 3, .name = "fc"}> {};

} // namespace

extern "C" int SEI_TEST_USE_ALL() {
    const auto weights = sei::explain::random_weights<small_net>(1);
    const sei::engine::tensor image = sei::engine::make_tensor(small_net::input);
    sei::explain::tape<small_net> tape(weights);
    tape.run(std::span<const float>(image.data(), image.size()));
    const auto answered = sei::link::simulate(sei::link::exchange_request{}).answered;
    const std::vector<std::byte> bytes(4);
    const sei::device pi = sei::devices::raspberry_pi_4();
    return static_cast<int>(tape.logits().size() + sei::wire::crc32c(bytes)) + (answered ? 1 : 0) +
           static_cast<int>(sei::advisor::device_json(pi).size() + sei::zoo::lenet::output.channels);
}

/// `sliding_output` of the second version is one larger.
extern "C" unsigned SEI_TEST_POSITIONS() { return sei::sliding_output(8, 3, 1, 0, 1); }
