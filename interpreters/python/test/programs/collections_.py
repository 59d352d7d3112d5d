from collections import deque, defaultdict, Counter, namedtuple, OrderedDict, ChainMap
import abc, weakref, types, copy, enum
d=deque([1,2,3],maxlen=4); d.append(4); d.append(5); d.appendleft(0); print(d, len(d), d[1], d.index(3), 2 in d, list(reversed(d))); d.rotate(1); print(d)
dd=defaultdict(list); dd['a'].append(1); dd['b']; print(dd, dict(dd))
print(Counter('abracadabra').most_common(2), Counter('ab')+Counter('b'))
P=namedtuple('P','x y', defaults=[5]); p=P(1); print(p, p.x, p._asdict(), p._replace(x=3), P._fields)
o=OrderedDict(a=1,b=2); o.move_to_end('a'); print(o, o.popitem(last=False), list(ChainMap({'a':1},{'b':2})))
class A(abc.ABC):
    @abc.abstractmethod
    def f(self): ...
try: A()
except TypeError as e: print(e)
class B(A):
    def f(self): return 1
print(B().f(), isinstance(B(), A), isinstance(3, A))
from collections.abc import Iterable, Mapping
print(isinstance([], Iterable), isinstance({}, Mapping), isinstance(3, Iterable))
b=B(); r=weakref.ref(b); print(r() is b)
class E(enum.Enum):
    X=1; Y=2
print(E.X, list(E), E(2), E['X'].name)
print(copy.copy([1]), copy.deepcopy({'a':[1]}))
