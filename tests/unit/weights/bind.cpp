// SPDX-License-Identifier: MIT
#include <sei/weights/bind.hpp>

#include "support.hpp"

#include <sei/weights/safetensors_writer.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace sei::layers;
using namespace weights_test;
using sei::weights::make_tensor_view;

namespace {

struct tiny final
    : sei::network<input{.channels = 1, .height = 4, .width = 4},
                   conv2d{.filters = 2, .bias = false, .name = "conv"}, batch_norm{.name = "bn"}, relu{},
                   flatten{}, dense{.units = 3, .name = "fc"}> {};

/// The tensors of `tiny`, filled with 0, 1, 2, ...; a test changes what it needs.
struct tiny_file {
    std::vector<float> numbers = std::vector<float>(64);
    std::vector<sei::weights::tensor_view> tensors;

    tiny_file() {
        std::iota(numbers.begin(), numbers.end(), 0.0F);
        const std::span all(numbers);
        tensors = {make_tensor_view("conv.weight", all.subspan(0, 18), 2, 1, 3, 3),
                   make_tensor_view("bn.weight", all.subspan(18, 2), 2),
                   make_tensor_view("bn.bias", all.subspan(20, 2), 2),
                   make_tensor_view("bn.running_mean", all.subspan(22, 2), 2),
                   make_tensor_view("bn.running_var", all.subspan(24, 2), 2),
                   make_tensor_view("fc.weight", all.subspan(26, 24), 3, 8),
                   make_tensor_view("fc.bias", all.subspan(50, 3), 3)};
    }

    [[nodiscard]] std::vector<std::byte> bytes() const { return sei::weights::encode_safetensors(tensors); }
};

[[nodiscard]] std::string error_of_binding(const std::vector<std::byte>& bytes) {
    return error_of(
        [&] { (void)sei::weights::bind<tiny>(sei::weights::safetensors_file::parse(bytes, "file")); });
}

void check_values(const sei::weights::network_weights& weights) {
    // Node 0 is the input, 1 the convolution, 2 the batch_norm, 5 the dense layer.
    CHECK(weights.node_count() == 6);
    const auto& conv = weights.of_node(1);
    CHECK(conv[0].size() == 18);
    CHECK(conv[0][17] == 17.0F);
    CHECK(conv[1].empty());
    CHECK(weights.of_node(2)[3][1] == 25.0F);
    const auto& dense = weights.of_node(5);
    CHECK(dense[0].size() == 24);
    CHECK(dense[0].front() == 26.0F);
    CHECK(dense[1].back() == 52.0F);
    for (const std::size_t without : {0U, 3U, 4U})
        for (const auto& tensor : weights.of_node(without)) CHECK(tensor.empty());
}

} // namespace

TEST_CASE("every tensor of a sound file goes to its node, in the order of the layer's parameters") {
    tiny_file file;
    std::swap(file.tensors[0], file.tensors[6]); // the order in the file does not matter
    const auto bytes = file.bytes();
    check_values(sei::weights::bind<tiny>(sei::weights::safetensors_file::parse(bytes, "file")));
}

TEST_CASE("weights stay valid when they are moved, and keep the mapped file alive") {
    const temporary_folder folder;
    auto weights = sei::weights::load<tiny>(folder.file("tiny.safetensors", tiny_file().bytes()));
    const auto moved = std::move(weights);
    check_values(moved);
    CHECK(moved.file().size() == 7);
}

TEST_CASE("a file whose tensors lie at odd addresses is copied to even ones") {
    const auto bytes = tiny_file().bytes();
    std::vector<std::byte> shifted(bytes.size() + 1);
    std::copy(bytes.begin(), bytes.end(), shifted.begin() + 1);
    auto weights = sei::weights::bind<tiny>(
        sei::weights::safetensors_file::parse(std::span(shifted).subspan(1), "file"));
    const auto moved = std::move(weights);
    check_values(moved);
    for (std::size_t node = 0; node < moved.node_count(); ++node)
        for (const auto& tensor : moved.of_node(node))
            CHECK(reinterpret_cast<std::uintptr_t>(tensor.data()) % alignof(float) == 0);
}

TEST_CASE("PyTorch's num_batches_tracked is known and not needed") {
    tiny_file file;
    const std::array<std::int64_t, 1> batches{7};
    file.tensors.push_back(make_tensor_view("bn.num_batches_tracked", batches)); // rank 0
    CHECK(error_of_binding(file.bytes()) == "no error");
    file.tensors.back().name = "conv.num_batches_tracked";
    CHECK(contains(error_of_binding(file.bytes()), "conv.num_batches_tracked"));
}

TEST_CASE("a missing tensor is named with its layer") {
    tiny_file file;
    file.tensors.pop_back();
    CHECK(error_of_binding(file.bytes()) ==
          "file: tensor 'fc.bias' is missing; layer 'fc' needs it; the nearest names in the file are "
          "\"bn.bias\", \"fc.weight\", \"bn.weight\"");
}

TEST_CASE("a tensor that no layer asks for is named") {
    tiny_file file;
    file.tensors.push_back(make_tensor_view("conv.bias", std::span(file.numbers).first(2), 2));
    const std::string error = error_of_binding(file.bytes());
    CHECK(contains(error, "conv.bias"));
    CHECK(contains(error, "belongs to no layer of this network"));
}

TEST_CASE("a tensor of another shape is named with both shapes, also if the number of elements agrees") {
    tiny_file file;
    file.tensors[5].dims = {8, 3};
    const std::string error = error_of_binding(file.bytes());
    CHECK(contains(error, "'fc.weight'"));
    CHECK(contains(error, "[8, 3]"));
    CHECK(contains(error, "[3, 8]"));
}

TEST_CASE("a tensor of another dtype is named with both dtypes") {
    tiny_file file;
    const std::vector<double> doubles(3, 1.0);
    file.tensors[6] = make_tensor_view("fc.bias", doubles, 3);
    CHECK(error_of_binding(file.bytes()) ==
          "file: tensor 'fc.bias' has dtype F64, expected F32, F16 or BF16");
}

TEST_CASE("NaN and infinity are refused with tensor and element") {
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
        tiny_file file;
        file.numbers[30] = bad;
        const std::string error = error_of_binding(file.bytes());
        CHECK(contains(error, "fc.weight"));
        CHECK(contains(error, "element 4"));
    }
}

TEST_CASE("mapped tensors live as long as somebody keeps their lifetime; a caller's bytes are the caller's") {
    const temporary_folder folder;
    std::shared_ptr<const void> lifetime;
    std::span<const float> conv;
    {
        const auto weights = sei::weights::load<tiny>(folder.file("tiny.safetensors", tiny_file().bytes()));
        const auto copy = weights; // shares the file
        CHECK(copy.of_node(1)[0].data() == weights.of_node(1)[0].data());
        CHECK(weights.file().is_mapped());
        lifetime = copy.lifetime();
        conv = weights.of_node(1)[0];
    }
    REQUIRE(lifetime != nullptr);
    CHECK(conv[17] == 17.0F);
    const auto bytes = tiny_file().bytes();
    const auto parsed = sei::weights::bind<tiny>(sei::weights::safetensors_file::parse(bytes, "file"));
    CHECK_FALSE(parsed.file().is_mapped());
    CHECK(parsed.lifetime() == nullptr);
}

namespace {

/// The tensors of `tiny` with something before each name.
[[nodiscard]] std::vector<std::byte> prefixed_file(const std::string& prefix) {
    tiny_file file;
    std::vector<std::string> names;
    for (const auto& tensor : file.tensors) names.push_back(prefix + tensor.name.to<std::string>());
    for (std::size_t i = 0; i < names.size(); ++i) file.tensors[i].name = names[i];
    return file.bytes();
}

} // namespace

TEST_CASE("a prefix that all names share is offered, and stripped by an option") {
    for (const std::string prefix : {"module.", "model.", "backbone.", "module.backbone.", "m."}) {
        const auto bytes = prefixed_file(prefix);
        CHECK(error_of_binding(bytes) == "file: tensor 'conv.weight' is missing; layer 'conv' needs it; all "
                                         "names in the file begin with \"" +
                                             prefix + "\", which bind_options{.prefix = \"" + prefix +
                                             "\"} strips");
        check_values(sei::weights::bind<tiny>(sei::weights::safetensors_file::parse(bytes, "file"),
                                              {.prefix = prefix}));
    }
}

TEST_CASE("half of a prefix leads to the whole; a wrong one is an error that names what was looked for") {
    const auto bytes = prefixed_file("module.backbone.");
    const auto error_with = [&](const std::string& prefix) {
        return error_of([&] {
            (void)sei::weights::bind<tiny>(sei::weights::safetensors_file::parse(bytes, "file"),
                                           {.prefix = prefix});
        });
    };
    for (const std::string wrong : {"module.", "backbone.", "other."})
        CHECK(error_with(wrong) ==
              "file: tensor '" + wrong +
                  "conv.weight' is missing; layer 'conv' needs it; all names in the file begin with "
                  "\"module.backbone.\", which bind_options{.prefix = \"module.backbone.\"} strips");
}

TEST_CASE("a prefixed counter is passed over, and a name without the prefix is unknown") {
    tiny_file file;
    std::vector<std::string> names;
    for (const auto& tensor : file.tensors) names.push_back("module." + tensor.name.to<std::string>());
    for (std::size_t i = 0; i < names.size(); ++i) file.tensors[i].name = names[i];
    const std::array<std::int64_t, 1> batches{7};
    file.tensors.push_back(make_tensor_view("module.bn.num_batches_tracked", batches));
    const auto error_with_prefix = [&] {
        const auto bytes = file.bytes();
        return error_of([&] {
            (void)sei::weights::bind<tiny>(sei::weights::safetensors_file::parse(bytes, "file"),
                                           {.prefix = "module."});
        });
    };
    CHECK(error_with_prefix() == "no error");
    file.tensors.back().name = "bn.num_batches_tracked";
    CHECK(error_with_prefix() ==
          "file: tensor \"bn.num_batches_tracked\" belongs to no layer of this network");
}

TEST_CASE("a misspelt name finds its neighbours, and an empty file has none") {
    tiny_file file;
    file.tensors[5].name = "fc1.weight";
    CHECK(contains(error_of_binding(file.bytes()), "the nearest names in the file are \"fc1.weight\""));
    file.tensors.clear();
    CHECK(contains(error_of_binding(file.bytes()), "; the file has no tensors"));
}

TEST_CASE("a message stays short whatever the names are") {
    tiny_file file;
    const std::string prefix(5000, 'x');
    std::vector<std::string> names;
    for (const auto& tensor : file.tensors) names.push_back(prefix + tensor.name.to<std::string>());
    for (std::size_t i = 0; i < names.size(); ++i) file.tensors[i].name = names[i];
    CHECK(error_of_binding(file.bytes()).size() < 600);
}

TEST_CASE("float16 and bfloat16 tensors are widened, exactly, one dtype beside another") {
    tiny_file file;
    const std::vector<std::uint16_t> half{0x3c00, 0x0001, 0xfbff}; // 1, 2^-24, -65504
    const std::vector<std::uint16_t> brain{0x3f80, 0xc2c8};        // 1, -100
    file.tensors[6] = {
        .name = "fc.bias", .type = sei::weights::dtype::f16, .rank = 1, .dims = {3}, .bytes = {}};
    file.tensors[6].bytes = std::as_bytes(std::span(half));
    file.tensors[2] = {
        .name = "bn.bias", .type = sei::weights::dtype::bf16, .rank = 1, .dims = {2}, .bytes = {}};
    file.tensors[2].bytes = std::as_bytes(std::span(brain));
    const auto bytes = file.bytes();
    const auto weights = sei::weights::bind<tiny>(sei::weights::safetensors_file::parse(bytes, "file"));
    CHECK(std::ranges::equal(weights.of_node(5)[1], std::array{1.0F, 0x1p-24F, -65504.0F}));
    CHECK(std::ranges::equal(weights.of_node(2)[1], std::array{1.0F, -100.0F}));
    CHECK(weights.of_node(5)[0].front() == 26.0F); // F32 as ever
}

TEST_CASE("infinities of 16 bits are refused, too") {
    tiny_file file;
    const std::vector<std::uint16_t> half{0x3c00, 0x7c00, 0};
    file.tensors[6] = {
        .name = "fc.bias", .type = sei::weights::dtype::f16, .rank = 1, .dims = {3}, .bytes = {}};
    file.tensors[6].bytes = std::as_bytes(std::span(half));
    CHECK(contains(error_of_binding(file.bytes()), "found NaN or infinity at element 1"));
}
