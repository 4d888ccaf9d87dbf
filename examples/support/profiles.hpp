// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/profiles.hpp: the device and the server by the names that users write, checked before any
/// work begins.

#include <sei/devices/json.hpp>
#include <sei/error.hpp>
#include <sei/model/device.hpp>
#include <sei/model/network.hpp>

#include <cmath>
#include <string>

namespace examples {

/// A profile that ships with sei, by its name, or a file that `./examples/profile_device.sh` wrote: anything
/// that ends in .json or has a slash in it.
[[nodiscard]] inline sei::device profile_of(const std::string& option, const std::string& name_or_file) {
    const bool is_file = name_or_file.ends_with(".json") || name_or_file.find('/') != std::string::npos;
    try {
        return is_file ? sei::load_device(name_or_file) : sei::devices::find(name_or_file);
    } catch (const sei::error& problem) {
        throw sei::error(option + ": " + problem.what());
    }
}

/// The longest time that a device may take for one frame: an hour, as a study has it.
inline constexpr double longest_frame_seconds = 3600;

/// Throws sei::error unless the profile gives a plausible time for every stage of the network: one that it
/// has speeds for, and at most an hour.
template <class Net>
void require_plausible(const std::string& option, const sei::device& profile) {
    try {
        const double seconds = profile.seconds_for(sei::nodes_of<Net>(), 0, sei::layer_count<Net> - 1);
        if (!(seconds >= 0 && seconds <= longest_frame_seconds))
            throw sei::error("by its speeds, device '" + profile.name + "' takes " +
                             sei::detail::short_number(seconds) + " s for one frame, expected at most " +
                             sei::detail::short_number(longest_frame_seconds));
    } catch (const sei::error& problem) {
        throw sei::error(option + ": " + problem.what());
    }
}

} // namespace examples
