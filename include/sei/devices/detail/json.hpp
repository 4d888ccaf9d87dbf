// SPDX-License-Identifier: MIT
#pragma once
/// The only header of the module that includes nlohmann-json.

#include <sei/config.hpp>
#include <sei/error.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace sei::inline SEI_RELEASE::detail {

using json = nlohmann::ordered_json;

/// Lists and objects in one another; what the module reads has three. Each level of an ordered_json takes
/// stack when it is copied or destroyed.
inline constexpr int deepest_json = 16;

/// The JSON of a text. Throws sei::error, which begins with `source`, for anything else, and for lists and
/// objects that are nested deeper than `deepest_json`.
[[nodiscard]] inline json parsed_json(const std::string& text, const std::string& source,
                                      std::string_view expected) {
    const auto shallow = [&](int depth, json::parse_event_t, json&) {
        if (depth < deepest_json) return true;
        throw error(source + ": lists and objects are nested deeper than " + std::to_string(deepest_json) +
                    ", expected " + std::string(expected));
    };
    json root = json::parse(text, shallow, false);
    if (root.is_discarded()) throw error(source + ": found no JSON, expected " + std::string(expected));
    return root;
}

} // namespace sei::inline SEI_RELEASE::detail
