#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the main job as a user would: its files, its options, its errors, its repeatability."""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())

OPTIONS = [
    "--preset", "--transport", "--rate", "--delay", "--loss", "--mtu", "--queue", "--udp-wait", "--fill", "--packet-order",
    "--send-for", "--device", "--server", "--devices", "--phase", "--late", "--frame-queue",
    "--split", "--codec", "--rows", "--fps", "--min-accuracy", "--deadline", "--percentile", "--max-ram", "--max-flash",
    "--max-wire", "--images", "--validation-images", "--no-maps", "--seed", "--threads", "--json", "--html", "--data",
]

BAD_OPTIONS = [
    ["--unknown"], ["stray"], ["--rate"], ["--rate", "10"], ["--rate", "-1Mbit"], ["--rate", "0bit"],
    ["--delay", "10"], ["--delay", "-1ms"], ["--delay", "10Mbit"], ["--loss", "2"], ["--loss", "-0.1"],
    ["--loss", "nan"], ["--loss", "101%"], ["--loss", "5"], ["--mtu", "10"], ["--mtu", "47"], ["--mtu", "-1"], ["--mtu", "70000"],
    ["--mtu", "100", "--transport", "tcp"], ["--queue", "-1"], ["--udp-wait", "-1ms"], ["--fill", "nope"],
    ["--packet-order", "random"], ["--send-for", "-1ms"], ["--send-for", "20"], ["--devices", "0"], ["--devices", "-1"],
    ["--devices", "1.5"], ["--devices", "3000"], ["--phase", "nope"], ["--late", "never"], ["--frame-queue", "-1"],
    ["--transport", "sctp"], ["--device", "nope"], ["--device", "nope.json"], ["--server", "nope"], ["--split", "nope"], ["--split", "17"],
    ["--codec", "int4"], ["--rows", "nope"], ["--fps", "0"], ["--fps", "-1"], ["--fps", "nan"], ["--fps", "1e-12"],
    ["--min-accuracy", "1.1"], ["--min-accuracy", "nan"], ["--deadline", "0ms"], ["--deadline", "50"],
    ["--percentile", "101"], ["--percentile", "0"], ["--percentile", "nan"], ["--max-ram", "320"],
    ["--max-ram", "-1KiB"], ["--max-flash", "1MB"], ["--max-wire", "x"], ["--images", "-1"], ["--images", "1.5"], ["--validation-images", "-1"],
    ["--seed", "-1"], ["--seed", "99999999999999999999"], ["--threads", "-1"], ["--data", "/nonexistent"],
    ["--json", "/nonexistent/report.json"], ["--html", "/nonexistent/report.html"], ["--json", "."], ["--json", ""],
    ["--json", "same", "--html", "./same"], ["--preset", "tin-cans"], ["--preset", "lora-sf7", "--transport", "tcp"],
    ["--preset", "lora-sf7", "--rate", "1kbit"], ["--preset", "ble-1m", "--mtu", "1500"], ["--codec", "int8,nope"],
    ["--codec", "int8,,float32"], ["--split", "pool1,"], ["--fps", "1e300"], ["--min-accuracy", "1e300"],
    ["--deadline", "1e300ms"], ["--max-ram", "0.5B"], ["--device", "a\x1b[31m\u009b\u202e"], ["--split", "x" * 9999],
]

# What is nearly right, and the spelling that the message offers.
HINTS = [
    (["--percentile", "0.95"], "write 95"), (["--max-ram", "320KB"], "write 320KiB"), (["--rate", "10MB/s"], "80Mbit"),
    (["--deadline", "50"], "write 50ms"), (["--loss", "5"], "write 5% or 0.05"), (["--images", "2,000"], "write 2000"),
    (["--split", "pol1"], "pool1"), (["--split", "Conv2"], "conv2"),
]

TOP_FIELDS = ["network", "images", "accuracy", "splits", "designs", "verdict"]
SPLIT_FIELDS = [
    "index", "after", "wire_shape", "wire_bytes_float32", "head_macs", "head_parameter_bytes", "head_arena_bytes",
    "cui", "cui_log10", "lrp_abs_total", "is_candidate",
]
DESIGN_FIELDS = [
    "kind", "after", "transport", "codec", "wire_bytes", "packets", "accuracy", "accuracy_in_time", "latency_ms",
    "deadline_miss_rate", "device_ms", "link_ms", "server_ms", "stream", "energy_mj", "feasible", "reasons",
]


class MainJob(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return pathlib.Path(self.folder.name) / name

    def test_device_from_a_file(self):
        rates = dict.fromkeys(["convolution", "pointwise", "depthwise", "dense", "elementwise"], 1e6)
        sample = {"channels": 16, "filters": 16, "positions": 784, "taps": 9, "stride": 1, "operations": 1e6,
                  "seconds": 0.5, "seconds_cold": 0.5}
        board = {"format": 1, "name": "my board", "source": "made up", "operations_per_second": rates,
                 "seconds_per_layer": 0, "memory_bytes_per_second": 1e9, "cache_bytes": 0, "ram_bytes": 1 << 20,
                 "flash_bytes": 1 << 20, "samples": [dict(sample, kind=kind) for kind in rates]}
        self.path("board.json").write_text(json.dumps(board))
        run = self.call("--device", "board.json", "--json", "report.json")
        self.assertEqual(run.returncode, 0, run.stderr)
        local = [design for design in json.loads(self.path("report.json").read_text())["designs"]
                 if design["kind"] == "local"]
        self.assertGreater(local[0]["device_ms"], 1000)  # 5.7 million multiply-accumulates at 2 million a second
        board["samples"][0]["seconds"] = -1
        self.path("board.json").write_text(json.dumps(board))
        run = self.call("--device", "board.json")
        self.assertEqual(run.returncode, 2)
        self.assertIn("samples[0]: 'seconds' is -1", run.stderr)

    def call(self, *options, images="200"):
        words = [PROGRAM, *(["--images", images] if images else []), *options]
        return subprocess.run(words, cwd=self.folder.name, capture_output=True, text=True, timeout=300)

    def report(self, *options, images="200"):
        done = self.call(*options, images=images)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(self.path("report.json").read_text(), parse_constant=self.fail)  # no NaN, no Infinity

    def names_of(self, report):
        return [design["after"] for design in report["designs"] if design["kind"] == "split"]

    def test_the_default_run_writes_both_reports_and_nothing_else(self):
        report = self.report(images=None)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["report.html", "report.json"])
        self.assertEqual(report["images"], 2000)
        self.assertAlmostEqual(report["accuracy"] * 2000, 1801, delta=1)
        html = self.path("report.html").read_text()
        self.assertTrue(html.lower().startswith("<!doctype html>"))
        self.assertNotIn("<script", html.lower())

    def test_the_report_has_every_field(self):
        report = self.report("--split", "pool2")
        for field in TOP_FIELDS:
            self.assertIn(field, report)
        self.assertEqual(len(report["splits"]), 17)
        for split in report["splits"]:
            for field in SPLIT_FIELDS:
                self.assertIn(field, split)
        for design in report["designs"]:
            for field in DESIGN_FIELDS:
                self.assertIn(field, design)
            for field in ["p50", "p95", "p99", "max"]:
                self.assertIn(field, design["latency_ms"])
            self.assertIn(design["kind"], ["local", "remote", "split"])
            self.assertIsInstance(design["feasible"], bool)
            self.assertTrue(design["reasons"])
            for share in ["accuracy", "accuracy_in_time", "deadline_miss_rate"]:
                self.assertTrue(0 <= design[share] <= 1)
        self.assertTrue(any(split["is_candidate"] for split in report["splits"]))

    def test_the_map_agrees_with_the_verdict_where_the_link_is(self):
        for options in ([], ["--transport", "tcp"], ["--loss", "0.05", "--min-accuracy", "0.5", "--percentile", "50"],
                        ["--fill", "last-frame", "--images", "40"], ["--delay", "0ms", "--loss", "0"]):
            with self.subTest(options=options):
                report = self.report(*options, images=None if "--images" in options else "100")
                chart = report["crossover"]
                self.assertEqual(chart["winners"][chart["here_loss"]][chart["here_rate"]], report["verdict"])
                self.assertEqual(chart["rates_bits_per_second"][chart["here_rate"]], 1e7)
                self.assertEqual(chart["losses"][chart["here_loss"]], report["loss"])
                self.assertEqual(len(chart["winners"]), len(chart["losses"]))
                for row in chart["winners"]:
                    self.assertEqual(len(row), len(chart["rates_bits_per_second"]))
                names = [row["what"] for row in report["sensitivity"]]
                self.assertEqual(names[:5], ["deadline", "accuracy", "RAM", "flash", "bytes on the wire"])
                self.assertEqual("delay" in names, "--delay" not in options)
                for row in report["sensitivity"]:
                    for end in (row["lower"], row["upper"]):
                        if end is not None:
                            self.assertNotEqual(end["best"], report["verdict"], row)
        self.assertIsNone(self.report("--no-maps", images="40")["crossover"])

    def test_a_range_of_the_rate_is_what_other_runs_find(self):
        report = self.report(images="200")
        rate = next(row for row in report["sensitivity"] if row["what"] == "rate")
        lower = rate["lower"]
        self.assertIsNotNone(lower)  # at 200 kbit/s no picture comes in time
        for value, best in ((lower["holds"], report["verdict"]), (lower["changes"], lower["best"])):
            there = self.report("--rate", f"{round(value)}bit", "--no-maps", images="200")
            self.assertEqual(there["verdict"], best)

    def verdict_of(self, report):
        """The index of the best design, or None; checked against the designs."""
        best = report["verdict"]
        if best is not None:
            self.assertTrue(report["designs"][best]["feasible"])
        return best

    def test_the_verdict_is_a_feasible_design_or_null_with_reasons(self):
        best = self.verdict_of(self.report("--min-accuracy", "0.5"))
        self.assertIsNotNone(best)
        impossible = self.report("--deadline", "15ms")
        self.assertIsNone(self.verdict_of(impossible))
        self.assertFalse(any(design["feasible"] for design in impossible["designs"]))
        self.assertTrue(all(design["reasons"] for design in impossible["designs"]))

    def test_every_bad_option_is_one_line_and_exit_code_2(self):
        for options in BAD_OPTIONS:
            with self.subTest(options=options):
                done = self.call(*options, images=None)
                self.assertEqual(done.returncode, 2)
                self.assertEqual(done.stdout, "")
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertTrue(done.stderr.startswith("advise_fashion: "))
                self.assertEqual(os.listdir(self.folder.name), [])

    def test_what_is_nearly_right_comes_with_the_right_spelling(self):
        for options, hint in HINTS:
            self.assertIn(hint, self.call(*options, images=None).stderr, options)

    def test_an_empty_value_is_refused(self):
        for option in OPTIONS:
            if option != "--no-maps":
                done = self.call(option, "", images=None)
                self.assertEqual(done.returncode, 2, option)
                self.assertIn("empty value", done.stderr, option)

    def test_messages_are_short_and_steer_no_terminal(self):
        nasty = "a\x1b[31m\u009b\u202e\u2066\u200f" + "x" * 5000
        for option in ("--device", "--server", "--split", "--codec", "--json", "--data", "--rate", "--preset", "--" + nasty):
            done = self.call(option, nasty, images=None)
            self.assertEqual(done.returncode, 2, option)
            self.assertLess(len(done.stderr), 600, option)
            for character in "\x1b\u009b\u202e\u2066\u200f":
                self.assertNotIn(character, done.stderr, option)

    def test_units_and_lists_as_people_write_them(self):
        usual = self.report("--rate", "10Mbit", "--loss", "0.01", "--codec", "int8", "--codec", "float32", images="50")
        for options in (["--rate", "10Mbps", "--loss", "1%", "--codec", "int8,float32"],
                        ["--rate", "10 Mbit/s", "--loss", "1 %", "--codec", "int8, float32", "--deadline", "50 ms"]):
            self.assertEqual(self.report(*options, images="50"), usual)

    def test_a_preset_is_a_link_by_name(self):
        lte = self.report("--preset", "lte", images="50")
        self.assertIsNone(lte["crossover"])  # its rates differ: there is no one rate to vary
        wifi = self.report("--preset", "wifi5", images="50")
        self.assertIsNotNone(wifi["crossover"])
        self.assertLess(wifi["designs"][1]["link_ms"], lte["designs"][1]["link_ms"])
        slow = self.report("--preset", "wifi5", "--rate", "1Mbit", images="50")
        self.assertGreater(slow["designs"][1]["link_ms"], wifi["designs"][1]["link_ms"])
        self.assertIn("preset ble-1m", self.call("--preset", "ble-1m", "--no-maps", images="50").stdout)

    def test_lines_fit_110_columns(self):
        for options in (["--codec", "int8-per-channel"], ["--rate", "1bit"], ["--devices", "5", "--split", "all"],
                        ["--deadline", "3600s", "--rate", "1kbit", "--codec", "int8-per-channel"]):
            for line in self.call(*options, "--no-maps", images="50").stdout.splitlines():
                self.assertLessEqual(len(line), 110, options)

    def test_speeds_that_make_no_sense_are_found_before_the_ranking(self):
        rates = dict.fromkeys(["convolution", "pointwise", "depthwise", "dense", "elementwise"], 1.0)
        board = {"format": 1, "name": "slow", "source": "made up", "operations_per_second": rates,
                 "seconds_per_layer": 0, "memory_bytes_per_second": 0, "cache_bytes": 0, "ram_bytes": 0,
                 "flash_bytes": 0, "samples": []}
        for change in ({}, {"operations_per_second": dict(rates, dense=0)},
                       {"operations_per_second": dict(rates, dense=1e-300)}, {"ram_bytes": 0.5}):
            self.path("board.json").write_text(json.dumps(dict(board, **change)))
            for option in ("--device", "--server"):
                run = self.call(option, "board.json")
                self.assertEqual(run.returncode, 2)
                self.assertTrue(run.stderr.startswith("advise_fashion: " + option), run.stderr)
                self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
        self.path("board.json").write_text("[" * 80000)
        self.assertIn("nested deeper", self.call("--device", "board.json").stderr)

    def test_help_names_every_option_and_its_unit(self):
        done = self.call("--help", images=None)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stderr, "")
        lines = done.stdout.splitlines()
        for option in OPTIONS:
            self.assertTrue(any(line.strip().startswith(option + " ") for line in lines), option)
        for unit in ["10Mbit", "10ms", "50ms", "320KiB", "0 to 1", "bytes", "packets", "percent", "frames per second"]:
            self.assertIn(unit, done.stdout)
        named = [word for line in lines for word in line.split()[:1] if word.startswith("--")]
        self.assertEqual(sorted(named), sorted(OPTIONS), "an option that this test does not know")

    def test_a_seed_repeats_on_any_number_of_threads_and_another_differs(self):
        options = ["--loss", "0.05", "--fill", "last-frame"]
        runs = []
        for more in [["--seed", "7"], ["--seed", "7"], ["--seed", "7", "--threads", "1"],
                     ["--seed", "7", "--threads", "2"], ["--seed", "8"]]:
            self.report(*options, *more)
            runs.append([self.path(name).read_bytes() for name in ["report.json", "report.html"]])
        for same in runs[1:4]:
            self.assertEqual(same, runs[0])
        self.assertNotEqual(json.loads(runs[4][0])["designs"], json.loads(runs[0][0])["designs"])

    def test_splits_can_be_named_numbered_and_asked_for_all_together(self):
        report = self.report("--split", "pool2", "--split", "3", "--codec", "int8")
        self.assertIn("pool2", self.names_of(report))
        self.assertIn("conv2", self.names_of(report))
        every = self.report("--split", "all", "--codec", "int8")
        self.assertEqual(self.names_of(every), [split["after"] for split in every["splits"][1:-1]])
        self.assertEqual([design["kind"] for design in every["designs"][:2]], ["local", "remote"])

    def test_streams_are_accounted_for(self):
        for transport in ["udp", "tcp"]:
            report = self.report("--transport", transport, "--devices", "4", "--late", "drop", "--frame-queue", "0",
                                 "--rate", "1Mbit")
            for design in report["designs"]:
                stream = design["stream"]
                self.assertEqual(stream["devices"], 4)
                self.assertLessEqual(stream["answers_per_second"], 80.001)
                for share in stream["use"].values():
                    self.assertTrue(0 <= share <= 1)
                dropped = sum(stream["dropped"].values())
                self.assertLessEqual(dropped, 200 * design["deadline_miss_rate"] + 1e-6)
                self.assertIsNotNone(design["energy_mj"]["computing"])
            local, remote = report["designs"][:2]
            self.assertEqual(local["stream"]["dropped"]["device"], 100)  # 59.5 ms a frame, one every 50: every other
            self.assertAlmostEqual(local["stream"]["answers_per_second"], 40, delta=0.5)
            self.assertGreater(max(design["stream"]["dropped"]["link"] for design in report["designs"][2:]), 0)
            self.assertEqual(remote["energy_mj"]["computing"], 0)
            self.assertIsNone(remote["energy_mj"]["total"])  # nobody has measured the board's radio
        self.assertIn("Stations (4 devices", self.call("--devices", "4").stdout)

    def test_order_of_packets_keeps_what_matters_of_a_frame_that_is_cut_off(self):
        options = ["--split", "pool1", "--codec", "float32", "--rate", "1Mbit", "--loss", "0", "--send-for", "25ms",
                   "--udp-wait", "25ms", "--deadline", "200ms", "--mtu", "300", "--device", "raspberry-pi-4",
                   "--fill", "mean"]
        accuracy = {}
        for order in ["sequential", "interleaved", "importance"]:
            designs = self.report(*options, "--packet-order", order)["designs"]
            accuracy[order] = [design["accuracy"] for design in designs if design["after"] == "pool1"][0]
        self.assertGreater(accuracy["importance"], accuracy["sequential"] + 0.1)

    def test_tcp_loses_no_accuracy(self):
        report = self.report("--transport", "tcp", "--loss", "0.03")
        for design in report["designs"]:
            self.assertEqual(design["transport"], "none" if design["kind"] == "local" else "tcp")
        local, remote = report["designs"][:2]
        self.assertEqual(remote["accuracy"], local["accuracy"])

    def test_a_dead_link_leaves_local_computing(self):
        for transport in ["udp", "tcp"]:
            report = self.report("--transport", transport, "--loss", "1", "--device", "raspberry-pi-4")
            self.assertEqual(report["designs"][self.verdict_of(report)]["kind"], "local")
            for design in report["designs"][1:]:
                self.assertEqual(design["accuracy"], 0)
                self.assertEqual(design["deadline_miss_rate"], 1)
                self.assertIsNone(design["latency_ms"]["p50"])
                self.assertIsNone(design["link_ms"])  # never, and not 0
                self.assertEqual(design["accuracy_at_server"], 0)

    def test_the_nearest_design_is_judged_at_the_deadline_that_the_advice_names(self):
        options = ["--validation-images", "0", "--no-maps", "--device", "raspberry-pi-4", "--deadline", "0.5ms",
                   "--min-accuracy", "0.8"]
        report = self.report(*options, images="100")
        sentence = report["verdict_reasons"][-1]
        self.assertIn("it would do if the deadline were", sentence)
        self.assertNotIn("accuracy", sentence)
        nearest = report["nearest"]
        self.assertEqual(nearest["requirements"]["min_accuracy"], 0.8)

    def test_a_deadline_that_the_advice_prints_suffices_when_it_is_given_back(self):
        for options in ([], ["--loss", "0.05"], ["--rate", "2Mbit", "--loss", "0.03"], ["--udp-wait", "80ms"]):
            options = options + ["--validation-images", "0", "--no-maps", "--min-accuracy", "0.3", "--percentile", "90"]
            report = self.report(*options, "--deadline", "15ms", images="60")
            self.assertIsNone(report["verdict"])
            sentence = report["verdict_reasons"][-1]
            printed = re.search(r"the deadline were ([0-9.]+) ms instead of 15 ms", sentence)
            self.assertIsNotNone(printed, sentence)
            again = self.report(*options, "--deadline", printed.group(1) + "ms", images="60")
            self.assertTrue(again["designs"][report["nearest"]["design"]]["feasible"], sentence)

    def test_the_wait_is_named_with_the_link_and_does_not_follow_the_deadline(self):
        for deadline in ["20ms", "100ms"]:
            report = self.report("--no-maps", "--deadline", deadline, images="20")
            self.assertIn("50ms", report["link"]["the server waits"])
            self.assertEqual(report["designs"][1]["measured_under"]["udp_wait_ms"], 50)
            text = self.call("--no-maps", "--deadline", deadline, images="20").stdout
            self.assertIn("the server waits 50ms", " ".join(text.split()))

    def test_few_images_are_warned_of(self):
        self.assertEqual(len(self.report("--no-maps", images="199")["warnings"]), 1)
        self.assertEqual(self.report("--no-maps", images="200")["warnings"], [])

    def test_whose_kernels_the_times_are(self):
        self.assertIn("not sei's", self.report("--no-maps", images="20")["device"]["kernels"])
        text = self.call("--no-maps", images="20").stdout
        self.assertIn("are those of bosch's", " ".join(text.split()))

    def test_this_machine_may_be_the_server(self):
        report = self.report("--server", "measured")
        remote = report["designs"][1]
        self.assertTrue(0 < remote["server_ms"] < 1000)
        self.assertIn("this machine", self.path("report.json").read_text())

    def test_every_fill_row_and_codec_option_works(self):
        for options in [["--fill", "mean"], ["--fill", "neighbours"], ["--rows", "all"], ["--codec", "int8-per-channel"], ["--queue", "0"],
                        ["--udp-wait", "5ms"], ["--mtu", "60"], ["--max-flash", "256KiB"], ["--max-wire", "700B"],
                        ["--threads", "1"], ["--late", "drop-oldest"], ["--packet-order", "interleaved"], ["--send-for", "5ms"],
                        ["--devices", "2", "--phase", "in-phase"], ["--data", str(pathlib.Path(self.data_folder()))]]:
            with self.subTest(options=options):
                self.report(*options, images="20")

    def data_folder(self):
        """The default that --help prints."""
        for line in self.call("--help", images=None).stdout.splitlines():
            if line.strip().startswith("--data"):
                return line.split("=", 1)[1].split()[0]
        self.fail("--help does not say where the data are")

    def test_one_image_is_enough(self):
        self.assertEqual(self.report(images="1")["images"], 1)

    def test_reports_go_where_they_are_sent(self):
        done = self.call("--json", "a.json", "--html", "/dev/null", images="20")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(os.listdir(self.folder.name), ["a.json"])

    @unittest.skipUnless(os.path.exists("/dev/full"), "needs /dev/full")
    def test_a_failure_at_the_last_moment_leaves_the_old_report(self):
        self.path("report.json").write_text("old")
        done = self.call("--html", "/dev/full", images="20")
        self.assertEqual(done.returncode, 2)
        self.assertIn("/dev/full: can't be written", done.stderr)
        self.assertEqual(self.path("report.json").read_text(), "old")
        self.assertEqual(os.listdir(self.folder.name), ["report.json"])

    def test_an_interrupted_run_leaves_a_whole_report(self):
        self.path("report.json").write_text('"old"')
        for seconds in [0.1, 0.6]:
            running = subprocess.Popen([PROGRAM], cwd=self.folder.name, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(seconds)
            running.send_signal(signal.SIGTERM)
            running.wait(timeout=300)
            json.loads(self.path("report.json").read_text())


if __name__ == "__main__":
    unittest.main(verbosity=1)
