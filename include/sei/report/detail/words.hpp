// SPDX-License-Identifier: MIT
#pragma once
/// A report speaks the advisor's words: percent(), milliseconds(), name_of().

#include <sei/advisor/words.hpp>

namespace sei::report::inline SEI_RELEASE {

using namespace advisor;

} // namespace sei::report::inline SEI_RELEASE
