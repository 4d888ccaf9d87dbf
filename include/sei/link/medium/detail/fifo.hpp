// SPDX-License-Identifier: MIT
#pragma once
/// sei/link/medium/detail/fifo.hpp: a queue in one piece of memory, which grows when it is full.
///
/// A `std::deque` allocates when it is made and again for every few packets; links are made by the thousand.

#include <sei/config.hpp>

#include <boost/circular_buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace sei::link::inline SEI_RELEASE::detail {

template <class Element>
class fifo {
public:
    using iterator = typename boost::circular_buffer<Element>::iterator;

    [[nodiscard]] bool empty() const noexcept { return ring_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return ring_.size(); }
    [[nodiscard]] Element& front() { return ring_.front(); }
    [[nodiscard]] Element& back() { return ring_.back(); }
    [[nodiscard]] iterator begin() { return ring_.begin(); }
    [[nodiscard]] iterator end() { return ring_.end(); }

    void push_back(Element element) {
        make_room();
        ring_.push_back(std::move(element));
    }
    /// Before the element at `index`, which may be the end.
    void insert(std::size_t index, Element element) {
        make_room();
        ring_.insert(ring_.begin() + static_cast<std::ptrdiff_t>(index), std::move(element));
    }
    void pop_front() { ring_.pop_front(); }
    void pop_back() { ring_.pop_back(); }

private:
    void make_room() {
        if (ring_.full()) ring_.set_capacity((std::max)(std::size_t{8}, 2 * ring_.capacity()));
    }

    boost::circular_buffer<Element> ring_;
};

} // namespace sei::link::inline SEI_RELEASE::detail
