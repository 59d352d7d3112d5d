# descriptors & attribute protocol
class D:
    def __get__(self, o, t): return ("get", o is None, t.__name__)
    def __set__(self, o, v): print("set", v)
    def __delete__(self, o): print("del")
class ND:
    def __get__(self, o, t): return "nd"
class A:
    d = D(); nd = ND()
    def __getattr__(self, n):
        if n.startswith("z"): return "dyn" + n
        raise AttributeError(n)
a = A()
print(a.d, A.d, a.nd); a.d = 1; del a.d; a.nd = 3; print(a.nd, a.zoo, A.nd)
try: a.qq
except AttributeError as e: print("AE", e)
class G:
    def __getattribute__(self, n): return "ga " + n
print(G().foo, getattr(G(), "bar"))
class SA:
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 2)
    def __delattr__(self, n): print("delattr", n); object.__delattr__(self, n)
s = SA(); s.x = 4; print(s.x); del s.x; print(hasattr(s, "x"))
class Base:
    def f(self): return "Base.f"
    @classmethod
    def c(cls): return "Base.c " + cls.__name__
    @property
    def p(self): return "Base.p"
class Mid(Base):
    def f(self): return "Mid." + super().f()
    @classmethod
    def c(cls): return "Mid." + super().c()
    @property
    def p(self): return "Mid." + super().p
class Other(Base):
    def f(self): return "Other." + super().f()
class Leaf(Mid, Other):
    def f(self): return "Leaf." + super(Leaf, self).f()
l = Leaf(); print(l.f(), l.c(), Leaf.c(), l.p, [k.__name__ for k in Leaf.__mro__])
try:
    class X(Base, Mid): pass
except TypeError as e: print(e)
class N:
    def __new__(cls, *a): o = super().__new__(cls); o.a = a; return o
    def __init__(self, *a): self.b = a
print(N(1,2).a, N(3).b)
class NoInit: pass
try: NoInit(1)
except TypeError as e: print(e)
class T:
    def __init__(self): return 5
try: T()
except TypeError as e: print(e)
class Cmp:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(Cmp(1) == Cmp(1), Cmp(1) != Cmp(2), Cmp(1) < Cmp(2), Cmp(2) > Cmp(1))
try: hash(Cmp(1))
except TypeError as e: print(e)
try: Cmp(1) <= Cmp(2)
except TypeError as e: print(e)
class R:
    def __radd__(self, o): return ("radd", o)
    def __rsub__(self, o): return NotImplemented
    def __iadd__(self, o): return "iadd"
r = R(); print(1 + r)
try: 1 - r
except TypeError as e: print(e)
r += 1; print(r)
class Sub(int):
    def __radd__(self, o): return "sub radd"
print(1 + Sub(2))
class Call:
    def __call__(self, *a, **k): return a, k
print(Call()(1, x=2), callable(Call()), callable(3))
class B1:
    def __bool__(self): return False
class B2:
    def __len__(self): return 0
print(bool(B1()), bool(B2()), not B2())
class It:
    def __init__(self): self.i = 0
    def __iter__(self): return self
    def __next__(self):
        self.i += 1
        if self.i > 3: raise StopIteration
        return self.i
print(list(It()), sum(It()), 2 in It(), [*It()], max(It()))
a, b, c = It(); print(a, b, c)
try: a, b = It()
except ValueError as e: print(e)
try: a, b, c, d = It()
except ValueError as e: print(e)
try: a, b = 5
except TypeError as e: print(e)
class GI:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(GI()), 20 in GI())
class Ctx:
    def __enter__(self): print("enter"); return self
    def __exit__(self, t, v, tb): print("exit", t and t.__name__, v); return True
with Ctx() as c: raise ValueError("boo")
with Ctx(), Ctx(): pass
try:
    with 5: pass
except TypeError as e: print(e)
class E1(Exception):
    def __init__(self, a, b): super().__init__(a); self.b = b
try: raise E1(1, 2)
except E1 as e: print(e, e.args, e.b, repr(e))
def f():
    try: return 1
    finally: print("fin")
print(f())
def g():
    for i in range(3):
        try: continue
        finally: print("c", i)
    while True:
        try: break
        finally: print("b")
g()
try:
    try: raise KeyError("a")
    finally: print("cleanup")
except KeyError as e: print(repr(e), str(e))
try: raise OSError(2, "No such", "f.txt")
except FileNotFoundError as e: print(e, e.errno, e.filename, type(e).__name__)
try: raise ValueError
except ValueError as e: print(repr(e), e.__context__)
try: raise 5
except TypeError as e: print(e)
try:
    raise
except RuntimeError as e: print(e)
def ctx():
    try: 1/0
    except ZeroDivisionError:
        raise KeyError("k") from None
try: ctx()
except KeyError as e: print(e.__suppress_context__, repr(e.__context__), e.__cause__)
print(type(A.__dict__), "d" in A.__dict__, A.__name__, A.__qualname__, A.__module__)
print(Leaf.__bases__, Leaf.__base__, isinstance(l, (int, Base)), issubclass(Leaf, Other))
A.newattr = 5; print(A().newattr); del A.newattr; print(hasattr(A, "newattr"))
print(type("Dyn", (Base,), {"x": 1})().x, type(5), type(type))
def deco(c): c.deco = True; return c
@deco
class DD: 
    "doc"
    class Inner:
        def meth(self): pass
print(DD.deco, DD.__doc__, DD.Inner.__qualname__, DD.Inner.meth.__qualname__, DD.Inner().meth.__name__)
try: object().x = 1
except AttributeError as e: print(e)
try: (5).x = 1
except AttributeError as e: print(e)
try: int.foo = 3
except TypeError as e: print(e)
try: len.x = 1
except AttributeError as e: print(e)
x = A(); x.__class__ = NoInit; print(type(x).__name__)
print(vars(N(1)), N(1).__dict__)
class Sl: __slots__ = 'a', 'b', '__dict__'
s = Sl(); s.a = 1; s.q = 3; print(s.a, s.q, s.__dict__)
del s.a
try: s.a
except AttributeError as e: print(e)
class Final:
    def __init_subclass__(cls, /, tag=None, **kw): super().__init_subclass__(**kw); cls.tag = tag
class FS(Final, tag="t"): pass
print(FS.tag)
try:
    class FF(Base, foo=1): pass
except TypeError as e: print(e)
class CG:
    def __class_getitem__(cls, i): return (cls.__name__, i)
print(CG[int])
try: int["a"]
except TypeError as e: print(e)
import sys
print(f.__name__, f.__code__.co_name, f.__defaults__, (lambda a, b=2, *, c=3: 0).__kwdefaults__)
class M(type):
    def __getattr__(cls, n): return "meta " + n
    def __instancecheck__(cls, o): return o == 5
    def __contains__(cls, x): return x == 1
    def __len__(cls): return 9
    def __iter__(cls): return iter([1,2])
class MM(metaclass=M): pass
print(MM.foo, isinstance(5, MM), isinstance(6, MM), 1 in MM, len(MM), list(MM))
print(repr(MM), str(E1), repr(f)[:12], repr(Base().f)[:24], repr(Base.f)[:17])
