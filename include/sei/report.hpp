// SPDX-License-Identifier: MIT
#pragma once
/// sei/report.hpp: all of report: text, HTML and JSON, and the charts that they are made of.

#include <sei/report/chart/axes.hpp>
#include <sei/report/chart/heat_map.hpp>
#include <sei/report/chart/highlights.hpp>
#include <sei/report/chart/importance.hpp>
#include <sei/report/chart/style.hpp>
#include <sei/report/chart/svg.hpp>
#include <sei/report/data.hpp>
#include <sei/report/html.hpp>
#include <sei/report/json.hpp>
#include <sei/report/markup.hpp>
#include <sei/report/text.hpp>
#include <sei/report/utf8.hpp>
