// SPDX-License-Identifier: MIT
#pragma once
/// The only header of the module that includes nlohmann-json.

#include <sei/config.hpp>

#include <nlohmann/json.hpp>

namespace sei::report::inline SEI_RELEASE::detail {

using json = nlohmann::ordered_json;

} // namespace sei::report::inline SEI_RELEASE::detail
