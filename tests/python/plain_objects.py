"""Instances of object itself; frames that programs or tracebacks keep after their end."""

import copy
import pickle
import sys
import weakref

o = object()
p = object()
print(type(o), o == p, o == o, hash(o) == hash(o), repr(o)[:18], o.__class__, isinstance(o, object))
for f in (
    lambda: o.x,
    lambda: setattr(o, "x", 1),
    lambda: delattr(o, "x"),
    lambda: o.__dict__,
    lambda: vars(o),
    lambda: weakref.ref(o),
    lambda: setattr(o, "__class__", int),
    lambda: setattr(o, "__dict__", {}),
    lambda: len(o),
    lambda: o < p,
    lambda: object(1),
    lambda: o(),
):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(
    type(copy.copy(o)),
    type(pickle.loads(pickle.dumps(o))),
    type(pickle.loads(pickle.dumps(o, 0))),
    o.__reduce_ex__(2)[1:],
    {o: 1}[o],
    dir(o) == dir(object),
    o.__sizeof__() > 0,
)


class C:
    pass


try:
    o.__class__ = C
except TypeError as e:
    print(e)
try:
    C().__class__ = object
except TypeError as e:
    print(e)


def f(n):
    loc = [n]
    try:
        raise ValueError(loc)
    except ValueError as e:
        return e


def g(n):
    mine = n * 2
    return sys._getframe(mine * 0)


for i in range(3000):
    e = f(i)
    fr = g(i)
print(e.__traceback__.tb_frame.f_locals["loc"], fr.f_locals, e.__traceback__.tb_lineno)


class M(metaclass=type):
    def __new__(cls):
        return object.__new__(cls)


print(type(M()).__name__, type(object.__new__(object)).__name__)
