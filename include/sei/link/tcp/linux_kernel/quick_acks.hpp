// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/linux_kernel/quick_acks.hpp: when a Linux receiver acknowledges every segment instead of
/// every second one: at first, and whenever its window grows.
///
/// The window grows by two segments for each that arrives, up to a limit that is set anew once a round trip
/// from the bytes that arrived in it. Models tcp_grow_window, tcp_rcv_space_adjust and tcp_incr_quickack of
/// Linux 6.18 with 128 KiB of initial buffer (net.ipv4.tcp_rmem) and an application that reads at once.

#include <sei/config.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace sei::link::inline SEI_RELEASE::detail {

class linux_quick_acks {
public:
    using nanoseconds = std::chrono::nanoseconds;

    linux_quick_acks(std::uint32_t at_first, std::uint32_t mss)
        : at_first_(at_first), mss_(mss), bytes_per_round_trip_(10 * std::uint64_t{mss}) {}

    [[nodiscard]] bool active() const noexcept { return left_ > 0; }

    /// Data arrived in order, `total` bytes so far. `round_trip`: by the timestamp echo, if there is one.
    void arrived(std::uint64_t total, nanoseconds now, std::optional<nanoseconds> round_trip) {
        if (!measured_since_) {
            measured_since_ = now;
            left_ = at_first_;
        }
        if (round_trip && *round_trip > nanoseconds::zero())
            round_trip_ = (std::min)(round_trip_.value_or(*round_trip), *round_trip);
        if (window_ < limit_) {
            window_ = (std::min)(window_ + 2 * std::uint64_t{mss_}, limit_);
            left_ |= 1U;
        }
        if (round_trip_ && now - *measured_since_ >= *round_trip_) adjust(total, now);
    }

    void acknowledged(bool on_data) noexcept {
        if (on_data)
            left_ = 0; // a conversation: acknowledgements may ride on answers
        else if (left_ > 0)
            --left_;
    }

private:
    static constexpr std::uint64_t largest = std::uint64_t{6} << 20; // tcp_rmem's maximum

    void adjust(std::uint64_t total, nanoseconds now) {
        const std::uint64_t bytes = total - measured_from_;
        if (bytes > bytes_per_round_trip_) {
            std::uint64_t wanted = 2 * bytes + 16 * std::uint64_t{mss_};
            wanted += 2 * (wanted * (bytes - bytes_per_round_trip_) / bytes_per_round_trip_);
            limit_ = (std::max)(limit_, (std::min)(wanted, largest));
            bytes_per_round_trip_ = bytes;
        }
        measured_from_ = total;
        measured_since_ = now;
    }

    std::uint32_t at_first_;
    std::uint32_t left_ = 0;
    std::uint32_t mss_;
    std::uint64_t window_ = 64'240;
    std::uint64_t limit_ = 80'896;
    std::uint64_t bytes_per_round_trip_;
    std::uint64_t measured_from_ = 0;
    std::optional<nanoseconds> measured_since_;
    std::optional<nanoseconds> round_trip_; // the least seen
};

} // namespace sei::link::inline SEI_RELEASE::detail
