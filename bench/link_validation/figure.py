#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws docs/images/link_fidelity.svg: how far sei's model of Linux's TCP is from a kernel, exchange by exchange.

    bench/link_validation/figure.py build/examples/sei-link tests/golden/link/linux_listed_losses.csv out.svg
"""

import csv
import json
import math
import subprocess
import sys

PROGRAM, TABLE, OUTPUT = sys.argv[1:4]
WIDTH, HEIGHT = 720, 340
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 44, 52
FIRST, LAST = 0.05, 4.0  # seconds
LIMIT = 10  # percent

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 14px }
.axis { stroke: #8c959f; fill: none } .grid { stroke: #d0d7de; fill: none }
.cubic { fill: #0969da; stroke: #0969da } .reno { fill: #bc4c00; stroke: #bc4c00 }
.lossless { fill: none; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .grid { stroke: #30363d }
  .cubic { fill: #58a6ff; stroke: #58a6ff } .reno { fill: #f0883e; stroke: #f0883e } .lossless { fill: none }
}
"""


def predicted_seconds(row):
    words = [PROGRAM, "--json", "--no-restart-after-idle", "--bytes", row["bytes"], "--rate", row["rate_bps"] + "bit",
             "--delay", row["delay_ns"] + "ns", "--seed", row["seed"],
             "--cc", "cubic" if row["congestion"] == "cubic" else "linuxreno"]
    if row["drop_ab"]:
        words += ["--drop-ab", row["drop_ab"].replace(" ", ",")]
    elif float(row["loss"]) > 0:
        words += ["--loss", row["loss"]]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)["completion_ns"] * 1e-9


def x_of(seconds):
    share = (math.log(seconds) - math.log(FIRST)) / (math.log(LAST) - math.log(FIRST))
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def y_of(percent):
    return TOP + (LIMIT - percent) / (2 * LIMIT) * (HEIGHT - TOP - BOTTOM)


def text(x, y, content, anchor="middle", kind=""):
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" class="{kind}">{content}</text>'


def axes():
    parts = []
    for percent in range(-LIMIT, LIMIT + 1, 5):
        kind = "axis" if percent == 0 else "grid"
        parts.append(f'<path class="{kind}" d="M{LEFT} {y_of(percent):.1f}H{WIDTH - RIGHT}"/>')
        parts.append(text(LEFT - 8, y_of(percent) + 4, f"{percent:+d} %" if percent else "0 %", "end"))
    for seconds in (0.05, 0.1, 0.2, 0.5, 1, 2, 4):
        parts.append(f'<path class="grid" d="M{x_of(seconds):.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(text(x_of(seconds), HEIGHT - BOTTOM + 18, f"{seconds:g} s"))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "measured: from connect() to the last byte"))
    return parts


def point(row):
    measured = float(row["seconds"])
    error = (predicted_seconds(row) / measured - 1) * 100
    assert abs(error) <= LIMIT, row
    lossy = row["drop_ab"] or float(row["loss"]) > 0
    kind = row["congestion"] + ("" if lossy else " lossless")
    return f'<circle class="{kind}" cx="{x_of(measured):.1f}" cy="{y_of(error):.1f}" r="4"/>'


def legend():
    parts = []
    for place, (kind, name) in enumerate([("cubic", "Cubic, packets lost"), ("cubic lossless", "none lost"),
                                          ("reno", "Reno, packets lost"), ("reno lossless", "none lost")]):
        x = LEFT + 380 + (0, 150, 0, 150)[place]
        y = TOP - 26 + (0, 0, 15, 15)[place]
        parts.append(f'<circle class="{kind}" cx="{x}" cy="{y - 4}" r="4"/>' + text(x + 10, y, name, "start"))
    return parts


def main():
    with open(TABLE) as table:
        rows = list(csv.DictReader(table))
    parts = [text(LEFT, 22, f"Model against Linux 6.18, {len(rows)} exchanges", "start", "title")]
    parts += legend() + axes() + [point(row) for row in rows]
    with open(OUTPUT, "w") as picture:
        picture.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
                      f"<title>Error of the predicted time of each exchange</title><style>{STYLE}</style>"
                      + "\n".join(parts) + "</svg>\n")


main()
