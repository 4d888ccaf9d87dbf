// SPDX-License-Identifier: MIT
#pragma once
/// The only header of the module that includes nlohmann-json.

#include <nlohmann/json.hpp>

namespace sei::advisor::detail {

using json = nlohmann::ordered_json;

} // namespace sei::advisor::detail
