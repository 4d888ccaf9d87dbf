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

#include <cstring>
#include <memory>
#include <string>
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
        return source_->file.is_mapped() ? source_ : nullptr;
    }

private:
    struct source {
        safetensors_file file;
        std::vector<std::vector<float>> realigned; // copies of tensors that the file holds at odd addresses

        source(safetensors_file opened, std::vector<std::vector<float>> copies)
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

/// The file's first tensor that no layer asks for, or nullptr.
[[nodiscard]] inline const tensor_view* first_unknown(const safetensors_file& file,
                                                      const std::vector<std::string>& known) {
    for (const tensor_view& tensor : file.tensors()) {
        bool wanted = false;
        for (const std::string& name : known) wanted = wanted || tensor.name == name_view(name);
        if (!wanted) return &tensor;
    }
    return nullptr;
}

[[nodiscard]] inline network_weights bind_nodes(safetensors_file file, std::span<const node> nodes,
                                                std::span<const parameter_list> parameters) {
    std::vector<network_weights::node_tensors> tensors(nodes.size());
    std::vector<std::vector<float>> realigned;
    std::vector<std::string> known;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].kind == layers::batch_norm::kind) // a counter for training, in every state_dict
            known.push_back(tensor_name(nodes[i], {.suffix = "num_batches_tracked"}));
        for (std::size_t k = 0; k < parameters[i].count; ++k) {
            const std::string name = tensor_name(nodes[i], parameters[i].tensors[k]);
            known.push_back(name);
            const tensor_view* found = file.find(name);
            if (found == nullptr)
                sei::detail::throw_error({file.source(), ": tensor '", name, "' is missing; layer '",
                                          text_of(nodes[i].name), "' needs it"});
            check_tensor(*found, parameters[i].tensors[k], file.source(), name);
            tensors[i][k] = view_as<float>(*found);
            if (tensors[i][k].empty()) {
                realigned.emplace_back(parameters[i].tensors[k].elements());
                std::memcpy(realigned.back().data(), found->bytes.data(), found->bytes.size());
                tensors[i][k] = realigned.back();
            }
        }
    }
    if (const tensor_view* unknown = first_unknown(file, known))
        sei::detail::throw_error({file.source(), ": tensor ", printable(unknown->name.to<std::string_view>()),
                                  " belongs to no layer of this network"});
    return {std::move(file), std::move(tensors), std::move(realigned)};
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
    return detail::bind_nodes(std::move(file), nodes_of<Net>(), parameter_table<Net>);
}

/// Maps and checks a safetensors file.
template <described_network Net>
[[nodiscard]] network_weights load(const std::filesystem::path& path) {
    return bind<Net>(safetensors_file::open(path));
}

} // namespace sei::weights
