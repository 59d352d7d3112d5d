"""Frames that traces keep unbuilt, and who looks at them: sys._getframe, tracebacks, generators, super(), locals()."""

import sys

N = 300


def names(frame, limit=4):
    found = []
    while frame is not None and len(found) < limit:
        found.append(frame.f_code.co_name)
        frame = frame.f_back
    return found


def peek(i):
    if i % 50 == 49:
        return names(sys._getframe(1))
    return None


def inner(i, log):
    seen = peek(i)
    if seen:
        log.append((i, seen))
    return i + 1


def outer(i, log):
    a = inner(i, log)
    b = inner(i, log) if i % 3 else 0
    return a + b


def asked_now_and_then():
    log = []
    total = 0
    for i in range(N):
        total += outer(i, log)
    return total, log


def always():
    counts = {}

    def here():
        return sys._getframe().f_back.f_lineno - first

    first = sys._getframe().f_lineno
    for i in range(N):
        line = here()
        counts[line] = counts.get(line, 0) + 1
    return sorted(counts.items())


def fails(i):
    if i % 7 == 3:
        raise ValueError(i)
    return i


def passes(i):
    local = i * 2
    return fails(i) + local


def caught():
    kept = []
    total = 0
    for i in range(N):
        try:
            total += passes(i)
        except ValueError as e:
            tb = e.__traceback__
            depth = 0
            while tb.tb_next is not None:
                tb = tb.tb_next
                depth += 1
            total -= depth
            if i % 70 == 3:
                kept.append((e, tb.tb_frame))
    return total, [(e.args, names(f, 3), f.f_back.f_locals["local"]) for e, f in kept]


def handled_inside(i):
    try:
        passes(i)
    except ValueError as e:
        return e
    return None


def kept_after_return():
    found = []
    for i in range(N):
        e = handled_inside(i)
        if e is not None and i % 70 == 3:
            found.append((names(e.__traceback__.tb_frame, 3), e.__traceback__.tb_lineno > 0))
    return found


def produce(n):
    for i in range(n):
        if i % 40 == 39:
            yield names(sys._getframe(), 3)
        else:
            yield i


def consume(g):
    return next(g)


def generators():
    seen = []
    total = 0
    g = produce(N)
    for i in range(N):
        v = consume(g) if i % 2 else next(g)
        if isinstance(v, int):
            total += v
        else:
            seen.append(v)
    return total, seen, g.gi_frame is None or g.gi_frame.f_back


class Base:
    def __init__(self, x, *, y=1):
        self.x, self.y = x, y

    def area(self, k=1):
        return self.x * self.y * k


class Derived(Base):
    def __init__(self, x, **kw):
        super().__init__(x, **kw)

    def area(self, k=1):
        if k % 100 == 99:
            return super().area(k) + len(locals())
        return super().area(k=k) + 1


def supers():
    return sum(Derived(i, y=2).area(i) for i in range(N)), sum(Derived(i).area() for i in range(N))


def shapes(a, b=2, *rest, key=5, **extra):
    return a + b + len(rest) + key + sum(extra.values())


def passed_on(*args, **kwargs):
    return shapes(*args, **kwargs)


def calls():
    total = 0
    options = {"key": 1, "z": 2}
    for i in range(N):
        total += shapes(i) + shapes(i, 1, 2, 3) + shapes(b=i, a=1) + shapes(i, key=i, p=1, q=2)
        total += passed_on(i, key=2) + passed_on(1, 2, 3, w=i) + passed_on(*(i, 1), **options)
        total += max(i, 5) + min(3, i, 7) + max([i, 2], key=lambda v: -v)
        first, *middle, last = i, 1, 2, 3
        total += last - first + len(middle)
        if i % 100 == 50:
            try:
                passed_on(key=3)
            except TypeError as e:
                total += len(str(e))
    return total


class Proxy:
    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        if name == "nothing":
            raise AttributeError(name)
        return getattr(self.target, name)


def attributes():
    total = 0
    real = Derived(3)
    real.__dict__["extra"] = 5
    proxy = Proxy(real)
    for i in range(N):
        real.x = i
        total += proxy.x + proxy.extra + real.area() + real.__dict__["x"]
        if i % 60 == 1:
            total += hasattr(proxy, "nothing")
            real.__dict__.pop("extra")
            total += hasattr(real, "extra")
            setattr(real, "extra", i)
        if i % 90 == 2:
            real.__dict__[i] = i
    return total, sorted(map(str, real.__dict__))


for test in (
    asked_now_and_then,
    always,
    caught,
    kept_after_return,
    generators,
    supers,
    calls,
    attributes,
):
    print(test.__name__, test())
