// SPDX-License-Identifier: MIT
/// The same transfer of 3.2 MB at 100 Mbit/s and 10 ms in ns-3 3.37 and in sei, in turns in one process: do
/// both give the same latency, and how much less processor time does sei take? Of ns-3 only Simulator::Run is
/// timed, of sei all, its world and connection included. Exit code 1 if a latency differs.

#include "../../examples/support/program.hpp"

#include <sei/link/transfer.hpp>

// Not its core-module.h: ns-3 3.37 declares constructors there in a way that C++20 no longer has.
#include <ns3/config.h>
#include <ns3/data-rate.h>
#include <ns3/inet-socket-address.h>
#include <ns3/internet-stack-helper.h>
#include <ns3/ipv4-address-helper.h>
#include <ns3/net-device-container.h>
#include <ns3/node-container.h>
#include <ns3/nstime.h>
#include <ns3/packet.h>
#include <ns3/point-to-point-helper.h>
#include <ns3/simulator.h>
#include <ns3/socket.h>
#include <ns3/string.h>
#include <ns3/tcp-congestion-ops.h>
#include <ns3/tcp-socket-factory.h>
#include <ns3/traffic-control-helper.h>
#include <ns3/udp-socket-factory.h>
#include <ns3/uinteger.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <vector>

namespace {

constexpr std::uint32_t bytes = 3'211'264;
constexpr std::int64_t rate_bits_per_second = 100'000'000;
constexpr std::chrono::nanoseconds delay = std::chrono::milliseconds(10);
constexpr int rounds = 15;
constexpr int sei_runs = 20; // per round, for the clock's resolution

struct timed_run {
    std::int64_t latency_ns = 0;
    double processor_seconds = 0;
};

[[nodiscard]] double processor_seconds() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

[[nodiscard]] double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// The set-up of the reference data: DropTail of 100 packets, no queue disc, NewReno, buffers that never
/// limit.
void choose_defaults() {
    using namespace ns3;
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TcpNewReno::GetTypeId()));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(16U << 20U));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(16U << 20U));
    Config::SetDefault("ns3::DropTailQueue<Packet>::MaxSize", StringValue("100p"));
}

/// Two nodes and one link.
struct ns3_link {
    ns3_link() {
        using namespace ns3;
        nodes.Create(2);
        PointToPointHelper line;
        line.SetDeviceAttribute("DataRate", DataRateValue(DataRate(rate_bits_per_second)));
        line.SetChannelAttribute("Delay", TimeValue(NanoSeconds(delay.count())));
        const NetDeviceContainer devices = line.Install(nodes);
        InternetStackHelper stack;
        stack.SetIpv6StackInstall(false);
        stack.Install(nodes);
        Ipv4AddressHelper addresses;
        addresses.SetBase("10.1.1.0", "255.255.255.0");
        service = InetSocketAddress(addresses.Assign(devices).GetAddress(1), 7000);
        TrafficControlHelper().Uninstall(devices);
    }
    ns3_link(const ns3_link&) = delete;
    ns3_link& operator=(const ns3_link&) = delete;
    ~ns3_link() { ns3::Simulator::Destroy(); }

    [[nodiscard]] ns3::Ptr<ns3::Socket> open(std::uint32_t node, ns3::TypeId kind) const {
        return ns3::Socket::CreateSocket(nodes.Get(node), kind);
    }

    /// When the last byte has arrived, and what simulating took.
    [[nodiscard]] timed_run run() {
        const double begin = processor_seconds();
        ns3::Simulator::Run();
        return {completion_ns, processor_seconds() - begin};
    }

    /// Counts what a socket receives.
    void drain(ns3::Ptr<ns3::Socket> socket) {
        while (const ns3::Ptr<ns3::Packet> packet = socket->Recv())
            if ((received += packet->GetSize()) == bytes)
                completion_ns = ns3::Simulator::Now().GetNanoSeconds();
    }

    ns3::NodeContainer nodes;
    ns3::Address service;
    std::uint64_t received = 0;
    std::int64_t completion_ns = -1;
};

/// ns-3's callbacks take functions, not function objects.
ns3_link* present = nullptr;

void drain(ns3::Ptr<ns3::Socket> socket) { present->drain(socket); }

void accepted(ns3::Ptr<ns3::Socket> socket, const ns3::Address&) {
    socket->SetRecvCallback(ns3::MakeCallback(&drain));
}

void send_all(ns3::Ptr<ns3::Socket> socket) { socket->Send(ns3::Create<ns3::Packet>(bytes)); }

[[nodiscard]] timed_run run_ns3_tcp() {
    using namespace ns3;
    ns3_link link;
    present = &link;
    const Ptr<Socket> server = link.open(1, TcpSocketFactory::GetTypeId());
    server->Bind(link.service);
    server->Listen();
    server->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(), MakeCallback(&accepted));
    const Ptr<Socket> client = link.open(0, TcpSocketFactory::GetTypeId());
    client->Bind();
    client->SetConnectCallback(MakeCallback(&send_all), MakeNullCallback<void, Ptr<Socket>>());
    client->Connect(link.service);
    return link.run();
}

/// The next datagram whenever the line is free.
void send_datagrams(ns3::Ptr<ns3::Socket> socket, std::uint32_t left) {
    constexpr std::uint32_t payload = 1'472;
    const std::uint32_t size = std::min(left, payload);
    socket->Send(ns3::Create<ns3::Packet>(size));
    if (left == size) return;
    const ns3::Time busy = ns3::DataRate(rate_bits_per_second).CalculateBytesTxTime(size + 30);
    ns3::Simulator::Schedule(busy, &send_datagrams, socket, left - size);
}

[[nodiscard]] timed_run run_ns3_udp() {
    using namespace ns3;
    ns3_link link;
    present = &link;
    const Ptr<Socket> server = link.open(1, UdpSocketFactory::GetTypeId());
    server->Bind(link.service);
    server->SetRecvCallback(MakeCallback(&drain));
    const Ptr<Socket> client = link.open(0, UdpSocketFactory::GetTypeId());
    client->Bind();
    client->Connect(link.service);
    Simulator::ScheduleNow(&send_datagrams, client, bytes);
    return link.run();
}

[[nodiscard]] timed_run run_sei(sei::link::protocol transport) {
    const sei::link::transfer_request request{
        .transport = transport,
        .bytes = bytes,
        .link = sei::link::symmetric_link({.rate_bits_per_second = rate_bits_per_second, .delay = delay})};
    timed_run result;
    const double begin = processor_seconds();
    for (int i = 0; i < sei_runs; ++i)
        result.latency_ns =
            sei::link::simulate(request).completion.value_or(std::chrono::nanoseconds(-1)).count();
    result.processor_seconds = (processor_seconds() - begin) / sei_runs;
    return result;
}

/// False if the latencies differ.
template <class Peer>
bool compare(const char* name, sei::link::protocol transport, Peer peer) {
    std::vector<double> theirs;
    std::vector<double> ours;
    std::vector<double> ratios;
    timed_run ns3;
    timed_run sei;
    for (int i = 0; i < rounds; ++i) {
        ns3 = peer();
        sei = run_sei(transport);
        theirs.push_back(1e3 * ns3.processor_seconds);
        ours.push_back(1e3 * sei.processor_seconds);
        ratios.push_back(ns3.processor_seconds / sei.processor_seconds);
    }
    std::printf(
        "%s: latency ns-3 %.9f s, sei %.9f s; processor time ns-3 %.2f ms, sei %.3f ms; ratio %.1f (%.1f "
        "to %.1f)\n",
        name, 1e-9 * static_cast<double>(ns3.latency_ns), 1e-9 * static_cast<double>(sei.latency_ns),
        median(theirs), median(ours), median(ratios), *std::min_element(ratios.begin(), ratios.end()),
        *std::max_element(ratios.begin(), ratios.end()));
    return ns3.latency_ns == sei.latency_ns;
}

} // namespace

int main() {
    return examples::run_program("sei_ns3_transfer", [] {
        choose_defaults();
        const bool same_tcp = compare("tcp", sei::link::protocol::tcp, run_ns3_tcp);
        const bool same_udp = compare("udp", sei::link::protocol::udp, run_ns3_udp);
        if (!same_tcp || !same_udp) std::fprintf(stderr, "sei_ns3_transfer: the latencies differ\n");
        return same_tcp && same_udp ? 0 : 1;
    });
}
