"""What trace logs say: programs of tests/jit/hints state in their docstring what their traces must be like.

A line `run: ARGUMENTS` gives the program's arguments; `set: NAME=VALUE` sets an environment variable. Then expectations,
each on a line of its own:

    loops: 1                    so many loops were compiled (also: bridges, aborts)
    loop has: REGEX             some operation of the last loop's body matches (not its preamble)
    loop lacks: REGEX           none does
    loop count: 2 REGEX         so many do
    trace has: REGEX            the same on everything that was compiled
    trace lacks: REGEX
    log has: REGEX              some line of the log does, notes for people too
    log lacks: REGEX            none does
    output: TEXT                a line of the program's output

Expectations that do not hold on a line `known: TEXT` after them are reported as missing features, not as failures.
"""

import ast
import os
import re
import subprocess

SECTION = re.compile(r"\[[0-9a-f]+\] \{([a-z-]+)\n(.*?)\[[0-9a-f]+\] \1\}\n", re.S)


def sections(log):
    """The sections of a log: name and text."""
    return [(m.group(1), m.group(2)) for m in SECTION.finditer(log)]


class Traces(object):
    """What a log says was compiled."""

    def __init__(self, log):
        self.log = log.splitlines()
        self.loops, self.bridges, self.aborts = [], [], []
        kinds = {
            "jit-log-opt-loop": self.loops,
            "jit-log-opt-bridge": self.bridges,
            "jit-abort": self.aborts,
        }
        for name, text in sections(log):
            if name in kinds:
                kinds[name].append(text.splitlines())

    def everything(self):
        """All operations."""
        return [line for trace in self.loops + self.bridges for line in operations(trace)]

    def body(self):
        """The operations of the last loop that closes, behind its last label."""
        closing = [t for t in self.loops if " : loop with " in t[0]]
        if not closing:
            return []
        lines = operations(closing[-1])
        labels = [i for i, line in enumerate(lines) if line.startswith("label(")]
        return lines[labels[-1] + 1 :] if labels else lines


def operations(trace):
    """The operations of a trace, without notes for people."""
    return [l for l in trace[2:] if not l.startswith(("debug_merge_point", "--end", "#"))]


def expectations(path):
    """The lines of a program's docstring that have a colon: pairs of key and value."""
    with open(path) as f:
        text = ast.get_docstring(ast.parse(f.read())) or ""
    pairs = [line.strip().split(": ", 1) for line in text.splitlines() if ": " in line]
    return [(p[0], p[1]) for p in pairs]


def holds(key, value, traces, output):
    """Does an expectation hold?"""
    if key in ("loops", "bridges", "aborts"):
        return len(getattr(traces, key)) == int(value)
    if key == "output":
        return value in output.splitlines()
    place, how = key.split(" ")
    lines = {"loop": traces.body, "trace": traces.everything, "log": lambda: traces.log}[place]()
    if how == "count":
        number, value = value.split(" ", 1)
    found = sum(1 for line in lines if re.search(value, line))
    if how == "count":
        return found == int(number)
    return found > 0 if how == "has" else found == 0


KEYS = {"loops", "bridges", "aborts", "output", "loop has", "loop lacks", "loop count"}
KEYS |= {"log has", "log lacks", "trace has", "trace lacks", "trace count"}


def check(program, executable, folder):
    """Runs a translated program and compares its traces with what it states: (failures, missing features)."""
    stated = expectations(program)
    arguments = next((v.split() for k, v in stated if k == "run"), [])
    environment = dict(os.environ, RPY_JIT="threshold=5,trace_eagerness=3")
    environment.update(v.split("=", 1) for k, v in stated if k == "set")
    log = os.path.join(folder, "log")
    if os.path.exists(log):
        os.unlink(log)
    environment["PYPYLOG"] = "jit-log-opt,jit-abort:" + log
    done = subprocess.run(
        [executable] + arguments, env=environment, capture_output=True, timeout=60
    )
    name = os.path.basename(program)
    if done.returncode != 0:
        return ["%s: exit status %d: %r" % (name, done.returncode, done.stderr[-300:])], []
    text = ""
    if os.path.exists(log):
        with open(log) as f:
            text = f.read()
    traces = Traces(text)
    wrong, missing = [], []
    tested = [(k, v) for k, v in stated if k in KEYS or k == "known"]
    for i, (key, value) in enumerate(tested):
        if key == "known":
            continue
        known = i + 1 < len(tested) and tested[i + 1][0] == "known"
        if holds(key, value, traces, done.stdout.decode()):
            if known:
                missing.append("%s: '%s: %s' holds now: remove 'known'" % (name, key, value))
        elif known:
            missing.append("%s: %s: %s (%s)" % (name, key, value, tested[i + 1][1]))
        else:
            wrong.append("%s: '%s: %s' does not hold" % (name, key, value))
    if not any(k in KEYS for k, _ in tested):
        wrong.append("%s states nothing" % name)
    return wrong, missing
