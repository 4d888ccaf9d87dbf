// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/answer_memory.hpp: what the tail answered to a frame with holes, so that it is asked only once.
///
/// Under other rates and delays a stream loses the same packets, because losses are keyed by packet: most of
/// what one simulation classified comes again in the next.
/// What throws is not remembered; `classify` runs outside the lock, perhaps twice.

#include <sei/study/dataset.hpp>

#include <cstddef>
#include <map>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace sei::study::inline SEI_TARGET {

/// Of one tensor on one wire. May be asked from several threads.
class answer_memory {
public:
    /// The answer to this frame without these datagrams (`before`: the frame whose elements may fill the
    /// holes), from `classify()` if it is not known yet.
    template <class Classify>
    [[nodiscard]] class_index answer(std::size_t frame, std::span<const std::size_t> lost,
                                     const Classify& classify) {
        key asked{frame, {lost.begin(), lost.end()}};
        {
            const std::lock_guard lock(mutex_);
            if (const auto known = answers_.find(asked); known != answers_.end()) return known->second;
        }
        const class_index found = classify();
        const std::lock_guard lock(mutex_);
        return answers_.try_emplace(std::move(asked), found).first->second;
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return answers_.size();
    }

private:
    using key = std::pair<std::size_t, std::vector<std::size_t>>;

    mutable std::mutex mutex_;
    std::map<key, class_index> answers_{};
};

} // namespace sei::study::inline SEI_TARGET
