"""Attributes in the places that instances have for them, and beyond; what adds, changes and removes them."""


class A:
    def __init__(self, n):
        self.a = n
        self.b = n + 0.5
        self.c = str(n)
        self.d = [n]
        self.e = n * 2
        self.f = (n,)
        self.g = 2.0 * n
        self.h = n
        self.i = None


class S:
    __slots__ = ("x", "y", "z", "w", "v")


for i in range(4):
    o = A(i)
    o.c = i
    o.a = "x"
    o.h = 3.5
    del o.b
    o.b = i
    print(sorted(o.__dict__.items(), key=str), o.a, o.g, o.e)
    o.__dict__["zz"] = 5
    print(o.zz, vars(o) is o.__dict__)
    for k in range(10):
        setattr(o, "k%d" % k, k * 1.5)
    print([getattr(o, "k%d" % k) for k in range(10)])
    s = S()
    s.x = 1
    s.w = "s"
    s.v = 2.5
    s.z = i
    s.y = None
    s.v = "q"
    print(s.x, s.y, s.z, s.w, s.v)
    o.__dict__ = {"q": 1}
    print(o.q, o.__dict__)

    class B(A):
        pass

    p = B(2)
    p.__class__ = A
    print(p.a, p.i, type(p).__name__)


class E(Exception):
    def __init__(self, *a):
        self.u = 1
        self.v = "v"
        self.w = 2.0
        self.x = []
        self.y = {}
        self.z = ()


print(vars(E()))


class L(list):
    pass


l = L([1])
l.a = 1
l.b = "b"
l.c = l.d = l.e = "f"
print(vars(l))
