// SPDX-License-Identifier: MIT
#pragma once
/// sei/explain.hpp: all of explain: gradients, relevance, the importance curve and the ranking of split
/// points.

#include <sei/explain/backward/composite.hpp>
#include <sei/explain/backward/convolution_operator.hpp>
#include <sei/explain/backward/gradient.hpp>
#include <sei/explain/backward/linear_map.hpp>
#include <sei/explain/backward/linear_operator.hpp>
#include <sei/explain/backward/pass.hpp>
#include <sei/explain/backward/rule.hpp>
#include <sei/explain/backward/rules.hpp>
#include <sei/explain/backward/rules/alpha_beta.hpp>
#include <sei/explain/backward/rules/elementary.hpp>
#include <sei/explain/backward/rules/epsilon.hpp>
#include <sei/explain/backward/rules/flat.hpp>
#include <sei/explain/backward/rules/gamma.hpp>
#include <sei/explain/backward/rules/w_square.hpp>
#include <sei/explain/backward/rules/z_box.hpp>
#include <sei/explain/backward/rules/z_plus.hpp>
#include <sei/explain/backward/tape.hpp>
#include <sei/explain/explained_network.hpp>
#include <sei/explain/scores/bootstrap.hpp>
#include <sei/explain/scores/curve.hpp>
#include <sei/explain/scores/damage.hpp>
#include <sei/explain/scores/damage_scores.hpp>
#include <sei/explain/scores/element_importance.hpp>
#include <sei/explain/scores/heat_map.hpp>
#include <sei/explain/scores/image_scores.hpp>
#include <sei/explain/scores/importance.hpp>
#include <sei/explain/scores/random_weights.hpp>
#include <sei/explain/scores/rank.hpp>
