// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain/backward/rules.hpp: all relevance rules.

#include <sei/explain/backward/rules/alpha_beta.hpp>
#include <sei/explain/backward/rules/elementary.hpp>
#include <sei/explain/backward/rules/epsilon.hpp>
#include <sei/explain/backward/rules/flat.hpp>
#include <sei/explain/backward/rules/gamma.hpp>
#include <sei/explain/backward/rules/w_square.hpp>
#include <sei/explain/backward/rules/z_box.hpp>
#include <sei/explain/backward/rules/z_plus.hpp>
