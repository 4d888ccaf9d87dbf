// SPDX-License-Identifier: MIT
#pragma once
/// A network namespace without a name: it lives as long as this object, its sockets and devices do, so the
/// kernel removes it however the program ends.

#include <sei/error.hpp>

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <future>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace link_validation {

/// What this process may not do, or this machine doesn't have: a reason to skip, not to fail.
class not_possible_here : public sei::error {
public:
    using sei::error::error;
};

inline int checked(int result, const std::string& what) {
    if (result >= 0) return result;
    const int reason = errno;
    const std::string message = what + ": " + std::generic_category().message(reason);
    if (reason == EPERM || reason == EACCES || reason == ENOENT || reason == ENODEV)
        throw not_possible_here(message + " (needs root and /dev/net/tun)");
    throw sei::error(message);
}

/// A file descriptor with an owner.
class descriptor {
public:
    explicit descriptor(int value) noexcept : value_(value) {}
    descriptor(descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    descriptor& operator=(descriptor&&) = delete;
    ~descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    [[nodiscard]] int get() const noexcept { return value_; }
    [[nodiscard]] int release() noexcept { return std::exchange(value_, -1); }

private:
    int value_;
};

/// Calls `action` on a thread of its own, which may change its namespace or priority without a way back.
template <class Action>
auto on_own_thread(Action action) {
    std::packaged_task<decltype(action())()> task(std::move(action));
    auto result = task.get_future();
    std::thread(std::move(task)).join();
    return result.get();
}

class network_namespace {
public:
    network_namespace()
        : handle_(on_own_thread([] {
              checked(::unshare(CLONE_NEWNET), "a network namespace can't be made");
              return checked(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC),
                             "/proc/thread-self/ns/net can't be opened");
          })) {}

    /// Calls `action` inside; sockets and devices that it makes stay inside, whoever uses them.
    template <class Action>
    auto inside(Action action) const {
        return on_own_thread([this, action = std::move(action)]() mutable {
            checked(::setns(handle_.get(), CLONE_NEWNET), "the network namespace can't be entered");
            return action();
        });
    }

private:
    descriptor handle_;
};

/// Sets `net/...` of the namespace that the calling thread is in; a kernel without it has nothing to set.
inline void set_network_parameter(const std::string& name, int value) {
    std::ofstream file("/proc/sys/net/" + name);
    if (file) file << value << std::flush;
    if (!file && ::access(("/proc/sys/net/" + name).c_str(), F_OK) == 0)
        throw not_possible_here("/proc/sys/net/" + name + " can't be written (needs root)");
}

namespace detail {

inline void configure(int control, unsigned long request, ifreq& interface, const char* what) {
    checked(::ioctl(control, request, &interface), what);
}

inline void set_address(int control, unsigned long request, ifreq interface, const char* address) {
    sockaddr_in inet{};
    inet.sin_family = AF_INET;
    ::inet_pton(AF_INET, address, &inet.sin_addr);
    std::memcpy(&interface.ifr_addr, &inet, sizeof inet);
    configure(control, request, interface, "an address can't be set");
}

} // namespace detail

/// An IP tunnel device in the calling thread's namespace, up, with this address in a network of 256. It
/// offers no offloads, so the kernel hands over packets of at most `mtu` bytes, and its own queue is too long
/// to matter: all queueing is the relay's.
[[nodiscard]] inline descriptor open_tunnel(const char* address, int mtu) {
    descriptor tunnel(
        checked(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), "/dev/net/tun can't be opened"));
    ifreq interface {};
    std::strncpy(interface.ifr_name, "sei0", IFNAMSIZ - 1);
    interface.ifr_flags = IFF_TUN | IFF_NO_PI;
    detail::configure(tunnel.get(), TUNSETIFF, interface, "a tunnel device can't be made");
    const descriptor control(
        checked(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "a socket can't be made"));
    set_network_parameter("ipv6/conf/all/disable_ipv6", 1); // or it announces itself over the link
    detail::set_address(control.get(), SIOCSIFADDR, interface, address);
    detail::set_address(control.get(), SIOCSIFNETMASK, interface, "255.255.255.0");
    interface.ifr_mtu = mtu;
    detail::configure(control.get(), SIOCSIFMTU, interface, "the MTU can't be set");
    interface.ifr_qlen = 20'000;
    detail::configure(control.get(), SIOCSIFTXQLEN, interface, "the queue's length can't be set");
    interface.ifr_flags = IFF_UP | IFF_RUNNING;
    detail::configure(control.get(), SIOCSIFFLAGS, interface, "the device can't be started");
    return tunnel;
}

} // namespace link_validation
