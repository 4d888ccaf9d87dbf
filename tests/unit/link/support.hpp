// SPDX-License-Identifier: MIT
#pragma once
/// Golden tables and reference set-ups shared by the tests of link.

#include <sei/link/medium/channel.hpp>
#include <sei/link/tcp/profile.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace link_test {

inline std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
    if (!text.empty() && text.back() == separator) parts.emplace_back();
    return parts;
}

/// One line of a table, by column name.
class row {
public:
    row(const std::vector<std::string>& names, const std::vector<std::string>& values) {
        for (std::size_t i = 0; i < names.size(); ++i) values_[names[i]] = values.at(i);
    }
    [[nodiscard]] const std::string& operator[](const std::string& name) const { return values_.at(name); }
    [[nodiscard]] std::int64_t integer(const std::string& name) const { return std::stoll(values_.at(name)); }
    [[nodiscard]] double number(const std::string& name) const { return std::stod(values_.at(name)); }

private:
    std::map<std::string, std::string> values_;
};

/// Reads a comma-separated table of tests/golden/link.
inline std::vector<row> read_table(const std::string& name) {
    std::ifstream file(SEI_GOLDEN_DIR "/link/" + name);
    std::string line;
    if (!std::getline(file, line)) throw std::runtime_error("no golden table " + name);
    const std::vector<std::string> names = split(line, ',');
    std::vector<row> rows;
    while (std::getline(file, line)) rows.emplace_back(names, split(line, ','));
    return rows;
}

inline std::vector<std::uint64_t> indices(const std::string& text) {
    std::vector<std::uint64_t> result;
    std::istringstream stream(text);
    for (std::uint64_t index = 0; stream >> index;) result.push_back(index);
    return result;
}

inline std::chrono::nanoseconds seconds(const std::string& decimal) {
    return std::chrono::nanoseconds(std::llround(std::stold(decimal) * 1e9L));
}

/// The reference's three kinds of congestion control and two sets of timers, by the names its tables use.
inline sei::link::tcp_options reference_tcp(const std::string& congestion, const std::string& profile) {
    using namespace sei::link;
    return {.profile = profile == "ns3" ? tcp_profiles::ns3 : tcp_profiles::linuxlike,
            .congestion = congestion == "NewReno"     ? congestion_control::new_reno
                          : congestion == "LinuxReno" ? congestion_control::linux_reno
                                                      : congestion_control::cubic};
}

} // namespace link_test
