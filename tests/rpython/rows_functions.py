"""Rows of the language table: calls, specialisation, signatures."""

from rpython.rlib import types
from rpython.rlib.objectmodel import (
    always_inline,
    dont_inline,
    enforceargs,
    specialize,
    we_are_translated,
)
from rpython.rlib.signature import signature
from rpython.rlib.unroll import unrolling_iterable

# run: 7 alpha
# run: 2 be


def shape(a, b=10, *rest):
    return a + b * 100 + len(rest) * 10000


# row: call.defaults
def defaults(n):
    print(shape(n), shape(n, 2), shape(n, b=3), shape(b=1, a=n))


# row: call.star
def star(n):
    print(shape(n, 1, 2, 3), shape(*(n, 1, 2)), shape(n, *(1, 2)))


def only_by_name(a, *, scale=2, offset):
    return a * scale + offset


# row: call.keyword-only
def keyword_only(n):
    print(only_by_name(n, offset=1), only_by_name(n, offset=1, scale=5))


def inc(x):
    return x + 1


def dec(x, step=1):
    return x - step


# row: call.families
def families(n):
    f = inc if n > 5 else dec
    print(f(n))
    for g in [inc, dec]:
        print(g(n))


# row: call.function-none
def function_or_none(n):
    f = None
    if n > 5:
        f = inc
    if f is not None:
        print(f(n))
    else:
        print("no function")


# row: call.recursion
def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


def recursion(n):
    print(even(n), odd(n))


# row: spec.arg
@specialize.arg(0)
def convert(kind, x):
    if kind == "int":
        return int(x)
    return x + "!"


def specialize_arg():
    print(convert("int", "12") + 1, convert("str", "12"))


# row: spec.argtype
@specialize.argtype(0)
def size(x):
    if isinstance(x, str):
        return len(x)
    return x


def specialize_argtype(n, s):
    print(size(n), size(s))


# row: spec.arg-or-var
@specialize.arg_or_var(0)
def scaled(k, x):
    return k * x


def specialize_arg_or_var(n):
    print(scaled(3, n), scaled(n, n))


# row: spec.call-location
@specialize.call_location()
def first(items):
    return items[0]


def specialize_call_location(n, s):
    print(first([n]), first([s]))


# row: spec.arglistitemtype
@specialize.arglistitemtype(0)
def last(items):
    return items[-1]


def specialize_list_item(n, s):
    print(last([n]), last([s]))


# row: spec.memo
class Color(object):
    def __init__(self, name):
        self.name = name

    def _freeze_(self):
        return True


RED = Color("red")
BLUE = Color("blue")


@specialize.memo()
def shout(color):
    return color.name.upper()


def specialize_memo(n):
    print(shout(RED if n > 5 else BLUE))


# row: spec.enforceargs
@enforceargs(int, str)
def labelled(n, s):
    return "%s=%d" % (s, n)


def enforced(n, s):
    print(labelled(n, s))


# row: spec.signature
@signature(types.int(), types.str(), returns=types.str())
def signed(n, s):
    return s * n


def signatures(n, s):
    print(signed(n, s))


# row: spec.inline
@always_inline
def tiny(x):
    return x + 1


@dont_inline
def big(x):
    return x * 2


def inlining(n):
    print(tiny(n), big(n))


# row: spec.unrolling
FIELDS = unrolling_iterable(["width", "height"])


class Box(object):
    def __init__(self, n):
        self.width = n
        self.height = n * 2


def unrolled(n):
    box = Box(n)
    for name in FIELDS:
        print(name, getattr(box, name))


# row: spec.we-are-translated
def translated():
    if not we_are_translated():
        exec("x = 1")
    print("either")


# row: call.decorated
def logged(f):
    def wrapper(x):
        print("call")
        return f(x)

    return wrapper


@logged
def decorated(x):
    return x + 1


def decorators(n):
    print(decorated(n))


# row: call.generated
def make_checks():
    checks = []
    for i in range(3):
        source = "def check_%d(x):\n    return x %% %d == 0\n" % (i, i + 2)
        scope = {}
        exec(source, scope)
        checks.append(scope["check_%d" % i])
    return checks


CHECKS = make_checks()


def generated(n):
    for check in CHECKS:
        print(check(n))


# row: call.default-shared
def remember(x, seen=[]):
    seen.append(x)
    return len(seen)


def shared_default(n):
    remember(n)
    print(remember(n))


def entry_point(argv):
    n = int(argv[1])
    s = argv[2]
    defaults(n)
    star(n)
    keyword_only(n)
    families(n)
    function_or_none(n)
    recursion(n)
    specialize_arg()
    specialize_argtype(n, s)
    specialize_arg_or_var(n)
    specialize_call_location(n, s)
    specialize_list_item(n, s)
    specialize_memo(n)
    enforced(n, s)
    signatures(n, s)
    inlining(n)
    unrolled(n)
    translated()
    decorators(n)
    generated(n)
    shared_default(n)
    return 0


def target(driver, args):
    return entry_point, None
