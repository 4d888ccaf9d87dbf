#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a small design-space sweep as a user would: its files, its errors, and what is left when it is interrupted."""

import csv
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = sys.argv.pop(1)
SMALL = ["--rates", "3", "--delays", "2", "--loss", "0", "0.001", "0.05", "--rate-to", "100Mbit"]

# What is wrong, and a word of the line that says so.
BAD_CALLS = [
    (["--unknown"], "--unknown"), (["--deadline", "0ms"], "deadline of 0 ns"), (["--deadline", "soon"], "soon"),
    (["--loss", "1.5"], "write 1.5% or 0.015"), (["--rates", "0"], "--rates"), (["--rate-from", "2Gbit"], "--rates"),
    (["--delay-from", "0ms"], "--delays"), (["--percentile", "0"], "--percentile"), (["--confidence", "1"], "confidence"),
    (["--device", "nope"], "nope"), (["--most-frames", "0"], "--most-frames"), (["--transport", "smoke"], "--transport"),
    (["--json", "sweep.csv"], "both can't go to"), (["--rates", "1000", "--delays", "1000"], "expected at most 10000000"),
    (["--loss", ""], "empty value"), (["--device", ""], "empty value"), (["--rate-from", ""], "empty value"),
    (["--loss", "0,,0.1"], "comma"), (["--percentile", "0.95"], "write 95"), (["--confidence", "95"], "write 95%"),
    (["--device", "board.json"], "can't be read"), (["--server", "a\x1b.json"], "--server: a\ufffd.json"),
]


class Sweep(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def call(self, *options):
        return subprocess.run([PROGRAM, *options], cwd=self.path, capture_output=True, text=True, timeout=300)

    def points(self):
        with open(self.path / "sweep.csv", newline="") as file:
            return list(csv.DictReader(file))

    def summary(self):
        return json.loads((self.path / "sweep.json").read_text())

    def test_files(self):
        run = self.call(*SMALL)
        self.assertEqual(run.returncode, 0, run.stderr)
        summary, points = self.summary(), self.points()
        self.assertTrue(summary["complete"])
        self.assertEqual(summary["points"], 40 * 3 * 18)
        self.assertEqual(len(points), summary["points"])
        self.assertEqual(sum(summary["points_by_method"].values()), summary["points"])
        self.assertEqual(summary["exchanges"], 16 * 18)  # different sizes on 18 links
        self.assertGreater(summary["audited"], 0)
        self.assertEqual(summary["largest_difference_ns"], 0)
        for name in ("recursion", "one simulation", "bound", "sample"):
            self.assertGreater(summary["points_by_method"][name], 0, name)
        for point in points:
            self.assertLessEqual(float(point["low"]), float(point["high"]))
            if point["decision"] == "meets" and point["latency_ms"]:
                self.assertLessEqual(float(point["latency_ms"]), 500)
        for row in summary["designs"]:
            self.assertEqual(row["meets"] + row["misses"] + row["undecided"], 18)
        self.assertIn("largest difference: 0 ns", run.stdout)

    def test_threads_do_not_matter_and_seeds_do(self):
        texts = []
        for options in (["--threads", "1"], ["--threads", "3"], ["--seed", "2"]):
            self.assertEqual(self.call(*SMALL, *options).returncode, 0)
            texts.append((self.path / "sweep.csv").read_text())
        self.assertEqual(texts[0], texts[1])
        self.assertNotEqual(texts[0], texts[2])

    def test_lists_and_units_as_people_write_them(self):
        self.assertEqual(self.call(*SMALL).returncode, 0)
        usual = (self.path / "sweep.csv").read_text()
        for options in (["--loss", "0,0.001,0.05", "--rate-to", "100 Mbit/s"], ["--loss", "0", "0.1%", "5%", "--rate-to", "100Mbps"]):
            run = self.call("--rates", "3", "--delays", "2", *options)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertEqual((self.path / "sweep.csv").read_text(), usual)

    def test_device_from_a_file(self):
        rates = dict.fromkeys(["convolution", "pointwise", "depthwise", "dense", "elementwise"], 1e10)
        board = {"format": 1, "name": "my board", "source": "made up", "operations_per_second": rates,
                 "seconds_per_layer": 0, "memory_bytes_per_second": 0, "cache_bytes": 0, "ram_bytes": 0,
                 "flash_bytes": 0, "samples": []}
        (self.path / "board.json").write_text(json.dumps(board))
        run = self.call("--rates", "1", "--delays", "1", "--loss", "0", "--device", "board.json")
        self.assertEqual(run.returncode, 0, run.stderr)
        whole = [row for row in self.summary()["designs"]][-1]
        self.assertAlmostEqual(whole["compute_ms"], 1550, delta=30)  # 15.5 GMAC at 10 GMAC/s
        (self.path / "board.json").write_text(json.dumps(dict(board, operations_per_second=dict(rates, dense=1))))
        self.assertEqual(self.call("--device", "board.json").returncode, 2)

    def test_interrupted(self):
        (self.path / "sweep.csv").write_text("old")
        process = subprocess.Popen([PROGRAM], cwd=self.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(3)
        self.assertEqual((self.path / "sweep.csv").read_text(), "old")  # replaced at once or not at all
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertIn("Interrupted", output)
        summary, points = self.summary(), self.points()
        self.assertFalse(summary["complete"])
        missing = summary["points_by_method"]["not yet"]
        self.assertGreater(missing, 0)
        self.assertEqual(len(points), summary["points"] - missing)

    def test_bad_calls(self):
        for options, word in BAD_CALLS:
            with self.subTest(options=options):
                run = self.call(*options)
                self.assertEqual(run.returncode, 2, run.stderr)
                self.assertEqual(run.stdout, "")
                self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
                self.assertIn(word, run.stderr)
                self.assertEqual(list(self.path.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
