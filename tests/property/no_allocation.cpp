// SPDX-License-Identifier: MIT
/// Running a network allocates nothing once its workspace exists: counted in operator new of this executable.

#include <sei/engine/executor.hpp>

#include "../unit/engine/networks.hpp"
#include "../unit/engine/support.hpp"

#include <sei/zoo/fashion_cnn.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>

namespace {

std::atomic<std::size_t> allocations{0};

[[nodiscard]] void* counted(std::size_t bytes, std::size_t alignment) {
    ++allocations;
    void* memory = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment + alignment);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

} // namespace

[[gnu::noinline]] void* operator new(std::size_t bytes) { return counted(bytes, alignof(std::max_align_t)); }
[[gnu::noinline]] void* operator new[](std::size_t bytes) {
    return counted(bytes, alignof(std::max_align_t));
}
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t alignment) {
    return counted(bytes, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void* operator new[](std::size_t bytes, std::align_val_t alignment) {
    return counted(bytes, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}

namespace {

/// Allocations during ten inferences of every head and tail.
template <class Net>
[[nodiscard]] std::size_t allocations_while_running() {
    const engine_test::random_weights<Net> weights(5);
    const auto engine = sei::engine::executor::of<Net>(*weights);
    auto memory = engine.make_workspace();
    const std::vector<float> input = engine_test::random_numbers(Net::input.elements(), 6);
    std::vector<float> wire(1U << 16U);
    std::vector<float> output(Net::output.elements());
    const std::size_t before = allocations;
    for (int i = 0; i < 10; ++i)
        for (std::size_t layer = 0; layer <= engine.last_layer(); ++layer) {
            if (!sei::is_split_point(sei::nodes_of<Net>(), layer)) continue;
            const std::span<float> tensor = std::span(wire).first(engine.shape_after(layer).elements());
            engine.run(0, layer, input, tensor, memory);
            engine.run(layer, engine.last_layer(), tensor, output, memory);
        }
    return allocations - before;
}

} // namespace

TEST_CASE("this executable counts allocations") {
    const std::size_t before = allocations;
    const std::vector<float> numbers(100);
    const sei::engine::aligned_buffer aligned(100);
    CHECK(allocations == before + 2);
}

TEST_CASE("heads and tails run without allocating, whatever the layers") {
    CHECK(allocations_while_running<sei::zoo::fashion_cnn>() == 0);
    CHECK(allocations_while_running<test_networks::residual_net>() == 0);
    CHECK(allocations_while_running<test_networks::every_layer_net>() == 0);
}
