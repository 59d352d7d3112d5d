#!/usr/bin/env python3
"""The list of the JIT's rules, `docs/jit-rules.md`: each rule that code names has a text test, and each test a rule.

    python3 tests/jit_rules.py [--bless]

Rules are named in the code (`rule!("heap.store_delayed")`, `rule!("bounds.of", op.opnum.name())` for families, the lines
of tables) and stated in the files of `tests/rules` beside it. That a case applies the rules that it is for is what
the Rust tests check (`cargo test --features rules`).
"""

import argparse
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIST = os.path.join(ROOT, "docs/jit-rules.md")
CRATES = [
    ("Optimiser", "rpython-lib/jit/optimizeopt", "trace text in, trace text out"),
    ("Codewriter", "translator/codewriter", "graph text in, jitcode text out"),
    ("Resume data", "rpython-lib/jit/metainterp", "exit of a guard in, what is rebuilt out"),
]
RULE = re.compile(r"\brule!\(\s*(?P<args>(?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)", re.S)
NAME = re.compile(r'"([a-z_0-9.]+)"')
TABLE = re.compile(r'^pub const RULES: &str = "\n(.*?)^";', re.S | re.M)

HEAD = """# The rules of the JIT

Made by `python3 tests/jit_rules.py --bless` from the tests; do not edit. Each row is a rule and the first sentence of each case
that states it. The code names the rule where it applies it (`rule!("NAME")`); `cargo test --features rules` checks that
the cases apply the rules that they are for, `tests/jit_rules.py` that no rule is without a case.
"""


def sources(folder):
    for at, _, names in sorted(os.walk(os.path.join(ROOT, folder, "src"))):
        for name in sorted(names):
            if name.endswith(".rs"):
                path = os.path.join(at, name)
                with open(path) as f:
                    yield os.path.relpath(path, ROOT), f.read()


def named(folder):
    """Rules that the code names: name to file; families end in a point."""
    out = {}
    for path, text in sources(folder):
        for line in "".join(TABLE.findall(text)).splitlines():
            out[line.split(":")[0]] = path
        for match in RULE.finditer(text):
            args = match.group("args").strip()
            names = NAME.findall(args)
            # "family", member: members are literals, or whatever the second argument gives.
            family = re.match(r'"([a-z_0-9.]+)",', args)
            if family:
                members = ["%s.%s" % (names[0], n) for n in names[1:]]
                out.update({n: path for n in members or [names[0] + "."]})
            else:
                out.update({n: path for n in names})
    return out


def stated(folder):
    """Cases: rule to a list of (file, sentence)."""
    out = {}
    at = os.path.join(ROOT, folder, "tests/rules")
    for name in sorted(os.listdir(at)):
        rules = []
        with open(os.path.join(at, name)) as f:
            for line in f:
                if line.startswith("rule: "):
                    rules = [r.strip() for r in line[6:].split(",")]
                elif line.startswith("# ") and rules:
                    for rule in rules:
                        out.setdefault(rule, []).append((name, line[2:].strip()))
                    rules = []
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bless", action="store_true", help="write the list")
    options = parser.parse_args()
    wrong = []
    text = [HEAD]
    for title, folder, what in CRATES:
        if not os.path.isdir(os.path.join(ROOT, folder, "tests/rules")):
            continue
        code, cases = named(folder), stated(folder)
        for name, path in sorted(code.items()):
            if not any(c == name or name.endswith(".") and c.startswith(name) for c in cases):
                wrong.append("%s: no case for the rule %s" % (path, name))
        rows = []
        for name in cases:
            family = name.rsplit(".", 1)[0] + "."
            path = code.get(name) or code.get(family)
            if path is None:
                wrong.append("%s: no code names the rule %s" % (folder, name))
            rows.append((path or "", name))
        text.append("\n## %s: %s\n\n%d rules.\n" % (title, what, len(rows)))
        last = None
        for path, name in sorted(rows):
            if path != last:
                text.append("\n### `%s`\n\n| rule | what it does | cases |\n|---|---|---|\n" % path)
                last = path
            files = sorted({f for f, _ in cases[name]})
            says = " ".join(dict.fromkeys(s for _, s in cases[name])).replace("|", "\\|")
            text.append("| `%s` | %s | %s |\n" % (name, says, ", ".join("`%s`" % f for f in files)))
    text = "".join(text)
    if options.bless:
        with open(LIST, "w") as f:
            f.write(text)
    elif not os.path.exists(LIST) or open(LIST).read() != text:
        wrong.append("docs/jit-rules.md is not up to date: tests/jit_rules.py --bless")
    print("\n".join(wrong) or "every rule has a case")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
