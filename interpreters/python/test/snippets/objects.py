class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        c = super().__new__(m, name, bases, ns)
        c.kw = kw
        return c
    def __call__(cls, *a):
        print("call", cls.__name__, a)
        return super().__call__(*a)
    def __init__(cls, *a, **k): pass
class B(metaclass=Meta, z=3):
    def __init__(self, v): self.v = v
    def __repr__(self): return "B(%r)" % self.v
print(B(4), B.kw, type(B), B.__mro__)
class P:
    def __init_subclass__(cls, **kw):
        print("sub", cls.__name__, kw)
    def __set_name__(self, owner, name): print("set_name", owner.__name__, name)
class Q(P, a=1):
    x = P()
class S:
    __slots__ = ("a", "b")
    def __init__(self): self.a = 1
s = S()
print(s.a, hasattr(s, "b"))
try: s.c = 1
except AttributeError as e: print(e)
try: s.b
except AttributeError as e: print(e)
class Pr:
    def __init__(self): self._x = 1
    @property
    def x(self): return self._x
    @x.setter
    def x(self, v): self._x = v
    @classmethod
    def cm(cls, a): return cls.__name__, a
    @staticmethod
    def sm(a): return a
p = Pr(); p.x = 10
print(p.x, p.cm(1), Pr.cm(2), p.sm(3), Pr.sm(4), Pr.__name__, p.__dict__, p.__class__)
class L(list):
    def __getitem__(self, i): return ("L", i)
l = L([1,2])
l.attr = 5
print(l[0], len(l), l.attr, l)
class I(int):
    def __add__(self, o): return "added"
print(I(4) + 1, I(4) * 2, I(10**30), 3 + I(4), isinstance(I(3), int), I("12"))
class F(float): pass
print(F(1.5) + 1, F(2.0))
class D(dict):
    def __missing__(self, k): return k * 2
print(D()[4], D(a=1))
try:
    try:
        1/0
    except ZeroDivisionError as e:
        raise ValueError("x") from e
except ValueError as e:
    print(repr(e), repr(e.__cause__), repr(e.__context__), e.__traceback__.tb_lineno)
def gen():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("exit")
        raise
    finally:
        print("fin")
g = gen(); next(g); g.close()
def outer():
    r = yield from inner()
    print("r", r)
def inner():
    try:
        x = yield 1
    except ValueError as e:
        print("caught", e)
        x = yield 2
    return x
o = outer(); print(next(o)); print(o.throw(ValueError("v")))
try: o.send(9)
except StopIteration as e: print("stop", e.value)
async def co(n):
    return n + 1
async def co2():
    return await co(1) + await co(2)
try: co2().send(None)
except StopIteration as e: print(e.value)
with open if 0 else type("CM", (), {"__enter__": lambda s: 5, "__exit__": lambda s, *a: print("exit", a[0]) or True})() as v:
    print(v); raise KeyError(3)
def kw(a, /, b, *, c=3, **k): return a, b, c, k
for args, kws in [((1,), {}), ((1,2,3), {}), ((1,), {'b':2,'c':4,'d':5}), ((), {'a':1,'b':2}), ((1,2), {'b':3})]:
    try: print(kw(*args, **kws))
    except TypeError as e: print(e)
print(max([3,1,2]), sorted([3,1,2], key=lambda x: -x), sum(range(10)), [*map(str, range(3))])
match {"a": [1, 2, 3], "k": 5}:
    case {"a": [x, *rest], **r}: print(x, rest, r)
print(f"{3.14159:.2f} {'a':>5} {255:#x} {1234567:,}")
x = 5
def clo():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
c = clo(); c(); print(c())
print([i*j for i in range(3) for j in range(3) if i != j], {i: i*i for i in range(4)}, {1,2,3})
def rec(n): return rec(n+1)
try: rec(0)
except RecursionError as e: print("rec", e)
print(int("0x1f", 16), int("-12_3"), (5).to_bytes(2, "big"), int.from_bytes(b"\x01\x02", "little"), (255).bit_length(), pow(3, 100, 7), 7 ** -1, 2 ** 100, -5 // 3, -5 % 3, divmod(-5, 3), hash(2**61), hash(1.5), hash(-1), round(2.5), round(2.675, 2), 1e16, 0.1+0.2, float("inf"), -0.0, 1 == 1.0, 2**53 == 2.0**53+1)
print((1+2j)*(3-1j), abs(3+4j), complex("1+2j"), True & False, True + True, ~5, 5 ^ 3, 1 << 70, -1 >> 3, 10**20 >> 3)
print([].append.__name__, str.upper, len.__name__, A if 0 else None)
