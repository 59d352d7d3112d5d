# args: 1500
"""Sorting: built-in sort with keys and cmp functions, and a quicksort and a heap in Python."""
import sys
from functools import cmp_to_key


class Rec:
    def __init__(self, name, age, score):
        self.name, self.age, self.score = name, age, score

    def __lt__(self, o):
        return (self.score, self.name) < (o.score, o.name)


def numbers(n, seed):
    out = []
    for _ in range(n):
        seed = (seed * 6364136223846793005 + 1442695040888963407) & 0xffffffffffffffff
        out.append(seed >> 33)
    return out


def quicksort(a, lo, hi):
    while lo < hi:
        p = a[(lo + hi) // 2]
        i, j = lo, hi
        while i <= j:
            while a[i] < p:
                i += 1
            while a[j] > p:
                j -= 1
            if i <= j:
                a[i], a[j] = a[j], a[i]
                i += 1
                j -= 1
        if j - lo < hi - i:
            quicksort(a, lo, j)
            lo = i
        else:
            quicksort(a, i, hi)
            hi = j


def heapsort(items):
    heap, out = [], []
    for x in items:
        heap.append(x)
        i = len(heap) - 1
        while i and heap[(i - 1) >> 1] > heap[i]:
            heap[(i - 1) >> 1], heap[i] = heap[i], heap[(i - 1) >> 1]
            i = (i - 1) >> 1
    while heap:
        out.append(heap[0])
        x = heap.pop()
        if heap:
            i, n = 0, len(heap)
            while True:
                c = 2 * i + 1
                if c >= n:
                    break
                if c + 1 < n and heap[c + 1] < heap[c]:
                    c += 1
                if heap[c] >= x:
                    break
                heap[i] = heap[c]
                i = c
            heap[i] = x
    return out


def main(n):
    nums = numbers(n, 1)
    recs = [Rec('n%d' % (v % 5003), v % 90, v % 1009 / 10.0) for v in nums]
    a = sorted(recs, key=lambda r: (r.age, r.name))
    b = sorted(recs)
    c = sorted(nums, key=str, reverse=True)
    d = sorted(nums[:n // 4], key=cmp_to_key(lambda x, y: (x & 1023) - (y & 1023) or x - y))
    e = nums[:]
    quicksort(e, 0, len(e) - 1)
    f = heapsort(nums[:n // 2])
    g = sorted(e)                       # already in order
    assert e == g and f == sorted(nums[:n // 2])
    print('sortkeys', a[n // 2].name, b[n // 3].name, c[5], d[7], e[11], sum(f[::101]))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 40000)
