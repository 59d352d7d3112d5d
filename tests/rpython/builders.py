"""StringBuilder and formatting."""

from rpython.rlib.rstring import StringBuilder

# run: 20


def escape(s):
    builder = StringBuilder(len(s) + 2)
    builder.append('"')
    for c in s:
        if c == '"' or c == "\\":
            builder.append("\\")
            builder.append(c)
        elif c == "\n":
            builder.append("\\n")
        elif ord(c) < 32:
            builder.append("\\x%02x" % ord(c))
        else:
            builder.append(c)
    builder.append('"')
    return builder.build()


def table(rows):
    builder = StringBuilder()
    for name, value in rows:
        builder.append(name)
        builder.append_multiple_char(".", 12 - len(name))
        builder.append("%6.2f" % value)
        builder.append("\n")
    return builder.build()


def join_ints(items):
    builder = StringBuilder(4)
    first = True
    for x in items:
        if not first:
            builder.append(", ")
        first = False
        builder.append(str(x))
    return builder.build()


class Thing(object):
    def __init__(self, name):
        self.name = name

    def __str__(self):
        return "Thing(" + self.name + ")"


def entry_point(argv):
    n = int(argv[1])
    print(escape('say "hi"\\\n\tend'))
    print(table([("apples", 1.5), ("pears", 22.333), ("figs", 0.0)]), end="")
    print(join_ints([i * 3 for i in range(n)]))
    builder = StringBuilder()
    for i in range(n * 10):
        builder.append_slice("abcdefghij", i % 7, i % 7 + 3)
    s = builder.build()
    print(len(s), builder.getlength(), s[:30], s[-7:])
    print("%s %d %x %X %o %c %%" % ("s", n, n, 255, 8, "c"))
    print("%5d|%-5d|%05d|%+d" % (n, n, n, n))
    print("%10s|%-10s|%.3s" % ("right", "left", "truncate"))
    print("%8.3f|%e|%g" % (3.14159, 12345.678, 0.0001))
    name = "world"
    print(f"hello {name}, {n} items, {n:5d}|{n:<5d}|{n:05d}|{n:x}")
    print(f"{3.14159:.2f} {name:>8}|{name:<8}|{name!s} {n + 1}")
    print("{} and {}".format(n, name), "{0}{1}{0}".format(n, "-"))
    print(str(n), str(1.5), str(True), str(Thing("a")), str("text"), str("c"[0]))
    print("%s %s" % (Thing("b"), n), "%s" % (n > 3,), "%r" % n)
    print("a", "b", "c")
    print("no newline", end=" ")
    print("joined")
    print()
    print("%d items" % n, -n, 1.5 * n, n > 5, None)
    return len(s) & 63


def target(driver, args):
    return entry_point, None
