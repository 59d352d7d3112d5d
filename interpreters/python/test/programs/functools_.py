from functools import *
print(partial(int, base=2)('101'), partial(max, 3, 4)(1), reduce(lambda a,b:a*b, [1,2,3,4]), sorted([3,1,2], key=cmp_to_key(lambda a,b:b-a)))
p = partial(lambda *a, **k: (a, k), 1, x=2); print(p(3, y=4), p.func, p.args, p.keywords) if 0 else print(p(3,y=4), p.args, p.keywords)
@lru_cache(maxsize=2)
def f(x): print('call', x); return x
f(1); f(2); f(1); f(3); f(2); print(f.cache_info(), f.__name__)
@total_ordering
class A:
    def __init__(self,x): self.x=x
    def __eq__(self,o): return self.x==o.x
    def __lt__(self,o): return self.x<o.x
print(A(1)<=A(1), A(2)>A(1), A(1)>=A(2))
@singledispatch
def g(x): return 'obj'
@g.register
def _(x: int): return 'int'
@g.register(list)
def _(x): return 'list'
print(g(1), g('a'), g([]), g(True))
class C:
    @cached_property
    def v(self): print('once'); return 5
    @lru_cache
    def m(self, a): return a
c=C(); print(c.v, c.v, c.m(3))
