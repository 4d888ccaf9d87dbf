// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/bind.hpp: the tensors of a file, checked against a network: every name, dtype, shape and
/// value.
///
///     const auto weights = sei::weights::load<fashion_net>("fashion.safetensors");
///
/// Missing, unknown, misshapen or non-finite: one sei::error that names the tensor, what was found and what
/// was expected. Nothing is half-loaded.

#include <sei/error.hpp>
#include <sei/model/parameters.hpp>
#include <sei/weights/detail/text.hpp>
#include <sei/weights/safetensors.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sei::weights {

/// The weights of a network as its file has them, by node number; batch_norm is not folded yet (see
/// fold.hpp). Copies share the file.
class network_weights {
public:
    using node_tensors = std::array<std::span<const float>, 4>;

    network_weights(safetensors_file file, std::vector<node_tensors> tensors,
                    std::vector<std::vector<float>> realigned)
        : source_(std::make_shared<const source>(std::move(file), std::move(realigned))),
          tensors_(std::move(tensors)) {}

    [[nodiscard]] const node_tensors& of_node(std::size_t node) const { return tensors_[node]; }
    [[nodiscard]] std::size_t node_count() const { return tensors_.size(); }
    [[nodiscard]] const safetensors_file& file() const { return source_->file; }

    /// Keeps the tensors where they are; null if they stand in memory of the caller's (`parse`).
    [[nodiscard]] std::shared_ptr<const void> lifetime() const {
        return source_->file.holds_its_bytes() ? source_ : nullptr;
    }

private:
    struct source {
        safetensors_file file;
        std::vector<std::vector<float>> realigned; // copies of tensors that the file holds at odd addresses

        source(safetensors_file&& opened, std::vector<std::vector<float>>&& copies)
            : file(std::move(opened)), realigned(std::move(copies)) {}
    };

    std::shared_ptr<const source> source_;
    std::vector<node_tensors> tensors_;
};

namespace detail {

[[nodiscard]] inline std::string_view text_of(const label& name) { return {name.data(), name.size()}; }

[[nodiscard]] inline std::string tensor_name(const node& step, const parameter& tensor) {
    return sei::detail::joined({text_of(step.name), ".", tensor.suffix});
}

/// Throws unless the file's tensor is a float32 tensor of the expected shape without NaN or infinity.
inline void check_tensor(const tensor_view& found, const parameter& expected, const std::string& source,
                         const std::string& name) {
    if (found.type != dtype::f32)
        sei::detail::throw_error({source, ": tensor '", name, "' has dtype ",
                                  name_of(found.type).to<std::string_view>(), ", expected F32"});
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
    binder(const safetensors_file& file, std::span<const node> nodes)
        : file_(file), nodes_(nodes), tensors_(nodes.size()), is_known_(file.size()) {}

    void take(const needed_tensor& needed) {
        const node& step = nodes_[needed.node];
        const std::string name = tensor_name(step, needed.expected);
        const tensor_view* found = file_.find(name);
        if (found == nullptr)
            sei::detail::throw_error({file_.source(), ": tensor '", name, "' is missing; layer '",
                                      text_of(step.name), "' needs it"});
        check_tensor(*found, needed.expected, file_.source(), name);
        is_known_[index_of(found)] = true;
        tensors_[needed.node][needed.index] = floats_of(*found);
    }

    /// A counter for training, in every state_dict.
    void pass_over_counters() {
        for (const node& step : nodes_)
            if (step.kind == layers::batch_norm::kind)
                if (const tensor_view* found =
                        file_.find(tensor_name(step, {.suffix = "num_batches_tracked"})))
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
    [[nodiscard]] std::vector<std::vector<float>>&& realigned() { return std::move(realigned_); }

private:
    const safetensors_file& file_;
    std::span<const node> nodes_;
    std::vector<network_weights::node_tensors> tensors_;
    std::vector<std::vector<float>> realigned_;
    std::vector<bool> is_known_; ///< by number of the file's tensor

    [[nodiscard]] std::size_t index_of(const tensor_view* tensor) const {
        return static_cast<std::size_t>(tensor - file_.tensors().data());
    }

    /// Copied if they stand at an odd address.
    [[nodiscard]] std::span<const float> floats_of(const tensor_view& tensor) {
        const std::span<const float> in_place = view_as<float>(tensor);
        if (!in_place.empty()) return in_place;
        std::vector<float>& copy = realigned_.emplace_back(tensor.element_count());
        std::memcpy(copy.data(), tensor.bytes.data(), tensor.bytes.size());
        return copy;
    }
};

[[nodiscard]] inline network_weights bind_nodes(safetensors_file&& file, std::span<const node> nodes,
                                                std::span<const needed_tensor> needed) {
    binder found(file, nodes);
    for (const needed_tensor& tensor : needed) found.take(tensor);
    found.pass_over_counters();
    found.require_all_known();
    return {std::move(file), found.tensors(), found.realigned()};
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
[[nodiscard]] network_weights bind(safetensors_file file) {
    static_assert(
        detail::layers_with_weights_have_names<Net>(),
        "sei::weights: a convolution, dense layer or batch_norm without a name can't find its tensors");
    return detail::bind_nodes(std::move(file), nodes_of<Net>(), detail::needed_tensors<Net>);
}

/// Maps and checks a safetensors file, which must stay as it is while it is in use (see
/// `safetensors_file::open`).
template <described_network Net>
[[nodiscard]] network_weights load(const std::filesystem::path& path) {
    return bind<Net>(safetensors_file::open(path));
}

/// Copies and checks a safetensors file of at most `most` bytes, which may be a pipe: nothing that happens to
/// the file afterwards matters.
template <described_network Net>
[[nodiscard]] network_weights load_copy(const std::filesystem::path& path, std::size_t most) {
    return bind<Net>(safetensors_file::read(path, most));
}

} // namespace sei::weights
