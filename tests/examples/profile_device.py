#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""sei-profile: writes a profile that the main job loads, says what is wrong in one line."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROFILE = pathlib.Path(sys.argv.pop(1)).resolve()
ADVISE = pathlib.Path(sys.argv.pop(1)).resolve()
QUICK = ["--every", "60"]  # about a dozen layers


class ProfileDevice(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)

    def run_program(self, program, *words):
        return subprocess.run([program, *words], cwd=self.path, capture_output=True, text=True, timeout=300)

    def test_a_profile_that_the_main_job_loads(self):
        done = self.run_program(PROFILE, "board.json", "--name", "my board", *QUICK)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("wrote board.json: timed by sei-profile on ", done.stderr)
        profile = json.loads((self.path / "board.json").read_text())
        self.assertEqual(profile["name"], "my board")
        timed = {sample["kind"] for sample in profile["samples"]}
        self.assertEqual(timed, {"convolution", "pointwise", "depthwise", "dense", "elementwise"})
        for sample in profile["samples"]:
            self.assertGreater(sample["seconds"], 0)
            self.assertGreaterEqual(sample["seconds_cold"], sample["seconds"])
        for rate in profile["operations_per_second"].values():
            self.assertGreater(rate, 1e6)  # a million operations a second: the slowest host

        done = self.run_program(ADVISE, "--images", "20", "--validation-images", "0", "--no-maps", "--device",
                                "./board.json", "--json", "report.json", "--html", "report.html")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads((self.path / "report.json").read_text())["device"]["name"], "my board")

    def test_bad_calls_are_one_line_before_the_timing_begins(self):
        for words, told in ((["missing/board.json"], "missing/board.json"), ([], "file"),
                            (["board.json", "--every", "0"], "--every"), (["board.json", "--name", ""], "--name")):
            with self.subTest(words=words):
                done = self.run_program(PROFILE, *words)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertTrue(done.stderr.startswith("sei-profile: "), done.stderr)
                self.assertIn(told, done.stderr)
                self.assertEqual(list(self.path.iterdir()), [])

    def test_a_profile_that_cannot_be_written_fails(self):
        done = self.run_program(PROFILE, "/dev/full", *QUICK)
        self.assertEqual(done.returncode, 2, done.stderr)


if __name__ == "__main__":
    unittest.main()
