#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What sei_link_validation refuses before it measures anything: one line and exit code 2, without any rights."""

import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))

# What is wrong, and a word of the line that says so.
BAD_CALLS = [
    (["--unknown"], "--unknown"), (["--bytes", "-1"], "--bytes"), (["--bytes", "0"], "--bytes"),
    (["--bytes", "1000,-5"], "-5"), (["--bytes", ""], "--bytes"), (["--loss", "nan"], "nan"), (["--loss", "0,nan"], "nan"),
    (["--loss", "1.5"], "1.5"), (["--loss", "-0.1"], "-0.1"), (["--rate", "nanMbit"], "nanMbit"), (["--rate", "0bit"], "0bit"),
    (["--rate", "-1Mbit"], "-1Mbit"), (["--delay", "-1ms"], "-1ms"), (["--delay", "10"], "10"), (["--queue", "-1"], "--queue"),
    (["--repetitions", "0"], "--repetitions"), (["--repetitions", "-1"], "--repetitions"), (["--seed", "-1"], "--seed"),
    (["--drop-ab", "-3"], "-3"), (["--tolerance", "nan"], "nan"), (["--parallel", "0"], "--parallel"),
    (["--csv", "/nonexistent/a.csv"], "/nonexistent/a.csv"), (["--csv", "/dev/full"], "/dev/full"), (["--csv", "."], "."),
    (["--packets", "/nonexistent/a"], "/nonexistent/a"),
]


class CommandLine(unittest.TestCase):
    def test_bad_calls(self):
        with tempfile.TemporaryDirectory() as folder:
            for words, word in BAD_CALLS:
                with self.subTest(words=words):
                    done = subprocess.run([PROGRAM, *words], cwd=folder, capture_output=True, text=True, timeout=60)
                    self.assertEqual(done.returncode, 2, done.stderr)
                    self.assertEqual(done.stdout, "")
                    self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                    self.assertTrue(done.stderr.startswith("sei_link_validation: "), done.stderr)
                    self.assertIn(word, done.stderr)
                    self.assertEqual(os.listdir(folder), [])


if __name__ == "__main__":
    unittest.main()
