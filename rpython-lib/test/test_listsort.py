"""listsort against sorted()."""

import random

from rpython.rlib.listsort import TimSort, make_timsort_class


def test_random():
    rnd = random.Random(7)
    Pairs = make_timsort_class(lt=lambda a, b: a[0] < b[0])
    for n in list(range(70)) + [100, 500, 1000, 3000]:
        for kind in range(5):
            values = [rnd.randrange(max(n // (kind + 1), 1)) for _ in range(n)]
            if kind == 1:
                values.sort()
                values += values[: n // 3]
            elif kind == 2:
                values.sort(reverse=True)
            elif kind == 3:
                values = sorted(values[: n // 2]) + sorted(values[n // 2 :])
            elif kind == 4:
                values = sorted(values)
                for _ in range(3):
                    if n:
                        values[rnd.randrange(n)] = rnd.randrange(n)
            copy = values[:]
            TimSort(copy).sort()
            assert copy == sorted(values)
            pairs = [(v, i) for i, v in enumerate(values)]
            Pairs(pairs).sort()
            assert pairs == sorted(pairs)
