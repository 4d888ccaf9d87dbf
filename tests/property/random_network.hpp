// SPDX-License-Identifier: MIT
#pragma once
/// Random networks as types: `random_network<Seed>` has 5 to 20 layers, with nested blocks, branches that pass their
/// input on, layers that do nothing, and maps whose readers want different padding.

#include <sei/model/network.hpp>
#include <sei/model/split.hpp>

namespace property {

using namespace sei::layers;

/// SplitMix64's mixing function: every decision is a hash of where it is taken.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t state) {
    state += 0x9E37'79B9'7F4A'7C15U;
    state = (state ^ state >> 30U) * 0xBF58'476D'1CE4'E5B9U;
    state = (state ^ state >> 27U) * 0x94D0'49BB'1331'11EBU;
    return state ^ state >> 31U;
}

/// The decisions at one place in a network.
struct dice {
    std::uint64_t place;

    [[nodiscard]] constexpr std::uint32_t below(std::uint32_t bound, std::uint64_t question) const {
        return static_cast<std::uint32_t>(mixed(place * 64 + question) % bound);
    }
    [[nodiscard]] constexpr std::uint32_t between(std::uint32_t low, std::uint32_t high, std::uint64_t question) const {
        return low + below(high - low + 1, question);
    }
    [[nodiscard]] constexpr bool coin(std::uint64_t question) const { return below(2, question) == 0; }
    /// The place behind this one, and places inside of it.
    [[nodiscard]] constexpr std::uint64_t next(std::uint64_t branch = 0) const { return mixed(place ^ branch << 56U) >> 8U; }

    /// A name that no other place has.
    [[nodiscard]] constexpr sei::label name() const {
        sei::label result = "n";
        for (std::uint64_t rest = place; rest != 0; rest /= 16)
            result.push_back("0123456789abcdef"[rest % 16]);
        return result;
    }
};

// The shape behind an item; declared first, for blocks nest.
template <sei::layer Layer>
[[nodiscard]] constexpr sei::shape after(const Layer& spec, sei::shape in) {
    return spec.infer(in).output;
}
template <auto... Layers>
[[nodiscard]] constexpr sei::shape after(const sei::sequence<Layers...>&, sei::shape in);
template <class Body, class Shortcut>
[[nodiscard]] constexpr sei::shape after(const sei::residual<Body, Shortcut>&, sei::shape in);
template <class... Branches>
[[nodiscard]] constexpr sei::shape after(const sei::concat<Branches...>&, sei::shape in);

template <auto... Layers>
constexpr sei::shape after(const sei::sequence<Layers...>&, sei::shape in) {
    ((in = after(Layers, in)), ...);
    return in;
}
template <class Body, class Shortcut>
constexpr sei::shape after(const sei::residual<Body, Shortcut>&, sei::shape in) {
    return after(Body{}, in);
}
template <class... Branches>
constexpr sei::shape after(const sei::concat<Branches...>&, sei::shape in) {
    const std::uint32_t channels = (after(Branches{}, in).channels + ...);
    return {channels, in.height, in.width};
}

/// What may be drawn: inside of blocks height and width stay, and depth is limited.
struct freedom {
    bool keeps_size = false;
    std::uint32_t depth = 0;

    [[nodiscard]] constexpr freedom inside() const { return {true, depth + 1}; }
};

template <std::uint64_t Place, sei::shape In, std::size_t Left, freedom May, auto... Done>
struct grown;

template <std::uint64_t Place, sei::shape In, std::size_t Left, freedom May>
using grown_sequence = typename grown<Place, In, Left, May>::type;

[[nodiscard]] constexpr conv2d drawn_convolution(dice roll, sei::shape in, bool keeps_size) {
    conv2d spec{.filters = roll.between(1, 40, 1), .bias = roll.below(3, 2) != 0, .name = roll.name()};
    const std::uint32_t dilation = roll.between(1, 2, 3);
    spec.dilation = {dilation, roll.between(1, 2, 4)};
    spec.kernel = {2 * roll.below(3, 5) + 1, 2 * roll.below(3, 6) + 1};
    spec.padding = {spec.dilation.height * (spec.kernel.height / 2), spec.dilation.width * (spec.kernel.width / 2)};
    if (roll.below(4, 7) == 0 && in.channels > 1) {
        spec.groups = in.channels; // depthwise, or several filters a channel
        spec.filters = in.channels * (in.channels < 12 ? roll.between(1, 2, 8) : 1);
    } else if (roll.below(4, 9) == 0 && in.channels % 2 == 0) {
        spec.groups = 2;
        spec.filters += spec.filters % 2;
    }
    if (keeps_size) return spec;
    conv2d free = spec;
    free.kernel = {roll.between(1, 4, 10), roll.between(1, 4, 11)};
    free.stride = {roll.between(1, 2, 12), roll.between(1, 2, 13)};
    free.padding = {roll.below(4, 14), roll.below(4, 15)};
    return free.infer(in).reason == sei::fault::none ? free : spec;
}

template <class Pool>
[[nodiscard]] constexpr Pool drawn_pool(dice roll, sei::shape in, bool keeps_size) {
    Pool spec;
    spec.kernel = 3;
    spec.stride = 1;
    spec.padding = 1;
    Pool smaller;
    smaller.kernel = {roll.between(1, 3, 1), roll.between(1, 3, 2)};
    smaller.stride = {roll.between(1, 2, 3), roll.between(1, 2, 4)};
    smaller.padding = {roll.below(2, 5), roll.below(2, 6)};
    const bool fits = smaller.infer(in).reason == sei::fault::none;
    return !keeps_size && fits && in.height > 3 && in.width > 3 ? smaller : spec;
}

[[nodiscard]] constexpr avg_pool drawn_average(dice roll, sei::shape in, bool keeps_size) {
    avg_pool spec = drawn_pool<avg_pool>(roll, in, keeps_size);
    spec.count_include_pad = roll.coin(7);
    return spec;
}

// Structs and named constants instead of functions with values in template argument lists: those crash g++ 12.
template <std::uint64_t Place, std::uint32_t Width>
struct shortcut_layers {
    static constexpr dice roll{Place};
    static constexpr conv2d pointwise{.filters = Width, .kernel = 1, .name = roll.name()};
    static constexpr conv2d convolution{.filters = Width, .padding = 1, .bias = false, .name = roll.name()};
    static constexpr batch_norm normalisation{.epsilon = 0.01F, .name = dice{roll.next()}.name()};
    static constexpr dense matrix{.units = Width, .name = roll.name()};

    using of_vector = sei::sequence<matrix>;
    using of_map = std::conditional_t<roll.coin(1), sei::sequence<pointwise>,
                                      sei::sequence<dropout{}, relu{}, convolution, normalisation>>;
};

/// Body and shortcut of the same shape; where the body changes the channels, the shortcut must, too.
template <std::uint64_t Place, sei::shape In, freedom May>
struct drawn_residual {
    static constexpr dice roll{Place};
    using body = grown_sequence<roll.next(1), In, roll.below(5, 1), May.inside()>;
    static constexpr sei::shape out = after(body{}, In);
    using layers = shortcut_layers<roll.next(2), out.channels>;
    using side = std::conditional_t<In.rank() == 3, typename layers::of_map, typename layers::of_vector>;
    using shortcut = std::conditional_t<out == In && roll.coin(2), sei::sequence<>, side>;
    static constexpr sei::residual<body, shortcut> value{.name = {}};
};

template <std::uint64_t Place, sei::shape In, freedom May>
struct drawn_concat {
    static constexpr dice roll{Place};
    using first = grown_sequence<roll.next(1), In, roll.below(4, 1), May.inside()>;
    using second = grown_sequence<roll.next(2), In, roll.below(3, 2), May.inside()>;
    using third = grown_sequence<roll.next(3), In, roll.below(2, 3), May.inside()>;
    static constexpr std::conditional_t<roll.coin(4), sei::concat<first, second>, sei::concat<first, second, third>> value{.name = {}};
};

/// One random item that fits behind a tensor of shape In.
template <std::uint64_t Place, sei::shape In, freedom May>
[[nodiscard]] consteval auto drawn() {
    constexpr dice roll{Place};
    constexpr std::uint32_t kind = roll.below(16, 0);
    constexpr bool is_map = In.rank() == 3;
    constexpr bool may_nest = May.depth < 3;
    if constexpr (kind < 2)
        return relu{};
    else if constexpr (kind == 2)
        return relu6{};
    else if constexpr (kind < 5)
        return batch_norm{.epsilon = 1e-3F, .name = roll.name()};
    else if constexpr (kind == 5)
        return dropout{};
    else if constexpr (kind == 6 && is_map)
        return drawn_pool<max_pool>(roll, In, May.keeps_size);
    else if constexpr (kind == 7 && is_map)
        return drawn_average(roll, In, May.keeps_size);
    else if constexpr (kind < 10 && may_nest)
        return drawn_residual<Place, In, May>::value;
    else if constexpr (kind < 12 && may_nest && In.channels <= 40)
        return drawn_concat<Place, In, May>::value;
    else if constexpr (is_map)
        return drawn_convolution(roll, In, May.keeps_size);
    else
        return dense{.units = roll.between(1, 40, 1), .bias = roll.coin(2), .name = roll.name()};
}

template <std::uint64_t Place, sei::shape In, std::size_t Left, freedom May, auto... Done>
struct grown {
    static constexpr auto item = drawn<Place, In, May>();
    using type = typename grown<dice{Place}.next(), after(item, In), Left - 1, May, Done..., item>::type;
};

template <std::uint64_t Place, sei::shape In, freedom May, auto... Done>
struct grown<Place, In, 0, May, Done...> {
    using type = sei::sequence<Done...>;
};

/// How a network of maps ends: as it is, or flattened with dense layers and perhaps a softmax.
template <std::uint64_t Place, sei::shape In>
struct drawn_end {
    static constexpr dice roll{Place};
    static constexpr sei::shape vector{.channels = static_cast<std::uint32_t>(In.elements())};
    static constexpr sei::shape pooled{.channels = In.channels};
    static constexpr std::uint32_t kind = roll.below(3, 1);
    using dense_layers = grown_sequence<roll.next(1), vector, roll.between(1, 5, 2), freedom{}>;
    using pooled_layers = grown_sequence<roll.next(2), pooled, roll.between(1, 5, 3), freedom{}>;
    using type = std::conditional_t<
        kind == 0, sei::sequence<>,
        std::conditional_t<kind == 1, sei::sequence<flatten{}, dense_layers{}>,
                           sei::sequence<global_avg_pool{}, flatten{}, pooled_layers{}, softmax{}>>>;
};

template <std::uint64_t Seed>
struct plan {
    static constexpr dice roll{mixed(Seed) >> 8U};
    static constexpr input first{roll.between(1, 20, 1), roll.between(5, 15, 2), roll.between(5, 15, 3)};
    using maps = grown_sequence<roll.next(1), sei::shape{first.channels, first.height, first.width}, roll.between(4, 14, 4), freedom{}>;
    using end = typename drawn_end<roll.next(2), after(maps{}, first.infer({}).output)>::type;
};

template <std::uint64_t Seed>
struct random_network final : sei::network<plan<Seed>::first, typename plan<Seed>::maps{}, typename plan<Seed>::end{}> {};

} // namespace property
