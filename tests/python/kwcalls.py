# args: 1500
"""Call shapes: keywords, defaults, *args, **kwargs, keyword-only, decorators, partial, unpacking."""
import sys
from functools import partial, wraps


def plain(a, b=2, *rest, key=5, **extra):
    return a + b + len(rest) + key + len(extra)


def posonly(a, b, /, c, *, d=1):
    return a - b + c * d


def traced(f):
    @wraps(f)
    def wrapper(*args, **kwargs):
        STAT[f.__name__] = STAT.get(f.__name__, 0) + 1
        return f(*args, **kwargs)
    return wrapper


def scaled(k):
    def deco(f):
        def inner(*args, **kw):
            return f(*args, **kw) * k
        return inner
    return deco


@traced
def one(x, y=1):
    return x + y


@scaled(3)
@traced
def two(x, *, y=1):
    return x ^ y


class Event:
    def __init__(self, name, **attrs):
        self.name = name
        self.__dict__.update(attrs)


class Hub:
    def __init__(self):
        self.subs = {}

    def on(self, name):
        def deco(f):
            self.subs.setdefault(name, []).append(f)
            return f
        return deco

    def emit(self, event_name, *args, **kw):
        total = 0
        for f in self.subs.get(event_name, ()):
            total += f(Event(event_name, **kw), *args)
        return total


hub = Hub()


@hub.on('a')
def ha(ev, x=0):
    return ev.size + x


@hub.on('a')
@hub.on('b')
def hb(ev, *xs):
    return ev.size * len(xs) + sum(xs)


class Chain:
    def __init__(self):
        self.v = 0

    def add(self, k=1, *, times=1):
        self.v += k * times
        return self

    def mask(self, bits=16):
        self.v &= (1 << bits) - 1
        return self


STAT = {}


def main(n):
    s = 0
    chain = Chain()
    p = partial(plain, 1, key=9)
    opts = {'key': 3, 'zed': 4}
    for i in range(n):
        s += plain(i) + plain(i, 3) + plain(i, key=7) + plain(i, 1, 2, 3, q=1, w=2)
        args = (i, i & 3)
        s += plain(*args, **opts)
        s += posonly(i, 1, 2) + posonly(i, 2, c=3, d=4)
        s += one(i) + one(i, y=2) + two(i, y=3)
        s += p(4) + p(4, key=i & 1)
        s += hub.emit('a', i & 7, size=i & 15) + hub.emit('b', 1, 2, 3, size=2, colour='red')
        s += chain.add(i).add(2, times=3).mask().v
        first, *mid, last = i, i + 1, i + 2, i + 3
        s += last - first + len(mid) + max(*args) + max(args, key=lambda v: -v)
        s += len({**opts, 'i': i}) + len([*args, *mid])
        s &= 0xffffffffff
    print('kwcalls', s, sorted(STAT.items()), chain.v)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 60000)
