// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/tcp/sending_half.hpp: what an endpoint asks of the half that sends, whichever stack it models.
///
/// The half decides what is sent, what is repeated and when the timer should fire; it knows no packets and no
/// clock of its own: its `output` has them. One timer serves all its purposes.
/// For every acknowledgement: `measure`, `acknowledged`, `send`. The `output` must outlive the half.
/// ns3/sender.hpp and linux_kernel/sender.hpp implement it.

#include <sei/link/medium/tcp_segment.hpp>

#include <chrono>
#include <cstdint>

namespace sei::link::inline SEI_RELEASE {

class tcp_sending_half {
public:
    using nanoseconds = std::chrono::nanoseconds;

    /// What the sending half makes happen.
    class output {
    public:
        virtual void transmit(std::uint64_t sequence, std::uint32_t bytes, bool repeated) = 0;
        virtual void start_timer(nanoseconds span) = 0; // or restart
        virtual void stop_timer() = 0;
        [[nodiscard]] virtual bool timer_running() const = 0;
        [[nodiscard]] virtual nanoseconds now() const = 0;

    protected:
        ~output() = default;
    };

    virtual ~tcp_sending_half() = default;
    tcp_sending_half(const tcp_sending_half&) = delete;
    tcp_sending_half& operator=(const tcp_sending_half&) = delete;

    /// The first SYN or SYN-ACK leaves: its answer measures the round trip.
    virtual void syn_sent() = 0;
    /// A SYN or SYN-ACK has arrived, perhaps again.
    virtual void synchronized() = 0;
    /// An acknowledgement without data leaves.
    virtual void bare_acknowledgement_sent() {}

    /// The application adds data; `send` transmits it.
    virtual void write(std::uint64_t bytes) = 0;
    /// Transmits what the window allows.
    virtual void send() = 0;

    /// Takes a round-trip sample, if the acknowledgement gives one. Comes before `acknowledged`.
    virtual void measure(const tcp_segment& acknowledgement) = 0;
    /// Follow with `send`.
    virtual void acknowledged(const tcp_segment& acknowledgement) = 0;

    /// Would the timer, if it fired now, be a retransmission timeout?
    [[nodiscard]] virtual bool timer_means_timeout() const = 0;
    /// The timer fired while data was outstanding. Follow with `send`.
    virtual void timer_fired() = 0;

    [[nodiscard]] virtual std::uint64_t next() const noexcept = 0; // after the last byte sent
    [[nodiscard]] virtual std::uint64_t first_outstanding() const noexcept = 0;
    [[nodiscard]] virtual std::uint64_t unsent() const noexcept = 0; // bytes
    [[nodiscard]] virtual std::uint64_t window_bytes() const noexcept = 0;
    [[nodiscard]] virtual std::uint64_t fast_recoveries() const noexcept = 0;

    [[nodiscard]] bool all_acknowledged() const noexcept {
        return unsent() == 0 && first_outstanding() == next();
    }

protected:
    tcp_sending_half() = default;
};

} // namespace sei::link::inline SEI_RELEASE
