"""What tests tell of variables."""


class Base(object):
    pass


class Left(Base):
    def __init__(self, n):
        self.n = n


class Right(Base):
    def __init__(self):
        self.s = None


def see_left(x):
    return x.n


def see_right(x):
    return x


def see_not_none(x):
    return x


def see_none(x):
    return x


def see_nonneg(i):
    return i


def see_int(i):
    return i


def see_exact(x):
    return x


def pick(n):
    if n == 0:
        return None
    if n == 1:
        return Left(n)
    return Right()


def maybe(n):
    if n:
        return "text"
    return None


def entry_point(argv):
    n = int(argv[1])
    x = pick(n)
    if x is None:
        see_none(x)
        return 1
    see_not_none(x)
    if isinstance(x, Left):
        see_left(x)
    elif type(x) is Right:
        see_exact(x)
    s = maybe(n)
    if not s:
        return 2
    see_right(s)
    if n >= 0 and n < 100:
        see_nonneg(n)
    see_int(n)
    y = pick(n)
    assert y is not None
    assert isinstance(y, Left)
    see_left(y)
    ok = isinstance(x, Right) and n > 3
    if ok:
        see_int(n)
    if isinstance(n, int):
        return 3
    n.attribute_of_int_is_never_read
    return 4


def target(driver, args):
    return entry_point
