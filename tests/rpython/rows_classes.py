"""Rows of the language table: classes, prebuilt objects, exceptions, generators."""

from rpython.rlib.objectmodel import import_from_mixin, instantiate, not_rpython

# run: 7 alpha
# run: 2 be


class Animal(object):
    kind = "animal"
    legs = 4

    def __init__(self, name):
        self.name = name

    def sound(self):
        return "..."

    def describe(self):
        return self.name + " says " + self.sound()


class Dog(Animal):
    kind = "dog"

    def sound(self):
        return "woof"


class Bird(Animal):
    legs = 2

    def __init__(self, name, wings):
        Animal.__init__(self, name)
        self.wings = wings

    def sound(self):
        return "tweet %d" % self.wings


def make(n, name):
    if n > 5:
        return Dog(name)
    if n > 1:
        return Bird(name, n)
    return Animal(name)


# row: class.inheritance
def inheritance(n, s):
    for i in (1, n, 9):
        print(make(i, s).describe())


# row: class.attributes
def class_attributes(n, s):
    a = make(n, s)
    print(a.kind, a.legs, Dog.kind)
    a.legs = 3
    print(a.legs)


class Mixed(object):
    _mixin_ = True

    def twice(self):
        return self.value * 2


class Holder(Mixed):
    def __init__(self, value):
        self.value = value


class Copied(object):
    import_from_mixin(Mixed)

    def __init__(self, value):
        self.value = value


# row: class.mixin
def mixins(n, s):
    print(Holder(n).twice(), Copied(s).twice())


class Temperature(object):
    def __init__(self, c):
        self._c = c

    @property
    def celsius(self):
        return self._c

    @celsius.setter
    def celsius(self, value):
        self._c = value

    @staticmethod
    def freezing():
        return 0

    @classmethod
    def create(cls, c):
        return cls(c + 1)


# row: class.property
def properties(n):
    t = Temperature(n)
    t.celsius += 5
    print(t.celsius)


# row: class.staticmethod
def static_methods(n):
    print(Temperature.freezing(), Temperature(n).freezing())


# row: class.classmethod
def class_methods(n):
    print(Temperature.create(n).celsius)


class Loud(Dog):
    def __init__(self, name):
        super().__init__(name.upper())

    def sound(self):
        return super().sound() + "!"


# row: class.super
def super_calls(s):
    print(Loud(s).describe())


class Money(object):
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        return Money(self.n + other.n)

    def __sub__(self, other):
        return Money(self.n - other.n)

    def __mul__(self, k):
        return Money(self.n * k)

    def __neg__(self):
        return Money(-self.n)

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n

    def __le__(self, other):
        return self.n <= other.n

    def __bool__(self):
        return self.n != 0

    def __str__(self):
        return "$%d" % self.n

    def __repr__(self):
        return "Money(%d)" % self.n

    def __call__(self, k):
        return self.n + k

    def __hash__(self):
        return self.n


# row: class.operators
def operators(n):
    a = Money(n)
    b = Money(2)
    print((a + b).n, (a - b).n, (a * 3).n, (-a).n, a == Money(n), a != b, a < b, a <= b, a > b)


# row: class.bool-str-call
def protocols(n):
    a = Money(n)
    print(bool(a), not Money(0), str(a), "%s" % a, repr(a), f"{a}", a(1))


class Row(object):
    def __init__(self, n):
        self.items = [i for i in range(n)]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, value):
        self.items[i] = value

    def __delitem__(self, i):
        del self.items[i]

    def __contains__(self, x):
        return x in self.items

    def __iter__(self):
        return RowIterator(self)


class RowIterator(object):
    def __init__(self, row):
        self.row = row
        self.i = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.i == len(self.row):
            raise StopIteration
        self.i += 1
        return self.row[self.i - 1]


# row: class.container
def containers(n):
    r = Row(n)
    r[0] = 5
    del r[1]
    print(len(r), r[0], 5 in r, 99 not in r, [x for x in r], bool(r))
    total = 0
    for x in r:
        total += x
    print(total)


# row: class.slots
class Point(object):
    __slots__ = ("x", "y")
    _immutable_fields_ = ["x", "y"]

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Closed(object):
    _attrs_ = ["v"]

    def __init__(self, v):
        self.v = v


def slots(n):
    print(Point(n, 1).x, Closed(n).v)


# row: class.as-value
def classes_as_values(n, s):
    cls = Dog if n > 5 else Loud
    print(cls(s).describe(), cls is Dog, cls.__name__, cls.kind)
    print(type(cls(s)) is cls, cls(s).__class__.__name__)


# row: class.instantiate
def instantiation(n, s):
    cls = Dog if n > 5 else Animal
    a = instantiate(cls)
    a.name = s
    print(a.describe())


# row: class.methods-as-values
def methods_as_values(n, s):
    sound = make(n, s).sound
    print(sound())
    unbound = Animal.describe
    print(unbound(make(1, s)))


# row: class.none-able
def none_able(n, s):
    a = None
    if n > 5:
        a = make(n, s)
    if a:
        print(a.name)
    print(a is None, a is not None)
    if a is not None and a.name == s:
        print("same")


class Old(object):
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        """NOT_RPYTHON"""
        raise TypeError

    def __hash__(self):
        """NOT_RPYTHON"""
        return object.__hash__(self)


# row: class.not-rpython-dunder
def identity_kept(n):
    a = Old(n)
    print(a is a, len({a: 1}))


@not_rpython
def only_on_host():
    return eval("1 + 1")


# row: prebuilt.kinds
INTS = [1, 2, only_on_host()]
NAMES = {"one": 1, "two": 2}
PAIRS = ((1, "a"), (2, "b"))
PET = Dog("prebuilt")
COUNTS = {}


def prebuilt(n, s):
    print(INTS[n % 3], NAMES["two"], PAIRS[1][0], PET.describe())
    COUNTS[s] = COUNTS.get(s, 0) + n
    PET.name = s
    INTS.append(n)
    print(COUNTS[s], PET.name, len(INTS))


class Config(object):
    def _freeze_(self):
        return True

    def __init__(self, debug):
        self.debug = debug

    def text(self):
        return "debug" if self.debug else "release"


CONFIG = Config(False)


# row: prebuilt.freeze
def frozen():
    if CONFIG.debug:
        print(unknown_function())  # noqa: F821
    print(CONFIG.text())


class Cache(object):
    def __init__(self):
        self.entries = {}

    def _cleanup_(self):
        self.entries.clear()


CACHE = Cache()


# row: prebuilt.cleanup
def cleaned(n):
    CACHE.entries[n] = 1
    print(len(CACHE.entries))


# row: prebuilt.functions
def double(x):
    return x * 2


def square(x):
    return x * x


OPS = {"double": double, "square": square}
METHODS = [PET.sound, PET.describe]


def prebuilt_functions(n):
    print(OPS["double"](n), OPS["square"](n))
    for m in METHODS:
        print(len(m()) > 0)


class AppError(Exception):
    def __init__(self, code, text):
        self.code = code
        self.text = text

    def __str__(self):
        return "%s (%d)" % (self.text, self.code)


class SubError(AppError):
    pass


def fail(n):
    if n > 5:
        raise SubError(n, "sub")
    raise AppError(n, "app")


# row: exc.user
def user_exceptions(n):
    try:
        fail(n)
    except SubError as e:
        print("sub", e.code, e.text, str(e))
    except AppError as e:
        print("app", e.code, e.text, str(e))


# row: exc.implicit
def implicit(n, kind):
    items = [n]
    d = {"a": n}
    try:
        if kind == 0:
            print(items[5])
        elif kind == 1:
            print(d["b"])
        elif kind == 2:
            print(n // (n - n))
        elif kind == 3:
            print(int("x%d" % n))
        elif kind == 4:
            print(items.index(n + 1))
    except IndexError:
        print("IndexError")
    except KeyError:
        print("KeyError")
    except ZeroDivisionError:
        print("ZeroDivisionError")
    except ValueError:
        print("ValueError")


# row: exc.base-class
def base_class(n):
    try:
        if n > 5:
            print([1][n])
        else:
            print({1: 1}[n])
    except LookupError:
        print("lookup")
    try:
        fail(n)
    except Exception:
        print("any")


# row: exc.builtin-args
def builtin_args(n):
    try:
        raise ValueError("bad %d" % n)
    except ValueError:
        print("caught")
    try:
        raise OSError(n, "system")
    except OSError as e:
        print(e.errno)


class Guarded(object):
    def __getitem__(self, i):
        if i > 5:
            raise IndexError
        return i

    def __add__(self, other):
        raise ValueError

    def __len__(self):
        raise KeyError

    @property
    def risky(self):
        raise KeyError

    def __call__(self):
        raise ZeroDivisionError


# row: exc.from-operators
def from_operators(n):
    g = Guarded()
    try:
        print(g[n])
    except IndexError:
        print("operator index")
    try:
        print(g + g)
    except ValueError:
        print("operator value")
    try:
        print(len(g))
    except KeyError:
        print("operator key")
    try:
        print(g.risky)
    except KeyError:
        print("property key")
    try:
        g()
    except ZeroDivisionError:
        print("call")


# row: exc.finally-order
def finally_order(n, log):
    try:
        try:
            log.append("body")
            if n > 5:
                raise KeyError
            return "returned"
        finally:
            log.append("inner")
    except KeyError:
        log.append("handler")
        return "handled"
    finally:
        log.append("outer")


# row: exc.class-test
def class_tests(n):
    try:
        fail(n)
    except Exception as e:
        print(isinstance(e, SubError), isinstance(e, AppError))


# row: exc.through-calls
def deep(n):
    if n == 0:
        raise KeyError("bottom")
    deep(n - 1)


def through_calls(n):
    try:
        deep(n)
    except KeyError:
        print("from below")


def count_up(n):
    i = 0
    while i < n:
        yield i
        i += 1


def letters(s):
    for c in s:
        yield ord(c)
    return


# row: gen.basic
def generators(n, s):
    print([x for x in count_up(n)], [x for x in letters(s)])
    g = count_up(2)
    print(next(g), next(g))
    try:
        next(g)
    except StopIteration:
        print("done")


# row: gen.merged
def merged(n, s):
    g = count_up(3) if n > 5 else letters(s)
    for x in g:
        print(x)


def chain(n, s):
    yield from count_up(n)
    yield from letters(s)


# row: gen.yield-from
def yield_from(n, s):
    print([x for x in chain(2, s)])


def cautious(n):
    try:
        yield n
        yield n + 1
    finally:
        print("closed")


# row: gen.finally
def generator_close(n):
    for x in cautious(n):
        print(x)


class Tree(object):
    def __init__(self, left, value, right):
        self.left = left
        self.value = value
        self.right = right

    def __iter__(self):
        if self.left is not None:
            for x in self.left:
                yield x
        yield self.value
        if self.right is not None:
            for x in self.right:
                yield x


# row: gen.method
def generator_methods(n):
    t = Tree(Tree(None, 1, None), n, Tree(None, 3, None))
    print([x for x in t])


def entry_point(argv):
    n = int(argv[1])
    s = argv[2]
    inheritance(n, s)
    class_attributes(n, s)
    mixins(n, s)
    properties(n)
    static_methods(n)
    class_methods(n)
    super_calls(s)
    operators(n)
    protocols(n)
    containers(n)
    slots(n)
    classes_as_values(n, s)
    instantiation(n, s)
    methods_as_values(n, s)
    none_able(n, s)
    identity_kept(n)
    prebuilt(n, s)
    frozen()
    cleaned(n)
    prebuilt_functions(n)
    user_exceptions(n)
    for kind in range(5):
        implicit(n, kind)
    base_class(n)
    builtin_args(n)
    from_operators(n)
    log = []
    print(finally_order(n, log), log)
    class_tests(n)
    through_calls(n)
    generators(n, s)
    merged(n, s)
    yield_from(n, s)
    generator_close(n)
    generator_methods(n)
    return 0


def target(driver, args):
    return entry_point, None
