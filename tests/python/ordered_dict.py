# OrderedDict: both ends, against a list
import random
from collections import OrderedDict

r = random.Random(4)
od = OrderedDict()
l = []
for i in range(6000):
    k = r.randrange(60)
    op = r.randrange(8)
    if op < 3:
        if k not in od:
            l.append(k)
        od[k] = i
    elif op == 3 and k in od:
        del od[k]
        l.remove(k)
    elif op == 4 and k in od:
        od.move_to_end(k)
        l.remove(k)
        l.append(k)
    elif op == 5 and k in od:
        od.move_to_end(k, last=False)
        l.remove(k)
        l.insert(0, k)
    elif op == 6 and od and i % 3 == 0:
        assert od.popitem(last=False)[0] == l.pop(0)
    elif op == 7 and od and i % 5 == 0:
        assert od.popitem()[0] == l.pop()
    assert (next(iter(od)) if od else None) == (l[0] if l else None)
    if i % 50 == 0:
        assert (
            list(od) == l
            and list(reversed(od)) == l[::-1]
            and len(od) == len(l)
            and all(x in od for x in l)
        )
print(len(od), list(od)[:5])
o = OrderedDict(a=1, b=2)
print(o.keys(), o.values(), o.items(), o, type(o.keys()))
print(OrderedDict.__mro__, o.__dict__)
