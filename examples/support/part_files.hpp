// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/part_files.hpp: files that are not in their place yet, removed when a signal ends the
/// program.

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace examples {

namespace detail {

struct part_entry {
    std::atomic<bool> taken{false};
    std::atomic<const char*> name{nullptr}; // null: nothing to remove
    std::atomic<int> folder{-1};
};

} // namespace detail

/// Registers a file by its folder's descriptor and its name for as long as it lives; both must live longer.
class part_file {
public:
    part_file(int folder, const char* name) noexcept {
        if (folder < 0) return;
        for (detail::part_entry& each : entries_)
            if (bool free = false; each.taken.compare_exchange_strong(free, true)) {
                each.folder = folder;
                each.name.store(name);
                mine_ = &each;
                return;
            }
    }
    part_file(const part_file&) = delete;
    part_file& operator=(const part_file&) = delete;
    ~part_file() { release(); }

    /// The file is in its place.
    void release() noexcept {
        if (mine_ == nullptr) return;
        mine_->name.store(nullptr);
        mine_->taken.store(false);
        mine_ = nullptr;
    }

    /// Safe in a signal handler.
    static void remove_all() noexcept {
        for (const detail::part_entry& each : entries_)
            if (const char* const name = each.name.load()) ::unlinkat(each.folder, name, 0);
    }

private:
    static_assert(std::atomic<const char*>::is_always_lock_free);

    static inline std::array<detail::part_entry, 64> entries_{}; // more outputs than any program has
    detail::part_entry* mine_ = nullptr;
};

inline void remove_part_files() noexcept { part_file::remove_all(); }

/// SIGINT, SIGTERM and SIGHUP remove the files and then end the program as always. Those that are ignored
/// stay ignored (nohup).
inline void remove_part_files_on_signals() noexcept {
    struct sigaction action {};
    action.sa_handler = [](int number) {
        remove_part_files();
        ::raise(number); // the default by now (SA_RESETHAND); delivered when this returns
    };
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before {};
        if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_DFL)
            ::sigaction(number, &action, nullptr);
    }
}

} // namespace examples
