"""What the compiler warns of; the messages of circular imports; coroutines that nobody awaits."""

import asyncio
import gc
import os
import sys
import tempfile
import threading
import types
import warnings
import weakref

SOURCES = [
    "'\\z \\q'",
    "b'\\z'",
    "'\\407'",
    "'''\n\n\\8'''",
    "f'\\{1}'",
    "rb'\\z' + r'\\q'.encode()",
    "assert (1, 'text')",
    "x = 1\nx is 1",
    "x = 1\n'a' is not x",
    "x = None\nx is None",
    "def f(): return 1 (2)",
    "def f(): return [1, 2] (3)",
    "def f(): return 'a' 'b' (3)",
    "def f(): return [1][1, 2]",
    "def f(): return 'a'['b']",
    "def f(): return {1}[0]",
    "def f(): return (lambda: 0)[0]",
    "def f(): return {1: 2}[1, 2]",
    "1if 1else 2",
    "0x1for x in y",
]
for source in SOURCES:
    for action in ("always", "error"):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter(action)
            try:
                compile(source, "<here>", "exec")
            except SyntaxError as e:
                print(type(e).__name__, e.msg, e.filename, e.lineno)
            for w in caught:
                print(w.category.__name__, w.message, w.filename, w.lineno)

with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    for name, text in {
        "ring_a": "import ring_b",
        "ring_b": "from ring_a import thing",
        "ring_c": "import ring_d",
        "ring_d": "import ring_c\nring_c.thing",
        "odd_all": "__all__ = [b'x']",
    }.items():
        with open(os.path.join(folder, name + ".py"), "w") as f:
            f.write(text)
    for text in ("import ring_a", "import ring_c", "from odd_all import *", "from odd_all import no"):
        try:
            exec(text)
        except (ImportError, AttributeError, TypeError) as e:
            print(type(e).__name__, str(e).replace(folder, "FOLDER"))

module = types.ModuleType("m")
print(module.__annotations__, "__annotations__" in vars(module))
del module.__annotations__


class Space(types.SimpleNamespace):
    pass


print(Space(a=1), Space(a=1) == types.SimpleNamespace(a=1))


async def never():
    pass


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    never()
    gc.collect()
    gc.collect()
    print([str(w.message) for w in caught])
sys.set_coroutine_origin_tracking_depth(1)
coro = never()
print(coro.cr_origin[0][2])
coro.close()
sys.set_coroutine_origin_tracking_depth(0)
print(asyncio.run(never()))

ready = threading.Event()
done = threading.Event()


def other():
    ready.set()
    done.wait()


t = threading.Thread(target=other)
t.start()
ready.wait()
frames = sys._current_frames()
names = []
frame = frames[t.ident]
while frame is not None:
    names.append(frame.f_code.co_name)
    frame = frame.f_back
print("other" in names, frames[threading.get_ident()] is sys._getframe())
print(set(sys._current_exceptions().values()))
done.set()
t.join()


class Ref(weakref.ref):
    def __init__(self, obj, callback=None, value=24):
        super().__init__(obj, callback)
        self.value = value
        self.called = False

    def __call__(self):
        self.called = True
        return super().__call__()


class Number:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        return self.n + other

    __radd__ = __add__

    def method(self):
        return self.n


n = Number(5)
r = Ref(n, value=1)
print(r() is n, r.called, r.value, weakref.getweakrefcount(n))
plain = weakref.ref(n)
print(weakref.getweakrefs(n)[0] is plain)
p = weakref.proxy(n)
print(p is weakref.proxy(n), p + 1, 1 + p, type(p).__module__)
print(weakref.WeakMethod(n.method)()())
