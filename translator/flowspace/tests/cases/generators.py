"""Generators: the bootstrap, and the body as `__next__`."""
# ruff: noqa - cases of the flow space, wrong on purpose or never called


def case_count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def case_pairs(items, other):
    for item in items:
        try:
            yield item
        finally:
            other.done(item)
    x = yield other
    yield from items
    return


def entry_point(argv):
    return 0


def target(driver, args):
    return entry_point
