// SPDX-License-Identifier: MIT
#pragma once
/// sei/devices.hpp: device profiles as files.

#include <sei/devices/json.hpp>
