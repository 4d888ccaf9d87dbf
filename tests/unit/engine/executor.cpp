// SPDX-License-Identifier: MIT
#include <sei/engine/executor.hpp>

#include "networks.hpp"
#include "support.hpp"

#include <sei/zoo/fashion_cnn.hpp>

#include <doctest/doctest.h>

#include <thread>

namespace elsewhere {

/// A layer from outside the library with a weight of its own and a portable kernel: x where x > 0, else slope
/// x.
struct parametric_relu {
    sei::label name{};
    static constexpr sei::label kind = "parametric_relu";
    static constexpr sei::storage output_storage = sei::storage::in_place;
    [[nodiscard]] constexpr sei::inference infer(sei::shape in) const { return {in}; }
    [[nodiscard]] constexpr sei::parameter_list parameters(sei::shape in) const {
        sei::parameter_list list;
        list.add("weight", in.channels);
        return list;
    }
};

/// A layer that only the engine can run: rows become columns.
struct transpose {
    sei::label name{};
    static constexpr sei::label kind = "transpose";
    [[nodiscard]] constexpr sei::inference infer(sei::shape in) const {
        return {{in.channels, in.width, in.height}};
    }
};

class transpose_step final : public sei::engine::step {
public:
    void run(const sei::engine::step_context& context) const override {
        const auto input = context.inputs[0].map();
        const auto output = context.output.map();
        for (std::size_t block = 0; block < input.blocks(); ++block)
            for (std::uint32_t row = 0; row < input.dims.height; ++row)
                for (std::uint32_t column = 0; column < input.dims.width; ++column)
                    std::copy_n(input.at(block, row, column), input.lanes, output.at(block, column, row));
    }
};

} // namespace elsewhere

template <>
struct sei::kernels::forward<elsewhere::parametric_relu> {
    template <class Scalar>
    static constexpr void run(const elsewhere::parametric_relu&, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>& parameters, sei::shape out,
                              Scalar* result) {
        for (std::size_t i = 0; i < out.elements(); ++i) {
            const Scalar x = inputs[0].data[i];
            result[i] = x > Scalar{0} ? x : x * parameters.weight()[i / out.positions()];
        }
    }
};

template <>
struct sei::engine::step_for<elsewhere::transpose> {
    [[nodiscard]] static std::unique_ptr<step> make(const elsewhere::transpose&, const step_site&) {
        return std::make_unique<elsewhere::transpose_step>();
    }
};

using namespace engine_test;
using namespace sei::layers;
using sei::engine::executor;
using sei::zoo::fashion_cnn;
using test_networks::every_layer_net;
using test_networks::residual_net;

namespace {

/// Several layers with work for more than one thread.
struct large_net final
    : sei::network<input{.channels = 24, .height = 40, .width = 36},
                   conv2d{.filters = 48, .padding = 1, .name = "a"}, relu{},
                   sei::residual<sei::sequence<conv2d{.filters = 48, .padding = 1, .name = "b"},
                                               batch_norm{.name = "b_bn"}>>{},
                   relu{}, conv2d{.filters = 96, .stride = 2, .name = "c"}, flatten{},
                   dense{.units = 5, .name = "d"}> {};

struct foreign_net final : sei::network<input{.channels = 2, .height = 3, .width = 2},
                                        conv2d{.filters = 3, .padding = 1, .name = "conv"},
                                        elsewhere::parametric_relu{.name = "prelu"}, elsewhere::transpose{},
                                        conv2d{.filters = 2, .padding = 2, .name = "last"}> {};

struct normalised_net final
    : sei::network<input{.channels = 1, .height = 3, .width = 3}, conv2d{.filters = 2, .name = "conv"},
                   batch_norm{.name = "bn"}, relu{}> {};

[[nodiscard]] executor fashion_engine(std::size_t threads = 1) {
    return executor::of<fashion_cnn>(
        sei::weights::load<fashion_cnn>(SEI_EXAMPLE_DATA_DIR "/fashion_cnn.safetensors"), threads);
}

[[nodiscard]] std::vector<float> golden(const char* file, const char* tensor) {
    const auto opened = sei::weights::safetensors_file::open(std::string(SEI_GOLDEN_DIR "/engine/") + file);
    const auto values = sei::weights::view_as<float>(opened.at(tensor));
    return {values.begin(), values.end()};
}

/// Is tail(head(x)) the same as whole(x), bit for bit, at every split point?
void check_every_split(const executor& engine, std::span<const sei::node> nodes,
                       std::span<const float> input) {
    const std::size_t last = engine.last_layer();
    const std::vector<float> whole = run_in_dirty_memory(engine, 0, last, input);
    for (std::size_t layer = 0; layer <= last; ++layer) {
        if (!sei::is_split_point(nodes, layer)) continue;
        CAPTURE(layer);
        const std::vector<float> wire = run_in_dirty_memory(engine, 0, layer, input);
        CHECK(same_bits(run_in_dirty_memory(engine, layer, last, wire), whole));
    }
}

} // namespace

TEST_CASE("fashion_cnn computes the logits of PyTorch for a real image") {
    const auto input = golden("fashion_cnn.sample.safetensors", "input");
    const auto expected = golden("fashion_cnn.sample.safetensors", "logits");
    const auto engine = fashion_engine();
    // Two float32 computations in different orders; what is met is 3e-7 of the largest logit.
    CHECK(relative_difference(run_in_dirty_memory(engine, 0, engine.last_layer(), input), expected) < 2e-6);
}

TEST_CASE("a residual network computes the logits of PyTorch in float64, batch_norm not folded there") {
    const auto engine = executor::of<residual_net>(
        sei::weights::load<residual_net>(SEI_GOLDEN_DIR "/engine/residual_net.safetensors"));
    const auto inputs = golden("residual_net.expected.safetensors", "input");
    const auto logits = golden("residual_net.expected.safetensors", "logits");
    const std::size_t size = residual_net::input.elements();
    for (std::size_t i = 0; i < inputs.size() / size; ++i) {
        const auto input = std::span(inputs).subspan(i * size, size);
        // float32 through 20 layers with up to 216 products each; what is met is 4e-7 of the largest logit.
        CHECK(relative_difference(run_in_dirty_memory(engine, 0, engine.last_layer(), input),
                                  std::span(logits).subspan(i * 10, 10)) < 3e-6);
    }
}

TEST_CASE("tail(head(x)) is whole(x), bit for bit, at every split point") {
    check_every_split(fashion_engine(), sei::nodes_of<fashion_cnn>(),
                      golden("fashion_cnn.sample.safetensors", "input"));
    const random_weights<every_layer_net> weights(1);
    check_every_split(executor::of<every_layer_net>(*weights), sei::nodes_of<every_layer_net>(),
                      random_numbers(every_layer_net::input.elements(), 2));
    const random_weights<residual_net> others(3);
    check_every_split(executor::of<residual_net>(*others), sei::nodes_of<residual_net>(),
                      random_numbers(residual_net::input.elements(), 4));
}

TEST_CASE("results don't depend on the number of threads") {
    const random_weights<large_net> weights(5);
    const auto input = random_numbers(large_net::input.elements(), 6);
    const auto engine = executor::of<large_net>(*weights);
    const auto alone = run_in_dirty_memory(engine, 0, engine.last_layer(), input);
    for (const std::size_t threads : {2U, 4U}) {
        const auto parallel = executor::of<large_net>(*weights, threads);
        for (int i = 0; i < 3; ++i)
            CHECK(same_bits(run_in_dirty_memory(parallel, 0, parallel.last_layer(), input), alone));
    }
    const random_weights<large_net> others(7);
    const auto other = executor::of<large_net>(*others);
    CHECK_FALSE(same_bits(run_in_dirty_memory(other, 0, other.last_layer(), input), alone));
}

TEST_CASE("one executor runs in several threads at once, each with its own workspace") {
    const random_weights<every_layer_net> weights(8);
    const auto engine = executor::of<every_layer_net>(*weights);
    constexpr std::size_t inferences = 20;
    const auto results_of = [&](std::uint32_t seed) {
        auto memory = engine.make_workspace();
        std::vector<float> results;
        std::vector<float> output(every_layer_net::output.elements());
        for (std::uint32_t i = 0; i < inferences; ++i) {
            engine.run(0, engine.last_layer(), random_numbers(every_layer_net::input.elements(), seed + i),
                       output, memory);
            results.insert(results.end(), output.begin(), output.end());
        }
        return results;
    };
    const auto expected_first = results_of(100);
    const auto expected_second = results_of(200);
    std::vector<float> first;
    std::vector<float> second;
    std::thread one([&] { first = results_of(100); });
    std::thread two([&] { second = results_of(200); });
    one.join();
    two.join();
    CHECK(same_bits(first, expected_first));
    CHECK(same_bits(second, expected_second));
}

TEST_CASE("tensors go in and come out at the edge") {
    const auto engine = fashion_engine();
    auto image = sei::engine::make_tensor(fashion_cnn::input);
    const auto input = golden("fashion_cnn.sample.safetensors", "input");
    std::copy(input.begin(), input.end(), image.begin());
    const auto logits = engine(image);
    CHECK(sei::engine::shape_of(logits) == "[10]");
    CHECK(same_bits(sei::engine::elements_of(logits),
                    run_in_dirty_memory(engine, 0, engine.last_layer(), input)));
    CHECK(error_of([&] { (void)engine(sei::engine::make_tensor({.channels = 784})); }) ==
          "a tensor of shape [784] came where [1, 28, 28] was expected");
}

TEST_CASE("the executor knows its layers and their shapes") {
    const auto engine = fashion_engine();
    CHECK(engine.last_layer() == 16);
    CHECK(engine.shape_after(0) == fashion_cnn::input);
    CHECK(engine.shape_after(5) == sei::shape{16, 14, 14});
    CHECK(engine.shape_after(16) == fashion_cnn::output);
    CHECK(engine.make_workspace().bytes() >=
          2 * 16 * 28 * 28 * sizeof(float)); // conv2 reads one map and writes one
}

TEST_CASE("wrong sizes, stages that don't exist and cuts that can't be are refused in one sentence") {
    const random_weights<normalised_net> weights(9);
    const auto engine = executor::of<normalised_net>(*weights);
    auto memory = engine.make_workspace();
    std::vector<float> input(9);
    std::vector<float> output(2);
    const auto error = [&](std::size_t first, std::size_t last, std::span<const float> in,
                           std::span<float> out) {
        return error_of([&] { engine.run(first, last, in, out, memory); });
    };
    CHECK(error(0, 3, input, output) == "no error");
    CHECK(error(0, 3, std::span(input).first(8), output) ==
          "the input of this stage has 8 elements, expected 9 for [1, 3, 3]");
    CHECK(error(0, 3, input, std::span(output).first(1)) ==
          "the output of this stage has 1 elements, expected 2 for [2, 1, 1]");
    CHECK(error(3, 2, input, output) ==
          "found a stage from layer 3 to layer 2, expected it to lie between 0 and 3");
    CHECK(error(0, 4, input, output) ==
          "found a stage from layer 0 to layer 4, expected it to lie between 0 and 3");
    const std::string no_cut =
        "the network can't be cut after layer 1: the batch_norm that follows is folded into its weights";
    CHECK(error(0, 1, input, output) == no_cut);
    CHECK(error(1, 3, output, output) == no_cut);
}

TEST_CASE("a workspace of a smaller network is refused") {
    const random_weights<normalised_net> weights(9);
    auto small = executor::of<normalised_net>(*weights).make_workspace();
    const auto engine = fashion_engine();
    const std::vector<float> input(784);
    std::vector<float> output(10);
    CHECK(error_of([&] { engine.run(0, 16, input, output, small); }).find("comes from another executor") !=
          std::string::npos);
}

TEST_CASE("a stage without layers copies its input") {
    const auto engine = fashion_engine();
    const auto input = golden("fashion_cnn.sample.safetensors", "input");
    CHECK(same_bits(run_in_dirty_memory(engine, 0, 0, input), input));
    const auto logits = golden("fashion_cnn.sample.safetensors", "logits");
    CHECK(same_bits(run_in_dirty_memory(engine, 16, 16, logits), logits));
}

TEST_CASE("layers from outside run through forward<> and through step_for<>, with weights and cuts") {
    const random_weights<foreign_net> weights(10);
    const auto engine = executor::of<foreign_net>(*weights);
    const auto input = random_numbers(foreign_net::input.elements(), 11);
    check_every_split(engine, sei::nodes_of<foreign_net>(), input);

    const auto convolved = run_in_dirty_memory(engine, 0, 1, input);
    const auto slopes = (*weights).of_node(2)[0];
    const auto bent = run_in_dirty_memory(engine, 0, 2, input);
    const auto turned = run_in_dirty_memory(engine, 0, 3, input);
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t row = 0; row < 3; ++row)
            for (std::size_t column = 0; column < 2; ++column) {
                const float x = convolved[c * 6 + row * 2 + column];
                const float expected = x > 0.0F ? x : x * slopes[c];
                CHECK(bent[c * 6 + row * 2 + column] == expected);
                CHECK(turned[c * 6 + column * 3 + row] == expected);
            }
}

TEST_CASE("a NaN in the input reaches the output") {
    const auto engine = fashion_engine();
    auto input = golden("fashion_cnn.sample.safetensors", "input");
    input[14 * 28 + 14] = std::numeric_limits<float>::quiet_NaN();
    for (const float logit : run_in_dirty_memory(engine, 0, engine.last_layer(), input))
        CHECK(std::isnan(logit));
}

TEST_CASE("two executors with teams of their own run in two threads at once") {
    const random_weights<large_net> weights(31);
    const random_weights<every_layer_net> others(32);
    const auto large = executor::of<large_net>(*weights, 2);
    const auto mixed = executor::of<every_layer_net>(*others, 2);
    const auto large_input = random_numbers(large_net::input.elements(), 33);
    const auto mixed_input = random_numbers(every_layer_net::input.elements(), 34);
    const auto large_expected = run_in_dirty_memory(large, 0, large.last_layer(), large_input);
    const auto mixed_expected = run_in_dirty_memory(mixed, 0, mixed.last_layer(), mixed_input);
    std::size_t wrong = 0;
    std::thread other([&] {
        for (int i = 0; i < 20; ++i)
            if (!same_bits(run_in_dirty_memory(mixed, 0, mixed.last_layer(), mixed_input), mixed_expected))
                ++wrong;
    });
    for (int i = 0; i < 20; ++i)
        CHECK(same_bits(run_in_dirty_memory(large, 0, large.last_layer(), large_input), large_expected));
    other.join();
    CHECK(wrong == 0);
}

TEST_CASE("no threads at all are refused") {
    const random_weights<normalised_net> weights(35);
    CHECK(error_of([&] { (void)executor::of<normalised_net>(*weights, 0); }) ==
          "found 0 threads for an executor, expected 1 to 1024");
    CHECK(error_of([&] {
              (void)executor::of<normalised_net>(*weights, SIZE_MAX);
          }).find("expected 1 to 1024") != std::string::npos);
}

TEST_CASE("an executor says what it holds, and low_memory holds less") {
    const random_weights<large_net> weights(36);
    const auto fast = executor::of<large_net>(*weights, {.kernels = nullptr}).memory();
    const auto low = executor::of<large_net>(*weights, {.low_memory = true}).memory();
    CHECK(low.prepared_weights < fast.prepared_weights);
    CHECK(low.scratch < fast.scratch);
    CHECK(fast.activations >= (48 + 48) * 40 * 36 * sizeof(float)); // a convolution's input and output
    CHECK(fast.mapped_weights == 0);                                // made from bytes, not from a file
    const auto mapped = fashion_engine().memory();
    CHECK(mapped.mapped_weights > 64 * 3136 * sizeof(float));
}
