from itertools import *
import operator
from operator import itemgetter, attrgetter, methodcaller
def L(x, n=20): return list(islice(x, n))
print(L(count(3,2),4), L(cycle('ab'),5), list(repeat(1,3)), list(chain([1],(2,),'x')), list(chain.from_iterable([[1,2],[3]])))
print(list(islice(range(20),2,10,3)), list(islice('abc',None)), list(accumulate([1,2,3])), list(accumulate([1,2,3],operator.mul,initial=2)))
print(list(takewhile(lambda x:x<3,range(9))), list(dropwhile(lambda x:x<3,range(6))), list(filterfalse(None,[0,1,2,''])), list(starmap(pow,[(2,3),(3,2)])))
print(list(compress('abcd',[1,0,1])), list(pairwise('abcd')), list(zip_longest('ab','xyz',fillvalue=0)))
print([(k,list(g)) for k,g in groupby('aabbbc')], [(k,list(g)) for k,g in groupby(range(7),key=lambda x:x//3)])
print(list(product('ab',[1,2])), list(product([0,1],repeat=3)), list(permutations('abc',2)), list(permutations(range(3))))
print(list(combinations('abcd',2)), list(combinations_with_replacement('abc',2)), list(product()), list(combinations('ab',3)))
a,b=tee(iter('xyz')); print(list(a), list(b))
print(itemgetter(1)([4,5]), itemgetter(0,2)('abc'), attrgetter('real','imag')(3), methodcaller('upper')('x'), operator.add(1,2), operator.__and__(6,3))
print(sorted([('b',2),('a',1)], key=itemgetter(0)), count(5), repeat(2,3), itemgetter(1,'a'))
for f in (lambda: islice('a',-1), lambda: next(islice('abc',5,None)), lambda: combinations('a',-1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
