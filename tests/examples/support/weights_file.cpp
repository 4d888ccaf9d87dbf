// SPDX-License-Identifier: MIT
#include "support/weights_file.hpp"

#include <sei/zoo/fashion_cnn.hpp>

#include <doctest/doctest.h>

#include <sstream>

namespace fs = std::filesystem;

TEST_CASE("Weights are copied up to a limit, and mapped beyond it, which is said") {
    using network = sei::zoo::fashion_cnn;
    const fs::path path = fs::path(SEI_EXAMPLE_DATA_DIR) / "fashion_cnn.safetensors";
    const std::size_t size = fs::file_size(path);
    std::ostringstream notes;
    CHECK_FALSE(examples::load_weights<network>(path, size, notes).file().is_mapped());
    CHECK(notes.str().empty());
    CHECK(examples::load_weights<network>(path, size - 1, notes).file().is_mapped());
    CHECK(notes.str() == path.string() + ": more than " + std::to_string(size - 1) +
                             " bytes, so the file is mapped and not copied: it must not change while this "
                             "runs\n");
    CHECK_THROWS_AS((void)examples::load_weights<network>("/dev/zero", 1U << 20U, notes), sei::error);
    CHECK_THROWS_AS((void)examples::load_weights<network>("/nonexistent", 1U << 20U, notes), sei::error);
}
