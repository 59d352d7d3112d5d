"""Calls of base methods, class names, property setters."""


class A(object):
    x = 1

    def f(self):
        return "A.f"

    def g(self):
        return "A.g " + self.f()


class B(A):
    x = 2

    def f(self):
        return "B.f " + A.f(self)


class C(B):
    def g(self):
        return "C " + super().g()

    @property
    def p(self):
        return self.x

    @p.setter
    def p(self, v):
        self.x = v


def entry_point(argv):
    for o in [A(), B(), C()]:
        print(o.g(), o.x, isinstance(o, (B, C)), type(o) is B, o.__class__.__name__)
    c = C()
    c.p = 10
    c.p += 1
    print(c.p, C.x)
    return 0


def target(driver, args):
    return entry_point, None
