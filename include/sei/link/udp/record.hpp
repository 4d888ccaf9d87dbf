// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/udp/record.hpp: what happened to one message, and to each of its datagrams.
///
/// The counts are kept for every message; the list of datagrams only if the flow was asked to keep it, for
/// it grows with the message.

#include <sei/link/time/clock.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sei::link::inline SEI_RELEASE {

enum class datagram_fate : std::uint8_t {
    pending,
    delivered,
    lost,   // by the loss model
    dropped // by the sender's full queue, or withdrawn
};

template <class TimePoint>
struct basic_datagram_record {
    std::uint64_t offset = 0; // of its first byte in the message
    std::uint32_t bytes = 0;
    datagram_fate fate = datagram_fate::pending;
    TimePoint time{}; // of the arrival, of a lost one's would-be arrival, or of the drop
};

template <class TimePoint>
struct basic_message_record {
    using datagram_record = basic_datagram_record<TimePoint>;

    std::uint64_t id = 0; // 0, 1, 2, ... in order of sending
    TimePoint sent{};
    std::vector<datagram_record> datagrams{}; // empty if the flow only counts

    /// How many datagrams have this fate so far.
    [[nodiscard]] std::uint64_t count(datagram_fate fate) const noexcept {
        return counts_[static_cast<std::size_t>(fate)];
    }
    [[nodiscard]] std::uint64_t datagram_count() const noexcept {
        std::uint64_t sum = 0;
        for (const std::uint64_t each : counts_) sum += each;
        return sum;
    }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::uint64_t bytes_delivered() const noexcept { return bytes_delivered_; }
    [[nodiscard]] std::uint64_t bytes_lost() const noexcept { return bytes_ - bytes_delivered_; }
    [[nodiscard]] bool complete() const noexcept {
        return count(datagram_fate::delivered) == datagram_count();
    }
    /// When the last datagram that got through arrived; `sent` if none did.
    [[nodiscard]] TimePoint last_arrival() const noexcept { return last_arrival_; }

    /// The message will have this number of datagrams and bytes, all pending.
    void open(std::uint64_t datagram_number, std::uint64_t bytes, TimePoint now) noexcept {
        sent = now;
        last_arrival_ = now;
        counts_ = {datagram_number};
        bytes_ = bytes;
    }

    /// One pending datagram has met its fate.
    void settle(const datagram_record& datagram) noexcept {
        --counts_[static_cast<std::size_t>(datagram_fate::pending)];
        ++counts_[static_cast<std::size_t>(datagram.fate)];
        if (datagram.fate != datagram_fate::delivered) return;
        bytes_delivered_ += datagram.bytes;
        last_arrival_ = datagram.time; // fates become known in the order of time
    }

private:
    std::array<std::uint64_t, 4> counts_{}; // by fate
    std::uint64_t bytes_ = 0;
    std::uint64_t bytes_delivered_ = 0;
    TimePoint last_arrival_{};
};

using message_record = basic_message_record<virtual_time>;
using datagram_record = basic_datagram_record<virtual_time>;

} // namespace sei::link::inline SEI_RELEASE
