// SPDX-License-Identifier: MIT
#pragma once
/// sei/engine/gemm.hpp: matrix products through Eigen, for gradients and relevance.
///
/// Results are overwritten and must not overlap the operands. No allocation, one thread. The only header that
/// includes Eigen.

#include <sei/config.hpp>

#include <Eigen/Core>

#include <cstddef>

namespace sei::engine::inline SEI_TARGET {

template <class Scalar>
using row_major = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class Scalar>
using matrix_view = Eigen::Map<row_major<Scalar>>;
template <class Scalar>
using const_matrix_view = Eigen::Map<const row_major<Scalar>>;
template <class Scalar>
using vector_view = Eigen::Map<Eigen::Matrix<Scalar, Eigen::Dynamic, 1>>;
template <class Scalar>
using const_vector_view = Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, 1>>;

[[nodiscard]] inline Eigen::Index eigen_index(std::size_t value) { return static_cast<Eigen::Index>(value); }

/// A row-major matrix in somebody else's memory.
template <class Scalar>
[[nodiscard]] const_matrix_view<Scalar> matrix(const Scalar* data, std::size_t rows, std::size_t columns) {
    return {data, eigen_index(rows), eigen_index(columns)};
}
template <class Scalar>
[[nodiscard]] matrix_view<Scalar> matrix(Scalar* data, std::size_t rows, std::size_t columns) {
    return {data, eigen_index(rows), eigen_index(columns)};
}

/// result = weight x, weight `[rows, columns]` row-major.
template <class Scalar>
void matrix_times_vector(const Scalar* weight, std::size_t rows, std::size_t columns, const Scalar* x,
                         Scalar* result) {
    vector_view<Scalar>(result, eigen_index(rows)).noalias() =
        matrix(weight, rows, columns) * const_vector_view<Scalar>(x, eigen_index(columns));
}

/// result = transposed(weight) y, weight `[rows, columns]` row-major.
template <class Scalar>
void transposed_times_vector(const Scalar* weight, std::size_t rows, std::size_t columns, const Scalar* y,
                             Scalar* result) {
    vector_view<Scalar>(result, eigen_index(columns)).noalias() =
        matrix(weight, rows, columns).transpose() * const_vector_view<Scalar>(y, eigen_index(rows));
}

} // namespace sei::engine::inline SEI_TARGET
