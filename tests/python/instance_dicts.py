"""The dict of an instance and the attributes of the instance are the same things, whoever changes them."""

import copy
import pickle


class Plain:
    pass


class Slotted:
    __slots__ = ("a", "__dict__")


class Typed:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, obj, owner=None):
        return self if obj is None else obj.__dict__[self.name]

    def __set__(self, obj, value):
        obj.__dict__[self.name] = value


class Limited:
    limit = Typed()

    def __init__(self, limit):
        self.limit = limit


def show(obj):
    d = obj.__dict__
    print(len(d), d, list(d), list(d.values()), list(d.items()), list(reversed(d)), bool(d))


def both_ways():
    p = Plain()
    d = p.__dict__
    print(d is p.__dict__, d, len(d))
    p.x = 1
    d["y"] = 2.5
    print(d, p.y, p.x, "x" in d, "z" in d, d.get("z", 7), d.get("y"))
    d["x"] = "text"
    p.y = None
    show(p)
    del p.x
    print(d, hasattr(p, "x"), d.pop("y"), d, d.pop("y", "none"))
    p.a, p.b, p.c = 1, 2, 3
    del d["b"]
    d["b"] = 4
    show(p)
    print(d.setdefault("a", 9), d.setdefault("e", 9), p.e)
    print(d.popitem(), d, vars(p) is d, p.c)
    p.f = 5
    show(p)
    d.clear()
    show(p)
    p.g = 6
    print(d, p.__dict__ is d)


def odd_keys():
    p = Plain()
    p.x = 1
    d = p.__dict__
    d[5] = "five"
    d["y"] = 2
    print(d, p.x, p.y, d[5])

    class Text(str):
        pass

    q = Plain()
    q.x = 1
    q.__dict__[Text("y")] = 2
    print(q.y, q.__dict__, 3 in q.__dict__, Text("x") in q.__dict__)

    class Odd:
        def __hash__(self):
            return hash("x")

        def __eq__(self, other):
            return other == "x"

    r = Plain()
    r.x = 1
    print(Odd() in r.__dict__, r.__dict__[Odd()])


def other_dicts():
    p, q = Plain(), Plain()
    p.x, q.x = 1, 2
    d = p.__dict__
    p.__dict__ = q.__dict__
    p.y = 3
    print(q.y, q.x, d, p.__dict__ is q.__dict__)
    d["x"] = 5
    print(p.x, d)
    p.__dict__ = {"k": 1}
    print(p.k, hasattr(p, "x"), q.__dict__)
    p.__dict__ = p.__dict__
    q.__dict__ = q.__dict__
    q.z = 1
    print(p.__dict__, q.__dict__)
    p.__dict__.update(q.__dict__)
    print(p.z, p.__dict__ == q.__dict__, {**q.__dict__, "w": 1})
    r = Plain()
    r.__dict__.update(a=1, b=2.0, c="c")
    r.__dict__.update({"d": None, "a": 2})
    show(r)
    print(set(r.__dict__) == {"a", "b", "c", "d"}, sorted(r.__dict__), r.__dict__.copy(), dict(r.__dict__), r.__dict__ | {"e": 1})
    del r.__dict__
    print(r.__dict__, hasattr(r, "a"))


def slots():
    s = Slotted()
    s.a = 1
    s.b = 2
    d = s.__dict__
    d["c"] = 3
    print(d, s.a, s.c)
    s.a = "a"
    d[1] = 1
    print(d, s.a, s.b)
    del s.a
    print(hasattr(s, "a"), d)


def many():
    p = Plain()
    d = p.__dict__
    for i in range(500):
        d["k%d" % i] = i
        setattr(p, "s%d" % i, i * 0.5)
    print(len(d), p.k499, p.s499, d["s100"], list(d)[:3], list(d)[-1])
    q = Plain()
    for i in range(300):
        setattr(q, "a%d" % i, i)
    print(len(q.__dict__), q.a299, q.a0, list(q.__dict__)[150])


def classes():
    class A:
        pass

    class B:
        pass

    a = A()
    a.x = 1
    d = a.__dict__
    a.__class__ = B
    a.y = 2
    print(d, a.__dict__ is d, type(a).__name__)
    a.__class__ = A
    a.x = "x"
    print(d, a.x)


def copies():
    p = Plain()
    p.x = [1]
    p.__dict__["y"] = p
    q = copy.copy(p)
    r = copy.deepcopy(p)
    print(q.x is p.x, q.y is p, r.x, r.y is r, r.x is p.x)
    s = pickle.loads(pickle.dumps(p))
    print(s.x, s.y is s)
    exec("z = len(x)", p.__dict__)
    print(p.z)


def changed_while_read():
    p = Plain()
    p.a = p.b = 1
    try:
        for k in p.__dict__:
            p.c = 2
    except RuntimeError as e:
        print(e)
    for k in list(p.__dict__):
        delattr(p, k)
    print(p.__dict__)


def hot():
    total = 0
    objs = [Limited(i) for i in range(5)]
    for i in range(3000):
        o = objs[i % 5]
        total += o.limit
        o.limit = i & 7
        if i % 50 == 0:
            setattr(o, "extra%d" % (i % 3), i)
            total += len(o.__dict__)
        if i == 2000:
            Limited.__dict__["limit"].name = "other"
            for o in objs:
                o.limit = 1000
        if i % 500 == 0:
            print(total, sorted(o.__dict__.items()))
    fresh = 0
    for i in range(2000):
        p = Plain()
        p.__dict__["a"] = i
        p.__dict__.update(b=i, c=i * 0.5)
        fresh += p.a + p.b
        p.__dict__["a"] = None
        fresh += len(p.__dict__) + (p.a is None)
    print(fresh, p.__dict__)


class Counter:
    total = 0
    rate = 1


def class_attributes():
    for i in range(3000):
        Counter.total += 1
        if i == 1500:
            Counter.rate = 2
        Counter.total += Counter.rate
    print(Counter.total, Counter.__dict__["total"], dict(Counter.__dict__)["rate"], "total" in vars(Counter))
    del Counter.total
    print(hasattr(Counter, "total"), Counter.rate)
    Counter.total = 5
    Counter.total = 6
    print(Counter.total, vars(Counter)["total"], [k for k in vars(Counter).items() if k[0] == "total"])


both_ways()
odd_keys()
other_dicts()
slots()
many()
classes()
copies()
changed_while_read()
hot()
class_attributes()
