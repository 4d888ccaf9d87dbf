// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/detail/safetensors_header.hpp: the JSON header of a safetensors file as plain structs.

#include <sei/error.hpp>
#include <sei/to_size.hpp>
#include <sei/weights/detail/json_walk.hpp>
#include <sei/weights/detail/text.hpp>
#include <sei/weights/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sei::weights::inline SEI_RELEASE {

/// What a file says about itself, in the order of the keys.
using metadata_map = std::map<std::string, std::string, std::less<>>;

namespace detail {

inline constexpr std::string_view metadata_key = "__metadata__";

/// One tensor as the header describes it; begin and end count from the first byte after the header.
struct tensor_entry {
    std::string name;
    dtype type = dtype::f32;
    std::size_t rank = 0;
    std::array<std::size_t, max_rank> dims{};
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

struct safetensors_header {
    std::vector<tensor_entry> tensors;
    metadata_map metadata;
};

/// Follows the events of a json_walk and accepts only `{name: {dtype, shape, data_offsets}, __metadata__:
/// {string: string}}`. Any other object or array ends the parse at its opening bracket, so depth is at
/// most 3.
class header_reader {
public:
    explicit header_reader(std::string source) : source_(std::move(source)) {}

    [[nodiscard]] safetensors_header take() && { return std::move(header_); }

    void number(std::uint64_t value) {
        if (place_ == place::shape) return add_dimension(value);
        if (place_ == place::offsets) return add_offset(value);
        other_value(std::to_string(value));
    }

    void string(const std::string& text) {
        if (place_ == place::metadata) {
            header_.metadata.emplace(key_, text);
            return;
        }
        if (place_ != place::tensor || field_ != field::type) other_value("the string " + printable(text));
        set_dtype(text);
    }

    void start_object() {
        if (place_ == place::outside) return enter(place::header);
        if (place_ != place::header) other_value("an object");
        if (key_ == metadata_key) return enter(place::metadata);
        entry_ = {.name = key_, .type = {}, .rank = 0, .dims = {}, .begin = 0, .end = 0};
        seen_ = {};
        enter(place::tensor);
    }

    void start_array() {
        if (place_ == place::tensor && field_ == field::shape) return enter(place::shape);
        if (place_ == place::tensor && field_ == field::offsets) return enter(place::offsets);
        other_value("an array");
    }

    void key(const std::string& name) {
        if (place_ == place::tensor) return select_field(name);
        const bool is_metadata = place_ == place::header && name == metadata_key;
        if ((is_metadata && has_metadata_) || (place_ == place::metadata && header_.metadata.contains(name)))
            fail({"found the key ", printable(name), " twice, expected every key once"});
        has_metadata_ = has_metadata_ || is_metadata;
        key_ = name;
    }

    void end_object() {
        if (place_ == place::tensor) finish_tensor();
        enter(place_ == place::header ? place::outside : place::header);
    }

    void end_array() {
        if (place_ == place::offsets && offset_count_ != 2)
            fail_tensor({"data_offsets has ", offset_count_, " numbers, expected 2"});
        enter(place::tensor);
    }

    /// Rejects a value of the wrong kind; only strings and whole numbers are ever accepted.
    [[noreturn]] void other_value(const std::string& found) const {
        const std::string_view name = field_names[static_cast<std::size_t>(field_)];
        if (place_ == place::metadata)
            fail({"__metadata__ ", printable(key_), ": found ", found, ", expected a string"});
        if (place_ == place::header && key_ == metadata_key)
            fail({"__metadata__: found ", found, ", expected an object of strings"});
        if (place_ == place::header)
            fail({"tensor ", printable(key_), ": found ", found,
                  ", expected an object with dtype, shape and data_offsets"});
        if (place_ == place::tensor)
            fail_tensor({"found ", found, " as ", name, ", expected ",
                         field_ == field::type ? "a string" : "an array of whole numbers"});
        fail_tensor({"found ", found, " in ", name, ", expected whole numbers from 0 to 2^64-1"});
    }

    [[noreturn]] void syntax_error(std::size_t position) const {
        fail({"the header is not valid JSON near its byte ", position, ", expected one JSON object"});
    }

private:
    enum class place { outside, header, metadata, tensor, shape, offsets };
    enum class field { type, shape, offsets };
    static constexpr std::array<std::string_view, 3> field_names{"dtype", "shape", "data_offsets"};

    using sentence = std::initializer_list<sei::detail::error_piece>;

    [[noreturn]] void fail(sentence pieces) const {
        sei::detail::throw_error({source_, ": ", sei::detail::joined(pieces)});
    }
    [[noreturn]] void fail_tensor(sentence pieces) const {
        fail({"tensor ", printable(entry_.name), ": ", sei::detail::joined(pieces)});
    }

    void enter(place next) noexcept {
        place_ = next;
        offset_count_ = 0;
    }

    void select_field(const std::string& name) {
        for (std::size_t i = 0; i < field_names.size(); ++i) {
            if (name != field_names[i]) continue;
            if (std::exchange(seen_[i], true))
                fail_tensor({"found the key ", name, " twice, expected it once"});
            field_ = static_cast<field>(i);
            return;
        }
        fail_tensor({"found the key ", printable(name), ", expected only dtype, shape and data_offsets"});
    }

    void set_dtype(const std::string& text) {
        for (std::size_t i = 0; i < dtype_table.size(); ++i) {
            entry_.type = static_cast<dtype>(i);
            if (name_of(entry_.type) == text) return;
        }
        fail_tensor({"found the dtype ", printable(text), ", expected one of", known_dtypes()});
    }

    [[nodiscard]] static std::string known_dtypes() {
        std::string names;
        for (const dtype_facts& known : dtype_table) (names += ' ') += known.name.to<std::string_view>();
        return names;
    }

    void add_dimension(std::uint64_t value) {
        if (entry_.rank == max_rank)
            fail_tensor({"found a shape of more than 8 dimensions, expected at most 8"});
        if (!std::in_range<std::size_t>(value))
            fail_tensor({"found ", value, " in shape, expected at most ", too_large});
        entry_.dims[entry_.rank++] = sei::detail::to_size(value);
    }

    void add_offset(std::uint64_t value) {
        if (offset_count_ == 2) fail_tensor({"data_offsets has more than 2 numbers, expected 2"});
        (offset_count_ == 0 ? entry_.begin : entry_.end) = value;
        ++offset_count_;
    }

    void finish_tensor() {
        for (std::size_t i = 0; i < field_names.size(); ++i)
            if (!seen_[i])
                fail_tensor({"found no ", field_names[i], ", expected dtype, shape and data_offsets"});
        header_.tensors.push_back(std::move(entry_));
    }

    std::string source_;
    safetensors_header header_;
    tensor_entry entry_;
    std::string key_; ///< of the header or of the metadata
    std::array<bool, 3> seen_{};
    std::size_t offset_count_ = 0;
    place place_ = place::outside;
    field field_ = field::type;
    bool has_metadata_ = false;
};

/// Reads the header's text. Tensors come in the order of the text; offsets and names are not compared yet.
[[nodiscard]] inline safetensors_header read_header(std::string_view text, const std::string& source) {
    if (text.empty())
        sei::detail::throw_error({source, ": found a header of 0 bytes, expected a JSON object"});
    if (text.front() != '{')
        sei::detail::throw_error({source, ": the header begins with byte ",
                                  static_cast<unsigned char>(text.front()), ", expected 123 ('{')"});
    if (const std::size_t at = first_invalid_utf8(text); at != std::string_view::npos)
        sei::detail::throw_error(
            {source, ": the header is not UTF-8 at its byte ", at, ", expected UTF-8 JSON"});
    // nlohmann-json takes a zero byte for the end of its input and would ignore what follows.
    if (const std::size_t at = text.find('\0'); at != std::string_view::npos)
        sei::detail::throw_error({source, ": the header holds a zero at its byte ", at, ", expected JSON"});
    header_reader reader(source);
    json_walk(text, reader).run();
    return std::move(reader).take();
}

} // namespace detail
} // namespace sei::weights::inline SEI_RELEASE
