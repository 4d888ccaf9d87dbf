// SPDX-License-Identifier: MIT
/// Writes the definitions of exported_head.hpp: `export_head WEIGHTS IMAGES INDEX OUTPUT`. Runs on the host
/// at build time. Numbers are hexadecimal floating-point literals, so that the board gets every bit.

#include "exported_head.hpp"
#include "shipped_images.hpp"

#include "../support/output_file.hpp"
#include "../support/program.hpp"
#include "../support/weights_file.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t calibration_images = 64;

/// What the head puts on the wire for the first images decides the scale of each channel.
std::vector<sei::wire::quantisation> calibrate(std::span<const float> weights, const shipped_images& images) {
    const std::span<const float, exported::stage::weight_count> in_flash{weights};
    const auto head = std::make_unique<exported::stage>(); // its arena is too large for some stacks
    std::vector<sei::wire::channel_statistics> statistics(exported::cut::wire.channels);
    for (std::size_t i = 0; i < (std::min)(calibration_images, images.size()); ++i) {
        if (!sei::wire::decode(sei::wire::uint8_codec{}, images[i], head->input())) std::abort();
        sei::wire::observe(head->run(in_flash), statistics);
    }
    std::vector<sei::wire::quantisation> scales;
    for (const auto& channel : statistics) scales.push_back(channel.affine());
    return scales;
}

template <class Values, class Print>
void write_array(std::ostream& out, const char* type, const char* name, const Values& values, Print print) {
    out << "const std::array<" << type << ", " << values.size() << "> " << name << "{{";
    for (std::size_t i = 0; i < values.size(); ++i) {
        out << (i % 8 == 0 ? "\n    " : " ");
        print(values[i]);
        out << ",";
    }
    out << "\n}};\n\n";
}

void write_source(std::ostream& out, std::span<const float> weights, std::span<const std::byte> image,
                  std::span<const sei::wire::quantisation> scales) {
    const auto print_float = [&](float value) { out << std::hexfloat << value << "f"; };
    out << "// Made by export_head from the network's weights; do not edit.\n"
           "#include \"exported_head.hpp\"\n\nnamespace exported {\n\n";
    write_array(out, "float", "weights", weights, print_float);
    write_array(out, "std::uint8_t", "image", image,
                [&](std::byte pixel) { out << std::to_integer<unsigned>(pixel); });
    write_array(out, "sei::wire::quantisation", "wire_scales", scales, [&](sei::wire::quantisation channel) {
        out << "{";
        print_float(channel.scale);
        out << ", " << int{channel.zero_point} << "}";
    });
    out << "} // namespace exported\n";
}

std::size_t number_in(std::string_view text) {
    std::size_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size())
        throw sei::error("found '" + std::string(text) + "' where the number of an image was expected");
    return number;
}

void run(const char* weights_path, const char* images_path, std::size_t index, const char* output) {
    examples::output_file file("OUTPUT", output);
    const auto raw = examples::load_weights<exported::network>(weights_path);
    const auto folded = sei::weights::fold<float, exported::network>(raw);
    const std::vector<float> weights = sei::weights::flatten<exported::cut::head>(folded);
    const shipped_images images(images_path, exported::cut::head::input);

    std::ostringstream source;
    write_source(source, weights, images[index], calibrate(weights, images));
    file.write(source.str());
    file.publish();
}

} // namespace

int main(int argument_count, char** arguments) {
    return examples::run_program("export_head", [&] {
        if (argument_count != 5)
            throw sei::error("found " + std::to_string(argument_count - 1) +
                             " arguments, expected export_head WEIGHTS IMAGES INDEX OUTPUT");
        run(arguments[1], arguments[2], number_in(arguments[3]), arguments[4]);
        return 0;
    });
}
