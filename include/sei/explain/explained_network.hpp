// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/explained_network.hpp: a network with its weights, made ready to be explained image by image.
///
///     const sei::explain::explained_network<my_net> model(sei::weights::load<my_net>("my_net.safetensors"));
///     const auto splits = sei::explain::rank(model, images);

#include <sei/explain/backward/pass.hpp>

namespace sei::explain::inline SEI_TARGET {

/// Immutable; copies share everything. Convolution weights are held twice, packed for either direction.
template <described_network Net>
class explained_network {
public:
    explicit explained_network(weights::folded_weights<float>&& weights)
        : weights_(std::make_shared<const weights::folded_weights<float>>(std::move(weights))),
          recorder_(*weights_),
          gradient_(*weights_) {}
    explicit explained_network(const weights::network_weights& raw)
        : explained_network(weights::fold<float, Net>(raw)) {}

    [[nodiscard]] const weights::folded_weights<float>& weights() const { return *weights_; }

    /// To be copied, one for each thread.
    [[nodiscard]] const tape<Net, float>& recorder() const { return recorder_; }
    [[nodiscard]] const gradients<Net, float>& gradient() const { return gradient_; }

private:
    std::shared_ptr<const weights::folded_weights<float>> weights_;
    tape<Net, float> recorder_;
    gradients<Net, float> gradient_;
};

} // namespace sei::explain::inline SEI_TARGET
