// SPDX-License-Identifier: MIT
#include <sei/weights/safetensors_writer.hpp>

#include <sei/weights/safetensors.hpp>

#include <doctest/doctest.h>

#include "support.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <sys/stat.h>
#include <vector>

using namespace sei::weights;
using namespace weights_test;

namespace {

std::string encoding_error(std::span<const tensor_view> tensors, const metadata_map& metadata = {}) {
    return error_of([&] { (void)encode_safetensors(tensors, metadata); });
}

std::string writing_error(const std::filesystem::path& path, std::span<const tensor_view> tensors) {
    return error_of([&] { write_safetensors(path, tensors); });
}

bool same_tensor(const tensor_view& left, const tensor_view& right) {
    return left.name == right.name && left.type == right.type && left.has_shape(right.shape()) &&
           std::ranges::equal(left.bytes, right.bytes);
}

/// Limits the size of files, as a full disk would, for as long as it lives.
class small_disk {
public:
    explicit small_disk(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        previous_ = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    small_disk(const small_disk&) = delete;
    small_disk& operator=(const small_disk&) = delete;
    ~small_disk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, previous_);
    }

private:
    rlimit before_{};
    void (*previous_)(int) = SIG_DFL;
};

} // namespace

TEST_CASE("the bytes are those of the format's reference implementation") {
    // Lengths and headers as listed in the reference's own tests (huggingface/safetensors, serialization).
    const std::vector<float> values{0, 1, 2, 3, 4, 5};
    const auto text = std::as_bytes(std::span(values));
    const std::string data(reinterpret_cast<const char*>(text.data()), text.size());

    const std::array whole{make_tensor_view("attn.0", values, 1, 2, 3)};
    CHECK(encode_safetensors(whole) ==
          file_with_length(64, R"({"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}})", data));

    const std::array padded{make_tensor_view("attn0", values, 1, 1, 2, 3)};
    CHECK(encode_safetensors(padded) ==
          file_with_length(72, R"({"attn0":{"dtype":"F32","shape":[1,1,2,3],"data_offsets":[0,24]}}       )",
                           data));

    CHECK(encode_safetensors({}) == file_with_length(8, "{}      "));
    CHECK(encode_safetensors({}, {{"framework", "pt"}}) ==
          file_with_length(40, R"({"__metadata__":{"framework":"pt"}}     )"));
}

TEST_CASE("the order of the tensors given does not matter, and wider elements come first") {
    const std::vector<float> floats{1, 2};
    const std::vector<std::int8_t> small{1, 2, 3};
    const std::vector<std::int64_t> wide{4};
    std::vector<tensor_view> tensors{make_tensor_view("a", small, 3), make_tensor_view("c", floats, 2),
                                     make_tensor_view("b", floats, 2), make_tensor_view("z", wide, 1)};
    const metadata_map metadata{{"x", "1"}, {"b", "2"}};
    const auto expected = encode_safetensors(tensors, metadata);
    const auto file = safetensors_file::parse(expected, "order");
    std::string names;
    for (const tensor_view& tensor : file) names += tensor.name.to<std::string>();
    CHECK(names == "zbca");
    CHECK(can_view_as<std::int64_t>(file.at("z")));
    CHECK(can_view_as<float>(file.at("c")));
    const auto by_name = [](const tensor_view& left, const tensor_view& right) {
        return left.name.to<std::string_view>() < right.name.to<std::string_view>();
    };
    std::ranges::sort(tensors, by_name);
    do CHECK(encode_safetensors(tensors, metadata) == expected);
    while (std::ranges::next_permutation(tensors, by_name).found);
}

TEST_CASE("every dtype and rank comes back as it was written") {
    std::vector<std::uint8_t> data(64);
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::uint8_t>(37 * i + 11);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < 15 * 9; ++i) names.push_back("tensor." + std::to_string(i));
    std::vector<tensor_view> tensors;
    for (std::size_t type = 0; type < 15; ++type) {
        for (std::size_t rank = 0; rank <= max_rank; ++rank) {
            tensor_view tensor{.name = names[type * 9 + rank],
                               .type = static_cast<dtype>(type),
                               .rank = rank,
                               .dims = {},
                               .bytes = {}};
            for (std::size_t i = 0; i < rank; ++i) tensor.dims[i] = i == 0 ? rank % 4 : i < 3 ? 1 : i % 2;
            const std::size_t size = byte_count(tensor.type, tensor.shape());
            tensor.bytes = std::as_bytes(std::span(data)).first(size);
            tensors.push_back(tensor);
        }
    }
    const metadata_map metadata{
        {"", ""}, {"quote \" back \\ slash /", "tab \t bell \a zero \x01 line \n"}, {"Größe", "∞ 😀"}};
    const auto bytes = encode_safetensors(tensors, metadata);
    const auto file = safetensors_file::parse(bytes, "all");
    CHECK(file.metadata() == metadata);
    REQUIRE(file.size() == tensors.size());
    for (const tensor_view& tensor : tensors)
        CHECK(same_tensor(file.at(tensor.name.to<std::string_view>()), tensor));
    CHECK(encode_safetensors(file.tensors(), file.metadata()) == bytes);
}

TEST_CASE("odd names come back as they were written") {
    const std::vector<float> one{1};
    const std::vector<std::string> names{
        "", " ", "\"", "\\u0041", std::string("a\0b", 3), "\x1f\x7f", "weights/конв.1", "a\nb"};
    std::vector<tensor_view> tensors;
    for (const std::string& name : names) tensors.push_back(make_tensor_view(name, one, 1));
    std::vector<std::byte> bytes = encode_safetensors(tensors);
    // A zero within a name is written as \u0000, and no raw zero stands in the header.
    const auto file = safetensors_file::parse(bytes, "odd");
    REQUIRE(file.size() == names.size());
    for (const std::string& name : names) CHECK(file.at(name).name == name);
}

TEST_CASE("what would not be a valid file is refused before anything is written") {
    const std::vector<float> floats{1, 2};
    const std::vector<std::uint8_t> bytes{1, 2};
    const tensor_view good = make_tensor_view("a", floats, 2);
    CHECK(encoding_error(std::array{good}) == "no error");
    CHECK(encoding_error(std::array{good, make_tensor_view("b", floats, 2), good}) ==
          R"(tensors to write: found tensor "a" twice, expected every name once)");
    CHECK(contains(encoding_error(std::array{good, make_tensor_view("a", bytes, 2)}),
                   R"(found tensor "a" twice)"));
    CHECK(
        encoding_error(std::array{make_tensor_view("w", floats, 2, 2)}) ==
        R"(tensors to write: tensor "w": found 8 bytes and rank 2, expected rank 0 to 8 and the bytes of F32 of shape [2, 2])");
    CHECK(contains(encoding_error(std::array{make_tensor_view("w", floats, too_large, 8)}), "found 8 bytes"));
    tensor_view deep = make_tensor_view("w", floats, 2, 1, 1, 1, 1, 1, 1, 1);
    deep.rank = 9;
    CHECK(contains(encoding_error(std::array{deep}), "found 8 bytes and rank 9, expected rank 0 to 8"));
    CHECK(contains(encoding_error(std::array{make_tensor_view("__metadata__", floats, 2)}),
                   "named __metadata__"));
    CHECK(encoding_error(std::array{make_tensor_view("a\xff", floats, 2)}) ==
          "tensors to write: the name of a tensor is not UTF-8 at its byte 1, expected UTF-8");
    CHECK(contains(encoding_error({}, {{"\xc3", ""}}), "a key of the metadata is not UTF-8 at its byte 0"));
    CHECK(contains(encoding_error({}, {{"k", "ab\xc3"}}),
                   R"(the metadata for "k" is not UTF-8 at its byte 2)"));

    const temporary_folder folder;
    const auto path = folder.path() / "bad.safetensors";
    CHECK(
        contains(writing_error(path, std::array{good, good}), path.string() + R"(: found tensor "a" twice)"));
    CHECK(folder.files() == 0);
}

TEST_CASE("weights are written to a file and read back") {
    const temporary_folder folder;
    const auto path = folder.path() / "net.safetensors";
    const std::vector<float> weight{0.5F, -1.0F, 2.0F, 0.25F, 1.5F, -3.0F};
    const std::vector<float> bias{0.1F, 0.2F};

    const std::array tensors{make_tensor_view("fc.weight", weight, 2, 3),
                             make_tensor_view("fc.bias", bias, 2)};
    write_safetensors(path, tensors, {{"network", "example"}});

    const auto file = safetensors_file::open(path);
    CHECK(same_tensor(file.at("fc.weight"), tensors[0]));
    CHECK(same_tensor(file.at("fc.bias"), tensors[1]));
    CHECK(file.metadata().at("network") == "example");
    CHECK(std::ranges::equal(view_as<float>(file.at("fc.weight")), weight));
}

TEST_CASE("a file is replaced whole: old mappings stay, nothing is left beside it, its mode stays") {
    const temporary_folder folder;
    const auto path = folder.path() / "net.safetensors";
    const std::vector<float> first{1};
    const std::vector<float> second(1000, 2.0F);
    const mode_t mask = ::umask(027);
    write_safetensors(path, std::array{make_tensor_view("a", first, 1)});
    ::umask(mask);
    const auto old = safetensors_file::open(path);

    write_safetensors(path, std::array{make_tensor_view("a", second, 1000)});

    CHECK(load<float>(old.at("a"), 0) == 1.0F);
    CHECK(safetensors_file::open(path).at("a").has_shape(1000));
    CHECK(folder.files() == 1);
    CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms(0640));
}

TEST_CASE("devices are not replaced by files, and links lead to where the file is written") {
    const std::vector<float> values{1};
    const std::array tensors{make_tensor_view("a", values, 1)};
    write_safetensors("/dev/null", tensors);
    CHECK(std::filesystem::is_character_file("/dev/null"));
    const temporary_folder folder;
    std::filesystem::create_symlink("net.safetensors", folder.path() / "link");
    write_safetensors(folder.path() / "link", tensors);
    CHECK(std::filesystem::is_symlink(folder.path() / "link"));
    CHECK(safetensors_file::open(folder.path() / "net.safetensors").size() == 1);
}

TEST_CASE("a file that cannot be written is named, and what was there remains") {
    const temporary_folder folder;
    const std::vector<float> values(1000, 2.0F);
    const std::array tensors{make_tensor_view("a", values, 1000)};

    const auto nowhere = folder.path() / "missing" / "net.safetensors";
    CHECK(writing_error(nowhere, tensors) ==
          nowhere.string() + ": can't be written: No such file or directory");

    std::filesystem::create_directory(folder.path() / "taken");
    CHECK(writing_error(folder.path() / "taken", tensors) ==
          (folder.path() / "taken").string() + ": is a folder, expected a file");

    const auto path = folder.file("net.safetensors", bytes_of("what was there"));
    {
        const small_disk limit(1024);
        CHECK(contains(writing_error(path, tensors), "net.safetensors: can't be written: File too large"));
    }
    CHECK(std::filesystem::file_size(path) == 14);
    CHECK(folder.files() == 2);
}
