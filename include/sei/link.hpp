// SPDX-License-Identifier: MIT
#pragma once
/// sei/link.hpp: all of link: timers and protocols on a virtual clock.

#include <sei/link/channel.hpp>
#include <sei/link/channel_options.hpp>
#include <sei/link/clock.hpp>
#include <sei/link/ip_fragments.hpp>
#include <sei/link/jitter.hpp>
#include <sei/link/line.hpp>
#include <sei/link/linux_round_trip.hpp>
#include <sei/link/linux_scoreboard.hpp>
#include <sei/link/linux_sender.hpp>
#include <sei/link/linux_window.hpp>
#include <sei/link/lora.hpp>
#include <sei/link/loss.hpp>
#include <sei/link/medium.hpp>
#include <sei/link/presets.hpp>
#include <sei/link/random.hpp>
#include <sei/link/shared_link.hpp>
#include <sei/link/tcp.hpp>
#include <sei/link/tcp_cubic.hpp>
#include <sei/link/tcp_endpoint.hpp>
#include <sei/link/tcp_profile.hpp>
#include <sei/link/tcp_receiver.hpp>
#include <sei/link/tcp_round_trip.hpp>
#include <sei/link/tcp_scoreboard.hpp>
#include <sei/link/tcp_segment.hpp>
#include <sei/link/tcp_sender.hpp>
#include <sei/link/tcp_sending_half.hpp>
#include <sei/link/tcp_window.hpp>
#include <sei/link/timer.hpp>
#include <sei/link/timing.hpp>
#include <sei/link/trace_file.hpp>
#include <sei/link/transfer.hpp>
#include <sei/link/udp.hpp>
#include <sei/link/udp_record.hpp>
#include <sei/link/world.hpp>
