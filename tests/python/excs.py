# args: 3000
"""Exceptions: raise and catch at depth, finally, context managers, chaining, KeyError-style control flow."""
import sys


class Base(Exception):
    pass


class Small(Base):
    def __init__(self, n):
        super().__init__('small', n)
        self.n = n


class Big(Base):
    pass


def leaf(i):
    if i % 3 == 0:
        raise Small(i)
    if i % 7 == 0:
        raise Big('big')
    return i


def deep(i, d):
    if d == 0:
        return leaf(i)
    try:
        return deep(i, d - 1) + 1
    finally:
        STAT[0] += 1


class Guard:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        self.log[0] += 1
        return self

    def __exit__(self, kind, value, tb):
        self.log[1] += 1
        return kind is not None and issubclass(kind, Big)


STAT = [0, 0]


def lookup(d, k):
    try:
        return d[k]
    except KeyError:
        d[k] = v = k * 2
        return v


def parse(s):
    try:
        return int(s)
    except ValueError:
        try:
            return float(s)
        except ValueError as e:
            raise Big(s) from e


def main(n):
    total = caught = chained = 0
    log = [0, 0]
    for i in range(n):
        try:
            with Guard(log):
                total += deep(i, 4)
        except Small as e:
            caught += e.n
        except Base:
            total -= 1
    table = {}
    for i in range(n):
        total += lookup(table, i % 5000)
        if i % 1000 == 0:
            table.clear()
    words = ['12', '3.5', 'x9', '-7', '1e3']
    for i in range(n):
        try:
            total += int(parse(words[i % 5]))
        except Big as e:
            if isinstance(e.__cause__, ValueError):
                chained += 1
    for i in range(n):
        try:
            [].pop() if i & 1 else {}[i]
        except (IndexError, KeyError) as e:
            total += len(e.args)
        else:
            total += 1000
    print('excs', total, caught, chained, STAT[0], log)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 110000)
