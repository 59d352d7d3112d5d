#!/usr/bin/env python3
"""Writes docs/language.md: the rows of the language, each with its rule, an example and its tests.

    python3 tests/language_table.py [--check]

`language.tsv` is the checklist: name, section, rule, example, and of a refused row why: what the original does, or
the design of the dialect, `wanted` if it should be accepted. A comment `# row: NAME` in a program of
tests/rpython says that it tests the row the three ways; in tests/diagnostics, that the row is refused
with the message kept beside the program. A row that neither names is missing, and the table says so.
The example of a tested row stands in one of its tests; that of a refused row is the line shown in the
message. `--check` fails if the file is stale, a test names an unknown row, or an example is not found.
"""

import argparse
import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(os.path.dirname(HERE), "docs", "language.md")
SHOWN = r"─\[ \S*%s:(\d+):\d+ \]"

HEAD = """# The language, row by row

Made by `tests/language_table.py` from `tests/language.tsv` and the headers of the tests; do not edit.

%d rows: %d tested (on the host, on the graph interpreter, translated at two levels and under the stressed
collector), %d refused by design with a kept message (the last column says what the original does), %d refused
though wanted, %d missing.
"""

TAIL = """## Where a program prints something else than on the host

Types are static, so what on the host depends on the type that a value happens to have, does not here:

- A bool that meets an int in one variable is an int: `str` of it gives `1`, on the host `True`.
- `sum` of an empty list of floats is `0.0`, on the host `0`.
- Ints are words: `expr.int-arithmetic` above says what happens at their ends; `int(text)` raises ValueError where the
  text does not fit.
"""


def rows():
    """The checklist: lists of name, section, rule, example, reason."""
    with open(os.path.join(HERE, "language.tsv"), encoding="utf-8") as f:
        return [(line.rstrip("\n").split("\t") + [""])[:5] for line in f][1:]


def named(folder):
    """The programs of a folder by the rows that they name."""
    found = {}
    for path in sorted(glob.glob(os.path.join(HERE, folder, "*.py"))):
        with open(path, encoding="utf-8") as f:
            for line in f:
                if line.startswith("# row: "):
                    for name in line[7:].split():
                        found.setdefault(name, []).append(path)
    return found


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def line_of_message(path):
    """The line of a wrong program that its message is about."""
    shown = re.search(SHOWN % re.escape(os.path.basename(path)), read(path[:-3] + ".txt"))
    if not shown:
        return ""
    return read(path).split("\n")[int(shown.group(1)) - 1].strip()


def cell(text):
    return text.replace("|", "\\|")


def table():
    """The text of the page, and what is wrong."""
    tested, refused = named("rpython"), named("diagnostics")
    wrong, sections, counts = [], {}, {"tested": 0, "refused": 0, "wanted": 0, "missing": 0}
    known = set()
    for name, section, rule, example, reason in rows():
        if name in known:
            wrong.append("row %s stands twice" % name)
        known.add(name)
        paths = tested.get(name, [])
        state = "tested"
        if paths:
            if not any(example in read(path) for path in paths):
                wrong.append("row %s: its tests have no %r" % (name, example))
        elif name in refused:
            state, paths = "wanted" if reason == "wanted" else "refused", refused[name]
            example = line_of_message(paths[0])
            if not reason:
                wrong.append("row %s is refused and has no reason" % name)
        else:
            state = "missing"
        counts[state] += 1
        if reason and state not in ("refused", "wanted"):
            wrong.append("row %s is not refused, but has a reason" % name)
        links = ", ".join("`%s`" % os.path.relpath(path, HERE) for path in paths)
        code = "`` %s ``" % cell(example) if example else ""
        shown = "%s (%s)" % (state, cell(reason)) if reason else state
        text = "| %s | %s | %s | %s | %s |" % (name, cell(rule), code, shown, links)
        sections.setdefault(section, []).append(text)
    for name in sorted((set(tested) | set(refused)) - known):
        wrong.append("a test names the row %s, which is not in language.tsv" % name)
    page = [HEAD % (len(known), *[counts[s] for s in ("tested", "refused", "wanted", "missing")])]
    for section, lines in sections.items():
        page.append("## %s\n" % section)
        page.append("| Row | Rule | Example | State | Tests |\n|---|---|---|---|---|")
        page.append("\n".join(lines) + "\n")
    page.append(TAIL)
    return "\n".join(page), wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if it is stale")
    options = parser.parse_args()
    text, wrong = table()
    if options.check:
        if not os.path.exists(OUT) or read(OUT) != text:
            wrong.append("docs/language.md is stale: run tests/language_table.py")
    elif not wrong:
        with open(OUT, "w", encoding="utf-8") as f:
            f.write(text)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
