// SPDX-License-Identifier: MIT
#include <sei/engine/gemm.hpp>

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace sei::engine;

namespace {

[[nodiscard]] std::vector<double> random_numbers(std::size_t count, std::mt19937& random) {
    std::vector<double> numbers(count);
    for (double& number : numbers) number = static_cast<double>(random()) / 2147483648.0 - 1.0;
    return numbers;
}

} // namespace

TEST_CASE("W x and W^T y agree with the sums that define them, for any sizes") {
    std::mt19937 random(1);
    for (const std::size_t rows : {1U, 2U, 5U, 17U, 40U})
        for (const std::size_t columns : {1U, 3U, 8U, 31U, 64U}) {
            const auto weight = random_numbers(rows * columns, random);
            const auto x = random_numbers(columns, random);
            const auto y = random_numbers(rows, random);
            std::vector<double> forward(rows, -7.0);
            std::vector<double> backward(columns, -7.0);
            matrix_times_vector(weight.data(), rows, columns, x.data(), forward.data());
            transposed_times_vector(weight.data(), rows, columns, y.data(), backward.data());
            std::vector<double> expected_forward(rows);
            std::vector<double> expected_backward(columns);
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < columns; ++j) {
                    expected_forward[i] += weight[i * columns + j] * x[j];
                    expected_backward[j] += weight[i * columns + j] * y[i];
                }
            // At most 64 terms below 1 in double, in another order.
            for (std::size_t i = 0; i < rows; ++i) CHECK(std::abs(forward[i] - expected_forward[i]) < 1e-13);
            for (std::size_t j = 0; j < columns; ++j)
                CHECK(std::abs(backward[j] - expected_backward[j]) < 1e-13);
        }
}

TEST_CASE("a matrix in somebody else's memory is row-major") {
    std::vector<float> memory{1, 2, 3, 4, 5, 6};
    CHECK(matrix(static_cast<const float*>(memory.data()), 2, 3)(1, 0) == 4.0F);
    matrix(memory.data(), 3, 2)(2, 1) = 9.0F;
    CHECK(memory[5] == 9.0F);
}
