# generators, coroutines
def g1():
    x = 0
    while True:
        try:
            r = yield x
            x = r if r is not None else x + 1
        except ValueError as e:
            x = "VE %s" % e
g = g1(); print(next(g), next(g), g.send(10), g.throw(ValueError("q")), next.__name__)
try: next(g)
except TypeError as e: print(e)
g = g1()
try: g.send(5)
except TypeError as e: print(e)
def g2():
    yield 1
    raise StopIteration("bad")
g = g2(); next(g)
try: next(g)
except RuntimeError as e: print(e, repr(e.__cause__))
def g3():
    try: yield 1
    finally: print("g3 fin")
for x in g3(): pass

def g4():
    r = yield from g5()
    print("r =", r)
    yield "end"
def g5():
    try:
        a = yield "a"
        print("a =", a)
    except KeyError:
        print("KE")
        return "from KE"
    return "ret"
g = g4(); print(next(g)); print(g.send("S"))
g = g4(); next(g); print(g.throw(KeyError))
g = g4(); next(g); g.close(); print("closed")
try: g.throw(ValueError("after"))
except ValueError as e: print("after", e)
def g6():
    try: yield
    except GeneratorExit: yield "no"
g = g6(); next(g)
try: g.close()
except RuntimeError as e: print(e)
def rec(n):
    if n: 
        yield n
        yield from rec(n - 1)
print(list(rec(5)))
gg = (x * y for x in range(3) for y in range(3) if x != y)
print(list(gg), list(gg))
class Iter:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self): 
        self.n += 1
        if self.n > 2: raise StopIteration("val")
        return self.n
    def send(self, v): print("send", v); return self.__next__()
def g7():
    r = yield from Iter(); print("r", r)
g = g7(); print(next(g), g.send("hey"))
try: next(g)
except StopIteration: print("done")
def g8():
    try:
        1/0
    except ZeroDivisionError:
        yield 1
        import sys
        print(sys.exc_info()[0])
    print(sys.exc_info()[0])
    yield 2
g = g8()
try: raise KeyError
except KeyError:
    next(g)
    import sys; print(sys.exc_info()[0])
    next(g)
print(sys.exc_info())
# coroutines
class Aw:
    def __init__(self, v): self.v = v
    def __await__(self):
        r = yield self.v
        return r
async def c1(): 
    a = await Aw(1); b = await Aw(2)
    return a + b
c = c1(); print(c.send(None), c.send(10))
try: c.send(20)
except StopIteration as e: print(e.value)
async def ag():
    for i in range(3):
        yield i
        await Aw("w%d" % i)
class ACM:
    async def __aenter__(self): print("aenter"); return 5
    async def __aexit__(self, *a): print("aexit", a[0]); return True
async def main():
    async for x in ag(): print("x", x)
    else: print("else")
    print([y async for y in ag() if y])
    async with ACM() as v: print(v); raise ValueError
    try: await 5
    except TypeError as e: print(e)
    return "done"
m = main()
def drive(m):
    out = []
    try:
        v = None
        while True: out.append(m.send(v))
    except StopIteration as e: return out, e.value
print(drive(m))
async def agt():
    try:
        yield 1
        yield 2
    except ValueError: yield "VE"
    finally: print("agt fin")
async def m2():
    a = agt(); print(await a.__anext__(), await a.athrow(ValueError)); await a.aclose()
    a = agt(); print(await a.asend(None)); await a.aclose()
    try: await a.__anext__()
    except StopAsyncIteration: print("SAI")
print(drive(m2()))
async def bad(): pass
b = bad(); 
try: b.send(None)
except StopIteration: pass
try: b.send(None)
except RuntimeError as e: print(e)
print(type(b).__name__, type(g).__name__, type(ag()).__name__, c.__name__)
try:
    for x in bad(): pass
except TypeError as e: print(e)
async def aa():
    try:
        async for x in 5: pass
    except TypeError as e: print(e)
    try:
        async with 5: pass
    except TypeError as e: print(e)
drive(aa())
def dg():
    while True:
        x = yield
        if x is None: return
l = dg(); next(l)
try: l.send(None)
except StopIteration as e: print("v", e.value)
def ex():
    try: yield 1
    except BaseException as e: print("in", type(e).__name__); raise
x = ex(); next(x); x.close()
x = ex(); next(x)
try: x.throw(TypeError, "tt")
except TypeError as e: print(e)
