"""Classes: attributes that every class has, slots, weak references, super, read-only views."""

import gc
import types
import weakref


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as e:
        print(type(e).__name__ + ":", e)


class A:
    x: int


print(sorted(vars(A)))
print(A().__weakref__, A.__annotations__)
del A.__annotations__
print(A.__annotations__)
attempt(delattr, A, "__name__")
attempt(setattr, A, "__name__", 1)
attempt(setattr, int, "__name__", "x")
attempt(type, "a\0b", (), {})
attempt(type, "A")
attempt(getattr, type, "__abstractmethods__")
attempt(object.__setattr__, int, "foo", 1)
a = A()
r = weakref.ref(a)
print(a.__weakref__ is r)


class Sub(A):
    pass


print(A.__subclasses__())
del Sub
gc.collect()
gc.collect()
print(A.__subclasses__())

for slots in (["a b"], [""], [1], ["__dict__", "__dict__"]):
    attempt(type, "S", (), {"__slots__": slots})
attempt(type, "S", (int,), {"__slots__": ["a"]})


class Both(type("Empty", (), {"__slots__": ()}), A):
    __slots__ = ()


print(hasattr(Both(), "__dict__"), hasattr(Both(), "__weakref__"))


class Base:
    def meth(self, x):
        return "Base(%r)" % x


class Derived(Base):
    def meth(self, x):
        return "Derived(%r)" % x + self.__super.meth(x)


Derived._Derived__super = super(Derived)
print(Derived().meth(1))


class Set:
    def __set__(self, obj, value):
        obj.__dict__["d"] = value * 2


class Uses:
    d = Set()


u = Uses()
print(type(u.d).__name__)
u.d = 21
print(u.d)

proxy = types.MappingProxyType({"a": 1, "b": 2})
print(list(reversed(proxy)), proxy | {"c": 3}, {"c": 3} | proxy)
attempt(types.MappingProxyType, [1])


class Wrapped(tuple):
    def __init__(self, items, extra=None):
        self.extra = extra


w = Wrapped([1, 2], extra="e")
print(w, w.extra)
print(repr(classmethod(len)), sorted(staticmethod(len).__dict__))


class Proxy:
    def __init__(self, obj):
        object.__setattr__(self, "_obj", obj)

    def __getattribute__(self, name):
        return getattr(object.__getattribute__(self, "_obj"), name)


print(isinstance(Proxy(A()), A), isinstance(Proxy(1), A))
nested = int
for i in range(100):
    nested = (nested,)
print(isinstance(1, nested), issubclass(bool, nested))


class Meta(type):
    @classmethod
    def __prepare__(cls, name, bases):
        return None


attempt(lambda: Meta("X", (), {}).__name__)
attempt(lambda: exec("class X(metaclass=Meta): pass", {"Meta": Meta}))
