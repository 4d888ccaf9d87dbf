#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Downloads through a made-up npm: what has the expected SHA-256 is unpacked once, anything else is removed."""

import hashlib
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest

SCRIPT = pathlib.Path(sys.argv.pop(1)).resolve()
NPM = '#!/bin/sh\necho called >> "$CALLS"\n[ -e "$PACKAGE" ] && cp "$PACKAGE" "$(echo "$3" | tr @ -).tgz"\n'


class Download(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)
        (self.path / "bin").mkdir()
        npm = self.path / "bin" / "npm"
        npm.write_text(NPM)
        npm.chmod(0o755)
        (self.path / "content").mkdir()
        (self.path / "content" / "image").write_text("pixels")
        with tarfile.open(self.path / "package.tgz", "w:gz") as package:
            package.add(self.path / "content", "package")
        self.sum = hashlib.sha256((self.path / "package.tgz").read_bytes()).hexdigest()
        self.downloads = self.path / "build" / "downloads"

    def call(self, expected):
        script = f'set -euo pipefail; root="{self.path}"; source "{SCRIPT}"; download things 1.0 {expected} "1 kB" things'
        environment = dict(os.environ, PATH=f"{self.path / 'bin'}:{os.environ['PATH']}", CALLS=str(self.path / "calls"),
                           PACKAGE=str(self.path / "package.tgz"))
        return subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=60)

    def calls(self):
        return (self.path / "calls").read_text().count("called")

    def test_the_expected_package_is_unpacked_once(self):
        for _ in range(2):
            done = self.call(self.sum)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.calls(), 1)
        self.assertEqual([path.name for path in self.downloads.iterdir()], ["things-1.0"])
        self.assertEqual((self.downloads / "things-1.0" / "image").read_text(), "pixels")

    def test_another_package_is_removed(self):
        done = self.call("0" * 64)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"SHA-256 {self.sum}, expected {'0' * 64}", done.stderr)
        self.assertEqual(list(self.downloads.iterdir()), [])

    def test_a_download_that_fails_leaves_nothing(self):
        (self.path / "package.tgz").unlink()
        done = self.call(self.sum)
        self.assertEqual(done.returncode, 2)
        self.assertIn("could not download things@1.0", done.stderr)
        self.assertEqual(list(self.downloads.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
