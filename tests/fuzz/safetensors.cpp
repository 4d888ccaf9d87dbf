// SPDX-License-Identifier: MIT
//
// Any bytes are either refused with sei::error or give tensors that are sound and survive being written and
// read again. Build and run (the corpus was made by hand; its file names say what each holds):
//
//   clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Iinclude
//           tests/fuzz/safetensors.cpp -o fuzz_safetensors
//   ./fuzz_safetensors -max_total_time=60 -dict=tests/fuzz/safetensors.dict work/
//   tests/fuzz/corpus/safetensors/

#include <sei/weights/safetensors.hpp>
#include <sei/weights/safetensors_writer.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace sei::weights;

void require(bool condition) {
    if (!condition) std::abort();
}

void check_tensor(const tensor_view& tensor, std::span<const std::byte> bytes) {
    require(tensor.is_consistent());
    require(tensor.bytes.data() >= bytes.data());
    require(tensor.bytes.data() + tensor.bytes.size() <= bytes.data() + bytes.size());
    require(first_non_finite(tensor) <=
            tensor.element_count()); // reads every byte of a floating-point tensor
    std::vector<float> values(tensor.type == dtype::f32 ? tensor.element_count() : 0);
    require(copy_elements<float>(tensor, values) == (tensor.type == dtype::f32));
}

void check_round_trip(const safetensors_file& file) {
    const auto written = encode_safetensors(file.tensors(), file.metadata());
    const auto copy = safetensors_file::parse(written, "copy");
    require(copy.size() == file.size() && copy.metadata() == file.metadata());
    for (const tensor_view& tensor : file) {
        const tensor_view& twin = copy.at(tensor.name.to<std::string_view>());
        require(twin.type == tensor.type && twin.has_shape(tensor.shape()));
        require(std::ranges::equal(twin.bytes, tensor.bytes));
    }
    require(encode_safetensors(copy.tensors(), copy.metadata()) == written);
}

void check_file(std::span<const std::byte> bytes) {
    try {
        const auto file = safetensors_file::parse(bytes, "fuzz");
        for (const tensor_view& tensor : file) check_tensor(tensor, bytes);
        check_round_trip(file);
    } catch (const sei::error& error) {
        require(std::string_view(error.what()).starts_with("fuzz: "));
    }
}

/// The same input as header and data under a true length field, which mutations would seldom hit: the header
/// ends with the last closing brace.
std::vector<std::byte> with_true_length(std::span<const std::byte> input) {
    const auto brace = std::find(input.rbegin(), input.rend(), std::byte{'}'});
    const auto length = static_cast<std::uint64_t>(input.rend() - brace);
    std::vector<std::byte> file;
    for (unsigned shift = 0; shift < 64; shift += 8) file.push_back(std::byte(length >> shift & 0xffU));
    file.insert(file.end(), input.begin(), input.end());
    return file;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = std::as_bytes(std::span(data, size));
    check_file(input);
    check_file(with_true_length(input));
    if (size > 8) check_file(with_true_length(input.subspan(8)));
    return 0;
}
