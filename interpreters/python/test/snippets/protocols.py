class Meta(type):
    @classmethod
    def __prepare__(m, name, bases, **k): print("prep", name, k); return {"pre": 1}
    def __new__(m, n, b, d, **k): return super().__new__(m, n, b, dict(d))
    def __init__(c, n, b, d, **k): super().__init__(n, b, d)
class A(metaclass=Meta, opt=2): x = 5
print(A.pre, A.x)
class E(Exception):
    def __str__(self): return "custom " + str(self.args)
try: raise E(1, 2)
except E as e: print(e, repr(e), e.args)
class E2(E, ValueError): pass
try: raise E2("z")
except ValueError as e: print(type(e).__mro__)
class Odd(dict):
    def __getitem__(self, k): return "got %s" % k
o = Odd(a=1); print(o["a"], o.get("a"), "%(a)s" % o, "{a}".format(**o))
class MyStr(str):
    def __add__(self, o): return "plus"
    def upper(self): return "UP"
m = MyStr("abc"); print(m + "d", m.upper(), m.lower(), len(m), m == "abc", {m: 1}["abc"], isinstance(m, str))
class MyTuple(tuple):
    def __new__(cls, a, b): return super().__new__(cls, (a, b))
    @property
    def first(self): return self[0]
t = MyTuple(1, 2); print(t, t.first, t[1], t == (1, 2)); a, b = t
class MyFloat(float):
    def __mul__(self, o): return "mul"
print(MyFloat(2) * 3, MyFloat(2) + 1, MyFloat("3.5"))
class Color(int):
    def __repr__(self): return "C%d" % int(self)
    __str__ = __repr__
print(Color(3), [Color(4)], Color(3) + 1, "%d" % Color(7), f"{Color(5)}", Color(1) == 1, hash(Color(9)))
class W:
    def __init__(self): self.calls = 0
    def __eq__(self, o): self.calls += 1; return True
    def __hash__(self): return 1
    def __contains__(self, x): return x == 3
    def __getitem__(self, k): return k
    def __setitem__(self, k, v): print("set", k, v)
    def __delitem__(self, k): print("del", k)
    def __iter__(self): return iter("xyz")
    def __reversed__(self): return iter("zyx")
    def __index__(self): return 2
    def __neg__(self): return "neg"
    def __invert__(self): return "inv"
    def __abs__(self): return "abs"
    def __matmul__(self, o): return "mm"
    def __divmod__(self, o): return "dm"
    def __pow__(self, o, m=None): return ("pow", m)
    def __lshift__(self, o): return "ls"
    def __rrshift__(self, o): return "rrs"
    def __round__(self, n=None): return ("round", n)
    def __int__(self): return 42
    def __float__(self): return 4.5
    def __complex__(self): return 1j
    def __format__(self, s): return "fmt:" + s
    def __bytes__(self): return b"by"
    def __dir__(self): return ["q", "p"]
    def __str__(self): return "W"
    def __len__(self): return 7
w = W()
print(w == 1, w in [w], 3 in w, 4 in w, w[1:2], w["k"], list(w), list(reversed(w)), [10, 20, 30][w], -w, ~w, abs(w))
w[1] = 2; del w[3]; w[1:2, ...] = 4
print(w @ 1, divmod(w, 2), w ** 2, pow(w, 2, 3), w << 1, 1 >> w, round(w), round(w, 2), int(w), float(w), complex(w), f"{w:abc}", bytes(w), dir(w), str(w), len(w), range(5)[w], "x" * w, hex(w), bin(w))
class P:
    def __getstate__(self): return 1
import sys
def fact(n): return 1 if n < 2 else n * fact(n - 1)
print(fact(30), fact(25) // fact(23))
class Node:
    __slots__ = ("v", "next")
    def __init__(self, v, next=None): self.v = v; self.next = next
class Node2(Node):
    __slots__ = ("extra",)
n = Node2(1, Node(2)); n.extra = 3; print(n.v, n.next.v, n.extra)
try: n.zz = 1
except AttributeError as e: print(e)
class Node3(Node): pass
n = Node3(1); n.zz = 2; print(n.zz, n.v, n.__dict__)
x = Node3(1); y = Node3(2)
for q in (x, y): 
    for nm in "abcdefghij": setattr(q, nm, nm)
del x.c; del x.a; x.a = 1; print(x.__dict__, y.__dict__); x.__dict__["new"] = 4; print(x.new, x.v); del x.new
x.__dict__ = {"k": 1}; print(x.k, x.v, hasattr(x, "b"))
class Desc:
    def __set_name__(self, o, n): self.n = n
    def __get__(self, i, o=None): return self if i is None else i.__dict__.get(self.n, "unset")
    def __set__(self, i, v): i.__dict__[self.n] = v
class UD: f = Desc(); g = Desc()
u = UD(); print(u.f); u.f = 3; print(u.f, u.g, vars(u))
def gen():
    with open("/dev/null") as f: yield 1
print(list(gen()))
print(type.__call__(int, "5"), object.__new__(P).__class__.__name__, object.__repr__(P())[:12], P.__init__ is object.__init__)
print(super(Node3, n).__init__, ) if 0 else None
class S1:
    def go(self): return "S1"
class S2(S1):
    def go(self): return [super(S2, self).go() for _ in range(2)]
print(S2().go())
class Cnt:
    n = 0
    def inc(self): Cnt.n += 1; self.n += 1; return self.n
c = Cnt(); print([c.inc() for _ in range(4)], Cnt.n)
for i in range(5): setattr(Cnt, "n", i); print(c.n, Cnt().n, end=" ")
print()
def err():
    try: raise ValueError("a")
    except ValueError: 
        try: raise KeyError("b")
        except KeyError: raise RuntimeError("c")
try: err()
except RuntimeError as e: print(repr(e.__context__), repr(e.__context__.__context__))
class CM:
    def __enter__(self): return self
    def __exit__(self, *a): raise TypeError("in exit")
try:
    with CM(): 1/0
except TypeError as e: print(e, repr(e.__context__))
print(sys.exc_info())


