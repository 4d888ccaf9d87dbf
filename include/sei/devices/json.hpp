// SPDX-License-Identifier: MIT
#pragma once
/// sei/devices/json.hpp: device profiles as files: what `./examples/profile_device.sh board.json` writes
/// on a board, and the advisor loads.

#include <sei/devices/detail/json.hpp>
#include <sei/error.hpp>
#include <sei/input_file.hpp>
#include <sei/model/device.hpp>
#include <sei/printable.hpp>

#include <array>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>

namespace sei::inline SEI_RELEASE {

/// The version of the file format.
inline constexpr int device_format = 1;

namespace detail {

inline constexpr std::array<const char*, work_kinds> work_kind_names{"convolution", "pointwise", "depthwise",
                                                                     "dense", "elementwise"};

/// One field of a profile, with its errors.
class device_reader {
public:
    device_reader(const json& object, std::string where) : object_(object), where_(std::move(where)) {
        if (!object.is_object()) throw error(where_ + ": found no JSON object, expected one");
    }

    [[nodiscard]] std::string text(const char* name) const {
        const json& value = field(name);
        if (!value.is_string()) throw error(where_ + ": '" + name + "' is no text");
        return value.get<std::string>();
    }

    /// A number from `least` to `most`.
    [[nodiscard]] double number(const char* name, double least, double most) const {
        const json& value = field(name);
        if (!value.is_number() || !(value.get<double>() >= least))
            throw error(where_ + ": '" + name + "' is " + found(value) + ", expected a number of at least " +
                        json(least).dump());
        if (!(value.get<double>() <= most))
            throw error(where_ + ": '" + name + "' is " + found(value) + ", expected a number of at most " +
                        sei::detail::short_number(most));
        return value.get<double>();
    }

    /// Operations or bytes per second: 0 or at least one.
    [[nodiscard]] double rate(const char* name) const {
        constexpr double fastest = 1e18;
        const double value = number(name, 0, fastest);
        if (value > 0 && value < 1)
            throw error(where_ + ": '" + name + "' is " + found(field(name)) +
                        " per second, expected 0 for none, or at least 1");
        return value;
    }

    /// A whole number of bytes.
    [[nodiscard]] std::uint64_t bytes(const char* name) const {
        constexpr double largest = 9e15; // what a double holds exactly
        const double value = number(name, 0, largest);
        if (value != std::floor(value))
            throw error(where_ + ": '" + name + "' is " + found(field(name)) +
                        ", expected a whole number of bytes");
        return static_cast<std::uint64_t>(value);
    }

    [[nodiscard]] work_kind kind(const char* name) const {
        const std::string found = text(name);
        for (std::size_t i = 0; i < work_kind_names.size(); ++i)
            if (found == work_kind_names[i]) return static_cast<work_kind>(i);
        throw error(where_ + ": '" + name + "' is '" + printable_message(found, longest_found) +
                    "', expected a kind of work such as convolution");
    }

    /// The same, or nothing where the field is missing or null.
    [[nodiscard]] std::optional<double> number_if_any(const char* name, double least, double most) const {
        const auto there = object_.find(name);
        if (there == object_.end() || there->is_null()) return std::nullopt;
        return number(name, least, most);
    }

    [[nodiscard]] bool has(const char* name) const { return object_.contains(name); }

    [[nodiscard]] const json& field(const char* name) const {
        const auto there = object_.find(name);
        if (there == object_.end()) throw error(where_ + ": '" + name + "' is missing");
        return *there;
    }

    /// A value as a message shows it.
    [[nodiscard]] static std::string found(const json& value) {
        return printable_message(value.dump(-1, ' ', false, json::error_handler_t::replace), longest_found);
    }

private:
    static constexpr std::size_t longest_found = 60;

    const json& object_;
    std::string where_;
};

[[nodiscard]] inline layer_sample sample_from(const json& object, const std::string& where) {
    const device_reader read(object, where);
    constexpr double positive = 1e-12; // seconds of less than a picosecond are a mistake
    constexpr double many = 1e15;
    constexpr double hour = 3600;
    return {.kind = read.kind("kind"),
            .channels = read.number("channels", 1, many),
            .filters = read.number("filters", 1, many),
            .positions = read.number("positions", 1, many),
            .taps = read.number("taps", positive, many),
            .stride = read.number("stride", positive, many),
            .operations = read.number("operations", 1, many),
            .seconds = read.number("seconds", positive, hour),
            .seconds_cold = read.number("seconds_cold", positive, hour)};
}

[[nodiscard]] inline device_energy energy_from(const json& object, const std::string& where) {
    const device_reader read(object, where);
    constexpr double many_joules = 1e3; // for one bit or one operation
    constexpr double many_watts = 1e9;
    return {.joules_per_mac = read.number_if_any("joules_per_mac", 0, many_joules),
            .joules_per_bit_sent = read.number_if_any("joules_per_bit_sent", 0, many_joules),
            .joules_per_bit_received = read.number_if_any("joules_per_bit_received", 0, many_joules),
            .idle_watts = read.number_if_any("idle_watts", 0, many_watts),
            .source = read.text("source")};
}

[[nodiscard]] inline json json_of(const device_energy& energy) {
    const auto number = [](const std::optional<double>& value) {
        return value ? json(*value) : json(nullptr);
    };
    return {{"joules_per_mac", number(energy.joules_per_mac)},
            {"joules_per_bit_sent", number(energy.joules_per_bit_sent)},
            {"joules_per_bit_received", number(energy.joules_per_bit_received)},
            {"idle_watts", number(energy.idle_watts)},
            {"source", energy.source}};
}

} // namespace detail

/// Throws sei::error, which names `source` and the field, at anything that is not a profile, also at numbers
/// that no device has: rates below 1 or above 10^18 per second, samples of more than an hour. The field
/// `energy` may be missing, and each of its numbers null: nobody has measured them; `kernels` may be, too.
[[nodiscard]] inline device parse_device(const std::string& text, const std::string& source) {
    const detail::json root = detail::parsed_json(text, source, "a device profile");
    const detail::device_reader read(root, source);
    if (const detail::json& format = read.field("format"); format != device_format)
        throw error(source + ": 'format' is " + detail::device_reader::found(format) + ", expected " +
                    std::to_string(device_format));
    device made;
    made.name = read.text("name");
    made.source = read.text("source");
    made.seconds_per_node = read.number("seconds_per_layer", 0, 3600);
    made.ram_bytes = read.bytes("ram_bytes");
    made.flash_bytes = read.bytes("flash_bytes");
    made.cache_bytes = read.bytes("cache_bytes");
    made.memory_bytes_per_second = read.rate("memory_bytes_per_second");
    if (read.has("kernels")) made.kernels = read.text("kernels");
    if (read.has("energy")) made.energy = detail::energy_from(read.field("energy"), source + ": energy");
    const detail::device_reader rates(read.field("operations_per_second"),
                                      source + ": operations_per_second");
    for (std::size_t i = 0; i < work_kinds; ++i)
        made.operations_per_second[i] = rates.rate(detail::work_kind_names[i]);
    const detail::json& samples = read.field("samples");
    if (!samples.is_array()) throw error(source + ": 'samples' is no list");
    for (std::size_t i = 0; i < samples.size(); ++i)
        made.samples.push_back(
            detail::sample_from(samples[i], source + ": samples[" + std::to_string(i) + "]"));
    return made;
}

/// Of a device profile's file.
inline constexpr std::size_t most_device_bytes = 16U << 20U;

/// Reads a profile from a file, which may be a pipe, once. Throws sei::error as above, and for a file that
/// can't be read or is larger than `most_device_bytes`.
[[nodiscard]] inline device load_device(const std::filesystem::path& path) {
    return parse_device(read_text(path, "a device profile", most_device_bytes), path.string());
}

/// The profile as the text of a file.
[[nodiscard]] inline std::string to_json(const device& profile) {
    using detail::json;
    json rates = json::object();
    for (std::size_t i = 0; i < work_kinds; ++i)
        rates[detail::work_kind_names[i]] = profile.operations_per_second[i];
    json samples = json::array();
    for (const layer_sample& each : profile.samples)
        samples.push_back(json{{"kind", detail::work_kind_names[static_cast<std::size_t>(each.kind)]},
                               {"channels", each.channels},
                               {"filters", each.filters},
                               {"positions", each.positions},
                               {"taps", each.taps},
                               {"stride", each.stride},
                               {"operations", each.operations},
                               {"seconds", each.seconds},
                               {"seconds_cold", each.seconds_cold}});
    const json root{{"format", device_format},
                    {"name", profile.name},
                    {"source", profile.source},
                    {"kernels", profile.kernels},
                    {"operations_per_second", rates},
                    {"seconds_per_layer", profile.seconds_per_node},
                    {"memory_bytes_per_second", profile.memory_bytes_per_second},
                    {"cache_bytes", profile.cache_bytes},
                    {"ram_bytes", profile.ram_bytes},
                    {"flash_bytes", profile.flash_bytes},
                    {"energy", detail::json_of(profile.energy)},
                    {"samples", samples}};
    return printable_json(root.dump(1, ' ', false, json::error_handler_t::replace)) + "\n";
}

} // namespace sei::inline SEI_RELEASE
