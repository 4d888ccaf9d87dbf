// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/safetensors_writer.hpp: tensors and metadata as a safetensors file, the same bytes for the
/// same input.
///
/// The layout is that of the format's reference implementation: wider dtypes first, then by name, so that
/// every tensor is aligned; the header padded with blanks to a multiple of 8. Errors: sei::error, and no file
/// changes.

#include <sei/error.hpp>
#include <sei/output_file.hpp>
#include <sei/weights/detail/safetensors_header.hpp>
#include <sei/weights/detail/safetensors_layout.hpp>
#include <sei/weights/detail/text.hpp>
#include <sei/weights/tensor_view.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace sei::weights::inline SEI_RELEASE {

namespace detail {

[[nodiscard]] inline std::vector<tensor_view> in_file_order(std::span<const tensor_view> tensors) {
    std::vector<tensor_view> order(tensors.begin(), tensors.end());
    std::ranges::sort(order, [](const tensor_view& left, const tensor_view& right) {
        return std::tuple(right.type, left.name.to<std::string_view>()) <
               std::tuple(left.type, right.name.to<std::string_view>());
    });
    return order;
}

inline void check_utf8(std::string_view text, const std::string& what) {
    if (const std::size_t at = first_invalid_utf8(text); at != std::string_view::npos)
        throw error(what + " is not UTF-8 at its byte " + std::to_string(at) + ", expected UTF-8");
}

inline void check_writable(const tensor_view& tensor, const std::string& source) {
    const auto name = tensor.name.to<std::string_view>();
    check_utf8(name, source + ": the name of a tensor");
    if (name == metadata_key)
        throw error(
            source +
            ": found a tensor named __metadata__, expected another name (the format reserves this one)");
    if (tensor.is_consistent()) return;
    throw error(source + ": tensor " + printable(name) + ": found " + std::to_string(tensor.bytes.size()) +
                " bytes and rank " + std::to_string(tensor.rank) +
                ", expected rank 0 to 8 and the bytes of " + name_of(tensor.type).to<std::string>() +
                " of shape " + shape_text(tensor.shape()));
}

[[nodiscard]] inline std::string tensor_text(const tensor_view& tensor, std::uint64_t begin) {
    std::string shape;
    for (const std::size_t dim : tensor.shape()) shape += (shape.empty() ? "" : ",") + std::to_string(dim);
    return json_string(tensor.name.to<std::string_view>()) + R"(:{"dtype":")" +
           name_of(tensor.type).to<std::string>() + R"(","shape":[)" + shape + R"(],"data_offsets":[)" +
           std::to_string(begin) + "," + std::to_string(begin + tensor.bytes.size()) + "]}";
}

[[nodiscard]] inline std::string metadata_text(const metadata_map& metadata, const std::string& source) {
    std::string entries;
    for (const auto& [key, value] : metadata) {
        check_utf8(key, source + ": a key of the metadata");
        check_utf8(value, source + ": the metadata for " + printable(key));
        entries += (entries.empty() ? "" : ",") + json_string(key) + ":" + json_string(value);
    }
    return json_string(metadata_key) + ":{" + entries + "}";
}

/// The JSON text, padded so that the data after it is aligned to 8 bytes.
[[nodiscard]] inline std::string header_text(std::span<const tensor_view> order, const metadata_map& metadata,
                                             const std::string& source) {
    std::string header = "{";
    if (!metadata.empty()) header += metadata_text(metadata, source);
    std::uint64_t begin = 0;
    for (const tensor_view& tensor : order) {
        check_writable(tensor, source);
        header += (header.size() > 1 ? "," : "") + tensor_text(tensor, begin);
        begin += tensor.bytes.size();
    }
    header += "}";
    header.append((8 - header.size() % 8) % 8, ' ');
    if (header.size() > max_header_bytes)
        throw error(source + ": found a header of " + std::to_string(header.size()) +
                    " bytes, expected at most " + std::to_string(max_header_bytes));
    return header;
}

/// A file before it is written: all that can be wrong with the caller's tensors has been checked.
struct file_plan {
    std::string head; ///< length field and header
    std::vector<tensor_view> tensors;
};

[[nodiscard]] inline file_plan plan_file(std::span<const tensor_view> tensors, const metadata_map& metadata,
                                         const std::string& source) {
    check_unique_names(tensors, source);
    file_plan plan{.head = {}, .tensors = in_file_order(tensors)};
    const std::string header = header_text(plan.tensors, metadata, source);
    for (unsigned shift = 0; shift < 64; shift += 8)
        plan.head += static_cast<char>(std::uint64_t{header.size()} >> shift & 0xffU);
    plan.head += header;
    return plan;
}

} // namespace detail

/// The bytes of a file. Throws sei::error for two tensors of one name, a reserved name, text that is not
/// UTF-8, or bytes that do not fit dtype and shape.
[[nodiscard]] inline std::vector<std::byte> encode_safetensors(std::span<const tensor_view> tensors,
                                                               const metadata_map& metadata = {}) {
    const detail::file_plan plan = detail::plan_file(tensors, metadata, "tensors to write");
    const auto head = std::as_bytes(std::span(plan.head));
    std::vector<std::byte> bytes(head.begin(), head.end());
    for (const tensor_view& tensor : plan.tensors)
        bytes.insert(bytes.end(), tensor.bytes.begin(), tensor.bytes.end());
    return bytes;
}

/// Writes a file, or replaces it: whoever opens the path sees the old file or the whole new one, and old
/// mappings stay valid. Symbolic links are followed, a replaced file's mode stays, devices and pipes are
/// written as they are (see output_file.hpp). Throws sei::error as above, and when the file cannot be
/// written; then the path is as it was before.
inline void write_safetensors(const std::filesystem::path& path, std::span<const tensor_view> tensors,
                              const metadata_map& metadata = {}) {
    const detail::file_plan plan = detail::plan_file(tensors, metadata, path.string());
    output_file file(path);
    file.write(std::as_bytes(std::span(plan.head)));
    for (const tensor_view& tensor : plan.tensors) file.write(tensor.bytes);
    file.publish();
}

} // namespace sei::weights::inline SEI_RELEASE
