// SPDX-License-Identifier: MIT
#pragma once
/// sei/link.hpp: all of link: timers and protocols on a virtual clock.

#include <sei/link/channel.hpp>
#include <sei/link/clock.hpp>
#include <sei/link/closed_form.hpp>
#include <sei/link/exchange.hpp>
#include <sei/link/line_bound.hpp>
#include <sei/link/loss.hpp>
#include <sei/link/packet_recursion.hpp>
#include <sei/link/random.hpp>
#include <sei/link/tcp.hpp>
#include <sei/link/tcp_endpoint.hpp>
#include <sei/link/tcp_profile.hpp>
#include <sei/link/tcp_receiver.hpp>
#include <sei/link/tcp_round_trip.hpp>
#include <sei/link/tcp_scoreboard.hpp>
#include <sei/link/tcp_segment.hpp>
#include <sei/link/tcp_sender.hpp>
#include <sei/link/tcp_window.hpp>
#include <sei/link/timer.hpp>
#include <sei/link/timing.hpp>
#include <sei/link/transfer.hpp>
#include <sei/link/udp.hpp>
#include <sei/link/world.hpp>
