// SPDX-License-Identifier: MIT
#pragma once
/// Loops over many numbers that g++ -O2 turns into vector code: it does so for loops of known length that
/// touch memory which can't overlap, and for no others.

#include <sei/config.hpp>

#include <cstddef>
#include <span>

namespace sei::explain::inline SEI_TARGET {
namespace detail {

inline constexpr std::size_t block_of_numbers = 16;

/// into[i] = operation(into[i], left[i], right[i]); `into` overlaps neither.
template <class Scalar, class Operation>
void combine(std::size_t count, const Scalar* __restrict left, const Scalar* __restrict right,
             Scalar* __restrict into, const Operation& operation) {
    const std::size_t whole = count / block_of_numbers * block_of_numbers;
    for (std::size_t i = 0; i < whole; i += block_of_numbers)
        for (std::size_t k = 0; k < block_of_numbers; ++k)
            into[i + k] = operation(into[i + k], left[i + k], right[i + k]);
    for (std::size_t i = whole; i < count; ++i) into[i] = operation(into[i], left[i], right[i]);
}

/// into[i] = operation(into[i], from[i]).
template <class Scalar, class Operation>
void combine(std::size_t count, const Scalar* __restrict from, Scalar* __restrict into,
             const Operation& operation) {
    const std::size_t whole = count / block_of_numbers * block_of_numbers;
    for (std::size_t i = 0; i < whole; i += block_of_numbers)
        for (std::size_t k = 0; k < block_of_numbers; ++k) into[i + k] = operation(into[i + k], from[i + k]);
    for (std::size_t i = whole; i < count; ++i) into[i] = operation(into[i], from[i]);
}

/// values[i] = operation(values[i]).
template <class Scalar, class Operation>
void combine(std::size_t count, Scalar* __restrict values, const Operation& operation) {
    const std::size_t whole = count / block_of_numbers * block_of_numbers;
    for (std::size_t i = 0; i < whole; i += block_of_numbers)
        for (std::size_t k = 0; k < block_of_numbers; ++k) values[i + k] = operation(values[i + k]);
    for (std::size_t i = whole; i < count; ++i) values[i] = operation(values[i]);
}

template <class Scalar>
void add_constant(std::size_t count, Scalar constant, Scalar* __restrict into) {
    const std::size_t whole = count / block_of_numbers * block_of_numbers;
    for (std::size_t i = 0; i < whole; i += block_of_numbers)
        for (std::size_t k = 0; k < block_of_numbers; ++k) into[i + k] += constant;
    for (std::size_t i = whole; i < count; ++i) into[i] += constant;
}

/// Sixteen partial sums, then their sum: the order is the same on every processor.
template <class Scalar, class Value>
[[nodiscard]] Scalar sum_over(std::size_t count, const Value& value) {
    Scalar partial[block_of_numbers] = {};
    const std::size_t whole = count / block_of_numbers * block_of_numbers;
    for (std::size_t i = 0; i < whole; i += block_of_numbers)
        for (std::size_t k = 0; k < block_of_numbers; ++k) partial[k] += value(i + k);
    Scalar sum{0};
    for (std::size_t i = whole; i < count; ++i) sum += value(i);
    for (const Scalar part : partial) sum += part;
    return sum;
}

template <class Scalar>
void add_all(std::span<const Scalar> from, Scalar* into) {
    combine(from.size(), from.data(), into, [](Scalar sum, Scalar value) { return sum + value; });
}

} // namespace detail
} // namespace sei::explain::inline SEI_TARGET
