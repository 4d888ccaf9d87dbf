// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/rules.hpp: all relevance rules.

#include <sei/explain/rules/elementary.hpp>
#include <sei/explain/rules/epsilon.hpp>
#include <sei/explain/rules/z_plus.hpp>
