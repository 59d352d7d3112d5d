# args: 3000
"""Closures, higher-order functions, Church numerals, memo tables, parser combinators."""
import sys


def compose(*fs):
    def run(x):
        for f in fs:
            x = f(x)
        return x
    return run


def counter(step):
    n = 0

    def up(k=1):
        nonlocal n
        n += step * k
        return n

    def get():
        return n
    return up, get


def curry(f):
    return lambda a: lambda b: lambda c: f(a, b, c)


def memo(f):
    cache = {}

    def inner(*args):
        if args not in cache:
            cache[args] = f(*args)
        return cache[args]
    return inner


zero = lambda f: lambda x: x
succ = lambda n: lambda f: lambda x: f(n(f)(x))
plus = lambda m, n: lambda f: lambda x: m(f)(n(f)(x))
times = lambda m, n: lambda f: m(n(f))


def church(k):
    c = zero
    for _ in range(k):
        c = succ(c)
    return c


# parser combinators: a parser takes (text, i) and gives (value, i) or None
def char(pred):
    return lambda s, i: (s[i], i + 1) if i < len(s) and pred(s[i]) else None


def many(p):
    def run(s, i):
        out = []
        r = p(s, i)
        while r:
            out.append(r[0])
            i = r[1]
            r = p(s, i)
        return out, i
    return run


def seq(*ps):
    def run(s, i):
        out = []
        for p in ps:
            r = p(s, i)
            if r is None:
                return None
            out.append(r[0])
            i = r[1]
        return out, i
    return run


def either(*ps):
    def run(s, i):
        for p in ps:
            r = p(s, i)
            if r is not None:
                return r
        return None
    return run


def mapped(f, p):
    def run(s, i):
        r = p(s, i)
        return None if r is None else (f(r[0]), r[1])
    return run


def calculator():
    tok = lambda c: char(lambda x: x == c)
    digits = seq(char(str.isdigit), many(char(str.isdigit)))
    number = mapped(lambda v: int(v[0] + ''.join(v[1])), digits)
    expr_box = []
    group = mapped(lambda v: v[1], seq(tok('('), lambda s, i: expr_box[0](s, i), tok(')')))
    atom = either(number, group)

    def chain(p, ops):
        table = {o: f for o, f in ops}
        op = char(lambda x: x in table)

        def fold(v):
            acc, rest = v
            for o, x in rest:
                acc = table[o](acc, x)
            return acc
        return mapped(fold, seq(p, many(seq(op, p))))
    term = chain(atom, [('*', lambda a, b: a * b % 1000003), ('/', lambda a, b: a // (b or 1))])
    expr_box.append(chain(term, [('+', lambda a, b: a + b), ('-', lambda a, b: a - b)]))
    return expr_box[0]


def main(n):
    f = compose(lambda x: x + 1, lambda x: x * 3 & 0xffff, lambda x: x ^ 0x55)
    x = 1
    for _ in range(n):
        x = f(x)
    ups = [counter(k) for k in range(1, 5)]
    for i in range(n):
        ups[i & 3][0](i % 3)
    g = curry(lambda a, b, c: a * b - c)
    y = sum(g(i)(i & 7)(3) for i in range(n))
    fib = memo(lambda k: k if k < 2 else fib(k - 1) + fib(k - 2))
    z = sum(fib(k % 90) for k in range(n))
    c = times(church(40), plus(church(25), church(35)))(lambda v: v + 1)
    w = sum(c(0) for _ in range(max(1, n // 2000)))
    calc = calculator()
    text = '1+2*(3+4*(5-6))-7*8/(9-(2*3))+' * 12 + '10'
    v = 0
    for _ in range(max(1, n // 700)):
        r, end = calc(text, 0)
        assert end == len(text)
        v += r
    print('closures', x, [get() for _, get in ups], y, z % 1000000007, w, v)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 220000)
