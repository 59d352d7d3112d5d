# args: --opt=jit jit_unknown_hint.py -o OUT/program
"""A hint with a name that does not exist."""

# row: refuse.jit-unknown-hint

from rpython.rlib.jit import hint


def run(code, n):
    return hint(code, promoted=True) + n


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None
