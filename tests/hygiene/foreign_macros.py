# SPDX-License-Identifier: MIT
"""The headers survive the macros of Arduino.h, windows.h, rpcndr.h and other headers that a user includes first.

Standard and third-party headers come before the macros (whether those survive is not sei's business), sei's after.
"""

import argparse
import shutil
import subprocess
import sys

from headers import all_headers, finish, includes, is_firmware

SKIPPED = 77

# With a value, as on the platform; those with parameters harm only where a parenthesis follows.
MACROS = """
#define small char
#define hyper long long
#define near
#define far
#define NEAR
#define FAR
#define pascal
#define cdecl
#define interface struct
#define IN
#define OUT
#define OPTIONAL
#define CONST const
#define VOID void
#define ERROR 0
#define DELETE 0x00010000L
#define ABSOLUTE 1
#define RELATIVE 2
#define TRANSPARENT 1
#define OPAQUE 2
#define NO_ERROR 0L
#define IGNORE 0
#define INFINITE 0xFFFFFFFF
#define STRICT 1
#define CALLBACK
#define THIS void
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define abs(x) ((x) > 0 ? (x) : -(x))
#define round(x) ((x) >= 0 ? (long)((x) + 0.5) : (long)((x)-0.5))
#define bit(b) (1UL << (b))
#define word(...) makeWord(__VA_ARGS__)
#define lowByte(w) ((unsigned char)((w)&0xff))
#define highByte(w) ((unsigned char)((w) >> 8))
#define bitRead(value, bit) (((value) >> (bit)) & 0x01)
#define bitSet(value, bit) ((value) |= (1UL << (bit)))
#define bitClear(value, bit) ((value) &= ~(1UL << (bit)))
#define constrain(amt, low, high) ((amt) < (low) ? (low) : ((amt) > (high) ? (high) : (amt)))
#define radians(deg) ((deg)*0.017453)
#define degrees(rad) ((rad)*57.29577)
#define sq(x) ((x) * (x))
#define interrupts() sei()
#define noInterrupts() cli()
#define cli() __asm__ __volatile__("cli" ::: "memory")
#define F(string_literal) (string_literal)
#define _BV(bit) (1 << (bit))
#define PI 3.1415926535897932384626433832795
#define HALF_PI 1.5707963267948966192313216916398
#define TWO_PI 6.283185307179586476925286766559
#define EULER 2.718281828459045235360287471352
#define SERIAL 0x0
#define DISPLAY 0x1
#define LSBFIRST 0
#define MSBFIRST 1
#define CHANGE 1
#define FALLING 2
#define RISING 3
#define DEFAULT 1
#define EXTERNAL 0
#define INTERNAL 3
#define HIGH 0x1
#define LOW 0x0
#define INPUT 0x0
#define OUTPUT 0x1
#define B0 0
#define B1 1
#define B00 0
#define B01 1
#define A0 14
#define A1 15
#define SS 10
#define MOSI 11
#define MISO 12
#define SCK 13
#define SREG (*(volatile unsigned char*)0x5F)
#define SP (*(volatile unsigned short*)0x5D)
#define SET 1
#define RESET 0
#define ENABLE 1
#define DISABLE 0
#define SUCCESS 0
#define READ_BIT(REG, BIT) ((REG) & (BIT))
#define UNUSED(X) (void)X
#define BIT(n) (1UL << (n))
#define MIN(a, b) (((a) < (b)) ? (a) : (b))
#define MAX(a, b) (((a) > (b)) ? (a) : (b))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define CLAMP(value, low, high) (((value) <= (low)) ? (low) : MIN(value, high))
#define KB(x) ((x) << 10)
#define TRUE 1
#define FALSE 0
#define YES 1
#define NO 0
#define None 0L
#define Bool int
#define Status int
#define True 1
#define False 0
#define Always 2
#define Success 0
#define Complex 0
#define I _Complex_I
#define major(dev) ((int)(((unsigned)(dev) >> 8) & 0xff))
#define minor(dev) ((int)((dev)&0xff))
#define linux 1
#define unix 1
#define signals public
#define slots
#define emit
#define foreach for
#define forever for (;;)
#define check(assertion)
#define verify(assertion)
#define require(assertion, label)
#define nil 0
#define yield() optimistic_yield(1000)
#define GetObject GetObjectA
#define SendMessage SendMessageA
"""


def reached(root, header, seen, foreign):
    if header in seen:
        return
    seen.add(header)
    for delimiter, target in includes(root, header):
        if not target.startswith("sei/"):
            foreign.setdefault(target)
        else:
            reached(root, target.removeprefix("sei/"), seen, foreign)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--firmware", action="store_true")
    parser.add_argument("--option", action="append", default=[])
    parser.add_argument("--packages", default="", help="folders of third-party headers, separated by colons")
    parser.add_argument("root")
    parser.add_argument("module", nargs="+")
    arguments = parser.parse_args()
    if not shutil.which(arguments.compiler):
        print(f"{arguments.compiler} is not installed")
        sys.exit(SKIPPED)
    headers = [header for module in arguments.module for header in all_headers(arguments.root, module)
               if not arguments.firmware or is_firmware(header)]
    foreign, seen = {}, set()
    for header in headers:
        reached(arguments.root, header, seen, foreign)
    # The .inc files bring intrinsics; a header that this compiler lacks belongs to another architecture.
    before = "".join(f"#if __has_include(<{name}>)\n#include <{name}>\n#endif\n" for name in foreign
                     if name != "arm_neon.h")
    after = "".join(f"#include <sei/{header}>\n" for header in headers)
    known = {"", "/usr/include", f"{arguments.root}/include"}
    folders = sorted(set(arguments.packages.split(":")) - known)
    command = [arguments.compiler, "-std=c++20", "-fsyntax-only", "-x", "c++", *arguments.option,
               *(["-ffreestanding", "-fno-exceptions", "-fno-rtti"] if arguments.firmware else []),
               *(f"-isystem{folder}" for folder in folders), f"-I{arguments.root}/include", "-"]
    undefine = "".join(f"#undef {line.split()[1].split('(')[0]}\n" for line in MACROS.splitlines() if line)
    for name, source in (("without macros", before + after), ("with macros", before + undefine + MACROS + after)):
        result = subprocess.run(command, input=source, capture_output=True, text=True, errors="replace")
        if result.returncode != 0:
            sys.exit(f"{', '.join(arguments.module)} do not compile {name}:\n{result.stderr[:4000]}")
    finish([], f"{len(headers)} headers survive {MACROS.count('#define')} macros")


main()
