// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/bind.hpp: the tensors of a file, checked against a network: every name, dtype, shape and
/// value.
///
///     const auto weights = sei::weights::load<fashion_net>("fashion.safetensors");
///
/// Missing, unknown, misshapen or non-finite: one sei::error that names the tensor, what was found and what
/// was expected. Nothing is half-loaded. F16 and BF16 are widened to float32, which is exact.

#include <sei/error.hpp>
#include <sei/model/parameters.hpp>
#include <sei/weights/detail/nearest_names.hpp>
#include <sei/weights/detail/text.hpp>
#include <sei/weights/safetensors.hpp>
#include <sei/weights/widened.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sei::weights::inline SEI_RELEASE {

/// The weights of a network as its file has them, by node number; batch_norm is not folded yet (see
/// fold.hpp). Copies share the file, or the numbers that were made without one.
class network_weights {
public:
    using node_tensors = std::array<std::span<const float>, 4>;

    network_weights(safetensors_file file, std::vector<node_tensors> tensors,
                    std::vector<std::vector<float>> copied)
        : origin_(
              std::make_shared<const origin>(std::string(file.source()), std::move(file), std::move(copied))),
          tensors_(std::move(tensors)) {}

    /// Made without a file: `tensors` are views into `owned`, `source` is used in errors where a file's name
    /// would.
    network_weights(std::string source, std::vector<node_tensors> tensors,
                    std::vector<std::vector<float>> owned)
        : origin_(std::make_shared<const origin>(std::move(source), std::nullopt, std::move(owned))),
          tensors_(std::move(tensors)) {}

    [[nodiscard]] const node_tensors& of_node(std::size_t node) const { return tensors_[node]; }
    [[nodiscard]] std::size_t node_count() const { return tensors_.size(); }
    /// The name in errors: the file's, or what the maker of the numbers said.
    [[nodiscard]] const std::string& source() const { return origin_->name; }
    /// Throws sei::error for weights that no file holds.
    [[nodiscard]] const safetensors_file& file() const {
        if (!origin_->file)
            sei::detail::throw_error({origin_->name, " has no file, expected weights that were loaded"});
        return *origin_->file;
    }

    /// Keeps the tensors where they are; null if they are in memory of the caller's (`parse`).
    [[nodiscard]] std::shared_ptr<const void> lifetime() const {
        const bool is_callers = origin_->file && !origin_->file->holds_its_bytes();
        return is_callers ? nullptr : origin_;
    }

private:
    struct origin {
        std::string name;
        std::optional<safetensors_file> file;
        std::vector<std::vector<float>> copied; // widened, held at odd addresses, or made without a file

        origin(std::string source, std::optional<safetensors_file>&& opened,
               std::vector<std::vector<float>>&& numbers)
            : name(std::move(source)), file(std::move(opened)), copied(std::move(numbers)) {}
    };

    std::shared_ptr<const origin> origin_;
    std::vector<node_tensors> tensors_;
};

struct bind_options {
    /// What every name in the file begins with beyond the network's own: "module." of a network saved inside
    /// nn.DataParallel, "model." or "backbone." of one inside another module. A name without it is unknown.
    std::string prefix{};
};

namespace detail {

[[nodiscard]] inline std::string_view text_of(const label& name) { return name; }

[[nodiscard]] inline std::string tensor_name(const node& step, const parameter& tensor) {
    return sei::detail::joined({text_of(step.name), ".", tensor.suffix});
}

/// Throws unless the file's tensor has a dtype that widens to float32 and the expected shape, without NaN or
/// infinity.
inline void check_tensor(const tensor_view& found, const parameter& expected, const std::string& source,
                         const std::string& name) {
    if (!widens_to_float(found.type))
        sei::detail::throw_error({source, ": tensor '", name, "' has dtype ",
                                  name_of(found.type).to<std::string_view>(), ", expected F32, F16 or BF16"});
    std::array<std::size_t, 4> dimensions{};
    for (std::size_t i = 0; i < expected.rank; ++i) dimensions[i] = expected.dimensions[i];
    const std::span<const std::size_t> wanted{dimensions.data(), expected.rank};
    if (!found.has_shape(wanted))
        sei::detail::throw_error({source, ": tensor '", name, "' has shape ", shape_text(found.shape()),
                                  ", expected ", shape_text(wanted)});
    check_finite(found, source);
}

/// A tensor that a node needs: its number among the node's, and what it must be.
struct needed_tensor {
    std::uint16_t node = 0;
    std::uint16_t index = 0;
    parameter expected{};
};

template <class Net>
[[nodiscard]] consteval std::size_t count_needed_tensors() {
    std::size_t sum = 0;
    for (const parameter_list& list : parameter_table<Net>) sum += list.count;
    return sum;
}

/// `parameter_table` without its empty places, which are most of it.
template <class Net>
[[nodiscard]] consteval auto list_needed_tensors() {
    std::array<needed_tensor, count_needed_tensors<Net>()> needed{};
    std::size_t next = 0;
    for (std::uint16_t node = 0; node < parameter_table<Net>.size(); ++node)
        for (std::uint16_t k = 0; k < parameter_table<Net>[node].count; ++k)
            needed[next++] = {node, k, parameter_table<Net>[node].tensors[k]};
    return needed;
}

template <class Net>
inline constexpr auto needed_tensors = list_needed_tensors<Net>();

/// Finds the tensors of a network's nodes in a file.
class binder {
public:
    binder(const safetensors_file& file, std::span<const node> nodes, const bind_options& options)
        : file_(file), nodes_(nodes), options_(options), tensors_(nodes.size()), is_known_(file.size()) {}

    void take(const needed_tensor& needed) {
        const node& step = nodes_[needed.node];
        const std::string own_name = tensor_name(step, needed.expected);
        const std::string name = options_.prefix + own_name;
        const tensor_view* found = file_.find(name);
        if (found == nullptr)
            sei::detail::throw_error({file_.source(), ": tensor '", name, "' is missing; layer '",
                                      text_of(step.name), "' needs it", advice_for(own_name)});
        check_tensor(*found, needed.expected, file_.source(), name);
        is_known_[index_of(found)] = true;
        tensors_[needed.node][needed.index] = floats_of(*found);
    }

    /// A counter for training, in every state_dict.
    void pass_over_counters() {
        for (const node& step : nodes_)
            if (step.kind == layers::batch_norm::kind)
                if (const tensor_view* found =
                        file_.find(options_.prefix + tensor_name(step, {.suffix = "num_batches_tracked"})))
                    is_known_[index_of(found)] = true;
    }

    /// Throws if the file has a tensor that was neither taken nor passed over.
    void require_all_known() const {
        for (std::size_t i = 0; i < file_.size(); ++i)
            if (!is_known_[i])
                sei::detail::throw_error({file_.source(), ": tensor ",
                                          printable(file_.tensors()[i].name.to<std::string_view>()),
                                          " belongs to no layer of this network"});
    }

    [[nodiscard]] std::vector<network_weights::node_tensors>&& tensors() { return std::move(tensors_); }
    [[nodiscard]] std::vector<std::vector<float>>&& copied() { return std::move(copied_); }

private:
    const safetensors_file& file_;
    std::span<const node> nodes_;
    const bind_options& options_;
    std::vector<network_weights::node_tensors> tensors_;
    std::vector<std::vector<float>> copied_;
    std::vector<bool> is_known_; ///< by number of the file's tensor

    [[nodiscard]] std::size_t index_of(const tensor_view* tensor) const {
        return static_cast<std::size_t>(tensor - file_.tensors().data());
    }

    /// The end of the sentence about a missing tensor: what the file has instead.
    [[nodiscard]] std::string advice_for(const std::string& own_name) const {
        std::vector<std::string_view> names;
        for (const tensor_view& tensor : file_.tensors()) names.push_back(tensor.name.to<std::string_view>());
        if (names.empty()) return "; the file has no tensors";
        for (std::string_view prefix = shared_prefix(names); !prefix.empty();) {
            if (file_.find(std::string(prefix) + own_name) != nullptr)
                return sei::detail::joined({"; all names in the file begin with ", printable(prefix),
                                            ", which bind_options{.prefix = ", printable(prefix),
                                            "} strips"});
            const std::size_t dot = prefix.substr(0, prefix.size() - 1).rfind('.');
            prefix = dot == std::string_view::npos ? std::string_view() : prefix.substr(0, dot + 1);
        }
        std::string advice;
        for (const std::string_view name : nearest_names(options_.prefix + own_name, names, 3))
            (advice += advice.empty() ? "; the nearest names in the file are " : ", ") += printable(name);
        return advice;
    }

    /// Copied if they are at an odd address, or must be widened.
    [[nodiscard]] std::span<const float> floats_of(const tensor_view& tensor) {
        const std::span<const float> in_place = view_as<float>(tensor);
        if (!in_place.empty()) return in_place;
        std::vector<float>& copy = copied_.emplace_back(tensor.element_count());
        (void)copy_widened(tensor, copy); // check_tensor has seen dtype and size
        return copy;
    }
};

[[nodiscard]] inline network_weights bind_nodes(safetensors_file&& file, std::span<const node> nodes,
                                                std::span<const needed_tensor> needed,
                                                const bind_options& options) {
    binder found(file, nodes, options);
    for (const needed_tensor& tensor : needed) found.take(tensor);
    found.pass_over_counters();
    found.require_all_known();
    return {std::move(file), found.tensors(), found.copied()};
}

/// A layer with weights needs a name to find them by.
template <class Net>
consteval bool layers_with_weights_have_names() {
    for (std::size_t i = 0; i < program_of<Net>.node_count; ++i)
        if (parameter_table<Net>[i].count != 0 && program_of<Net>.storage[i].name.empty()) return false;
    return true;
}

} // namespace detail

/// Checks a file against the network; takes the file over, for the weights point into it.
template <described_network Net>
[[nodiscard]] network_weights bind(safetensors_file file, const bind_options& options = {}) {
    static_assert(
        detail::layers_with_weights_have_names<Net>(),
        "sei::weights: a convolution, dense layer or batch_norm without a name can't find its tensors");
    return detail::bind_nodes(std::move(file), nodes_of<Net>(), detail::needed_tensors<Net>, options);
}

/// Maps and checks a safetensors file, which must stay as it is while it is in use (see
/// `safetensors_file::open`).
template <described_network Net>
[[nodiscard]] network_weights load(const std::filesystem::path& path, const bind_options& options = {}) {
    return bind<Net>(safetensors_file::open(path), options);
}

/// Copies and checks a safetensors file of at most `most` bytes, which may be a pipe: nothing that happens to
/// the file afterwards matters.
template <described_network Net>
[[nodiscard]] network_weights load_copy(const std::filesystem::path& path, std::size_t most,
                                        const bind_options& options = {}) {
    return bind<Net>(safetensors_file::read(path, most), options);
}

} // namespace sei::weights::inline SEI_RELEASE
