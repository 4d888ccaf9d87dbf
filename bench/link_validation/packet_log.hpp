// SPDX-License-Identifier: MIT
#pragma once
/// The packets of one TCP exchange as CSV, a line each: what the sender's kernel sent when, and what became
/// of it.

#include "exchange.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>

namespace link_validation {

/// Reads a packet's first bytes in network order; what lies beyond them reads as 0.
class header_view {
public:
    explicit header_view(const std::array<std::byte, 80>& bytes) noexcept : bytes_(bytes) {}

    [[nodiscard]] std::uint32_t number(std::size_t offset, std::size_t size) const noexcept {
        std::uint32_t value = 0;
        for (std::size_t i = offset; i < offset + size; ++i)
            value = value << 8U | (i < bytes_.size() ? std::to_integer<std::uint32_t>(bytes_[i]) : 0U);
        return value;
    }
    [[nodiscard]] std::size_t tcp() const noexcept { return (number(0, 1) & 15U) * 4; }
    [[nodiscard]] std::size_t payload() const noexcept { return tcp() + (number(tcp() + 12, 1) >> 4U) * 4; }
    [[nodiscard]] std::uint32_t sequence() const noexcept { return number(tcp() + 4, 4); }
    [[nodiscard]] std::uint32_t acknowledged() const noexcept { return number(tcp() + 8, 4); }
    [[nodiscard]] std::uint32_t flags() const noexcept { return number(tcp() + 13, 1); }
    [[nodiscard]] std::uint32_t window() const noexcept { return number(tcp() + 14, 2); }
    [[nodiscard]] bool syn() const noexcept { return (flags() & 2U) != 0; }

    /// Calls `visit(kind, offset of its value, size of its value)` for each TCP option.
    template <class Visitor>
    void for_each_option(Visitor visit) const {
        for (std::size_t at = tcp() + 20; at < payload();) {
            const std::uint32_t kind = number(at, 1);
            if (kind == 0) return;
            const std::size_t size = kind == 1 ? 1 : number(at + 1, 1);
            if (size == 0) return;
            if (kind != 1) visit(kind, at + 2, size - 2);
            at += size;
        }
    }

private:
    const std::array<std::byte, 80>& bytes_;
};

[[nodiscard]] inline std::string flag_letters(std::uint32_t flags) {
    std::string letters;
    for (std::size_t bit = 0; bit < 8; ++bit)
        if ((flags >> bit & 1U) != 0) letters += "FSRPAUEC"[bit];
    return letters;
}

/// Sequence numbers count from each side's SYN. `arrival` is the packet's index among those of its direction
/// that the queue took, as lists of losses count them.
inline void write_packets(std::ostream& out, const exchange_result& result) {
    constexpr std::array<const char*, 4> fates{"under_way", "delivered", "lost", "queue_full"};
    fmt::print(out, "sent_us,from,arrival,fate,due_us,settled_us,ip_bytes,flags,seq,ack,payload,window,sack,"
                    "timestamp,echo\n");
    std::array<std::uint32_t, 2> first{};
    std::array<std::uint64_t, 2> arrivals{};
    const auto microseconds = [&](real_time time) {
        return time == real_time{} ? 0.0 : seconds_between(result.begin, time) * 1e6;
    };
    for (const packet_record& each : result.packets) {
        const header_view header(each.header);
        const auto self = static_cast<std::size_t>(each.from);
        if (header.syn()) first[self] = header.sequence();
        std::string sack;
        std::uint32_t timestamp = 0;
        std::uint32_t echo = 0;
        header.for_each_option([&](std::uint32_t kind, std::size_t at, std::size_t size) {
            if (kind == 8) {
                timestamp = header.number(at, 4);
                echo = header.number(at + 4, 4);
            }
            for (std::size_t block = 0; kind == 5 && block + 8 <= size; block += 8)
                sack += fmt::format("{}{}-{}", sack.empty() ? "" : " ",
                                    header.number(at + block, 4) - first[1 - self],
                                    header.number(at + block + 4, 4) - first[1 - self]);
        });
        const bool acknowledges = (header.flags() & 16U) != 0;
        fmt::print(out, "{:.1f},{},{},{},{:.1f},{:.1f},{},{},{},{},{},{},{},{},{}\n",
                   microseconds(each.handed_over), self == 0 ? 'a' : 'b',
                   each.fate == packet_fate::queue_full ? std::string() : std::to_string(arrivals[self]++),
                   fates[static_cast<std::size_t>(each.fate)], microseconds(each.due),
                   microseconds(each.settled), each.ip_bytes, flag_letters(header.flags()),
                   header.sequence() - first[self],
                   acknowledges ? header.acknowledged() - first[1 - self] : 0,
                   each.ip_bytes - header.payload(), header.window(), sack, timestamp, echo);
    }
}

} // namespace link_validation
