// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/ip_fragments.hpp: IP packets larger than the link's MTU travel in fragments (RFC 791).
///
/// Every fragment repeats the IP header, waits in the queue and is lost on its own; the packet arrives when
/// its last missing fragment does. An incomplete packet is forgotten when 64 newer ones have come.

#include <sei/config.hpp>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

namespace sei::link::inline SEI_RELEASE {

inline constexpr std::uint32_t ip_header_bytes = 20;

/// IP bytes of each fragment of a packet of `ip_bytes`; one, if it fits. The content of all but the last
/// fragment is a multiple of eight bytes. The MTU leaves room for at least eight.
[[nodiscard]] inline std::vector<std::uint32_t> fragment_sizes(std::uint32_t ip_bytes, std::uint32_t mtu) {
    if (ip_bytes <= mtu) return {ip_bytes};
    const std::uint32_t content = (mtu - ip_header_bytes) / 8 * 8;
    std::vector<std::uint32_t> sizes;
    std::uint32_t left = ip_bytes - ip_header_bytes;
    for (; left > content; left -= content) sizes.push_back(ip_header_bytes + content);
    sizes.push_back(ip_header_bytes + left);
    return sizes;
}

/// Which packet a fragment belongs to, and how many there are of it.
struct ip_fragment {
    std::uint32_t packet = 0;
    std::uint32_t fragments = 1;
};

class ip_reassembly {
public:
    /// Takes an arrival; is its packet complete now?
    [[nodiscard]] bool completes(const ip_fragment& arrived) {
        if (arrived.fragments == 1) return true;
        auto found = std::find_if(packets_.begin(), packets_.end(),
                                  [&](const partial& each) { return each.packet == arrived.packet; });
        if (found == packets_.end()) {
            if (packets_.size() == remembered) packets_.pop_front();
            packets_.push_back({arrived.packet, arrived.fragments});
            found = packets_.end() - 1;
        }
        if (--found->missing > 0) return false;
        packets_.erase(found);
        return true;
    }

private:
    static constexpr std::size_t remembered = 64;

    struct partial {
        std::uint32_t packet;
        std::uint32_t missing;
    };

    std::deque<partial> packets_;
};

} // namespace sei::link::inline SEI_RELEASE
