// SPDX-License-Identifier: MIT
// Relevance passes a layer only if somebody said how; the trace says which layer it is.
// needs: Eigen/Core
// expect: this layer has no gradient or relevance rule; specialise gradient_of<Layer> or rule_of<Layer>
// expect-note: layer_of_a_pass<false, 2, sei::layers::softmax, sei::text<'s', 'o', 'f', 't'> ?>

#include <sei/explain/backward/pass.hpp>

using namespace sei::layers;

// A softmax at the end is not explained, only what is before it.
struct net final : sei::network<input{.channels = 4}, dense{.units = 3, .name = "fc"}, softmax{.name = "soft"}
#ifdef SEI_TEST_FAULT
                                ,
                                dense{.units = 2, .name = "behind"}
#endif
                                > {
};

void use(sei::explain::tape<net, float>& recorded, const sei::weights::folded_weights<float>& weights) {
    sei::explain::relevances<net, float>(weights).run(recorded, 0);
}
