# args: 6
"""N queens three ways: permutation generator, bit masks, sets with yield from."""
import sys


def permutations(items):
    if len(items) <= 1:
        yield tuple(items)
        return
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield (items[i],) + rest


def by_permutation(n):
    cols = range(n)
    return sum(1 for v in permutations(list(cols))
               if len({v[i] + i for i in cols}) == n == len({v[i] - i for i in cols}))


def by_bits(n):
    full = (1 << n) - 1

    def place(cols, left, right):
        if cols == full:
            return 1
        free = full & ~(cols | left | right)
        found = 0
        while free:
            bit = free & -free
            free ^= bit
            found += place(cols | bit, (left | bit) << 1, (right | bit) >> 1)
        return found
    return place(0, 0, 0)


def by_sets(n):
    def go(row, cols, d1, d2, path):
        if row == n:
            yield path
            return
        for c in range(n):
            if c not in cols and row + c not in d1 and row - c not in d2:
                yield from go(row + 1, cols | {c}, d1 | {row + c}, d2 | {row - c}, path + [c])
    return list(go(0, frozenset(), frozenset(), frozenset(), []))


def main(n):
    solutions = by_sets(n + 1)
    print('queens', by_permutation(n), by_bits(n + 4), len(solutions),
          sum(i * c for s in solutions for i, c in enumerate(s)))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
