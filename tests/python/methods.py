# args: 3000
"""Attribute access and calls: instance, class, static, property, slots, __getattr__, descriptors, super()."""
import sys


class Typed:
    def __set_name__(self, owner, name):
        self.name = '_' + name

    def __get__(self, obj, owner=None):
        return self if obj is None else obj.__dict__[self.name]

    def __set__(self, obj, v):
        if not isinstance(v, int):
            raise TypeError
        obj.__dict__[self.name] = v


class A:
    total = 0
    limit = Typed()

    def __init__(self, n):
        self.n = n
        self.limit = n + 1

    def plain(self, k):
        return self.n + k

    @classmethod
    def make(cls, n):
        return cls(n)

    @staticmethod
    def twice(k):
        return k * 2

    @property
    def half(self):
        return self.n >> 1

    @half.setter
    def half(self, v):
        self.n = v << 1

    def over(self, k):
        return k + 1


class B(A):
    def over(self, k):
        return super().over(k) + 1


class C(B):
    def over(self, k):
        return super().over(k) + self.n % 3


class Slots:
    __slots__ = 'a', 'b', 'c'

    def __init__(self, a):
        self.a = a
        self.b = a + 1
        self.c = a + 2

    def spin(self):
        self.a, self.b, self.c = self.b, self.c, self.a & 1023
        return self.b


class Proxy:
    def __init__(self, target):
        self._t = target

    def __getattr__(self, name):
        return getattr(self._t, name)


class Call:
    def __init__(self, k):
        self.k = k

    def __call__(self, x):
        return x ^ self.k

    def __getitem__(self, i):
        return i + self.k

    def __len__(self):
        return self.k

    def __eq__(self, o):
        return self.k == o.k

    def __hash__(self):
        return self.k & 7


def main(n):
    objs = [A(3), B(4), C(5), C.make(6)]
    proxy = Proxy(objs[2])
    slot = Slots(7)
    caller = Call(9)
    other = Call(9)
    names = ['plain', 'over', 'twice']
    s = 0
    for i in range(n):
        o = objs[i & 3]
        s += o.plain(i) + o.over(i) + o.twice(i)
        s += o.half + o.limit
        o.half = i & 255
        o.limit = i & 127
        s += slot.spin()
        s += caller(i) + caller[i] + len(caller)
        if caller == other:
            s += 1
        bound = o.plain
        s += bound(1) + proxy.plain(2) + proxy.limit
        A.total += 1
        if i % 16 == 0:
            s += getattr(o, names[i % 3])(i)
            setattr(o, 'extra%d' % (i % 5), i)
            s += hasattr(o, 'missing') + isinstance(o, B) + len(o.__dict__)
            s += {caller: 1, other: 2}[caller]
        s &= 0xffffffff
    print('methods', s, A.total, B.total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 120000)
