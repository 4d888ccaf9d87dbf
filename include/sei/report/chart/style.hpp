// SPDX-License-Identifier: MIT
#pragma once
/// The style sheet of the HTML report: light, dark, phone and paper. Ratios of text to background are 4.5 or
/// more.

#include <sei/config.hpp>

#include <string_view>

namespace sei::report::inline SEI_RELEASE {

inline constexpr std::string_view style_colours = R"css(
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --card: #ffffff; --ink: #20252b; --soft: #5a626d; --rule: #e2dfd7; --grid: #eceae4;
  --best: #0b6b5b; --local: #8a5800; --remote: #3557a5; --split: #0b6b5b; --no: #a03425;
  --wanted: #0b6b5b12; --grey: #8a919a; --device: #37474f; --link: #b08228; --server: #7089bc;
  --for: #b3361b; --against: #2456a8;
  --area-local: #e69f00; --area-remote: #0072b2; --area-1: #009e73; --area-2: #cc79a7; --area-3: #56b4e9;
  --area-4: #d55e00; --area-5: #f0e442; --area-strength: 0.5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181b; --card: #1c2024; --ink: #e8e6e1; --soft: #a3abb5; --rule: #333a41; --grid: #292f35;
    --best: #62cdb6; --local: #e2b35a; --remote: #9ab6f5; --split: #62cdb6; --no: #f19a8a;
    --wanted: #62cdb614; --grey: #6d757e; --device: #b9c6cd; --link: #c79a45; --server: #6f8bc9;
    --for: #ff9466; --against: #6fa8ff; --area-strength: 0.38;
  }
}
)css";

inline constexpr std::string_view style_page = R"css(
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 56px 24px 72px; overflow-wrap: anywhere; }
th, td { overflow-wrap: normal; }
h1, h2, .headline { font-family: "Iowan Old Style", "Palatino Linotype", Palatino, Charter, Georgia, "DejaVu Serif", serif;
  font-weight: 600; line-height: 1.2; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: 2.3rem; margin: 0 0 14px; letter-spacing: -0.01em; }
h2 { font-size: 1.4rem; margin: 64px 0 6px; }
p { margin: 0 0 14px; max-width: 68ch; text-wrap: pretty; }
.eyebrow { text-transform: uppercase; letter-spacing: 0.09em; font-size: 0.75rem; color: var(--soft); margin: 0 0 10px; }
.lede { font-size: 1.06rem; color: var(--soft); }
.note { color: var(--soft); font-size: 0.92rem; }
.card { background: var(--card); border: 1px solid var(--rule); border-top: 4px solid var(--best); border-radius: 6px;
  padding: 26px 30px 22px; margin: 30px 0 0; }
.card.none { border-top-color: var(--no); }
.card .eyebrow { color: var(--best); font-weight: 600; }
.card.none .eyebrow { color: var(--no); }
.headline { font-size: 1.65rem; margin: 0 0 20px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 22px 28px; margin: 0 0 22px; }
.tile .label { font-size: 0.82rem; color: var(--soft); }
.tile .value { font-size: 1.55rem; font-variant-numeric: tabular-nums; line-height: 1.3; white-space: nowrap; }
.tile .margin { font-size: 0.82rem; color: var(--soft); }
.meter { display: block; position: relative; height: 5px; border-radius: 3px; background: var(--grid); margin: 6px 0 7px; }
.meter b { display: block; height: 100%; border-radius: 3px; background: var(--best); }
.meter i { position: absolute; top: -3px; width: 2px; height: 11px; background: var(--ink); }
.reasons { margin: 0; padding: 0 0 0 1.1em; }
.reasons li { margin: 0 0 5px; max-width: 80ch; text-wrap: pretty; }
.reasons li::marker { color: var(--soft); }
footer { margin-top: 56px; border-top: 1px solid var(--rule); padding-top: 14px; color: var(--soft); font-size: 0.85rem; }
figure { margin: 18px 0 0; }
figcaption { color: var(--soft); font-size: 0.88rem; margin-top: 8px; max-width: 72ch; }
figcaption p { margin: 0 0 3px; max-width: none; }
h3 { font-size: 0.95rem; font-weight: 600; margin: 0 0 4px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 18px 32px; margin-top: 18px; }
.pair figure { margin: 0; }
.heat-maps { display: flex; flex-wrap: wrap; gap: 24px 28px; margin-top: 18px; }
.heat-maps figure { margin: 0; flex: 0 1 224px; }
.heat-maps h3 { overflow-wrap: anywhere; margin: 8px 0 0; } .heat-maps figcaption { margin-top: 0; }
.heat-map { background: var(--card); outline: 1px solid var(--rule); }
.key { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 2px; vertical-align: -0.05em; }
.key.speaks-for { background: var(--for); } .key.speaks-against { background: var(--against); }
.narrow { display: none; }
svg { display: block; max-width: 100%; height: auto; overflow: visible; }
)css";

inline constexpr std::string_view style_tables = R"css(
table { border-collapse: collapse; width: 100%; margin: 18px 0 0; font-size: 0.86rem; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 0.78rem; vertical-align: bottom; padding: 0 9px 7px 0; }
td { padding: 7px 9px 7px 0; border-top: 1px solid var(--rule); vertical-align: baseline; }
th.n, td.n { text-align: right; } td.n { white-space: nowrap; }
.ranking + .note { margin-top: 12px; }
.designs th.n { width: 4.3em; } .ranking th.n { width: 9em; } .designs th.n:first-child { width: 2em; }
.numbers th, .numbers td { text-align: right; } .numbers td { white-space: nowrap; }
.numbers td:nth-child(2), .numbers th:nth-child(2) { text-align: left; }
th:last-child, td:last-child { padding-right: 0; }
td.place { font-weight: 600; overflow-wrap: anywhere; min-width: 140px; }
td.place small { display: block; font-weight: 400; color: var(--soft); font-size: 0.92em; }
tr.why td { border-top: 0; padding-top: 0; padding-bottom: 11px; color: var(--soft); line-height: 1.45; }
tr.why p { margin: 0; max-width: 100ch; }
tbody.best { background: color-mix(in srgb, var(--best) 9%, transparent); }
tbody.best td:first-child { box-shadow: inset 3px 0 0 var(--best); padding-left: 9px; }
.state { white-space: nowrap; font-weight: 600; }
.best .state, .feasible .state { color: var(--best); }
.rejected .state { color: var(--no); }
.group { font-size: 0.7rem; text-transform: uppercase; letter-spacing: 0.06em; }
.scroll { overflow-x: auto; }
details { margin-top: 18px; }
summary { cursor: pointer; color: var(--soft); font-size: 0.92rem; }
.ranges th[scope=row] { font-size: 0.86rem; color: var(--ink); padding: 7px 9px 7px 0; border-top: 1px solid var(--rule); vertical-align: baseline; }
.ranges td { min-width: 5.4em; } .ranges small { display: block; color: var(--soft); }
.areas { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 310px), 1fr)); gap: 4px 20px; color: var(--ink); }
.area-key { display: inline-block; min-width: 1.7em; text-align: center; font-weight: 600; border-radius: 3px; margin-right: 3px;
  background: color-mix(in srgb, var(--tint, transparent) calc(var(--area-strength) * 100%), transparent); }
.area-key.area-local { --tint: var(--area-local); } .area-key.area-remote { --tint: var(--area-remote); } .area-key.area-1 { --tint: var(--area-1); }
.area-key.area-2 { --tint: var(--area-2); } .area-key.area-3 { --tint: var(--area-3); } .area-key.area-4 { --tint: var(--area-4); } .area-key.area-5 { --tint: var(--area-5); }
.here-key { height: 1.1em; border: 2px solid var(--ink); vertical-align: -0.2em; }
dl { display: grid; grid-template-columns: minmax(110px, max-content) 1fr; gap: 6px 22px; margin: 18px 0 0; font-size: 0.92rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; max-width: 80ch; }
)css";

inline constexpr std::string_view style_charts = R"css(
svg text { font-size: 12px; fill: var(--ink); }
svg .tick, svg .detail, svg .label { fill: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
svg .column-name { fill: var(--soft); font-size: 11.5px; font-weight: 600; }
svg .grid { stroke: var(--grid); stroke-width: 1; }
svg .axis { stroke: var(--grey); stroke-width: 1; }
svg .asked { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 2 3; }
svg .asked-label { font-size: 11px; fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
svg .here { fill: var(--ink); opacity: 0.06; }
svg .wanted { fill: var(--wanted); }
svg .leader { stroke: var(--grey); stroke-width: 0.7; }
svg .name { font-weight: 600; }
svg .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
svg polyline { fill: none; stroke-linejoin: round; stroke-linecap: round; }
.local { --tone: var(--local); } .remote { --tone: var(--remote); } .split { --tone: var(--split); }
svg g .curve { stroke: var(--tone); stroke-width: 1.6; }
svg g.local .curve { stroke-dasharray: 6 3; } svg g.remote .curve { stroke-dasharray: 2 3; }
svg g.best .curve { stroke-width: 3; }
svg g.other .curve { stroke: var(--grey); stroke-width: 1; opacity: 0.5; }
svg g .mark { fill: var(--tone); stroke: var(--paper); stroke-width: 1; }
svg g.rejected .mark { fill: var(--paper); stroke: var(--tone); stroke-width: 1.4; }
svg text.name { fill: var(--tone); }
svg .front { stroke: var(--ink); stroke-width: 1.2; opacity: 0.55; }
svg .importance { stroke: var(--ink); stroke-width: 1.4; opacity: 0.75; }
svg .spot { fill: var(--ink); } svg .spot.aside { fill: var(--grey); }
svg .spot.hollow { fill: var(--paper); stroke: var(--soft); stroke-width: 1.6; }
svg .interval { stroke: var(--grey); stroke-width: 5; opacity: 0.5; }
svg .spot.candidate { fill: var(--best); stroke: var(--paper); stroke-width: 1.5; }
svg .candidate-row { fill: var(--wanted); } svg .candidate-label { fill: var(--best); font-size: 11px; font-weight: 600; }
svg .row-name.aside { fill: var(--soft); } svg .row-name.candidate { font-weight: 700; fill: var(--best); }
svg .bar { fill: var(--grey); opacity: 0.75; }
.heat-map { shape-rendering: crispEdges; }
svg .area { fill-opacity: var(--area-strength); } svg .area-none { fill: none; stroke: var(--grid); }
svg .area-local { fill: var(--area-local); } svg .area-remote { fill: var(--area-remote); } svg .area-1 { fill: var(--area-1); }
svg .area-2 { fill: var(--area-2); } svg .area-3 { fill: var(--area-3); } svg .area-4 { fill: var(--area-4); } svg .area-5 { fill: var(--area-5); }
svg .border { stroke: var(--ink); stroke-width: 1; opacity: 0.55; }
svg .here-halo { fill: none; stroke: var(--paper); stroke-width: 5; } svg .here-cell { fill: none; stroke: var(--ink); stroke-width: 2; }
svg .area-name { font-weight: 600; } svg .area-detail { font-size: 11px; }
svg .speaks-for { fill: var(--for); } svg .speaks-against { fill: var(--against); }
.step-1 { fill-opacity: 0.1; } .step-2 { fill-opacity: 0.2; } .step-3 { fill-opacity: 0.3; } .step-4 { fill-opacity: 0.4; } .step-5 { fill-opacity: 0.5; }
.step-6 { fill-opacity: 0.6; } .step-7 { fill-opacity: 0.7; } .step-8 { fill-opacity: 0.8; } .step-9 { fill-opacity: 0.9; }
svg .part-device { fill: var(--device); } svg .part-link { fill: var(--link); } svg .part-server { fill: var(--server); }
)css";

inline constexpr std::string_view style_media = R"css(
@media screen and (max-width: 1020px) {
  .wide { display: none; } .narrow { display: block; }
  .narrow > svg { width: 100%; max-width: 460px; }
  .pair { grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 36px 32px; }
}
@media screen and (max-width: 860px) {
  main { padding: 32px 16px 48px; }
  h1 { font-size: 1.75rem; } h2 { font-size: 1.25rem; margin-top: 48px; } .headline { font-size: 1.35rem; }
  .card { padding: 20px 18px 16px; }
  .tiles { grid-template-columns: 1fr 1fr; gap: 20px; } .tile .value { font-size: 1.3rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin: 0 0 10px; }
  table.designs, .designs tbody, .designs tr, .designs td { display: block; }
  .designs thead { display: none; }
  .designs tbody { border-top: 1px solid var(--rule); padding: 14px 0; }
  .designs tbody.best { padding: 14px 10px; margin: 0 -10px; box-shadow: inset 3px 0 0 var(--best); }
  .designs tbody.best td:first-child { box-shadow: none; padding-left: 0; }
  .designs tr.row { display: grid; grid-template-columns: repeat(4, 1fr); gap: 8px 10px; }
  .designs td { border: 0; padding: 0; }
  .designs td.n { text-align: left; }
  .designs td.index { display: none; }
  .designs td.place { grid-column: 1 / 4; font-size: 1rem; }
  .designs td.state { text-align: right; order: -1; grid-column: 4; grid-row: 1; justify-self: end; }
  .designs td[data-label]::before { content: attr(data-label); display: block; color: var(--soft); font-size: 0.75rem; }
  .ranking tr.row { grid-template-columns: repeat(3, 1fr); } .ranking td.place { grid-column: 1 / -1; }
  .heat-maps { gap: 24px 20px; } .heat-maps figure { flex: 1 1 132px; max-width: 224px; }
  .designs tr.why { padding-top: 10px; } .designs tr.why td:first-child { display: none; }
}
@media print {
  @page { margin: 16mm 14mm; }
  :root { color-scheme: light; --paper: #ffffff; --card: #ffffff; --ink: #000000; --soft: #454b53; --rule: #c9c9c9; --grid: #e4e4e4;
    --best: #0b6b5b; --local: #8a5800; --remote: #3557a5; --split: #0b6b5b; --no: #a03425; --grey: #8a9097;
    --wanted: #0b6b5b12; --device: #37474f; --link: #b08228; --server: #7089bc;
    --for: #b3361b; --against: #2456a8; --area-strength: 0.5; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 20pt; } h2 { margin-top: 26px; break-after: avoid; }
  figure, .card, tbody, .tile, dl { break-inside: avoid; }
  table { font-size: 7.4pt; } th { font-size: 6.8pt; } td, th { padding-right: 5px; }
  .pair { gap: 16px; } .tiles { grid-template-columns: repeat(auto-fit, minmax(110px, 1fr)); gap: 12px 18px; }
  .tile .value { font-size: 14pt; } .headline { font-size: 15pt; } .card { padding: 16px 20px; }
  details { display: none; }
}
)css";

} // namespace sei::report::inline SEI_RELEASE
