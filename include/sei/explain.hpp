// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain.hpp: all of explain: gradients, relevance, the importance curve and the ranking of split
/// points.

#include <sei/explain/backward.hpp>
#include <sei/explain/bootstrap.hpp>
#include <sei/explain/composite.hpp>
#include <sei/explain/convolution_operator.hpp>
#include <sei/explain/curve.hpp>
#include <sei/explain/damage.hpp>
#include <sei/explain/damage_scores.hpp>
#include <sei/explain/element_importance.hpp>
#include <sei/explain/gradient.hpp>
#include <sei/explain/heat_map.hpp>
#include <sei/explain/image_scores.hpp>
#include <sei/explain/importance.hpp>
#include <sei/explain/linear_map.hpp>
#include <sei/explain/linear_operator.hpp>
#include <sei/explain/model.hpp>
#include <sei/explain/random_weights.hpp>
#include <sei/explain/rank.hpp>
#include <sei/explain/rule.hpp>
#include <sei/explain/rules.hpp>
#include <sei/explain/rules/alpha_beta.hpp>
#include <sei/explain/rules/elementary.hpp>
#include <sei/explain/rules/epsilon.hpp>
#include <sei/explain/rules/flat.hpp>
#include <sei/explain/rules/gamma.hpp>
#include <sei/explain/rules/w_square.hpp>
#include <sei/explain/rules/z_box.hpp>
#include <sei/explain/rules/z_plus.hpp>
#include <sei/explain/tape.hpp>
