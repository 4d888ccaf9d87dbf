// SPDX-License-Identifier: MIT
#pragma once
/// examples/support/weights_file.hpp: the weights of a program: copied, so that nothing that happens to the
/// file while the program runs matters; mapped if they are too large for that.

#include <sei/weights/bind.hpp>

#include <filesystem>
#include <iostream>
#include <string>

namespace examples {

/// Larger files are mapped.
inline constexpr std::size_t most_copied_bytes = std::size_t{1} << 30U;

/// The weights in a safetensors file or a pipe. Says on `notes` if they are mapped. Throws sei::error, also
/// for a pipe with more than `most_copied`.
template <class Net>
[[nodiscard]] sei::weights::network_weights load_weights(const std::filesystem::path& path,
                                                         std::size_t most_copied = most_copied_bytes,
                                                         std::ostream& notes = std::cerr) {
    std::error_code none; // what there is no size of is read
    if (!std::filesystem::is_regular_file(path, none) ||
        std::filesystem::file_size(path, none) <= most_copied)
        return sei::weights::load_copy<Net>(path, most_copied);
    auto weights = sei::weights::load<Net>(path);
    notes << path.string() << ": more than " << most_copied
          << " bytes, so the file is mapped and not copied: it must not change while this runs\n";
    return weights;
}

} // namespace examples
