// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/detail/safetensors_layout.hpp: where header and tensors of a safetensors file lie, checked.

#include <sei/error.hpp>
#include <sei/to_size.hpp>
#include <sei/weights/detail/safetensors_header.hpp>
#include <sei/weights/detail/sorted_indices.hpp>
#include <sei/weights/detail/text.hpp>
#include <sei/weights/tensor_view.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace sei::weights::inline SEI_RELEASE::detail {

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
        sei::detail::throw_error(
            {source, ": found ", bytes.size(), " bytes, expected at least 8 (the header's length)"});
    const auto length = load_little_endian<std::uint64_t>(bytes.data());
    const auto rest = bytes.subspan(prefix);
    if (length > max_header_bytes)
        sei::detail::throw_error({source, ": the header's length is given as ", length,
                                  " bytes, expected at most ", max_header_bytes});
    if (length > rest.size())
        sei::detail::throw_error({source, ": the header's length is given as ", length, " bytes, but only ",
                                  rest.size(), " follow"});
    const auto size = static_cast<std::size_t>(length);
    return {.header = {reinterpret_cast<const char*>(rest.data()), size}, .data = rest.subspan(size)};
}

[[nodiscard]] inline std::string offsets_text(const tensor_entry& entry) {
    return sei::detail::joined({"[", entry.begin, ", ", entry.end, "]"});
}

inline void check_unique(std::span<const std::string_view> names, const std::string& source) {
    const std::vector<std::size_t> order = sorted_indices(
        names.size(), [&](std::size_t left, std::size_t right) { return names[left] < names[right]; });
    for (std::size_t i = 1; i < order.size(); ++i)
        if (names[order[i - 1]] == names[order[i]])
            sei::detail::throw_error(
                {source, ": found tensor ", printable(names[order[i]]), " twice, expected every name once"});
}

/// Works for a file that is read (tensor_entry) and for one to be written (tensor_view).
template <class Tensors>
void check_unique_names(const Tensors& tensors, const std::string& source) {
    std::vector<std::string_view> names(tensors.size());
    for (std::size_t i = 0; i < names.size(); ++i)
        names[i] = {tensors[i].name.data(), tensors[i].name.size()};
    check_unique(names, source);
}

/// One tensor by itself: its offsets are in order and within the data, and hold what dtype and shape need.
inline void check_extent(const tensor_entry& entry, std::uint64_t data_bytes, const std::string& source) {
    const auto fail = [&](std::initializer_list<sei::detail::error_piece> pieces) {
        sei::detail::throw_error(
            {source, ": tensor ", printable(entry.name), ": ", sei::detail::joined(pieces)});
    };
    const auto shape = std::span(entry.dims).first(entry.rank);
    const auto kind = [&] {
        return sei::detail::joined(
            {name_of(entry.type).to<std::string_view>(), " of shape ", shape_text(shape)});
    };
    const std::size_t needed = byte_count(entry.type, shape);
    if (needed == too_large) fail({"found ", kind(), ", expected a size that memory can address"});
    if (entry.begin > entry.end)
        fail({"found data_offsets ", offsets_text(entry), ", expected begin before end"});
    if (entry.end > data_bytes)
        fail({"data_offsets end at byte ", entry.end, ", but the file has ", data_bytes, " bytes of data"});
    if (entry.end - entry.begin != needed)
        fail({"data_offsets ", offsets_text(entry), " hold ", entry.end - entry.begin, " bytes, expected ",
              needed, " for ", kind()});
}

/// By their bytes; only empty tensors at the same place are told apart by name.
[[nodiscard]] inline std::vector<std::size_t> in_order_of_bytes(std::span<const tensor_entry> entries) {
    return sorted_indices(entries.size(), [&](std::size_t left, std::size_t right) {
        const tensor_entry& a = entries[left];
        const tensor_entry& b = entries[right];
        return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
    });
}

/// Checks that the tensors in this order fill the data from its first to its last byte, each byte once.
inline void check_layout(std::span<const tensor_entry> entries, std::span<const std::size_t> order,
                         std::uint64_t data_bytes, const std::string& source) {
    std::uint64_t filled = 0;
    std::string_view previous;
    for (const std::size_t next : order) {
        const tensor_entry& entry = entries[next];
        check_extent(entry, data_bytes, source);
        if (entry.begin < filled)
            sei::detail::throw_error({source, ": tensors ", printable(previous), " and ",
                                      printable(entry.name), " overlap: data_offsets ", offsets_text(entry),
                                      " begin before byte ", filled});
        if (entry.begin > filled)
            sei::detail::throw_error({source, ": bytes ", filled, " to ", entry.begin,
                                      " of the data, before tensor ", printable(entry.name),
                                      ", belong to no tensor"});
        filled = entry.end;
        previous = entry.name;
    }
    if (filled != data_bytes)
        sei::detail::throw_error(
            {source, ": found ", data_bytes - filled, " bytes after the last tensor, expected none"});
}

[[nodiscard]] inline tensor_view view_of(const tensor_entry& entry,
                                         std::span<const std::byte> data) noexcept {
    return {.name = entry.name,
            .type = entry.type,
            .rank = entry.rank,
            .dims = entry.dims,
            .bytes = data.subspan(sei::detail::to_size(entry.begin),
                                  sei::detail::to_size(entry.end - entry.begin))};
}

} // namespace sei::weights::inline SEI_RELEASE::detail
