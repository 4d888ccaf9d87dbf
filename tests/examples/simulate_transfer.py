#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs sei-link as a user would: the traces of the reference, its options, its errors."""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)
GOLDEN = pathlib.Path(sys.argv.pop(1))

PRESETS = ["ethernet-100m", "ethernet-1g", "wifi4", "wifi5", "wifi6", "lte", "5g", "split-et-impera"]
PRESETS_WITHOUT_IP = ["ble-1m", "ble-2m", "lora-sf7", "lora-sf12"]

# What is wrong, and a word of the line that says so.
BAD_CALLS = [
    (["--unknown"], "--unknown"), (["extra"], "extra"),
    (["--bytes", "0"], "--bytes"), (["--bytes", "-1"], "--bytes"), (["--bytes", "many"], "--bytes"),
    (["--rate", "0bit"], "0bit"), (["--rate", "10"], "10"), (["--rate", "nanMbit"], "nanMbit"),
    (["--delay", "-1ms"], "-1ms"), (["--delay", "nanms"], "nanms"),
    (["--loss", "1.5"], "1.5"), (["--loss", "-0.1"], "-0.1"), (["--loss", "nan"], "nan"),
    (["--loss", "0.1", "--drop-ab", "3"], "exclude"), (["--drop-ab", "3,x"], "x"), (["--drop-ab", "3,,4"], "''"), (["--drop-ab", "3,"], "comma"),
    (["--queue", "-1"], "--queue"), (["--seeds", "0"], "--seeds"), (["--mss", "0"], "--mss"),
    (["--mtu", "100"], "128"), (["--transport", "udp", "--mtu", "28"], "29"), (["--transport", "sctp"], "sctp"),
    (["--transport", "udp", "--warm"], "--warm"), (["--cc", "bbr"], "bbr"), (["--profile", "bsd"], "bsd"),
    (["--preset", "tin-cans"], "ethernet-100m"), (["--preset", "lora-sf7"], "udp"),
    (["--reorder"], "--jitter"), (["--burst", "0B"], "burst"), (["--bandwidth-trace", "/nonexistent"], "/nonexistent"),
    (["--rate", "1kbit", "--bandwidth-trace", "/dev/null"], "/dev/null"),
    (["--preset", "lora-sf7", "--transport", "udp", "--rate", "1kbit"], "spreading factor"),
    (["--preset", "ble-1m", "--transport", "udp", "--mtu", "1500"], "244"),
    (["--preset", "split-et-impera", "--profile", "linux"], "profile"),
    (["--rate", "1bit", "--bytes", "4294967296"], "10^9 s"),
]


class Link(unittest.TestCase):
    def call(self, *words, code=0):
        done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout if code == 0 else done.stderr

    def run_json(self, *words):
        return json.loads(self.call(*words, "--json"))

    def test_traces_of_the_reference(self):
        with open(GOLDEN / "scenarios.csv") as table:
            rows = list(csv.DictReader(table))
        self.assertEqual(len(rows), 80)
        for row in rows:
            words = ["--profile", row["profile"], "--cc", row["congestion"].lower(), "--bytes", row["bytes"],
                     "--rate", row["rate_bps"] + "bit", "--delay", row["delay_ns"] + "ns"]
            for name in ("drop_ab", "drop_ba"):
                if row[name]:
                    words += ["--" + name.replace("_", "-"), row[name].replace(" ", ",")]
            result = self.run_json(*words)
            self.assertEqual(result["completion_ns"], int(row["completion_ns"]), row["id"])
            self.assertEqual(result["retransmissions"], int(row["retransmissions"]), row["id"])
            self.assertEqual(result["timeouts"], int(row["timeouts"]), row["id"])

    def test_closed_forms(self):
        # T = (N + 30 k) 8 / R + d over UDP, 3 d + (170 + N + 54 n) 8 / R over fresh TCP
        udp = self.run_json("--transport", "udp", "--bytes", "4096", "--rate", "10Mbit", "--delay", "10ms")
        self.assertEqual(udp["completion_ns"], (4096 + 30 * 3) * 800 + 10_000_000)
        tcp = self.run_json("--profile", "ns3", "--bytes", "4096", "--rate", "10Mbit", "--delay", "10ms")
        self.assertEqual(tcp["completion_ns"], 30_000_000 + (170 + 4096 + 54 * 3) * 800)
        warm = self.run_json("--profile", "ns3", "--bytes", "4096", "--rate", "10Mbit", "--delay", "10ms", "--warm")
        self.assertEqual(warm["completion_ns"] // 10, (10_000_000 + (4096 + 54 * 3) * 800) // 10)

    def test_many_runs(self):
        words = ["--loss", "0.02", "--seeds", "50", "--bytes", "100000"]
        result = self.run_json(*words)
        self.assertEqual(result, self.run_json(*words))
        self.assertNotIn("completion_ns", result)
        latency = result["latency_ns"]
        self.assertTrue(latency["min"] <= latency["p50"] <= latency["p95"] <= latency["max"])
        self.assertLess(latency["min"], latency["max"])
        self.assertGreater(result["retransmissions"], 0)
        text = self.call(*words)
        for word in ("p50", "p95", "min", "max", "retransmissions", "timeouts", "bytes lost"):
            self.assertIn(word, text)
        self.assertIn(f"{latency['p50'] // 10**9}.{latency['p50'] % 10**9:09} s", text)

    def test_losses_in_one_direction_only(self):
        none = self.run_json("--transport", "udp", "--drop-ba", "0,1,2")
        self.assertEqual(none["bytes_lost"], 0)
        lost = self.run_json("--transport", "udp", "--drop-ab", "0,1,2")
        self.assertEqual(lost["bytes_lost"], 3 * 1472)
        data = self.run_json("--loss", "0.3", "--loss-direction", "data", "--seeds", "20", "--bytes", "20000")
        both = self.run_json("--loss", "0.3", "--seeds", "20", "--bytes", "20000")
        self.assertLess(data["latency_ns"]["p50"], both["latency_ns"]["p50"])

    def test_nothing_arrives(self):
        for transport in ("udp", "tcp"):
            result = self.run_json("--loss", "1", "--bytes", "10", "--transport", transport)
            self.assertIsNone(result["completion_ns"])
            self.assertEqual(result["bytes_lost"], 10)
        self.assertIn("never", self.call("--loss", "1", "--bytes", "10"))

    def test_extremes_end(self):
        self.assertEqual(self.run_json("--rate", "1bit", "--bytes", "1", "--transport", "udp", "--delay", "0ms")
                         ["completion_ns"], 31 * 8 * 10**9)
        self.run_json("--rate", "1000Gbit", "--bytes", "100000000", "--delay", "0ns")
        self.run_json("--queue", "0", "--bytes", "100000")
        self.run_json("--mss", "1", "--bytes", "1000")
        self.run_json("--mtu", "29", "--bytes", "1000", "--transport", "udp")

    def test_presets(self):
        for name in PRESETS + PRESETS_WITHOUT_IP:
            self.assertIsNotNone(self.run_json("--preset", name, "--bytes", "2000", "--transport", "udp")
                                 ["completion_ns"], name)
        for name in PRESETS:
            self.run_json("--preset", name, "--bytes", "20000")
        fast = self.run_json("--preset", "ethernet-1g", "--bytes", "20000")["completion_ns"]
        slow = self.run_json("--preset", "ethernet-1g", "--rate", "10Mbit", "--bytes", "20000")["completion_ns"]
        self.assertGreater(slow, 10 * fast)

    def test_traces_from_files(self):
        with tempfile.TemporaryDirectory() as folder:
            trace = pathlib.Path(folder) / "losses"
            trace.write_text("0 0 1\n")
            result = self.run_json("--transport", "udp", "--bytes", str(9 * 1472), "--loss-trace", str(trace))
            self.assertEqual(result["bytes_lost"], 3 * 1472)
            trace.write_text("0 2\n")
            self.assertIn("line 1", self.call("--loss-trace", str(trace), code=2))
            trace.write_text("1\n2\n3\n")
            self.run_json("--bandwidth-trace", str(trace))

    def test_bad_calls(self):
        for words, word in BAD_CALLS:
            message = self.call(*words, code=2)
            self.assertIn(word, message, words)
            self.assertEqual(len(message.splitlines()), 1, message)
            self.assertTrue(message.startswith("sei-link: "), message)


if __name__ == "__main__":
    unittest.main()
