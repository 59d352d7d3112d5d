# calls, closures, exec, misc errors
def t(f, *a, **k):
    try: print(f(*a, **k))
    except TypeError as e: print(e)
def f0(): return 0
def f1(a): return a
def f2(a, b): return a, b
def f3(a, b=1, c=2): return a, b, c
def f4(a, *, k): return a, k
def f5(*a, **k): return a, k
def f6(a, /, b): return a, b
def f7(a, b, *, c, d): return 1
t(f0, 1); t(f1); t(f1, 1, 2); t(f2); t(f2, 1); t(f2, 1, 2, 3); t(f3); t(f3, 1, 2, 3, 4); t(f3, 1, c=5); t(f3, 1, z=5)
t(f4, 1); t(f4, 1, 2); t(f4, 1, k=3); t(f5, 1, 2, x=3); t(f6, a=1, b=2); t(f6, 1, b=2); t(f1, 1, a=2); t(f7, 1, 2); t(f7); t(f4, 1, 2, k=3)
class C:
    def m(self, a): return a
    @staticmethod
    def s(a): return a
t(C().m); t(C().m, 1, 2); t(C.m); t(C.s); t(C, 1)
t(len); t(len, 1, 2); t([].append); t([].append, 1, 2); t(lambda: 1, 2); t(isinstance, 1); t("a".join); t(dict.get); t(list.append, 5, 1)
t(str.upper, 5); t(getattr, 1); t(max); t(range); t(zip(1) if 0 else iter, 5)
try: f5(*5)
except TypeError as e: print(e)
try: f5(**5)
except TypeError as e: print(e)
try: f5(a=1, **{"a": 2})
except TypeError as e: print(e)
try: f5(**{1: 2})
except TypeError as e: print(e)
print(f5(*[1], 2, *(3,), x=1, **{"y": 2}), f5(*"ab", **{}))
def outer():
    x = 1
    def inner():
        def inner2():
            nonlocal x
            x += 1
            return x
        return inner2
    return inner(), lambda: x
a, b = outer(); a(); a(); print(b())
def later():
    def g(): return v
    try: g()
    except NameError as e: print(e)
    v = 3
    return g()
print(later())
def unb():
    try: print(q)
    except UnboundLocalError as e: print(e)
    q = 1
    del q
    try: q
    except UnboundLocalError as e: print(e)
unb()
try: undefined_name
except NameError as e: print(e, e.name)
ns = {"y": 3}
exec("x = y + 1\ndef h(): return x", ns); print(ns["x"], ns["h"](), eval("x*2", ns), eval("a+b", {"a": 1}, {"b": 2}))
exec("class Q:\n  z = 1\n  def f(self): return self.z\nprint(Q().f())")
c = compile("1+2", "<s>", "eval"); print(eval(c), c.co_name)
def loc(a, b=2):
    c = 3
    return locals()
print(loc(1))
g = 10
def useg():
    global g
    g += 1
    return g
print(useg(), g, globals()["g"])
def dflt(x, l=[]): l.append(x); return l
print(dflt(1), dflt(2))
print((lambda *a, b=1, **k: (a, b, k))(1, 2, b=3, c=4))
def ann(a: int, b: "str" = 1, *c: 3, **d) -> float: pass
print(ann.__annotations__)
x: int = 5
print(__annotations__)
def attrs(): "doc"
attrs.z = 1; print(attrs.z, attrs.__dict__, attrs.__doc__, attrs.__module__)
import functools
print([1,2,3].__len__(), (5).__add__(3), "a".__class__, type(5).__add__(1, 2))
m = [].append; print(m.__self__, m.__name__)
class Bm:
    def f(self): return 1
b = Bm(); print(b.f == b.f, b.f is b.f, hash(b.f) == hash(b.f), b.f.__func__ is Bm.f, b.f.__self__ is b)
print(Bm.__dict__["f"], ) if 0 else None
for i in range(3):
    if i == 1: continue
    print(i)
else: print("else")
while True:
    break
else: print("no")
try: pass
except: pass
else: print("try else")
finally: print("finally")
def nested():
    for i in range(3):
        try:
            for j in range(3):
                try:
                    if j == 1: break
                    yield i, j
                finally: yield "f"
        finally: yield "F"
print(list(nested()))
def retfin():
    try: return "try"
    finally: return "fin"
print(retfin())
def exc_in_fin():
    try:
        try: 1/0
        finally: raise KeyError("x")
    except KeyError as e: return repr(e.__context__)
print(exc_in_fin())
assert True, "x"
try: assert False, "msg"
except AssertionError as e: print(repr(e))
print(1 < 2 < 3, 1 < 3 < 2, 1 if 0 else 2, not 1, 1 and 2, 0 or 3, None or 0)
x = y = z = 5; print(x, y, z)
x, (y, *z), w = 1, (2, 3, 4), 5; print(x, y, z, w)
[a, b], c = (1, 2), 3; print(a, b, c)
d = {}; d["a"], d["b"] = 1, 2; print(d)
l = [1,2,3,4,5]; l[1:3] = [9]; del l[0]; print(l, l[::-1], l[-1])
s = "hello"; print(s[1:3], s[::-1], s[-1], "ell" in s)
print({**{"a": 1}, "b": 2}, [*range(3), *"ab"], {*[1, 2], 3})
if (n := 10) > 5: print(n)
print([y := 1, y ** 2], [last := i for i in range(3)], last)
print("%s %d %r %5.2f %%" % ("a", 3, "b", 1.5), "{0} {1!r} {x:>4}".format(1, "z", x=3))
def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
print(deep(500))
print(type(lambda: 0), type(len), type([].append), type(str.join), type(C.m), type(C().m), type(deep.__code__), type(iter([])), type(x for x in []))
import sys
try: sys.exit(3)
except SystemExit as e: print(e.code)
def tb():
    try: deep_err()
    except NameError as e:
        t = e.__traceback__
        while t: print(t.tb_frame.f_code.co_name, t.tb_lineno); t = t.tb_next
def deep_err(): return undefined_thing
tb()
match [1, 2, {"k": "v", "j": 1}]:
    case [int(a), b, {"k": str(s)}] if a == 1: print("m", a, b, s)
class Pt:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
match Pt(1, 2):
    case Pt(x=0): print("no")
    case Pt(1, yy) | Pt(yy, 1): print("pt", yy)
match "abc":
    case "x" | "y": print(1)
    case str() as q: print("str", q)
try:
    raise ExceptionGroup("eg", [ValueError(1), TypeError(2)])
except* ValueError as e: print("eg", e.exceptions)
except* TypeError as e: print("te", e.exceptions)
