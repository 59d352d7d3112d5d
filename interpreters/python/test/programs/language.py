# Closures, class bodies, comprehensions, generators, exceptions, with, match, star-unpacking, annotations.
def outer():
    x = 1

    def inner():
        nonlocal x
        x += 1
        return lambda: x * 2
    f = inner()
    return x, f(), [x + y for y in range(3)], {k: v for k, v in zip('ab', (x, f()))}


print(outer())


class Meta(type):
    def __new__(mcs, name, bases, ns, **kw):
        ns['extra'] = sorted(kw)
        return super().__new__(mcs, name, bases, ns)

    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)


class A(metaclass=Meta, flag=1):
    v = 3
    w = [v for _ in range(2)]
    __private = 5

    def get(self):
        return __class__.__name__, self.__private


class B(A):
    x: int = 1
    y: str

    def get(self):
        return super().get() + (B.__annotations__,)


print(A.extra, B().get(), A.w)


def tricky(n):
    for i in range(n):
        try:
            if i == 1:
                continue
            if i == 3:
                return 'returned'
            yield i
        finally:
            yield 'f%d' % i
    else:
        yield 'else'


print(list(tricky(2)), list(tricky(5)))


def delegating():
    r = yield from tricky(5)
    yield r


print(list(delegating()))


class CM:
    def __init__(self, swallow):
        self.swallow = swallow

    def __enter__(self):
        print('enter')
        return self

    def __exit__(self, t, v, tb):
        print('exit', t and t.__name__, v)
        return self.swallow


with CM(True) as c, CM(False):
    raise ValueError(1)
for _ in range(2):
    with CM(False):
        break
try:
    try:
        raise KeyError('a')
    except KeyError as e:
        raise TypeError('b') from e
    finally:
        print('finally')
except TypeError as e:
    print(repr(e), repr(e.__cause__), e.__cause__ is e.__context__)
try:
    e
except NameError as err:
    print(err)


def classify(x):
    match x:
        case 0 | 1:
            return 'small'
        case int() if x > 100:
            return 'big'
        case [a, *rest]:
            return 'list', a, rest
        case {'k': v, **rest}:
            return 'map', v, rest
        case complex(real=r, imag=i):
            return r, i
        case str() as s:
            return s
        case (None | True) as z:
            return z
        case _:
            return 'other'


print([classify(x) for x in (0, 200, 5, [1, 2], (3,), {'k': 1, 'm': 2}, 2j, 'st', None, True, b'')])
a, (b, *c), d = 1, (2, 3, 4), 5
print(a, b, c, d, [*c, *'xy'], {**{'p': 1}, 'q': 2}, (*c, 0))


def sig(a, /, b, *args, c=3, **kw):
    return a, b, args, c, kw


print(sig(1, 2, 4, c=5, d=6), sig(*[1, 2], **{'z': 1}), sig.__defaults__, sig.__kwdefaults__)
print(f'{a!r:>3}|{3.14159:.{d - 3}f}|{"q"}|{a=}|{{}}', (lambda x=2: x)(), [y := 5, y ** 2])
assert (1 if a else 2) == 1 and not (a > 1) and 0 < a < 2 != 3
try:
    assert a == 2, 'message'
except AssertionError as e:
    print('assert', e)
print([i for i in range(10) if i % 2 if i > 3], {i % 3 for i in range(7)}, sum(i for i in range(4)))
x = [0, 1, 2, 3, 4]
del x[1:3], x[0]
x[0:1] = [7, 8]
x += [9]
print(x, x[::-1], x[-1])
try:
    raise ExceptionGroup('g', [ValueError(1), TypeError(2), KeyError(3)])
except* ValueError as g:
    print('value', g.exceptions)
except* (TypeError, KeyError) as g:
    print('rest', g.exceptions)
exec('def made(): return 42')
print(made(), eval('made() + 1'), [n for n in dir() if n == 'made'])


async def co(n):
    return n + 1


async def agen():
    for i in range(3):
        yield await co(i)


async def main():
    return [i async for i in agen()], [await co(j) for j in (5, 6)]


try:
    main().send(None)
except StopIteration as e:
    print(e.value)
global_value = 1


def use_global():
    global global_value
    global_value += 1
    return global_value


print(use_global(), global_value)
while True:
    a += 1
    if a > 5:
        break
else:
    print('never')
print(a)
