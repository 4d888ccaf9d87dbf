// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/detail/safetensors_layout.hpp: where header and tensors of a safetensors file lie, checked.

#include <sei/error.hpp>
#include <sei/weights/detail/safetensors_header.hpp>
#include <sei/weights/detail/text.hpp>
#include <sei/weights/tensor_view.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace sei::weights::detail {

/// The limit of the format's reference implementation.
inline constexpr std::uint64_t max_header_bytes = 100'000'000;

struct safetensors_parts {
    std::string_view header;
    std::span<const std::byte> data;
};

/// Cuts a file into header and data by its length field, which is not believed before it is compared.
[[nodiscard]] inline safetensors_parts split_file(std::span<const std::byte> bytes,
                                                  const std::string& source) {
    constexpr std::size_t prefix = sizeof(std::uint64_t);
    if (bytes.size() < prefix)
        throw error(source + ": found " + std::to_string(bytes.size()) +
                    " bytes, expected at least 8 (the header's length)");
    const auto length = load_little_endian<std::uint64_t>(bytes.data());
    const auto rest = bytes.subspan(prefix);
    if (length > max_header_bytes)
        throw error(source + ": the header's length is given as " + std::to_string(length) +
                    " bytes, expected at most " + std::to_string(max_header_bytes));
    if (length > rest.size())
        throw error(source + ": the header's length is given as " + std::to_string(length) +
                    " bytes, but only " + std::to_string(rest.size()) + " follow");
    const auto size = static_cast<std::size_t>(length);
    return {.header = {reinterpret_cast<const char*>(rest.data()), size}, .data = rest.subspan(size)};
}

[[nodiscard]] inline std::string offsets_text(const tensor_entry& entry) {
    return "[" + std::to_string(entry.begin) + ", " + std::to_string(entry.end) + "]";
}

/// Works for a file that is read (tensor_entry) and for one to be written (tensor_view).
template <class Tensors>
void check_unique_names(const Tensors& tensors, const std::string& source) {
    std::vector<std::string_view> names;
    names.reserve(tensors.size());
    for (const auto& tensor : tensors) names.emplace_back(tensor.name.data(), tensor.name.size());
    std::ranges::sort(names);
    if (const auto twin = std::ranges::adjacent_find(names); twin != names.end())
        throw error(source + ": found tensor " + printable(*twin) + " twice, expected every name once");
}

/// One tensor by itself: its offsets are in order and within the data, and hold what dtype and shape need.
inline void check_extent(const tensor_entry& entry, std::uint64_t data_bytes, const std::string& source) {
    const auto fail = [&](const std::string& sentence) {
        throw error(source + ": tensor " + printable(entry.name) + ": " + sentence);
    };
    const auto shape = std::span(entry.dims).first(entry.rank);
    const auto kind = [&] {
        return name_of(entry.type).to<std::string>() + " of shape " + shape_text(shape);
    };
    const std::size_t needed = byte_count(entry.type, shape);
    if (needed == too_large) fail("found " + kind() + ", expected a size that memory can address");
    if (entry.begin > entry.end)
        fail("found data_offsets " + offsets_text(entry) + ", expected begin before end");
    if (entry.end > data_bytes)
        fail("data_offsets end at byte " + std::to_string(entry.end) + ", but the file has " +
             std::to_string(data_bytes) + " bytes of data");
    if (entry.end - entry.begin != needed)
        fail("data_offsets " + offsets_text(entry) + " hold " + std::to_string(entry.end - entry.begin) +
             " bytes, expected " + std::to_string(needed) + " for " + kind());
}

/// Sorts by offset and checks that the tensors fill the data from its first to its last byte, each byte once.
inline void check_layout(std::vector<tensor_entry>& entries, std::uint64_t data_bytes,
                         const std::string& source) {
    check_unique_names(entries, source);
    std::ranges::sort(entries, {}, [](const tensor_entry& entry) {
        return std::tuple(entry.begin, entry.end, std::string_view(entry.name));
    });
    std::uint64_t filled = 0;
    std::string_view previous;
    for (const tensor_entry& entry : entries) {
        check_extent(entry, data_bytes, source);
        if (entry.begin < filled)
            throw error(source + ": tensors " + printable(previous) + " and " + printable(entry.name) +
                        " overlap: data_offsets " + offsets_text(entry) + " begin before byte " +
                        std::to_string(filled));
        if (entry.begin > filled)
            throw error(source + ": bytes " + std::to_string(filled) + " to " + std::to_string(entry.begin) +
                        " of the data, before tensor " + printable(entry.name) + ", belong to no tensor");
        filled = entry.end;
        previous = entry.name;
    }
    if (filled != data_bytes)
        throw error(source + ": found " + std::to_string(data_bytes - filled) +
                    " bytes after the last tensor, expected none");
}

[[nodiscard]] inline tensor_view view_of(const tensor_entry& entry,
                                         std::span<const std::byte> data) noexcept {
    return {.name = entry.name,
            .type = entry.type,
            .rank = entry.rank,
            .dims = entry.dims,
            .bytes = data.subspan(static_cast<std::size_t>(entry.begin),
                                  static_cast<std::size_t>(entry.end - entry.begin))};
}

} // namespace sei::weights::detail
