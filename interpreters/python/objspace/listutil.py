"""What list and tuple share: comparing, repeating, slicing lists of wrapped objects."""

import sys

from interpreters.python.interpreter.error import operr
from interpreters.python.objspace import operation as space

LT = 0
LE = 1
GT = 2
GE = 3

NO_COUNT = -sys.maxsize - 1
MAX_ITEMS = 1 << 44


def repeat_count(w_times):
    """The multiplier of a sequence, or NO_COUNT when the operand is no integer."""
    if isinstance(w_times, intobject.W_IntObject):
        return w_times.intval
    if space.lookup(w_times, "__index__") is None:
        return NO_COUNT
    times = space.getindex_w(w_times, space.w_OverflowError)
    if times == NO_COUNT:
        times = 0
    return times


def make_functions():
    """NOT_RPYTHON: one copy of the functions; tuples have fixed lists, lists growing ones."""

    def extract(items_w, start, step, count):
        """count items from start on, step apart."""
        if step == 1:
            assert start >= 0
            stop = start + count
            assert stop >= 0
            return items_w[start:stop]
        result_w = [None] * count
        for i in range(count):
            result_w[i] = items_w[start]
            start += step
        return result_w

    def repeat(items_w, times):
        """items_w * times as a new list."""
        n = len(items_w)
        if times <= 0 or n == 0:
            return []
        if times > MAX_ITEMS // n:
            raise operr(space.w_MemoryError, "")
        if n == 1:
            return [items_w[0]] * times
        result_w = [None] * (n * times)
        k = 0
        for _ in range(times):
            for i in range(n):
                result_w[k] = items_w[i]
                k += 1
        return result_w

    def items_equal(a_w, b_w):
        """True when both lists have equal items; they may change while that is found out."""
        if len(a_w) != len(b_w):
            return False
        i = 0
        while i < len(a_w) and i < len(b_w):
            if not space.eq_w(a_w[i], b_w[i]):
                return False
            i += 1
        return len(a_w) == len(b_w)

    def compare(a_w, b_w, op):
        """Lexicographic comparison; the wrapped result."""
        i = 0
        while i < len(a_w) and i < len(b_w):
            if not space.eq_w(a_w[i], b_w[i]):
                w_a = a_w[i]
                w_b = b_w[i]
                if op == LT:
                    return space.lt(w_a, w_b)
                if op == LE:
                    return space.le(w_a, w_b)
                if op == GT:
                    return space.gt(w_a, w_b)
                return space.ge(w_a, w_b)
            i += 1
        if op == LT:
            return space.newbool(len(a_w) < len(b_w))
        if op == LE:
            return space.newbool(len(a_w) <= len(b_w))
        if op == GT:
            return space.newbool(len(a_w) > len(b_w))
        return space.newbool(len(a_w) >= len(b_w))

    def count(items_w, w_value):
        """How many items are equal to w_value."""
        n = 0
        i = 0
        while i < len(items_w):
            if space.eq_w(items_w[i], w_value):
                n += 1
            i += 1
        return n

    return extract, repeat, items_equal, compare, count


list_extract, list_repeat, list_equal, list_compare, list_count = make_functions()
tuple_extract, tuple_repeat, tuple_equal, tuple_compare, tuple_count = make_functions()


def unpack(w_iterable):
    """A new list with the items of any iterable."""
    if type(w_iterable) is listobject.W_ListObject:
        return w_iterable.getitems_copy()
    if type(w_iterable) is tupleobject.W_TupleObject:
        return w_iterable.items_w[:]
    w_iterator = space.iter(w_iterable)
    result_w = []
    while True:
        w_item = w_iterator.next_w()
        if w_item is None:
            return result_w
        result_w.append(w_item)


from interpreters.python.objspace import intobject, listobject, tupleobject  # noqa: E402
