def attempt(f, *args, **kw):
    try:
        print(ascii(f(*args, **kw)))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


def mod(f, a):
    attempt(lambda: f % a)


for f, a in [("%d", "a"), ("%d", 1.5), ("%x", 1.5), ("%c", "ab"), ("%c", 1.5), ("%c", -1), ("%q", 1), ("%", 1), ("%d", ()),
             ("%d", (1, 2)), ("a", (1,)), ("a", 1), ("a", {}), ("a", []), ("a", "x"), ("%(a)s", 1), ("%(a)s", {"b": 1}), ("%(a", {}),
             ("%*d", (5, 3)), ("%-*d|", (5, 3)), ("%*d", ("a", 3)), ("%.*f", (2, 3.14159)), ("%5.2s|", "abc"), ("%-5d|", 3), ("%+05d", 3), ("%#x", 255),
             ("%#o", 8), ("%x", -255), ("%.3d", 5), ("%+.3x", 5), ("%#.5x", 5), ("%r", "a"), ("%a", "\u00e9"), ("%i", 3.99), ("%u", 3),
             ("%ld", 3), ("%e", 1), ("%G", 1e-10), ("%f", "a"), ("%f", None), ("%s%s", 1), ("%%", ()), ("%o", -8), ("%c", 65), ("%c", "\u00e9"),
             ("%5c|", "\u00e9"), ("%d", 10 ** 30), ("%x", 10 ** 30), ("%.0f", 0.5), ("%#.0f", 1), ("% d", 5), ("%(a)d %(b)s", {"a": 1, "b": 2}),
             ("%s", (1,)), ("%d", "1"), ("%i", None), ("%b", 1), ("abc%", 1), ("%.20f", 1.5), ("%d", True), ("%s", True), ("%05s", "a"), ("%-05d|", 3),
             ("%s %s", ("a", [1, "x"])), ("%g", 1e100), ("%g", 0.0001), ("%10.3e|", 12345.678), ("%s", None), ("%5s|%-5s|", ("\u20ac", "\u20ac"))]:
    mod(f, a)
attempt("{} {}".format, 1, 2)
attempt("{0} {1} {0}".format, 1, 2)
attempt("{a} {b!r:>5} {0[1]} {c.real}".format, [1, 2], a=1, b="x", c=3)
attempt("{:{}}|{:>{w}}".format, 1, 5, 2, w=4)
attempt("{{}} {}".format, 1)
attempt("{".format, 1)
attempt("}".format, 1)
attempt("{} {0}".format, 1)
attempt("{0} {}".format, 1)
attempt("{2}".format, 1)
attempt("{x}".format, 1)
attempt("{!x}".format, 1)
attempt("{0.}".format, 1)
attempt("{0[}".format, 1)
attempt("{0[a]}".format, {"a": 5})
attempt("{:d}".format, "a")
attempt("{:>10}|{:<10}|{:^10}|{:*^10}".format, "a", "b", "c", "d")
attempt("{:,} {:_} {:+} {:08.3f} {:e} {:%} {:x} {:#b} {:c}".format, 1234567, 1234567, 5, 3.14159, 12345.678, 0.25, 255, 5, 65)
attempt("{:10}|{:10}|{:10}".format, 1, 1.5, "s")
attempt("{!s} {!r} {!a}".format, "\u00e9", "\u00e9", "\u00e9")
attempt("{a[b]}".format_map, {"a": {"b": 7}})
attempt("{}".format, None)
attempt("{:5}".format, None)
attempt(format, [1], "x")
attempt(format, 3.0)
attempt(format, 10 ** 20, ",")
attempt(format, 2 ** 70, "x")
attempt(format, True, "d")
attempt(format, True)
attempt(format, 1, 2)


class F:
    def __format__(self, spec):
        return "<" + spec + ">"

    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"


x = 5
name = "n\u00e9"
print(f"{x} {x!r} {x:>4}| {name!a} {F():abc} {F()!s:>6} {F()!r} {x + 1=} {'%s' % x:{x}}|")
print("{:abc} {} {!s} %s %r".format(F(), F(), F()) % (F(), F()))
print(f"{1e16} {1.0} {0.1 + 0.2} {1e-5} {-0.0} {float('inf')} {1e22!r} {123456789.123:.2f} {1.5:g} {100000000.0:g}")
print(b"%s %d %x %b %c %5.1f|" % (b"ab", 5, 255, b"z", 65, 1.25), b"%(a)d" % {b"a": 1}, b"%r" % "x")
attempt(lambda: b"%s" % "x")
