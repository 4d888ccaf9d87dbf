// SPDX-License-Identifier: MIT
#include "support/advise_link.hpp"

#include <doctest/doctest.h>

using namespace sei::link;
using examples::advise_arguments;

namespace {

/// The arguments of the words, as the program gets them.
[[nodiscard]] advise_arguments parsed(const std::vector<std::string>& words) {
    advise_arguments arguments;
    CLI::App app("test", "advise_fashion");
    examples::describe_options(app, arguments);
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
    return arguments;
}

[[nodiscard]] std::string refusal(const std::vector<std::string>& words) {
    try {
        (void)examples::link_of(parsed(words));
    } catch (const sei::error& problem) {
        return problem.what();
    }
    return "none";
}

} // namespace

TEST_CASE("Without a preset the link is what the options say, both ways") {
    const auto usual = examples::link_of(parsed({"--seed", "7"}));
    CHECK(usual.link.forward.rate_bits_per_second == 10'000'000);
    CHECK(usual.link.backward.delay == std::chrono::milliseconds(10));
    CHECK(usual.link.forward.queue_packets == 100);
    CHECK(usual.link.seed == 7);
    CHECK(usual.udp.mtu == 1500);
    CHECK(usual.tcp.profile.stack == tcp_stack::linux_kernel);
    CHECK(examples::has_one_rate(usual.link));
    CHECK(examples::link_of(parsed({"--mtu", "600"})).udp.mtu == 600);
    CHECK(examples::link_of(parsed({"--mtu", "600"})).tcp.mtu == 600);
}

TEST_CASE("A preset is the link, which options change where they are given") {
    const auto lte = examples::link_of(parsed({"--preset", "lte"}));
    CHECK(lte.link.forward.rate_bits_per_second == presets::lte().link.forward.rate_bits_per_second);
    CHECK(lte.link.backward.rate_bits_per_second == presets::lte().link.backward.rate_bits_per_second);
    CHECK_FALSE(examples::has_one_rate(lte.link));
    const auto faster = examples::link_of(parsed({"--preset", "lte", "--rate", "50Mbit", "--queue", "9"}));
    CHECK(faster.link.backward.rate_bits_per_second == 50'000'000);
    CHECK(faster.link.backward.delay == presets::lte().link.backward.delay);
    CHECK(faster.link.forward.queue_packets == 9);
    const auto ble = examples::link_of(parsed({"--preset", "ble-1m"}));
    CHECK(ble.udp.mtu == 244);
    CHECK(ble.udp.header_bytes == 0);
    CHECK(ble.link.duplex == duplex_mode::half);
    for (const link_preset& preset : presets::all()) {
        const auto made = examples::link_of(parsed({"--preset", std::string(preset.name)}));
        CHECK_NOTHROW(require_usable(made.link));
        CHECK_NOTHROW(require_usable(made.udp));
    }
}

TEST_CASE("What the preset can't have is refused") {
    CHECK(refusal({"--preset", "tin-cans"}).find("expected one of ethernet-100m") != std::string::npos);
    CHECK(refusal({"--preset", "lora-sf7", "--transport", "tcp"}) ==
          "--preset lora-sf7 carries no TCP, expected --transport udp");
    CHECK(refusal({"--preset", "lora-sf7", "--rate", "1kbit"}).find("spreading factor") != std::string::npos);
    CHECK(refusal({"--preset", "ble-2m", "--mtu", "1500"}) ==
          "--mtu 1500 is more than --preset ble-2m carries, 244 bytes");
}

TEST_CASE("The report says which link it was") {
    const advise_arguments plain = parsed({});
    CHECK(examples::link_facts(plain, examples::link_of(plain))[1].value == "10Mbit/s");
    const advise_arguments given = parsed({"--preset", "lte"});
    const auto facts = examples::link_facts(given, examples::link_of(given));
    CHECK(facts[1].value == "lte");
    CHECK(facts[2].value == "6.3 Mbit/s up, 21.3 Mbit/s down");
    CHECK(facts[3].value == "27.6 ms each way");
}
