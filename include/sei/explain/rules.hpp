// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/rules.hpp: all relevance rules.

#include <sei/explain/rules/alpha_beta.hpp>
#include <sei/explain/rules/elementary.hpp>
#include <sei/explain/rules/epsilon.hpp>
#include <sei/explain/rules/flat.hpp>
#include <sei/explain/rules/gamma.hpp>
#include <sei/explain/rules/w_square.hpp>
#include <sei/explain/rules/z_box.hpp>
#include <sei/explain/rules/z_plus.hpp>
