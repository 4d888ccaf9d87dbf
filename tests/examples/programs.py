#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What holds for every program: output that can't be written, closed descriptors, readers that go away and too little
memory are one line and exit code 2, or nothing at all; a status line that can't be written costs nothing."""

import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(sys.argv.pop(1)).resolve()
DATA = pathlib.Path(sys.argv.pop(1)).resolve()

SHIPPED = ["--weights", DATA / "fashion_cnn.safetensors", "--images", DATA / "fashion_test_images.idx3-ubyte",
           "--labels", DATA / "fashion_test_labels.idx1-ubyte"]
ADVISE = ["advise_fashion", "--images", "40", "--validation-images", "0", "--no-maps"]
SWEEP = ["sweep_designs", "--rates", "1", "--delays", "1", "--loss", "0"]
PAPER = ["paper_experiment", "--images", "20", "--seeds", "1", "--loss-list", "0"]
STUDY = ["study_ranking", "fashion_cnn", "--score-images", "16", "--test-images", "20", *SHIPPED]
PROGRAMS = [["sei-link"], ["first_split"], ["own_layer"], ADVISE, SWEEP, PAPER, STUDY]
TUTORIAL = ["tutorial_first_split", DATA]  # a listing of the docs, which has no code of examples/support
PROGRAMS = [words for words in PROGRAMS if (FOLDER / words[0]).exists()]  # without libpng there are fewer
WITH_FILES = [(ADVISE, "--json", "--html"), (SWEEP, "--json", "--csv"), (PAPER, "--json", "--html")]
WITH_FILES = [each for each in WITH_FILES if each[0] in PROGRAMS]


def shell(words):
    return " ".join("'" + str(word) + "'" for word in [FOLDER / words[0], *words[1:]])


class Programs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)

    def run_shell(self, script):
        return subprocess.run(["bash", "-c", script], cwd=self.path, capture_output=True, text=True, timeout=300)

    def run_program(self, words, *more, **options):
        return subprocess.run([FOLDER / words[0], *words[1:], *more], cwd=self.path, capture_output=True, text=True,
                              timeout=300, **options)

    def assert_one_line(self, done, name, word=""):
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertTrue(done.stderr.splitlines()[-1].startswith(name + ": "), done.stderr)
        told = [line for line in done.stderr.splitlines() if ": done in " not in line]
        self.assertEqual(len(told), 1, done.stderr)
        self.assertIn(word, told[0])

    def test_standard_output_that_cannot_be_written(self):
        for words in PROGRAMS:
            for where in (">/dev/full", ">&-"):
                with self.subTest(program=words[0], where=where):
                    done = self.run_shell(f"{shell(words)} {where}")
                    self.assert_one_line(done, words[0], "standard output can't be written")
        done = self.run_shell(f"{shell(TUTORIAL)} >/dev/full")
        self.assert_one_line(done, "first_split", "standard output can't be written")

    def test_standard_error_that_cannot_be_written_costs_nothing(self):
        for words in PROGRAMS:
            expected = self.run_program(words)
            self.assertEqual(expected.returncode, 0, expected.stderr)
            for where in ("2>/dev/full", "2>&-", "2> >(exec true)"):
                with self.subTest(program=words[0], where=where):
                    done = self.run_shell(f"{shell(words)} {where}")
                    self.assertEqual(done.returncode, 0)
                    self.assertEqual(done.stdout, expected.stdout)

    def test_all_descriptors_closed(self):
        for words, *options in WITH_FILES:
            with self.subTest(program=words[0]):
                done = self.run_shell(f"{shell(words)} <&- >&- 2>&-")
                self.assertEqual(done.returncode, 2)
                for file in self.path.glob("*.json"):
                    json.loads(file.read_text())  # the report is whole, and nothing was printed into it

    def test_help_that_cannot_be_written(self):
        for words in PROGRAMS:
            if words[0] in ("first_split", "tutorial_first_split", "own_layer"):
                continue
            with self.subTest(program=words[0]):
                self.assert_one_line(self.run_shell(f"{shell([words[0], '--help'])} >/dev/full"), words[0])

    def test_a_reader_that_goes_away_loses_no_report(self):
        for words, *options in WITH_FILES:
            with self.subTest(program=words[0]):
                done = self.run_shell(f"set -o pipefail; {shell(words)} | true")
                self.assert_one_line(done, words[0])
                self.assertTrue([json.loads(file.read_text()) for file in self.path.glob("*.json")])

    def test_too_little_memory(self):
        for words in PROGRAMS:
            for limit in (40, 80, 120, 200):
                with self.subTest(program=words[0], megabytes=limit):
                    done = self.run_program(words, preexec_fn=lambda: resource.setrlimit(
                        resource.RLIMIT_AS, (limit << 20, limit << 20)))
                    if done.returncode == 127:  # too little for the loader; no program yet
                        continue
                    if done.returncode != 0:
                        self.assert_one_line(done, words[0])

    def test_reports_through_pipes_and_standard_output(self):
        for words, first, second in WITH_FILES:
            with self.subTest(program=words[0]):
                self.assertEqual(self.run_program(words, first, "named.json", second, "named").returncode, 0)
                expected = (self.path / "named.json").read_text()
                for name in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
                    done = self.run_program(words, first, name, second, "named")
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertEqual(done.stdout, expected)  # what is for humans is on standard error
                    self.assertIn("Written: ", done.stderr)
                done = self.run_shell(f"{shell([*words, second, 'named', first])} - > printed.json")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual((self.path / "printed.json").read_text(), expected)
                done = self.run_shell(f"{shell([*words, second, 'named', first])} >(cat > piped.json; touch end) >/dev/null; "
                                      "while [ ! -e end ]; do sleep 0.01; done; rm end")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual((self.path / "piped.json").read_text(), expected)
                os.symlink("behind.json", self.path / "link.json")
                self.assertEqual(self.run_program(words, first, "link.json", second, "named").returncode, 0)
                self.assertTrue((self.path / "link.json").is_symlink())
                self.assertEqual((self.path / "behind.json").read_text(), expected)
                for each in self.path.iterdir():
                    each.unlink()

    def test_two_outputs_of_one_target(self):
        (self.path / "old").write_text("old")
        (self.path / "hard").hardlink_to(self.path / "old")
        (self.path / "soft").symlink_to("old")
        (self.path / "ahead").symlink_to("new")
        (self.path / "here").symlink_to(".")
        for words, first, second in WITH_FILES:
            for left, right in (("new", "./new"), ("old", "hard"), ("old", "soft"), ("new", "ahead"), ("here/new", "new"),
                                ("-", "-"), ("-", "/dev/stdout"), ("/dev/stdout", "/dev/fd/1")):
                with self.subTest(program=words[0], left=left, right=right):
                    self.assert_one_line(self.run_program(words, first, left, second, right), words[0], "both can't go to")
        self.assertEqual(sorted(os.listdir(self.path)), ["ahead", "hard", "here", "old", "soft"])
        self.assertEqual((self.path / "old").read_text(), "old")

    def test_modes_long_names_and_places_that_cannot_be_written(self):
        for words, first, second in WITH_FILES:
            with self.subTest(program=words[0]):
                longest = "n" * 255
                (self.path / longest).write_text("old")
                (self.path / longest).chmod(0o600)
                self.assertEqual(self.run_program(words, first, longest, second, "other").returncode, 0)
                self.assertEqual((self.path / longest).stat().st_mode & 0o777, 0o600)
                self.assertNotEqual((self.path / longest).read_text(), "old")
                self.assert_one_line(self.run_program(words, first, longest + "n"), words[0], "too long")
                self.assert_one_line(self.run_program(words, first, "."), words[0], "folder")
                self.assert_one_line(self.run_program(words, first, "/nonexistent/a"), words[0], "/nonexistent/a")
                self.assert_one_line(self.run_program(words, first, ""), words[0], first)
                self.assertEqual(sorted(os.listdir(self.path)), [longest, "other"])
                for each in self.path.iterdir():
                    each.unlink()

    def test_a_file_beyond_the_limit_leaves_the_old_one(self):
        for words, first, second in WITH_FILES:
            with self.subTest(program=words[0]):
                (self.path / "report").write_text("old")
                done = self.run_program(words, first, "report", second, "/dev/null", preexec_fn=lambda: resource.setrlimit(
                    resource.RLIMIT_FSIZE, (100, 100)))
                self.assert_one_line(done, words[0], "report: can't be written")
                self.assertEqual(os.listdir(self.path), ["report"])
                self.assertEqual((self.path / "report").read_text(), "old")

    def test_inputs_through_pipes_and_without_an_end(self):
        traced = self.run_shell(f"{shell(['sei-link', '--bandwidth-trace'])} <(printf '1\\n2\\n')")
        self.assertEqual(traced.returncode, 0, traced.stderr)
        (self.path / "trace").write_text("1\n2\n")
        self.assertEqual(traced.stdout, self.run_program(["sei-link"], "--bandwidth-trace", "trace").stdout)
        lossy = self.run_shell(f"{shell(['sei-link', '--loss-trace'])} <(printf '0 0 0 0 0 0 0 1')")
        self.assertEqual(lossy.returncode, 0, lossy.stderr)
        for option in ("--bandwidth-trace", "--loss-trace"):
            self.assert_one_line(self.run_program(["sei-link"], option, "/dev/zero"), "sei-link", "more than 268435456")
            self.assert_one_line(self.run_program(["sei-link"], option, "."), "sei-link", ".: found a directory")
        self.assert_one_line(self.run_program(ADVISE, "--device", "/dev/zero"), "advise_fashion", "/dev/zero: found more")
        if STUDY in PROGRAMS:
            expected = self.run_program(STUDY)
            piped = self.run_shell(shell(STUDY[:6]) + "".join(
                f" {option} <(cat '{path}')" for option, path in zip(SHIPPED[::2], SHIPPED[1::2])))
            self.assertEqual(piped.returncode, 0, piped.stderr)
            self.assertEqual(piped.stdout, expected.stdout)
            for option in SHIPPED[::2]:
                for path in ("/dev/zero", "."):
                    self.assert_one_line(self.run_program(STUDY, option, path), "study_ranking")

    def test_weights_that_are_cut_while_the_program_runs(self):
        for name in os.listdir(DATA):
            (self.path / name).write_bytes((DATA / name).read_bytes())
        expected = self.run_program(ADVISE, "--json", "expected.json")
        self.assertEqual(expected.returncode, 0, expected.stderr)
        os.mkfifo(self.path / "pipe")
        running = subprocess.Popen([FOLDER / ADVISE[0], *ADVISE[1:], "--data", ".", "--json", "pipe"], cwd=self.path,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        with open(self.path / "pipe") as report:  # opened when all inputs have been read, before the work begins
            os.truncate(self.path / "fashion_cnn.safetensors", 0)
            text = report.read()
        self.assertEqual(running.wait(timeout=300), 0, running.stderr.read())
        running.stderr.close()
        self.assertEqual(text, (self.path / "expected.json").read_text())


if __name__ == "__main__":
    unittest.main()
