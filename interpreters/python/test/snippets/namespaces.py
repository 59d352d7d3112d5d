"""Global names: defined late, changed, deleted, found in other builtins."""

import sys


def get():
    return late


def size(x):
    return len(x)


try:
    get()
except NameError as error:
    print(error)
late = 1
print(get())
late = 2
print(get())
late = 3
print(get())
del late
try:
    get()
except NameError as error:
    print(error)
late = 4
print(get(), size("abc"))


def len(x):
    return -1


print(size("abc"))
del len
print(size("abc"))
g = globals()
g["late"] = 5
print(get())
g.update(late=6)
print(get())
g.pop("late")
try:
    get()
except NameError as error:
    print(error)
for i in range(30):
    g["name%d" % i] = i
for i in range(29):
    del g["name%d" % i]
late = 7
print(get(), name29)


def many():
    return late, name29, size("ab"), sys.maxsize


late = "x"
for i in range(50):
    g["other%d" % i] = i
    if i % 3:
        del g["other%d" % i]
print(many(), other48)


def counter():
    global total
    total += 1
    return total


total = 0
for i in range(10):
    counter()
print(total, counter())
mine = {"__builtins__": {"len": lambda x: "my len", "print": print}}
exec("def f(x): return len(x)\nprint(len('abc'), f('q'))", mine)
try:
    exec("abs(1)", {"__builtins__": {}})
except NameError as error:
    print(error)
exec("print(abs(-1), len('four'))", {"print": print})
import math

print(math.pi > 3, math.floor(2.5))
math.pi = 3
print(math.pi)
math.pi = 4
print(math.pi)
del math.pi
try:
    math.pi
except AttributeError as error:
    print(error)


class C:
    late = "class"
    seen = late
    total = total


print(C.seen, C.total)
