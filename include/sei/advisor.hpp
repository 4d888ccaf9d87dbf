// SPDX-License-Identifier: MIT
#pragma once
/// sei/advisor.hpp: all of advisor: requirements, the verdict with its reasons, the Pareto front.

#include <sei/advisor/advise.hpp>
#include <sei/advisor/best_design.hpp>
#include <sei/advisor/crossover.hpp>
#include <sei/advisor/pareto.hpp>
#include <sei/advisor/recount.hpp>
#include <sei/advisor/requirement_check.hpp>
#include <sei/advisor/score_to_believe.hpp>
#include <sei/advisor/sensitivity.hpp>
#include <sei/advisor/sentences.hpp>
#include <sei/advisor/words.hpp>
