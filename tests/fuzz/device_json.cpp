// SPDX-License-Identifier: MIT
/// libFuzzer target: the reader of device profiles. What it accepts has plausible numbers and comes back from
/// its own text; what it refuses is one short sentence without control characters.

#include <sei/devices/json.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void require(bool promise) {
    if (!promise) std::abort();
}

void check_accepted(const sei::device& profile) {
    for (const double rate : profile.operations_per_second) require(rate == 0 || (rate >= 1 && rate <= 1e18));
    require(profile.ram_bytes <= 9'000'000'000'000'000 && profile.flash_bytes <= 9'000'000'000'000'000);
    for (const sei::layer_sample& sample : profile.samples)
        require(sample.seconds > 0 && std::isfinite(sample.seconds) && sample.channels >= 1);
    const std::string text = sei::to_json(profile);
    require(sei::to_json(sei::parse_device(text, "again")) == text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    try {
        check_accepted(sei::parse_device(text, "profile"));
    } catch (const sei::error& problem) {
        const std::string message = problem.what();
        require(message.starts_with("profile"));
        require(message.size() <= sei::message_bytes);
        require(sei::printable(message) == message);
    }
    return 0;
}
