# modules _heapq and _bisect, the old database of unicodedata, errno, __flags__, reduce of builtins
import bisect
import copy
import enum
import errno
import heapq
import pickle
import unicodedata

print(errno.EWOULDBLOCK == errno.EAGAIN, errno.errorcode[errno.EAGAIN])
heap = []
for i in [5, 3, 8, 1, 9, 2]:
    heapq.heappush(heap, i)
print([heapq.heappop(heap) for _ in range(6)])
print(heapq.nlargest(2, [4, 1, 7]), heapq.nsmallest(2, "hello"))
print(bisect.bisect([1, 2, 3], 2), bisect.bisect_left([1, 2, 3], 2, key=lambda x: -x))
items = [1, 3]
bisect.insort(items, 2)
print(items, bool(int.__flags__ & 1 << 24), bool(list.__flags__ & 1 << 9))


class L(list):
    pass


class E(enum.Enum):
    A = 1


print([pickle.loads(pickle.dumps(L([1, 2]), protocol)) for protocol in range(5)])
print("A" in dir(E), "__dir__" in dir(E))
print(unicodedata.ucd_3_2_0.category("\u0221"), unicodedata.ucd_3_2_0.normalize("NFC", "e\u0301"))
print(copy.deepcopy([..., NotImplemented]))
try:
    pickle.dumps(staticmethod(int))
except TypeError as e:
    print(e)
print(compile(b"# coding: koi8-r\nx = '\xc1'", "f", "exec").co_consts[0])
