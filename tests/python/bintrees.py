# args: 10
"""Allocate and walk many short-lived complete trees beside one long-lived one."""
import sys


class Node:
    __slots__ = ('left', 'right')

    def __init__(self, left, right):
        self.left = left
        self.right = right

    def count(self):
        if self.left is None:
            return 1
        return 1 + self.left.count() + self.right.count()


def grow(depth):
    if depth == 0:
        return Node(None, None)
    return Node(grow(depth - 1), grow(depth - 1))


def tuples(depth):
    return (tuples(depth - 1), tuples(depth - 1)) if depth else ()


def walk(t):
    return 1 + walk(t[0]) + walk(t[1]) if t else 1


def main(n):
    keep = grow(n)
    total = 0
    for depth in range(4, n + 1, 4):
        rounds = 1 << (n - depth + 3)
        total += sum(grow(depth).count() for _ in range(rounds))
        total += sum(walk(tuples(depth)) for _ in range(rounds // 2))
    print('bintrees', n, total, keep.count())


main(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
