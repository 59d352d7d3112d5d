#!/usr/bin/env python3
"""Random programs of a small language (`tests/jit/toy.py`) must do the same with and without the JIT.

    python3 tests/fuzz_jit.py [-n 5000] [--seed 1] [--mode NAME] [--binary FILE]

The reference is the same executable with the JIT off. A difference is made smaller and shown.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

import toy_programs

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
RTRANSLATE = os.path.join(ROOT, "target/release/rtranslate")
TOY = os.path.join(HERE, "jit/toy.py")
BATCH = 100
TIMEOUT = 120

OFF = {"RPY_JIT": "off"}
EAGER = "threshold=2,function_threshold=2,trace_eagerness=1"
STRESS = {"RPY_GC_STRESS": "197", "RPY_GC_POISON": "1"}
PASSES = ["intbounds", "rewrite", "virtualize", "string", "pure", "earlyforce", "heap", "unroll"]


def without(name):
    """Parameters with an optimiser pass switched off."""
    return EAGER + ",enable_opts=" + ":".join(p for p in PASSES if p != name)


MODES = {
    "eager": {"RPY_JIT": EAGER},
    "bridges": {"RPY_JIT": "threshold=5,function_threshold=7,trace_eagerness=4"},
    "stress": dict(STRESS, RPY_JIT=EAGER),
    "nursery": {"RPY_JIT": EAGER, "RPY_GC_NURSERY": "64K", "RPY_GC_POISON": "1"},
    "interp": {"RPY_JIT": EAGER + ",backend=interp"},
    "noopt": {"RPY_JIT": EAGER + ",enable_opts="},
    "short": {"RPY_JIT": EAGER + ",trace_limit=200"},
    "noinline": {"RPY_JIT": EAGER + ",inlining=0"},
}
MODES.update({"no-" + p: {"RPY_JIT": without(p)} for p in PASSES if p != "earlyforce"})


class Fuzzer(object):
    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder
        self.file = os.path.join(folder, "program")

    def run(self, programs, environment):
        """Exit status, and the output of each program."""
        with open(self.file, "w") as f:
            f.write("".join(toy_programs.write(p) for p in programs))
        inherited = {k: v for k, v in os.environ.items() if k not in ("RPY_JIT", "PYPYLOG")}
        try:
            done = subprocess.run(
                [self.binary, self.file],
                env=dict(inherited, **environment),
                capture_output=True,
                timeout=TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            return "timeout", []
        text = done.stdout.decode("latin-1")
        outputs = [part.split("\n", 1)[-1] for part in text.split("program ")[1:]]
        return (done.returncode, done.stderr.decode("latin-1")[-300:]), outputs

    def differs(self, programs, environment):
        """What differs: None, or a text."""
        expected = self.run(programs, OFF)
        got = self.run(programs, environment)
        return None if got == expected else "%r\n  not %r" % (got, expected)

    def batch(self, seeds, modes):
        """Differences of the programs of some seeds: (seed, mode)."""
        programs = [toy_programs.make(seed) for seed in seeds]
        status, expected = self.run(programs, OFF)
        assert status == (0, ""), (status, list(seeds))
        found = []
        for mode in modes:
            status, outputs = self.run(programs, MODES[mode])
            if status == (0, "") and outputs == expected:
                continue
            one = [s for s, p in zip(seeds, programs) if self.differs([p], MODES[mode])]
            found += [(seed, mode) for seed in one] or [(list(seeds), mode)]
        return found

    def report(self, seed, mode):
        """A difference, made smaller."""
        environment = MODES[mode]
        if isinstance(seed, list):
            programs = [toy_programs.make(s) for s in seed]
            while len(programs) > 1 and self.differs(programs, environment):
                less = [p for p in (programs[1:], programs[:-1]) if self.differs(p, environment)]
                if not less:
                    break
                programs = less[0]
            what = "%d programs together, seeds from %d" % (len(seed), seed[0])
            text = (
                "%d of them are enough" % len(programs)
                if len(programs) > 1
                else toy_programs.show(programs[0])
            )
        else:
            fails = lambda p: self.differs([p], environment) is not None  # noqa: E731
            small = toy_programs.minimise(toy_programs.make(seed), fails)
            programs = [small]
            what = "program %d" % seed
            text = toy_programs.show(small)
        difference = self.differs(programs, environment) or "not the next time"
        print("%s, mode %s: %s" % (what, mode, difference[:2000]))
        print(text)
        with open(os.path.join(self.folder, "failed"), "w") as f:
            f.write("".join(toy_programs.write(p) for p in programs))
        sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", type=int, default=100, help="how many programs")
    parser.add_argument("--seed", type=int, default=1, help="the first one's seed")
    parser.add_argument("--mode", default="eager,bridges", help="names joined by commas, or all")
    parser.add_argument("--binary", help="the translated machine")
    parser.add_argument("--plain", action="store_true", help="frames are no virtualizables")
    parser.add_argument("--keep", help="folder for the program that failed")
    parser.add_argument("--stop", type=int, default=3, help="give up after so many differences")
    parser.add_argument("--seconds", type=float, default=1e9, help="time limit")
    options = parser.parse_args()
    modes = list(MODES) if options.mode == "all" else options.mode.split(",")
    begun = time.time()
    failures = done = 0
    with tempfile.TemporaryDirectory() as folder:
        binary = options.binary
        if binary is None:
            binary = os.path.join(folder, "toy")
            environment = dict(os.environ, TOY_FRAMES="plain" if options.plain else "")
            command = [RTRANSLATE, "-q", "--opt=jit", "-o", binary, TOY]
            subprocess.run(command, check=True, env=environment)
        fuzzer = Fuzzer(os.path.abspath(binary), options.keep or folder)
        end = options.seed + options.n
        for first in range(options.seed, end, BATCH):
            if failures >= options.stop or time.time() - begun > options.seconds:
                break
            seeds = range(first, min(first + BATCH, end))
            for seed, mode in fuzzer.batch(seeds, modes):
                failures += 1
                if failures <= options.stop:
                    fuzzer.report(seed, mode)
            done += len(seeds)
    print("%d programs, %d differences, %.1f s" % (done, failures, time.time() - begun))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
