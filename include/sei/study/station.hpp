// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/station.hpp: a device or server that works on one frame at a time, first come, first served.

#include <sei/link/world.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace sei::study::inline SEI_TARGET {

class station {
public:
    station(link::world& world, std::chrono::nanoseconds work_per_frame)
        : world_(&world), work_(work_per_frame) {}

    /// Calls `done()` when the frame that arrives now has waited for those before it and been worked on.
    template <class Done>
    void serve(Done done) {
        free_at_ = (std::max)(free_at_, world_->now()) + work_;
        world_->call_at(free_at_, std::move(done));
    }

private:
    link::world* world_;
    std::chrono::nanoseconds work_;
    link::virtual_time free_at_{};
};

} // namespace sei::study::inline SEI_TARGET
