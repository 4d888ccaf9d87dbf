// SPDX-License-Identifier: MIT
#include "support/loss_page.hpp"

#include "made_up_losses.hpp"

#include <doctest/doctest.h>

using namespace examples;

TEST_CASE("The page has two figures for each network, twice, and loads nothing") {
    const std::string page = to_html(made_up::losses());
    CHECK(page.starts_with("<!doctype html>"));
    for (const char* id : {"toy-tcp-wide", "toy-tcp-narrow", "toy-udp-wide", "toy-udp-narrow"})
        CHECK(page.find("id=\"" + std::string(id) + "-title\"") != std::string::npos);
    for (const char* text :
         {"These figures are ours", "deadline 50", "a &lt;made up&gt; one", "cortex-m7: ", "pool1"})
        CHECK(page.find(text) != std::string::npos);
    for (const char* text : {"<script", "http:", "https:", "url(", "src="})
        CHECK(page.find(text) == std::string::npos);
}

TEST_CASE("A network's figures are files of their own") {
    const std::vector<std::string> pictures = pictures_of(made_up::losses());
    REQUIRE(pictures.size() == 2);
    CHECK(pictures[0].find("toy over TCP: latency against packet loss") != std::string::npos);
    CHECK(pictures[1].find("toy over UDP: accuracy against packet loss") != std::string::npos);
    for (const std::string& each : pictures) CHECK(each.find("Computed by sei") != std::string::npos);
}

TEST_CASE("Cuts are shaded by depth from the first shade to the last") {
    loss_report report = made_up::losses();
    network_sweep& network = report.networks[0];
    const auto styles = [&] {
        std::vector<std::string> found;
        for (const loss_curve& each : udp_figure(network, report).panels[0].curves)
            found.push_back(each.style);
        return found;
    };
    CHECK(styles() == std::vector<std::string>{"local", "remote", "cut-2"});
    for (int more = 0; more < 2; ++more) network.designs.push_back(network.designs[2]);
    CHECK(styles() == std::vector<std::string>{"local", "remote", "cut-0", "cut-2", "cut-4"});
}
