// SPDX-License-Identifier: MIT
/// compare_with_engine WEIGHTS IMAGES INDEX WIRE: what the board sent against the engine's head, and what the
/// engine's tail makes of it. Exits 0 if they agree.

#include "../support/differences.hpp"
#include "exported_head.hpp"
#include "shipped_images.hpp"

#include <sei/engine/executor.hpp>
#include <sei/weights/mapped_file.hpp>
#include <sei/wire/frame.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <vector>

namespace {

using exported::cut;
using exported::network;

/// Both sides sum up to 1,568 products of float32 in different orders: the error grows with the length of the
/// sum and stays far below 1e-5 of the tensor's largest value (measured: 5e-7), while another image differs
/// by about 1.
constexpr float tolerance = 1e-5f;

/// An engine with its memory.
class reference {
public:
    explicit reference(const char* weights)
        : engine_(sei::engine::executor::of<network>(sei::weights::load<network>(weights))),
          memory_(engine_.make_workspace()) {}

    [[nodiscard]] std::vector<float> head(std::span<const float> image) {
        std::vector<float> tensor(cut::wire.elements());
        engine_.run(0, cut::index, image, tensor, memory_);
        return tensor;
    }

    /// The class that the tail sees.
    [[nodiscard]] std::ptrdiff_t classify(std::span<const float> tensor) {
        std::vector<float> logits(network::output.elements());
        engine_.run(cut::index, engine_.last_layer(), tensor, logits, memory_);
        return std::ranges::max_element(logits) - logits.begin();
    }

private:
    sei::engine::executor engine_;
    sei::engine::workspace memory_;
};

/// The tensor of the frame at the front of `bytes`, which then begin behind it.
template <class Codec>
std::vector<float> receive(const Codec& codec, std::span<const std::byte>& bytes) {
    const sei::wire::frame_result frame = sei::wire::parse_frame(bytes);
    if (frame.status != sei::wire::frame_status::complete)
        throw sei::error(std::string("the board's frame ") + describe(frame.status));
    if (frame.header.type != codec.type() || frame.header.shape != cut::wire)
        throw sei::error("the board's frame holds another kind of tensor than expected");
    std::vector<float> tensor(cut::wire.elements());
    if (!sei::wire::decode(codec, frame.payload, tensor))
        throw sei::error("the board's tensor can't be decoded");
    bytes = bytes.subspan(frame.frame_bytes);
    return tensor;
}

/// The int8 tensor may be off by half a step of its channel, see sei/wire/int8.hpp, and by what the float32
/// tensor is off. Values beyond the calibrated range saturate, and are compared with the range's end.
bool within_half_a_step(std::span<const float> found, std::span<const float> expected, float float_error) {
    for (std::size_t i = 0; i < found.size(); ++i) {
        const sei::wire::quantisation channel = exported::wire_scales[i / cut::wire.positions()];
        const float inside = std::clamp(expected[i], channel.dequantise(-128), channel.dequantise(127));
        const float allowed = channel.scale * (0.5f + 1.0f / 32768) + float_error;
        if (!(std::abs(found[i] - inside) <= allowed)) {
            std::cout << "int8 element " << i << " is " << found[i] << ", expected " << expected[i] << " +- "
                      << allowed << '\n';
            return false;
        }
    }
    return true;
}

std::vector<float> pixels(const shipped_images& images, std::size_t index) {
    std::vector<float> image(network::input.elements());
    if (!sei::wire::decode(sei::wire::uint8_codec{}, images[index], image))
        throw sei::error("an image can't be decoded");
    return image;
}

bool agree(reference& engine, const shipped_images& images, std::size_t index,
           std::span<const std::byte> wire) {
    const auto float32 = receive(sei::wire::float32_codec{}, wire);
    const auto int8 = receive(sei::wire::int8_codec{exported::wire_scales, cut::wire.positions()}, wire);
    if (!wire.empty()) throw sei::error("the board sent more than two frames");

    const auto expected = engine.head(pixels(images, index));
    const auto another = engine.head(pixels(images, index + 1));
    const double error = test_support::difference_in_max_norm(float32, expected);
    const double wrong_image = test_support::difference_in_max_norm(float32, another);
    std::cout << "float32: " << error << " of the largest value from the engine's head (limit " << tolerance
              << "), " << wrong_image << " from another image's\n";

    const auto answer = engine.classify(expected);
    std::cout << "the tail sees class " << engine.classify(float32) << " in float32, "
              << engine.classify(int8) << " in int8; all on the host: " << answer << '\n';
    const auto largest = static_cast<float>(test_support::largest_magnitude(expected));
    return error <= double{tolerance} && wrong_image > 100 * double{tolerance} &&
           engine.classify(float32) == answer && engine.classify(int8) == answer &&
           within_half_a_step(int8, expected, tolerance * largest);
}

} // namespace

int main(int argument_count, char** arguments) try {
    if (argument_count != 5) throw sei::error("usage: compare_with_engine WEIGHTS IMAGES INDEX WIRE");
    reference engine(arguments[1]);
    const shipped_images images(arguments[2], network::input);
    const sei::weights::mapped_file wire(arguments[4]);
    return agree(engine, images, std::stoul(arguments[3]), wire.bytes()) ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const std::exception& failure) {
    std::cerr << "compare_with_engine: " << failure.what() << '\n';
    return 2;
}
