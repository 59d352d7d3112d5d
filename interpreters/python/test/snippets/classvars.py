"""Class attributes that are assigned again and again."""


class A:
    total = 0
    shown = None

    def plain(self):
        return self.total

    def super_total(self):
        return "A", self.total


class B(A):
    def super_total(self):
        return super().total, super().super_total()


class C(B):
    total = 100


def count(n):
    for _ in range(n):
        A.total += 1
    return A.total, B.total, C.total


print(count(5), A().plain(), B().plain(), C().plain(), B().super_total(), C().super_total())
print(count(200), A().plain(), B().plain(), C().plain(), B().super_total())
for value in [1, 2.5, "text", None, [1], A, A()]:
    A.shown = value
    print(type(A.shown).__name__, type(B.shown).__name__, type(B().shown).__name__)
A.shown = property(lambda self: "property")
print(type(A.shown).__name__, B().shown)
A.shown = 5
A.shown = 6
print(A.shown, B().shown, A.__dict__["shown"], "shown" in vars(A))
A.shown = lambda self: "method"
print(B().shown())
A.shown = 7
del A.shown
print(hasattr(A, "shown"), hasattr(B(), "shown"))
A.shown = 8
print(B.shown)
B.shown = 9
A.shown = 10
B.shown = 11
print(A.shown, B.shown, C.shown, C().shown)
b = B()
b.shown = "own"
print(b.shown, B().shown)
A.__len__ = lambda self: 3
print(len(b))
A.__len__ = lambda self: 4
print(len(b))
C.total += 1
C.total += 1
print(count(3), C.total)
del C.total
print(count(3), C.total)


def poll(n):
    seen = 0
    for i in range(n):
        A.total = i
        seen += B.total + b.total
    return seen


print(poll(1000))
