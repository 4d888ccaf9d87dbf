// SPDX-License-Identifier: MIT
#pragma once
/// sei/model/layers/dense.hpp: a fully connected layer (torch.nn.Linear).

#include <sei/model/layer.hpp>

namespace sei::layers::inline SEI_RELEASE {

/// Weight `[units, inputs]`, bias `[units]` unless `bias = false`.
struct dense {
    std::uint32_t units = 0;
    bool bias = true;
    label name{};

    static constexpr label kind = "dense";

    [[nodiscard]] constexpr inference infer(shape in) const {
        if (in.rank() != 1) return {{}, fault::needs_a_vector_but_gets_a_map_add_flatten};
        if (units == 0) return {{}, fault::no_filters_or_units};
        return {{.channels = units}};
    }

    [[nodiscard]] constexpr work cost(shape in, shape) const {
        return {work_kind::dense, std::uint64_t{in.channels} * units};
    }

    [[nodiscard]] constexpr parameter_list parameters(shape in) const {
        parameter_list list;
        list.add("weight", units, in.channels);
        if (bias) list.add("bias", units);
        return list;
    }
};

} // namespace sei::layers::inline SEI_RELEASE
