#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the ranking study as a user would, on the images and the network that ship with sei: its tables and errors."""

import pathlib
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop(1)
DATA = pathlib.Path(sys.argv.pop(1))
FILES = {
    "--weights": str(DATA / "fashion_cnn.safetensors"),
    "--images": str(DATA / "fashion_test_images.idx3-ubyte"),
    "--labels": str(DATA / "fashion_test_labels.idx1-ubyte"),
}
FEW = ["--score-images", "16", "--test-images", "40"]

TITLES = [
    "Percent right after damage at a layer", "Scores: rank correlation with lost accuracy, 95 % intervals",
    "Probes, which run the tail", "Importance curve as published", "Importance curve, corrected",
]

# What is wrong, and a word of the line that says so.
BAD_CALLS = [
    (["resnet18"], "resnet18"), ([], "network"), (["fashion_cnn", "--unknown"], "--unknown"),
    (["fashion_cnn", "--score-images", "0"], "--score-images"),
    (["fashion_cnn", "--score-images", "2000"], "2000 images, 0 of them from image 2000 on"),
    (["fashion_cnn", "--test-images", "1745"], "expected at least 1745"),
    (["fashion_cnn", "--test-first", "255"], "image 255 is among the 256 score images"),
    (["fashion_cnn", "--test-first", "2000"], "0 of them from image 2000 on"),
    (["fashion_cnn", "--test-first", "1999", "--test-images", "2"], "1 of them from image 1999 on"),
    (["fashion_cnn", "--composite", "nope"], "nope"),
    (["lenet_mnist"], "Conv2D_1"), (["vgg16_cifar10"], "block1_conv1"),
]


class RankingStudy(unittest.TestCase):
    def call(self, *words, **files):
        named = {**FILES, **{"--" + name: value for name, value in files.items()}}
        options = [word for pair in named.items() for word in pair]
        return subprocess.run([PROGRAM, *words, *options], capture_output=True, text=True, timeout=300)

    def assert_refused(self, run, word):
        self.assertEqual(run.returncode, 2, run.stderr)
        self.assertEqual(run.stdout, "")
        self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
        self.assertIn(word, run.stderr)

    def test_tables(self):
        run = self.call("fashion_cnn", *FEW)
        self.assertEqual(run.returncode, 0, run.stderr)
        lines = run.stdout.splitlines()
        self.assertTrue(lines[0].endswith("on images 1960 to 1999 (commonest class: 15 %);"), lines[0])
        self.assertEqual(lines[1], "scores from images 0 to 15, relevance by epsilon_plus;")
        for title in TITLES:
            self.assertIn(title, lines)
        sentences = ("Believe ", "No score ")  # end a table, and are as long as they are
        self.assertLess(max(len(line) for line in lines if not line.startswith(sentences)), 111)
        self.assertEqual(sum(line.startswith("pool1 ") for line in lines), 3)  # accuracy and two curves
        again = self.call("fashion_cnn", *FEW)
        self.assertEqual(again.stdout, run.stdout)

    def test_markdown(self):
        run = self.call("fashion_cnn", *FEW, "--test-first", "20", "--composite", "epsilon_plus_flat", "--markdown")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("on images 20 to 59 (commonest class: 17.5 %);\nscores from images 0 to 15, relevance by epsilon_plus_flat;", run.stdout)
        for title in TITLES:
            self.assertIn("\n## " + title + "\n\n| ", run.stdout)

    def test_help(self):
        run = self.call("--help")
        self.assertEqual(run.returncode, 0)
        self.assertIn("--score-images", run.stdout)

    def test_bad_calls(self):
        for words, word in BAD_CALLS:
            with self.subTest(words=words):
                self.assert_refused(self.call(*words), word)

    def test_bad_files(self):
        for name in ("weights", "images", "labels"):
            with self.subTest(name=name):
                self.assert_refused(self.call("fashion_cnn", **{name: "/nonexistent"}), "/nonexistent")


unittest.main()
