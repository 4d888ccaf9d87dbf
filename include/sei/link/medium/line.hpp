// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/line.hpp: when the packets that a device sends one after the other have left it.
///
/// A model says how the line carries bytes: at a constant rate, at a rate with a burst (Linux' tbf), by a
/// recorded bandwidth (mahimahi), or as LoRa packets. `line_process` answers packet by packet, in whole
/// nanoseconds; what rounding leaves over is carried on while the line is busy, so that no rate drifts.

#include <sei/error.hpp>
#include <sei/link/medium/lora.hpp>
#include <sei/link/time/clock.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sei::link::inline SEI_RELEASE {

/// Bytes one after the other at the channel's rate.
struct constant_rate {};

/// Linux' tbf: a packet leaves, in no time, as soon as the bucket holds its bytes. The bucket fills at the
/// channel's rate, holds `burst_bytes` and is full at first. A packet larger than the bucket never leaves.
struct token_bucket {
    std::uint32_t burst_bytes = 4000;
};

/// mahimahi's trace (Netravali et al., USENIX ATC 2015): at each of these milliseconds up to 1504 bytes
/// leave. A packet may need several opportunities and several packets share one; what nobody uses is lost,
/// and a packet can't use an opportunity of the very instant at which it found the line idle. After the last
/// one the trace starts anew. The channel's rate has no meaning then.
struct bandwidth_trace {
    std::vector<std::uint32_t> opportunities_ms; // ascending, equal ones allowed, the last one above 0
};

inline constexpr std::int64_t bytes_per_opportunity = 1504;

using line_model = std::variant<constant_rate, token_bucket, bandwidth_trace, lora_modulation>;

namespace detail {

struct check_line {
    void operator()(const constant_rate&) const {}
    void operator()(const lora_modulation& lora) const { require_usable(lora); }
    void operator()(const token_bucket& bucket) const {
        if (bucket.burst_bytes < 1 || bucket.burst_bytes > 1'000'000'000)
            throw error("burst_bytes is " + std::to_string(bucket.burst_bytes) + ", expected 1 to 10^9");
    }
    void operator()(const bandwidth_trace& trace) const {
        const auto& times = trace.opportunities_ms;
        if (times.empty()) throw error("a bandwidth trace has no opportunities, expected at least one");
        if (const auto fall = std::is_sorted_until(times.begin(), times.end()); fall != times.end())
            throw error("a bandwidth trace goes back from " + std::to_string(*(fall - 1)) + " to " +
                        std::to_string(*fall) + " ms at opportunity " + std::to_string(fall - times.begin()) +
                        ", expected ascending times");
        if (times.back() == 0) throw error("a bandwidth trace ends at 0 ms, expected a later end");
    }
};

} // namespace detail

/// Throws `sei::error` for what no line can have.
inline void require_usable(const line_model& model) { std::visit(detail::check_line{}, model); }

/// How long packets occupy a line of a given rate, in whole nanoseconds that never drift from the exact sum.
class line_clock {
public:
    explicit line_clock(std::int64_t rate_bits_per_second) noexcept : rate_(rate_bits_per_second) {}

    [[nodiscard]] std::chrono::nanoseconds occupy(std::uint32_t bytes) noexcept {
        const std::int64_t exact =
            std::int64_t{bytes} * 8 * 1'000'000'000 + carried_; // in 1/rate nanoseconds
        const std::int64_t rounded = (exact + rate_ / 2) / rate_;
        carried_ = exact - rounded * rate_;
        return std::chrono::nanoseconds(rounded);
    }
    void idle() noexcept { carried_ = 0; }

private:
    std::int64_t rate_;
    std::int64_t carried_ = 0;
};

/// The opportunities of a trace, used one after the other. Times count from the start of the trace.
class opportunity_clock {
public:
    explicit opportunity_clock(std::vector<std::uint32_t> opportunities_ms)
        : times_ms_(std::move(opportunities_ms)) {}

    /// Nobody had anything to send until then: the opportunities up to that instant are lost.
    void idle_until(std::chrono::nanoseconds time) {
        const std::int64_t present_ms = time / std::chrono::milliseconds(1);
        const std::int64_t rounds = present_ms / period_ms();
        const auto later = std::upper_bound(times_ms_.begin(), times_ms_.end(), present_ms % period_ms());
        next_ = rounds * size() + (later - times_ms_.begin());
        bytes_left_ = 0;
    }

    /// When the last of these bytes leaves.
    [[nodiscard]] std::chrono::nanoseconds occupy(std::uint32_t bytes) {
        const std::int64_t missing = std::int64_t{bytes} - bytes_left_;
        const std::int64_t used =
            missing > 0 ? (missing + bytes_per_opportunity - 1) / bytes_per_opportunity : 0;
        next_ += used;
        bytes_left_ = used * bytes_per_opportunity - missing;
        return time_of(next_ - 1);
    }

private:
    [[nodiscard]] std::int64_t size() const noexcept { return static_cast<std::int64_t>(times_ms_.size()); }
    [[nodiscard]] std::int64_t period_ms() const noexcept { return times_ms_.back(); }
    [[nodiscard]] std::chrono::nanoseconds time_of(std::int64_t opportunity) const {
        constexpr std::int64_t last_ms = (std::chrono::nanoseconds::max)() / std::chrono::milliseconds(1);
        const std::int64_t rounds = opportunity / size();
        const std::int64_t in_round = times_ms_[static_cast<std::size_t>(opportunity % size())];
        if (rounds > (last_ms - in_round) / period_ms())
            throw error("a bandwidth trace runs for more than " + std::to_string(last_ms) +
                        " ms, the time that 64 bits of nanoseconds hold (292 years)");
        return std::chrono::milliseconds(rounds * period_ms() + in_round);
    }

    std::vector<std::uint32_t> times_ms_;
    std::int64_t next_ = 0;       // opportunity not used yet, counted over all rounds
    std::int64_t bytes_left_ = 0; // of the one before
};

namespace detail {

// Each kind of line: `rest_until`, nothing was sent until then; `occupy`, when a packet that may use the line
// from `start` has left it.

struct rate_line {
    line_clock clock;

    void rest_until(std::chrono::nanoseconds) { clock.idle(); }
    [[nodiscard]] std::chrono::nanoseconds occupy(std::chrono::nanoseconds start, std::uint32_t bytes) {
        return checked_add(start, clock.occupy(bytes));
    }
};

/// Sends as a line would that lags behind by as much as the bucket holds.
struct bucket_line {
    line_clock clock;
    std::uint32_t burst_bytes;
    std::chrono::nanoseconds burst_time;
    std::chrono::nanoseconds empty_at = (std::chrono::nanoseconds::min)();

    bucket_line(std::int64_t rate, std::uint32_t burst)
        : clock(rate), burst_bytes(burst), burst_time(line_clock(rate).occupy(burst)) {}

    void rest_until(std::chrono::nanoseconds start) {
        if (start - burst_time <= empty_at) return;
        empty_at = start - burst_time;
        clock.idle();
    }
    [[nodiscard]] std::chrono::nanoseconds occupy(std::chrono::nanoseconds start, std::uint32_t bytes) {
        if (bytes > burst_bytes)
            throw error("a packet has " + std::to_string(bytes) +
                        " bytes on the line, expected at most the " + std::to_string(burst_bytes) +
                        " of the burst");
        empty_at = checked_add(empty_at, clock.occupy(bytes));
        return (std::max)(start, empty_at);
    }
};

struct trace_line {
    opportunity_clock opportunities;
    std::chrono::nanoseconds origin;

    void rest_until(std::chrono::nanoseconds start) { opportunities.idle_until(start - origin); }
    [[nodiscard]] std::chrono::nanoseconds occupy(std::chrono::nanoseconds, std::uint32_t bytes) {
        return checked_add(origin, opportunities.occupy(bytes));
    }
};

struct lora_line {
    lora_modulation modulation;

    void rest_until(std::chrono::nanoseconds) {}
    [[nodiscard]] std::chrono::nanoseconds occupy(std::chrono::nanoseconds start, std::uint32_t bytes) const {
        if (bytes > lora_largest_payload)
            throw error("a packet has " + std::to_string(bytes) + " bytes on the air, expected at most " +
                        std::to_string(lora_largest_payload) + " for LoRa");
        return checked_add(start, lora_airtime(modulation, bytes));
    }
};

} // namespace detail

/// One device's packets on its line, in order. Times count from the epoch of the caller's clock.
class line_process {
public:
    /// A trace starts at `origin`. Throws like `require_usable`.
    line_process(const line_model& model, std::int64_t rate_bits_per_second, std::chrono::nanoseconds origin)
        : line_(std::visit(make{rate_bits_per_second, origin}, (require_usable(model), model))) {}

    /// Until then, if that is later than the last packet's end, the line has rested.
    void rest_until(std::chrono::nanoseconds start) {
        if (start <= free_at_) return;
        free_at_ = start;
        std::visit([start](auto& line) { line.rest_until(start); }, line_);
    }

    /// Until then others used the line: what rounding has left over stays this device's.
    void wait_until(std::chrono::nanoseconds start) {
        if (std::holds_alternative<detail::rate_line>(line_))
            free_at_ = (std::max)(free_at_, start);
        else
            rest_until(start);
    }

    /// Sends the next packet and returns when it has left. Throws `sei::error` if that instant leaves 64
    /// bits, or if the packet exceeds the bucket.
    std::chrono::nanoseconds occupy(std::uint32_t bytes) {
        if (auto* const line = std::get_if<detail::rate_line>(&line_))
            return free_at_ = line->occupy(free_at_, bytes);
        return free_at_ = std::visit([&](auto& line) { return line.occupy(free_at_, bytes); }, line_);
    }

    /// When the last packet has left: the next one may start then.
    [[nodiscard]] std::chrono::nanoseconds free_at() const noexcept { return free_at_; }

private:
    using any_line =
        std::variant<detail::rate_line, detail::bucket_line, detail::trace_line, detail::lora_line>;

    struct make {
        std::int64_t rate;
        std::chrono::nanoseconds origin;
        any_line operator()(const constant_rate&) const { return detail::rate_line{line_clock(rate)}; }
        any_line operator()(const token_bucket& model) const {
            return detail::bucket_line(rate, model.burst_bytes);
        }
        any_line operator()(const bandwidth_trace& model) const {
            return detail::trace_line{opportunity_clock(model.opportunities_ms), origin};
        }
        any_line operator()(const lora_modulation& model) const { return detail::lora_line{model}; }
    };

    any_line line_;
    std::chrono::nanoseconds free_at_ = (std::chrono::nanoseconds::min)();
};

} // namespace sei::link::inline SEI_RELEASE
