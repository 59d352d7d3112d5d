# args: 60
"""Much code, little repetition: hundreds of different functions and classes made by exec,
each called a few times. What a compiler at run time must not be slow at."""
import sys

FUNC = '''
def f{i}(a, b={b}):
    s = {c}
    for k in range(a):
        if k % {m} == {r}:
            s += k * b
        elif k & {mask}:
            s -= {i}
        else:
            s ^= k
    t = [x + {i} for x in range({m})]
    d = {{'k%d' % x: x for x in t}}
    try:
        s += d['k{key}']
    except KeyError:
        s += 1
    return s + sum(t)
'''

CLASS = '''
class C{i}({base}):
    level = {i}
    def __init__(self, v):
        self.v = v
        self.w{i} = v * {b}
    def get(self):
        return self.v + self.w{i} + self.level
    def m{i}(self, o):
        return self.get() - o.get()
    @property
    def p(self):
        return self.v ^ {mask}
    def __repr__(self):
        return 'C{i}(%r)' % (self.v,)
'''


def main(n):
    space = {'__name__': 'made'}
    total = 0
    for i in range(n):
        vals = dict(i=i, b=i % 7 + 1, c=i * 3, m=i % 5 + 2, r=i % 2, mask=1 << i % 6, key=i + i % 9,
                    base='object' if i % 4 == 0 else 'C%d' % (i - 1))
        exec(compile(FUNC.format(**vals), '<f%d>' % i, 'exec'), space)
        exec(compile(CLASS.format(**vals), '<c%d>' % i, 'exec'), space)
        f, c = space['f%d' % i], space['C%d' % i]
        for k in range(6):
            total += f(k * 5)
        a, b = c(i), c(i + 1)
        total += getattr(a, 'm%d' % i)(b) + a.p + len(repr(b))
        total += eval('f%d(3, b=%d) + C%d(1).get()' % (i, i % 5, i), space)
    names = sorted(k for k in space if k[0] in 'fC')
    for k in names[::3]:
        total += len(k) + (space[k](2) if k[0] == 'f' else space[k](2).get())
    print('coldcode', total, len(names))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
