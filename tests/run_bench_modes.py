#!/usr/bin/env python3
"""Benchmark programs print the same in every mode of the JIT as with the JIT off.

    python3 tests/run_bench_modes.py --python build/rtpython --programs FOLDER [-k NAME] [--mode NAMES] [--scale 50]

FOLDER holds the programs and `expected.json` with their sizes; each program runs with its size divided by the scale.
The modes are those of `fuzz_jit`, with low thresholds, and `default`.
"""

import argparse
import json
import os
import subprocess
import sys
import time

import fuzz_jit

# Time grows faster than these sizes.
SMALL = {
    "bintrees": 6,
    "fannkuch": 6,
    "queens": 5,
    "mandel": 24,
    "spectral": 20,
    "raytrace": 12,
    "life": 20,
}
LEAST = {
    "pidigits": 80,
    "sortkeys": 600,
    "jsonpure": 3,
    "strbuild": 4,
    "coldcode": 60,
    "lib_json": 2,
    "gcchurn": 400,
}
EAGER = "threshold=3,trace_eagerness=2"
MODES = {"default": {}, "stress": dict(fuzz_jit.STRESS, RPY_GC_STRESS="20", RPY_JIT=EAGER)}
for _name, _mode in fuzz_jit.MODES.items():
    MODES.setdefault(_name, dict(_mode, RPY_JIT=_mode["RPY_JIT"].replace(fuzz_jit.EAGER, EAGER)))


def run(command, environment, seconds):
    inherited = {k: v for k, v in os.environ.items() if k not in ("RPY_JIT", "PYPYLOG")}
    try:
        done = subprocess.run(
            command,
            env=dict(inherited, **environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return "nothing in %d s" % seconds
    return done.returncode, done.stdout, done.stderr[-300:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", required=True, help="the executable")
    parser.add_argument("--programs", required=True, help="folder of the programs")
    parser.add_argument(
        "-k", default="", help="only programs whose name contains one of these, joined by commas"
    )
    parser.add_argument("--mode", default="", help="names joined by commas; all of them by default")
    parser.add_argument("--scale", type=int, default=50, help="sizes are divided by this")
    parser.add_argument("--timeout", type=int, default=100, help="seconds for each run")
    options = parser.parse_args()
    with open(os.path.join(options.programs, "expected.json")) as f:
        sizes = {name: entry["size"] for name, entry in json.load(f).items()}
    wanted = options.k.split(",")
    modes = options.mode.split(",") if options.mode else list(MODES)
    begun = time.time()
    failures = 0
    for name, size in sorted(sizes.items()):
        if not any(k in name for k in wanted):
            continue
        small = SMALL.get(name) or max(size // options.scale, LEAST.get(name, 1))
        command = [options.python, os.path.join(options.programs, name + ".py"), str(small)]
        expected = run(command, {"RPY_JIT": "off"}, options.timeout)
        for mode in modes:
            start = time.time()
            got = run(command, MODES[mode], options.timeout)
            if got != expected:
                failures += 1
                print("FAILED %s %d (%s): %r, not %r" % (name, small, mode, got, expected))
            elif time.time() - start > 20:
                print("slow: %s %d (%s): %.0f s" % (name, small, mode, time.time() - start))
            sys.stdout.flush()
    print("bench modes: %d failed, %.1f s" % (failures, time.time() - begun))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
