// SPDX-License-Identifier: MIT
// A layer and a relevance rule of one's own, without touching sei: the program of
// docs/how_to/add_a_layer_or_rule.md. Each part between //{ and //} stands there.
#include "support/program.hpp"

#include <sei/sei.hpp>

#include <cmath>
#include <cstdio>
#include <random>

//{ describe
struct leaky_relu {
    float slope = 0.01F;
    sei::label name{};

    static constexpr sei::label kind = "leaky_relu";
    static constexpr sei::layer_role role = sei::layer_role::activation;

    [[nodiscard]] constexpr sei::inference infer(sei::shape in) const { return {in}; }
};
//}

//{ compute
template <>
struct sei::kernels::forward<leaky_relu> {
    template <class Scalar>
    static constexpr void run(const leaky_relu& spec, std::span<const operand<Scalar>> inputs,
                              const weights::parameter_view<Scalar>&, shape out, Scalar* result) {
        for (std::size_t i = 0; i < out.elements(); ++i)
            result[i] = inputs[0].data[i] * (inputs[0].data[i] > Scalar{0} ? Scalar{1} : Scalar{spec.slope});
    }
};
//}

//{ differentiate
template <>
struct sei::explain::gradient_of<leaky_relu> {
    template <class Scalar>
    static void run(const leaky_relu& spec, const backward_site<Scalar>& site) {
        for (std::size_t i = 0; i < site.from.size(); ++i)
            site.into[0][i] += site.from[i] * (site.output[i] > Scalar{0} ? Scalar{1} : Scalar{spec.slope});
    }
};
//}

//{ rule_of
template <>
struct sei::explain::rule_of<leaky_relu> : always<rules::pass> {};
//}

using namespace sei::explain;

//{ rule
/// R_i = |x_i| sum over j of |W_ji| R_j / (sum over k of |W_jk x_k|): shares by size, whatever the sign.
struct by_size {
    template <class Layer, class Scalar>
    class prepared final : public prepared_pass<Scalar> {
    public:
        prepared(const by_size&, const linear_site<Layer, Scalar>& site)
            : weight_(site.with_weights([](Scalar weight) { return std::abs(weight); })) {}

        void run(const backward_site<Scalar>& site) const override {
            std::vector<Scalar> x(site.inputs[0].dims.elements());
            for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::abs(site.inputs[0].data[i]);
            std::vector<Scalar> share(site.from.size());
            weight_.apply(x.data(), share.data(), *site.scratch);
            for (std::size_t j = 0; j < share.size(); ++j) share[j] = site.from[j] / stabilised(share[j]);
            std::vector<Scalar> back(x.size());
            weight_.apply_transposed(share.data(), back.data(), *site.scratch);
            for (std::size_t i = 0; i < x.size(); ++i) site.into[0][i] += x[i] * back[i];
        }

    private:
        linear_operator<Layer, Scalar> weight_;
    };
};
//}

using namespace sei::layers;

//{ use
struct leaky_net final
    : sei::network<input{.channels = 1, .height = 16, .width = 16},
                   conv2d{.filters = 8, .padding = 1, .name = "conv1"}, leaky_relu{.name = "leaky1"},
                   max_pool{.name = "pool1"}, conv2d{.filters = 16, .padding = 1, .name = "conv2"},
                   leaky_relu{.slope = 0.1F, .name = "leaky2"}, max_pool{.name = "pool2"},
                   flatten{.name = "flatten"}, dense{.units = 10, .name = "fc"}> {};

using my_rules =
    composite<named<"conv1", by_size{}>, on<rules::gamma{}, conv2d>, on<rules::epsilon{}, dense>>;
//}

namespace {

void run() {
    constexpr std::size_t count = 16;
    std::vector<float> pixels(count * leaky_net::input.elements());
    std::mt19937 random(1);
    for (float& pixel : pixels) pixel = std::uniform_real_distribution<float>(0, 1)(random);

    //{ rank
    const explained_network<leaky_net> explained(random_weights<leaky_net>(1));
    const auto splits = rank<my_rules>(explained, {pixels, count});
    //}
    std::puts("cut after  kind         log10 of importance  sum of |relevance|");
    for (const sei::split_score& split : splits)
        std::printf("%-10s %-12s %19s  %18.3f\n", split.after.c_str(), split.kind.c_str(),
                    split.importance_log10 ? std::to_string(*split.importance_log10).c_str() : "-",
                    split.lrp_abs_total.value());
}

} // namespace

int main() {
    return examples::run_program("own_layer", [] {
        run();
        return 0;
    });
}
