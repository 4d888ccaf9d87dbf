#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the paper's experiment as a user would, small, on the network that ships with sei: its numbers, its files, its
errors."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())

OPTIONS = [
    "--network", "--weights", "--cifar", "--data", "--images", "--split", "--codec", "--device", "--server",
    "--loss-list", "--deadline", "--fps", "--udp-wait", "--fill", "--seeds", "--threads", "--json", "--html", "--svg",
]

# What is wrong, and a word of the line that says so.
BAD_OPTIONS = [
    (["--unknown"], "--unknown"), (["stray"], "stray"), (["--network", "resnet18"], "resnet18"),
    (["--network", "vgg16_cifar10"], "--weights"), (["--weights", "some.safetensors"], "--weights"),
    (["--network", "vgg16_cifar10", "--weights", "/nonexistent/w", "--cifar", "/nonexistent"], "/nonexistent/w"),
    (["--network", "fashion_cnn", "--network", "fashion_cnn"], "twice"), (["--images", "-1"], "--images"),
    (["--images", "2001"], "2001"), (["--split", "nope"], "nope"), (["--split", ""], "--split"),
    (["--codec", "uint8"], "uint8"), (["--device", "nope"], "nope"), (["--server", "nope"], "nope"),
    (["--loss-list", "0,2"], "2"), (["--loss-list", "0,-0.1"], "-0.1"), (["--loss-list", "0,nan"], "nan"),
    (["--loss-list", "0.1,0"], "ascending"), (["--loss-list", "101%"], "101%"), (["--loss-list", "0,,1%"], "comma"), (["--loss-list", ""], "--loss-list"),
    (["--deadline", "50"], "--deadline"), (["--deadline", "0ms"], "--deadline"), (["--fps", "0"], "--fps"),
    (["--fps", "nan"], "nan"), (["--udp-wait", "-1ms"], "--udp-wait"), (["--fill", "nope"], "nope"),
    (["--seeds", "0"], "--seeds"), (["--seeds", "-1"], "--seeds"), (["--threads", "-1"], "--threads"),
    (["--data", "/nonexistent"], "/nonexistent"), (["--json", "/nonexistent/a"], "/nonexistent/a"),
    (["--html", "."], "folder"), (["--json", "same", "--html", "./same"], "same"),
    (["--svg", "/nonexistent"], "/nonexistent"), (["--json", ""], "empty value"), (["--fps", ""], "empty value"),
    (["--device", "a\x1b.json"], "a\ufffd.json"), (["--deadline", "50ms "+ "x" * 5000], "--deadline"),
]

REPORT_FIELDS = ["format", "sei", "note", "losses", "seeds", "deadline_ms", "server", "conditions", "networks"]
NETWORK_FIELDS = ["network", "images", "device", "accuracy", "accuracy_low", "accuracy_high", "designs"]
DESIGN_FIELDS = ["name", "kind", "after", "codec", "device_ms", "server_ms", "tcp", "udp"]
POINT_FIELDS = [
    name + end for name in ["p50_ms", "p95_ms", "in_time", "accuracy", "accuracy_in_time"] for end in ["", "_low", "_high"]
]


class PaperExperiment(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def call(self, *options):
        return subprocess.run([PROGRAM, *options], cwd=self.folder.name, capture_output=True, text=True, timeout=300)

    def read(self, name):
        return (pathlib.Path(self.folder.name) / name).read_text()

    def report(self, *options):
        images = [] if "--images" in options else ["--images", "60"]
        seeds = [] if "--seeds" in options else ["--seeds", "2"]
        done = self.call(*images, *seeds, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(self.read("paper_experiment.json"), parse_constant=self.fail)  # no NaN, no Infinity

    def designs(self, report):
        return {design["name"]: design for design in report["networks"][0]["designs"]}

    def test_the_report_is_complete(self):
        report = self.report()
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["paper_experiment.html", "paper_experiment.json"])
        self.assertEqual(list(report), REPORT_FIELDS)
        self.assertEqual(report["losses"], [0, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05])
        self.assertIn("not public", report["note"])
        network, = report["networks"]
        self.assertEqual(list(network), NETWORK_FIELDS)
        self.assertEqual([design["name"] for design in network["designs"]], ["local", "remote", "pool1", "pool2"])
        for design in network["designs"]:
            self.assertEqual(list(design), DESIGN_FIELDS)
            for transport in ["tcp", "udp"]:
                points = design[transport]["points"]
                self.assertEqual([point["loss"] for point in points], report["losses"])
                for point in points:
                    self.assertEqual(sorted(point), sorted(["loss", *POINT_FIELDS]))
                    for name in ["in_time", "accuracy", "accuracy_in_time"]:
                        self.assertTrue(0 <= point[name + "_low"] <= point[name] <= point[name + "_high"] <= 1)

    def test_without_loss_every_design_is_as_right_as_the_network(self):
        report = self.report("--loss-list", "0")
        network = report["networks"][0]
        self.assertAlmostEqual(network["accuracy"] * 60, round(network["accuracy"] * 60))
        self.assertGreater(network["accuracy"], 0.8)
        for design in network["designs"]:
            for transport in ["tcp", "udp"]:
                self.assertEqual(design[transport]["points"][0]["accuracy"], network["accuracy"])
        # An STM32H7 needs 59.5 ms for all of it, and a packet each way 0.2 ms and its time on the line.
        designs = self.designs(report)
        self.assertEqual(designs["local"]["tcp"]["points"][0]["in_time"], 0)
        remote = designs["remote"]["udp"]["points"][0]
        line = (784 + 16 + 28 + 14 + 40 + 16 + 28 + 14) * 8 / 1e6  # ms at 1 Gbit/s
        self.assertAlmostEqual(remote["p50_ms"], 0.2 + line + designs["remote"]["server_ms"], places=5)
        self.assertEqual(remote["in_time"], 1)

    def test_a_payload_is_1010_bytes(self):
        designs = self.designs(self.report("--loss-list", "0"))
        self.assertEqual(designs["remote"]["udp"]["packets"], 1)
        self.assertEqual(designs["pool1"]["udp"]["packets"], -(-16 * 14 * 14 * 4 // 1008))  # whole floats
        self.assertEqual(designs["pool1"]["tcp"]["packets"], -(-(16 * 14 * 14 * 4 + 36) // 1010))

    def test_over_tcp_latency_grows_with_loss_and_accuracy_stays(self):
        report = self.report("--loss-list", "0,0.05,0.2")
        for name, design in self.designs(report).items():
            points = design["tcp"]["points"]
            self.assertEqual({point["accuracy"] for point in points}, {report["networks"][0]["accuracy"]})
            if name == "local":
                self.assertEqual(points[0]["p95_ms"], points[2]["p95_ms"])
                continue
            self.assertLess(points[0]["p95_ms"], 50)
            self.assertLess(points[0]["p95_ms"], points[1]["p95_ms"])
            self.assertLess(points[1]["p95_ms"], points[2]["p95_ms"])
            self.assertGreater(points[0]["in_time"], points[1]["in_time"])
            self.assertGreater(points[1]["in_time"], points[2]["in_time"])

    def test_the_timeout_stays_at_200_ms_long_after_the_last_loss(self):
        """In a stream of requests and answers an estimate of the round trip from timestamps would run away."""
        points = self.designs(self.report("--images", "2000", "--seeds", "5", "--loss-list", "0.005"))
        self.assertLess(points["remote"]["tcp"]["points"][0]["p95_ms_high"], 200)

    def test_over_udp_accuracy_falls_with_loss_and_latency_stays(self):
        points = self.designs(self.report("--loss-list", "0,0.1"))["remote"]["udp"]["points"]
        self.assertLess(points[1]["accuracy"], points[0]["accuracy"])
        self.assertEqual(points[0]["p50_ms"], points[1]["p50_ms"])

    def test_a_faster_board_computes_all_of_it_in_time(self):
        local = self.designs(self.report("--loss-list", "0", "--device", "raspberry-pi-4"))["local"]
        self.assertEqual(local["tcp"]["points"][0]["in_time"], 1)

    def test_the_page_and_the_pictures(self):
        report = self.report("--loss-list", "0,0.05", "--svg", ".")
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["fashion_cnn_tcp.svg", "fashion_cnn_udp.svg",
                                                                "paper_experiment.html", "paper_experiment.json"])
        page = self.read("paper_experiment.html")
        self.assertIn(report["note"].split(":")[0], page)
        self.assertEqual(page.count("<svg"), 4)  # two figures, wide and narrow
        self.assertNotIn("<script", page)
        for name in ["fashion_cnn_tcp.svg", "fashion_cnn_udp.svg"]:
            picture = xml.etree.ElementTree.fromstring(self.read(name))
            self.assertEqual(picture.tag, "{http://www.w3.org/2000/svg}svg")

    def test_splits_codecs_and_fills(self):
        report = self.report("--loss-list", "0,0.1", "--split", "conv3,pool1", "--codec", "int8", "--fill", "mean")
        self.assertEqual(list(self.designs(report)), ["local", "remote", "pool1", "conv3"])
        self.assertEqual(self.designs(report)["pool1"]["codec"], "int8")
        self.assertEqual(self.designs(report)["pool1"]["udp"]["packets"], 4)

    def test_results_repeat_on_any_number_of_threads_and_other_seeds_differ(self):
        options = ["--loss-list", "0.05"]
        one = self.report(*options, "--threads", "1")
        self.assertEqual(self.report(*options, "--threads", "2"), one)
        other = self.report(*options, "--seeds", "4")
        self.assertNotEqual(self.designs(other)["pool1"], self.designs(one)["pool1"])

    def test_every_bad_option_is_one_line_and_exit_code_2(self):
        for options, word in BAD_OPTIONS:
            with self.subTest(options=options):
                done = self.call(*options)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertEqual(done.stdout, "")
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertTrue(done.stderr.startswith("paper_experiment: "))
                self.assertIn(word, done.stderr)
                self.assertEqual(os.listdir(self.folder.name), [])

    def test_help_names_every_option(self):
        done = self.call("--help")
        self.assertEqual(done.returncode, 0)
        named = [word for line in done.stdout.splitlines() for word in line.split()[:1] if word.startswith("--")]
        self.assertEqual(sorted(named), sorted(OPTIONS))


if __name__ == "__main__":
    unittest.main(verbosity=1)
