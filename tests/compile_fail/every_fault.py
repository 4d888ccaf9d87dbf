# SPDX-License-Identifier: MIT
"""Every enumerator of sei::fault but `none` is expected by a case in this folder."""

import pathlib
import re
import sys

header = pathlib.Path(sys.argv[1]) / "include" / "sei" / "model" / "fault.hpp"
faults = re.findall(r"^    (\w+) = \d+,$", header.read_text(encoding="utf-8"), re.MULTILINE)
cases = "".join(case.read_text(encoding="utf-8") for case in pathlib.Path(__file__).parent.glob("*.cpp"))
missing = [fault for fault in faults if fault != "none" and not re.search(rf"^// expect: .*::{fault}>$", cases, re.MULTILINE)]
for fault in missing:
    print(f"fault::{fault} has no case")
print(f"{len(faults) - 1} faults, {len(missing)} without a case")
sys.exit(1 if missing or len(faults) < 2 else 0)
