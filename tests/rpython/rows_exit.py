"""Rows of the language table: SystemExit, format specs put together at run time."""

# run: 7
# run: 3
# run: 0
# run: 12

import sys


def leave(n):
    if n == 7:
        raise SystemExit(n)
    if n == 3:
        sys.exit(n * 2)
    try:
        raise SystemExit
    except SystemExit:
        print("caught", n)
    if n == 12:
        raise SystemExit


# row: exc.system-exit
def outer(n):
    try:
        leave(n)
    except ValueError:
        print("never")
    finally:
        print("finally")


# row: expr.computed-spec
def specs(n):
    width = n + 3
    s = "text"
    x = n * 1.5 - 4
    print(f"{n:{width}d}|{-n:0{width}d}|{n:<{width}}|{n:^{width}x}|{n:+{width}}|{n:#{width}b}")
    print(f"{s:{width}}|{s:>{width}}|{s:*^{width}}|{s:.{n % 3}}")
    print(f"{x:{width}.{n % 4}f}|{x:{width}}|{x:.{n}e}|{x:+.{n}g}|{x:0{width}.1f}")
    print(f"{n * 1234567:{width},}|{n * 1234567:_{'x'}}|{True:{width}}|{s!r:{width}}")
    for spec in ["d", "5d", "<7", "*>9,", "o", "X", "e"]:
        print(f"[{n * 1000:{spec}}]")
    try:
        print(f"{n:{s}}")
    except ValueError:
        print("no spec")


def entry_point(argv):
    n = int(argv[1])
    specs(n)
    outer(n)
    return 0


def target(driver, args):
    return entry_point, None
