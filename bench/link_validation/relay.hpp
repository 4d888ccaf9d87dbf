// SPDX-License-Identifier: MIT
#pragma once
/// sei's link model in real time between two tunnel devices: what one kernel sends, the other receives when
/// the model says so, if at all. Keeps a record of each packet.

#include "network_namespace.hpp"

#include <sei/link/medium/channel.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <pthread.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

namespace link_validation {

using real_clock = std::chrono::steady_clock;
using real_time = real_clock::time_point;

enum class packet_fate : std::uint8_t { under_way, delivered, lost, queue_full };

struct packet_record {
    sei::link::side from{};
    packet_fate fate{};
    std::uint32_t ip_bytes = 0;
    real_time handed_over{};            // by the sender's kernel
    real_time due{};                    // the model's arrival
    real_time settled{};                // when the relay came to deliver or lose it
    std::array<std::byte, 80> header{}; // IP and TCP, with options
};

/// A thread's priority above all that is not real time; false if this process may not have it.
inline bool take_priority(int level) noexcept {
    const sched_param parameters{level};
    return ::pthread_setschedparam(::pthread_self(), SCHED_FIFO, &parameters) == 0;
}

class relay {
public:
    relay(descriptor a, descriptor b, const sei::link::link_options& link)
        : a_(*this, sei::link::side::a, std::move(a), link.forward, link.seed),
          b_(*this, sei::link::side::b, std::move(b), link.backward, link.seed) {
        a_.listen();
        b_.listen();
        thread_ = std::thread([this] { run(); });
    }
    relay(const relay&) = delete;
    relay& operator=(const relay&) = delete;
    ~relay() { halt(); }

    /// Ends the relay and gives all packets, in the order of their sending.
    [[nodiscard]] std::vector<packet_record> stop() {
        halt();
        if (failure_) std::rethrow_exception(failure_);
        return std::move(records_);
    }

private:
    struct packet {
        std::uint32_t ip_bytes;
        std::size_t record;
        std::vector<std::byte> bytes;
    };
    using channel = sei::link::basic_channel<packet, boost::asio::steady_timer>;

    /// One end: its tunnel device and the channel that leaves it.
    struct node {
        node(relay& whole, sei::link::side which, descriptor device, const sei::link::channel_options& line,
             std::uint64_t seed)
            : owner(whole),
              self(which),
              tunnel(whole.context_, device.release()),
              options(line),
              clock(line.rate_bits_per_second),
              outgoing(whole.context_.get_executor(), line, seed, which,
                       {.arrived = [this](const packet& each) { owner.deliver(self, each); },
                        .lost = [this](const packet& each) { owner.settle(each, packet_fate::lost); }}) {}

        void listen() {
            tunnel.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                              [this](const boost::system::error_code& error) {
                                  if (error) return;
                                  for (int i = 0; i < 64 && read(); ++i) {
                                  } // then timers get their turn
                                  listen();
                              });
        }

        /// False if there was nothing to read.
        bool read() {
            const ssize_t size = ::read(tunnel.native_handle(), owner.buffer_.data(), owner.buffer_.size());
            if (size <= 0) return false;
            const std::byte* begin = owner.buffer_.data();
            if (std::to_integer<unsigned>(*begin) >> 4U == 4) owner.accept(*this, {begin, begin + size});
            return true;
        }

        relay& owner;
        sei::link::side self;
        boost::asio::posix::stream_descriptor tunnel;
        sei::link::channel_options options;
        sei::link::line_clock clock; // the model's times once more, to say how late the relay is
        real_time line_free_at{};
        channel outgoing;
    };

    [[nodiscard]] node& at(sei::link::side which) noexcept { return which == sei::link::side::a ? a_ : b_; }

    void accept(node& from, std::vector<std::byte> bytes) {
        const auto size = static_cast<std::uint32_t>(bytes.size());
        packet_record record{.from = from.self, .ip_bytes = size, .handed_over = real_clock::now()};
        std::copy_n(bytes.begin(), (std::min)(bytes.size(), record.header.size()), record.header.begin());
        const std::size_t index = records_.size();
        if (from.outgoing.send({size, index, std::move(bytes)})) {
            if (record.handed_over > from.line_free_at) {
                from.line_free_at = record.handed_over;
                from.clock.idle();
            }
            from.line_free_at += from.clock.occupy(size + from.options.l2_bytes);
            record.due = from.line_free_at + from.options.delay;
        } else {
            record.fate = packet_fate::queue_full;
            record.settled = record.handed_over;
        }
        records_.push_back(record);
    }

    void deliver(sei::link::side from, const packet& each) {
        settle(each, packet_fate::delivered);
        checked(static_cast<int>(
                    ::write(at(other(from)).tunnel.native_handle(), each.bytes.data(), each.bytes.size())),
                "a packet can't be delivered");
    }

    void settle(const packet& each, packet_fate fate) {
        records_[each.record].fate = fate;
        records_[each.record].settled = real_clock::now();
    }

    void run() noexcept {
        try {
            take_priority(20);
            context_.run();
        } catch (...) {
            failure_ = std::current_exception();
        }
    }

    void halt() {
        context_.stop();
        if (thread_.joinable()) thread_.join();
    }

    boost::asio::io_context context_{1};
    std::array<std::byte, 65536> buffer_;
    std::vector<packet_record> records_;
    std::exception_ptr failure_;
    node a_;
    node b_;
    std::thread thread_;
};

} // namespace link_validation
