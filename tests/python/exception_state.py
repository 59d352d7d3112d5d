"""Who handles which exception in generators; exception groups; contexts; names that are suggested."""

import contextlib
import io
import sys


def kind():
    return sys.exc_info()[0]


def handler():
    try:
        print("start", kind())
        yield
    except Exception as e:
        print("caught", kind(), e.__context__)
        yield
        print("still", kind())
        yield
        raise


g = handler()
next(g)
try:
    raise ValueError()
except Exception as e:
    g.throw(e)
print("outside", kind())
next(g)
try:
    next(g)
except ValueError:
    print("raised again")
print(kind())


def inner():
    print("names", sys._getframe().f_back.f_code.co_name)
    try:
        yield 1
    except RuntimeError:
        print("names", sys._getframe().f_back.f_code.co_name, kind())
    yield 2
    return 3


def outer():
    try:
        raise KeyError("a")
    except KeyError:
        result = yield from inner()
    print("result", result, kind())
    yield 4


g = outer()
print(next(g), g.throw(RuntimeError), next(g))
g = outer()
next(g)
try:
    g.throw(ValueError("b"))
except ValueError as e:
    print(repr(e), repr(e.__context__))

# cycles of contexts that a program makes do no harm
a, b, c = TypeError("a"), ValueError("b"), IndexError("c")
a.__context__ = b
b.__context__ = a
try:
    try:
        raise a
    except TypeError:
        raise c
except IndexError as e:
    print(repr(e.__context__))


class Group(ExceptionGroup):
    pass


group = Group("g", [ValueError(1), ExceptionGroup("h", [TypeError(2), ValueError(3)])])
match, rest = group.split(ValueError)
print(repr(match), repr(rest))
for wrong in (("g", 1), ("g", []), ("g", [1]), ("g",), (1, [a]), ("g", [KeyboardInterrupt()])):
    try:
        Group(*wrong)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
try:
    group.split("x")
except TypeError as e:
    print(e)
print(ExceptionGroup[int])

for name in ("__cause__", "__context__", "__traceback__", "args"):
    try:
        delattr(a, name)
    except TypeError:
        print("no deletion of", name)


def shown(function):
    err = io.StringIO()
    with contextlib.redirect_stderr(err):
        try:
            function()
        except Exception:
            sys.__excepthook__(*sys.exc_info())
    print(err.getvalue().splitlines()[-1])


class Fields:
    blech = 1


shown(lambda: Fields().bluch)
shown(lambda: Fields().nothing_like_it)
shown(lambda: ZeroDivisonError)
shown(lambda: exec("blech = 1\nprint(bluch)", {}))
shown(lambda: abs(Fields().Blech))


class Error(OSError):
    def __new__(cls, text, more):
        self = super().__new__(cls, text)
        self.more = more
        return self


print(Error("text", "more").args, OSError(2, "no", "file").filename)
try:
    SyntaxError("bad", ("f", 1, 2))
except TypeError:
    print("TypeError")
