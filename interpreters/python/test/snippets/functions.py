def attempt(f, *args, **kw):
    try:
        print(f(*args, **kw))
    except Exception as e:
        print(type(e).__name__, e)


print(abs(-5), abs(2.5), abs(-2 ** 70), bin(10), bin(-10), oct(8), hex(255), hex(-2 ** 70), divmod(7, 2), divmod(-7, 2), divmod(7.5, 2))
print(pow(2, 10), pow(2, 10, 1000), pow(2, -1), round(2.5), round(3.5), round(2.567, 2), round(1234, -2), round(-0.5))
attempt(abs, "x")
attempt(hex, 1.5)
attempt(round, "x")
attempt(divmod, 1, 0)


class A:
    x = 1

    def f(self):
        pass


a = A()
a.y = 2
print(getattr(a, "x"), getattr(a, "zz", 5), hasattr(a, "y"), hasattr(a, "zz"), vars(a), callable(a.f), callable(a), callable(len))
setattr(a, "z", 3)
delattr(a, "y")
print(vars(a), [n for n in dir(a) if not n.startswith("_")])
attempt(getattr, a, "nope")
attempt(getattr, a, 5)
attempt(delattr, a, "nope")
attempt(vars, 5)
print(isinstance(1, int), isinstance(True, int), isinstance(1, (str, int)), issubclass(bool, int), isinstance(a, A), issubclass(A, object), isinstance(1, int | str))
attempt(isinstance, 1, 5)
attempt(issubclass, 5, int)
print(repr("x"), ascii("\u00e9"), format(5, ">3"), id(a) == id(a), hash(5), hash(-1), hash(2 ** 61 - 1), hash(1.0), hash(0.5), type(5).__name__, len("abc"))
attempt(len, 5)
attempt(hash, [])


def f():
    q = 5
    w = 6
    return sorted(locals().items()), sorted(dir())


print(f(), "f" in globals(), "nope" in globals())
ns = {}
exec("x = 5\ndef g(y):\n    return x + y\n", ns)
print(ns["x"], ns["g"](3), "__builtins__" in ns)
print(eval("x + 1", ns), eval("  1 + 2"), eval("a + b", {"a": 1}, {"b": 2}), eval(compile("3 * 4", "<s>", "eval")))
code = compile("z = 1 + 1\nprint('in exec', z)", "<test>", "exec")
exec(code)
print(z)
attempt(eval, "1 +")
attempt(eval, "nope_name")
attempt(compile, "x", "f", "bad")
attempt(exec, 5)


def inner():
    v = 10
    exec("v = 20")
    return v, eval("v")


print(inner())
print(1, 2, 3, sep="-", end="!\n")
print("a", "b", sep="")
print()
print(*[1, 2], sep=",")
attempt(print, 1, sep=5)
attempt(print, 1, nope=5)
print(list[int], dict[str, int], tuple[int, ...], list[int]() == [])
print(int("12"), int("ff", 16), int(3.9), int("-0x1f", 0), int(" 42 "), float("1.5"), float("inf"), float(" -2e3 "), complex(1, 2), bool([]))
attempt(int, "x")
attempt(float, "x")
print(type(None), type(...), NotImplemented, Ellipsis, None, __name__)
