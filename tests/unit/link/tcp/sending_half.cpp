// SPDX-License-Identifier: MIT
#include <sei/link/tcp/sending_half.hpp>

#include <sei/link/tcp/linux_kernel/sender.hpp>
#include <sei/link/tcp/ns3/sender.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>

using namespace std::chrono_literals;
using namespace sei::link;

namespace {

struct wire final : tcp_sending_half::output {
    void transmit(std::uint64_t, std::uint32_t size, bool) override { bytes += size; }
    void start_timer(std::chrono::nanoseconds span) override { deadline = span; }
    void stop_timer() override { deadline.reset(); }
    [[nodiscard]] bool timer_running() const override { return deadline.has_value(); }
    [[nodiscard]] std::chrono::nanoseconds now() const override { return 20ms; }

    std::uint64_t bytes = 0;
    std::optional<std::chrono::nanoseconds> deadline;
};

std::unique_ptr<tcp_sending_half> make(tcp_stack stack, wire& wire) {
    if (stack == tcp_stack::ns3) return std::make_unique<ns3_sender>(tcp_options{}, wire);
    return std::make_unique<linux_sender>(tcp_options{.profile = tcp_profiles::linux_kernel}, wire);
}

} // namespace

TEST_CASE("Both stacks send, run a timer while something is outstanding, and stop it at the end") {
    for (const tcp_stack stack : {tcp_stack::ns3, tcp_stack::linux_kernel}) {
        wire wire;
        std::unique_ptr<tcp_sending_half> half = make(stack, wire);
        half->write(3000);
        half->send();
        CHECK(half->unsent() == 0);
        CHECK_FALSE(half->all_acknowledged());
        CHECK(wire.bytes == 3000);
        CHECK(half->next() == 3001);
        CHECK(half->window_bytes() == 14480);
        REQUIRE(wire.deadline);
        CHECK(*wire.deadline >= 200ms);
        const tcp_segment all{.acknowledgement = 3001, .ack = true};
        half->measure(all);
        half->acknowledged(all);
        half->send();
        CHECK(half->all_acknowledged());
        CHECK(half->first_outstanding() == 3001);
        CHECK_FALSE(wire.deadline);
    }
}
