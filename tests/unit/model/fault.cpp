// SPDX-License-Identifier: MIT
#include <sei/model/fault.hpp>

#include <sei/model/layer.hpp>

#include <doctest/doctest.h>

#include <type_traits>

// What compilers print is tested in tests/compile_fail.

TEST_CASE("no fault is the zero value, so that a default inference is sound") {
    CHECK(static_cast<int>(sei::fault::none) == 0);
    CHECK(sei::inference{}.reason == sei::fault::none);
}

TEST_CASE("faults are printed as names or decimal numbers: their base is int") {
    CHECK(std::is_same_v<std::underlying_type_t<sei::fault>, int>);
}

namespace {

template <class Type>
concept complete = requires {
    sizeof(Type);
};

} // namespace

TEST_CASE("a network_error is never complete, which is what stops the compiler") {
    CHECK_FALSE(complete<sei::network_error<1, sei::nothing, sei::text<'a'>, sei::chw<1, 2, 3>,
                                            sei::fault::no_filters_or_units>>);
    CHECK_FALSE(complete<sei::text<'a'>>);
    CHECK_FALSE(complete<sei::vector_of<3>>);
}
