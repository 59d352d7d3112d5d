"""Low-level helpers for ranges. See HELPERS.md."""

from rpython.rtyper.lltypesystem.lltype import malloc
from rpython.rtyper.rlist import ll_items, ll_newlist


def ll_rangelen1(start, stop):
    """len(range(start, stop))"""
    if start >= stop:
        return 0
    return stop - start


def ll_rangelen(start, stop, step):
    """len(range(start, stop, step)) for step != 0."""
    if step > 0:
        if start >= stop:
            return 0
        return (stop - start - 1) // step + 1
    if start <= stop:
        return 0
    return (start - stop - 1) // -step + 1


def ll_rangeitem(start, index, step):
    """range(...)[index], unchecked."""
    return start + index * step


def ll_rangeitem_checked(start, stop, step, index):
    """range(start, stop, step)[index]; IndexError."""
    length = ll_rangelen(start, stop, step)
    if index < 0:
        index += length
    if index < 0 or index >= length:
        raise IndexError
    return start + index * step


def ll_range_check_step(step):
    """ValueError for a step of 0."""
    if step == 0:
        raise ValueError


def ll_range_contains(start, stop, step, x):
    """x in range(start, stop, step)"""
    if step > 0:
        return x >= start and x < stop and (x - start) % step == 0
    return x <= start and x > stop and (start - x) % -step == 0


def ll_range2list(RES, start, stop, step):
    """list(range(start, stop, step))"""
    length = ll_rangelen(start, stop, step)
    result = ll_newlist(RES, length)
    items = ll_items(result)
    i = 0
    while i < length:
        items[i] = start
        start += step
        i += 1
    return result


def ll_newrange(RANGE, start, stop, step):
    """range(start, stop, step); ValueError."""
    if step == 0:
        raise ValueError
    r = malloc(RANGE)
    r.start = start
    r.stop = stop
    r.step = step
    return r
