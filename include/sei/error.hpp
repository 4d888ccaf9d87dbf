// SPDX-License-Identifier: MIT
#pragma once
/// sei/error.hpp: what host code throws at bad input: one sentence with what was found and what was expected.
///
/// Firmware-tier code never throws; it returns a status instead.

#include <sei/config.hpp>

#if SEI_FIRMWARE
#    error "sei/error.hpp belongs to the host tier: firmware code reports errors by value"
#endif

#include <stdexcept>

namespace sei {

/// Bad input from outside: a file, an option, a number that cannot be used. Programs print `what()` and exit
/// with 2.
class error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace sei
