// SPDX-License-Identifier: MIT
/// The networks of the zoo compute what PyTorch's compute from the same weights (tests/golden/zoo.md).
///
/// PyTorch's numbers are from float64. The engine's float32 is off by 1e-6 (lenet) to 2e-5 (vgg16) of the
/// largest, PyTorch's own by up to 7e-6. A wrong address or a wrong weight is off by its size, for the
/// weights keep the size of activations through all layers. Were the output independent of the input, the
/// biases of the last layers would decide everything: hence the second image.

#include "../unit/engine/support.hpp"
#include "seeded_weights.hpp"

#include <sei/engine/executor.hpp>
#include <sei/zoo.hpp>

#include <doctest/doctest.h>

namespace {

[[nodiscard]] std::vector<float> golden_output(const std::string& network) {
    const auto file =
        sei::weights::safetensors_file::open(SEI_GOLDEN_DIR "/zoo/" + network + ".output.safetensors");
    std::vector<float> numbers(file.at("output").element_count());
    REQUIRE(sei::weights::copy_elements(file.at("output"), std::span(numbers)));
    return numbers;
}

template <class Net>
void check_agreement(const std::string& network) {
    const seeded::weights<Net> weights;
    const auto engine = sei::engine::executor::of<Net>(*weights);
    auto memory = engine.make_workspace();
    const auto run = [&](const std::vector<float>& image) {
        std::vector<float> output(Net::output.elements());
        engine.run(0, engine.last_layer(), image, output, memory);
        return output;
    };
    const std::vector<float> output = run(seeded::image<Net>("input"));
    CHECK(engine_test::relative_difference(output, golden_output(network)) <= 1e-4);
    CHECK(engine_test::relative_difference(run(seeded::image<Net>("another input")), output) > 0.05);
}

} // namespace

TEST_CASE("lenet computes what PyTorch computes") { check_agreement<sei::zoo::lenet>("lenet"); }

TEST_CASE("vgg16 computes what PyTorch computes") { check_agreement<sei::zoo::vgg16>("vgg16"); }

TEST_CASE("vgg16_cifar computes what PyTorch computes") {
    check_agreement<sei::zoo::vgg16_cifar<>>("vgg16_cifar");
}

TEST_CASE("resnet18 computes what PyTorch computes") { check_agreement<sei::zoo::resnet18>("resnet18"); }

TEST_CASE("resnet50 computes what PyTorch computes") { check_agreement<sei::zoo::resnet50>("resnet50"); }

TEST_CASE("mobilenet_v1 computes what PyTorch computes") {
    check_agreement<sei::zoo::mobilenet_v1>("mobilenet_v1");
}

TEST_CASE("mobilenet_v2 computes what PyTorch computes") {
    check_agreement<sei::zoo::mobilenet_v2>("mobilenet_v2");
}

TEST_CASE("squeezenet1_1 computes what PyTorch computes") {
    check_agreement<sei::zoo::squeezenet1_1>("squeezenet1_1");
}
