// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/safetensors.hpp: a strict reader of safetensors files, whose tensors are views into the file.
///
/// Everything that the header claims is checked before a tensor is handed out; the first claim that does not
/// hold is thrown as one sentence of sei::error. Format: https://huggingface.co/docs/safetensors

#include <sei/error.hpp>
#include <sei/input_file.hpp>
#include <sei/weights/detail/safetensors_header.hpp>
#include <sei/weights/detail/safetensors_layout.hpp>
#include <sei/weights/detail/sorted_indices.hpp>
#include <sei/weights/detail/text.hpp>
#include <sei/weights/mapped_file.hpp>
#include <sei/weights/tensor_view.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sei::weights::inline SEI_RELEASE {

/// Throws sei::error, which names source, tensor and element, when a floating-point tensor holds NaN or
/// infinity. `source` comes before the tensor's name in errors, as a file's name does; it may be empty.
inline void check_finite(const tensor_view& tensor, std::string_view source = {}) {
    const std::size_t index = first_non_finite(tensor);
    if (index == tensor.bytes.size() / size_of(tensor.type)) return;
    sei::detail::throw_error({source, source.empty() ? "" : ": ", "tensor ",
                              detail::printable(tensor.name.to<std::string_view>()),
                              ": found NaN or infinity at element ", index, ", expected finite numbers"});
}

/// The tensors of one file. Move-only; views stay valid when it is moved and end with it (those of `parse`
/// also end with the caller's bytes).
class safetensors_file {
public:
    /// Maps and checks a file. O(header), the tensors' bytes are not touched. Nobody may shorten or change
    /// the file as long as it is mapped: reading it would fault (SIGBUS), or find other numbers than were
    /// checked. `read` depends on nobody.
    [[nodiscard]] static safetensors_file open(const std::filesystem::path& path) {
        mapped_file file(path);
        safetensors_file result(file.bytes(), path.string());
        result.file_ = std::move(file);
        return result;
    }

    /// Copies and checks a file of at most `most` bytes, which may be a pipe. What becomes of the file
    /// afterwards doesn't matter.
    [[nodiscard]] static safetensors_file read(const std::filesystem::path& path, std::size_t most) {
        auto copy = input_file(path, "a safetensors file").rest<std::vector<std::byte>>(most);
        safetensors_file result(copy, path.string());
        result.copy_ = std::move(copy); // the bytes stay where they are
        return result;
    }

    /// Checks bytes that the caller keeps. `source` names them in errors.
    [[nodiscard]] static safetensors_file parse(std::span<const std::byte> bytes, std::string source) {
        return {bytes, std::move(source)};
    }

    /// The name in errors: the path given to `open`, or what `parse` was told.
    [[nodiscard]] const std::string& source() const noexcept { return source_; }
    /// Are the tensors views into a file on the disk, as those of `open` are?
    [[nodiscard]] bool is_mapped() const noexcept { return !file_.bytes().empty(); }
    /// Does it hold its bytes itself, as `open` and `read` do, or does the caller of `parse`?
    [[nodiscard]] bool holds_its_bytes() const noexcept { return is_mapped() || !copy_.empty(); }
    [[nodiscard]] const metadata_map& metadata() const noexcept { return header_.metadata; }

    /// All tensors in the order of their bytes in the file.
    [[nodiscard]] std::span<const tensor_view> tensors() const noexcept { return tensors_; }
    [[nodiscard]] auto begin() const noexcept { return tensors_.begin(); }
    [[nodiscard]] auto end() const noexcept { return tensors_.end(); }
    [[nodiscard]] std::size_t size() const noexcept { return tensors_.size(); }

    /// The tensor of that name, or nullptr. O(log size).
    [[nodiscard]] const tensor_view* find(std::string_view name) const noexcept {
        const auto at =
            std::ranges::lower_bound(by_name_, name, {}, [&](std::size_t i) { return name_at(i); });
        return at != by_name_.end() && name_at(*at) == name ? &tensors_[*at] : nullptr;
    }

    /// The tensor of that name; throws sei::error, which says what the file has instead.
    [[nodiscard]] const tensor_view& at(std::string_view name) const {
        if (const tensor_view* const tensor = find(name)) return *tensor;
        sei::detail::throw_error(
            {source_, ": found no tensor ", detail::printable(name), ", the file has ", inventory()});
    }

    /// Throws at the first NaN or infinity of any tensor. Reads the whole file.
    void check_finite() const {
        for (const tensor_view& tensor : tensors_) weights::check_finite(tensor, source_);
    }

private:
    safetensors_file(std::span<const std::byte> bytes, std::string source) : source_(std::move(source)) {
        const detail::safetensors_parts parts = detail::split_file(bytes, source_);
        header_ = detail::read_header(parts.header, source_);
        detail::check_unique_names(header_.tensors, source_);
        const std::vector<std::size_t> order = detail::in_order_of_bytes(header_.tensors);
        detail::check_layout(header_.tensors, order, parts.data.size(), source_);
        tensors_.resize(order.size());
        for (std::size_t i = 0; i < order.size(); ++i)
            tensors_[i] = detail::view_of(header_.tensors[order[i]], parts.data);
        by_name_ = detail::sorted_indices(tensors_.size(), [this](std::size_t left, std::size_t right) {
            return name_at(left) < name_at(right);
        });
    }

    [[nodiscard]] std::string_view name_at(std::size_t i) const noexcept {
        return tensors_[i].name.to<std::string_view>();
    }

    [[nodiscard]] std::string inventory() const {
        constexpr std::size_t shown = 8;
        std::string text = std::to_string(tensors_.size()) + (tensors_.size() == 1 ? " tensor" : " tensors");
        for (std::size_t i = 0; i < (std::min)(shown, tensors_.size()); ++i)
            text += (i == 0 ? ": " : ", ") + detail::printable(name_at(i));
        return tensors_.size() > shown ? text + ", ..." : text;
    }

    mapped_file file_;
    std::vector<std::byte> copy_;
    std::string source_;
    detail::safetensors_header header_; ///< keeps the names that the views point to
    std::vector<tensor_view> tensors_;
    std::vector<std::size_t> by_name_;
};

} // namespace sei::weights::inline SEI_RELEASE
