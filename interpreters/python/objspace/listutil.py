"""What list and tuple share: comparing, repeating, slicing lists of wrapped objects."""

import sys

from rpython.rlib import jit

from interpreters.python.interpreter.error import operr
from interpreters.python.objspace import operation as space

LT = 0
LE = 1
GT = 2
GE = 3

NO_COUNT = -sys.maxsize - 1
MAX_ITEMS = 1 << 44
MAX_UNROLLED = 4  # longest tuples whose comparison is seen in traces


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


def compare_items(w_a, w_b, op):
    """The comparison of two sequences that these items, which differ, decide."""
    if op == LT:
        return space.lt(w_a, w_b)
    if op == LE:
        return space.le(w_a, w_b)
    if op == GT:
        return space.gt(w_a, w_b)
    return space.ge(w_a, w_b)


def compare_lengths(a, b, op):
    """The comparison of two sequences that differ in length only."""
    if op == LT:
        return space.newbool(a < b)
    if op == LE:
        return space.newbool(a <= b)
    if op == GT:
        return space.newbool(a > b)
    return space.newbool(a >= b)


def make_common(zero):
    """NOT_RPYTHON: one copy of the functions; tuples have fixed lists, lists growing ones."""

    def extract(items, start, step, count):
        """count items from start on, step apart."""
        if step == 1:
            assert start >= 0
            stop = start + count
            assert stop >= 0
            return items[start:stop]
        result = [zero] * count
        for i in range(count):
            result[i] = items[start]
            start += step
        return result

    def repeat(items, times):
        """items * times as a new list."""
        n = len(items)
        if times <= 0 or n == 0:
            return []
        if times > MAX_ITEMS // n:
            raise operr(space.w_MemoryError, "")
        if n == 1:
            return [items[0]] * times
        result = [zero] * (n * times)
        k = 0
        for _ in range(times):
            for i in range(n):
                result[k] = items[i]
                k += 1
        return result

    return extract, repeat


def make_growing():
    """NOT_RPYTHON: functions on lists that grow, one copy for objects and one for words."""

    def replace_range(items, start, stop, new):
        """items[start:stop] = new for 0 <= start <= stop <= length."""
        assert start >= 0
        assert stop >= start
        if stop - start == len(new):
            for i in range(len(new)):
                items[start + i] = new[i]
        elif len(new) == 0:
            del items[start:stop]
        else:
            tail = items[stop:]
            del items[start:]
            items += new
            items += tail

    def assign(items, start, step, new):
        """Replace the items from start on, step apart."""
        for i in range(len(new)):
            items[start] = new[i]
            start += step

    def delete(items, start, step, count):
        """Delete count > 0 items from start on, step apart."""
        if step < 0:
            start = start + (count - 1) * step
            step = -step
        if step == 1:
            assert start >= 0
            stop = start + count
            assert stop >= 0
            del items[start:stop]
            return
        target = start
        skipped = 0
        for i in range(start, len(items)):
            if skipped < count and (i - start) % step == 0:
                skipped += 1
            else:
                items[target] = items[i]
                target += 1
        assert target >= 0
        del items[target:]

    return replace_range, assign, delete


list_extract, list_repeat = make_common(None)
words_extract, words_repeat = make_common(0)
tuple_extract, tuple_repeat = make_common(None)
list_replace_range, list_assign, list_delete = make_growing()
words_replace_range, words_assign, words_delete = make_growing()


def _short(a_w, b_w):
    return len(a_w) <= MAX_UNROLLED


def _first_short(a_w, b_w, op):
    return len(a_w) <= MAX_UNROLLED


@jit.look_inside_iff(_short)
def tuple_equal(a_w, b_w):
    """Have two tuples equal items?"""
    if len(a_w) != len(b_w):
        return False
    i = 0
    while i < len(a_w):
        if not space.eq_w(a_w[i], b_w[i]):
            return False
        i += 1
    return True


@jit.look_inside_iff(_first_short)
def tuple_compare(a_w, b_w, op):
    """Lexicographic comparison; the wrapped result."""
    i = 0
    while i < len(a_w) and i < len(b_w):
        if not space.eq_w(a_w[i], b_w[i]):
            return compare_items(a_w[i], b_w[i], op)
        i += 1
    return compare_lengths(len(a_w), len(b_w), op)


def tuple_count(items_w, w_value):
    """How many items are equal to w_value."""
    n = 0
    for w_item in items_w:
        if space.eq_w(w_item, w_value):
            n += 1
    return n


def words_equal(a, b):
    """Are two lists of words equal?"""
    n = len(a)
    if n != len(b):
        return False
    for i in range(n):
        if a[i] != b[i]:
            return False
    return True


def find_word(words, word, start, stop):
    """Place of a word in words[start:stop], or -1."""
    while start < stop:
        if words[start] == word:
            return start
        start += 1
    return -1


def unpack(w_iterable):
    """A new list with the items of any iterable."""
    if type(w_iterable) is listobject.W_ListObject:
        return w_iterable.getitems_copy()
    if type(w_iterable) is tupleobject.W_TupleObject:
        return w_iterable.items_w[:]
    return rest_of(space.iter(w_iterable))


def rest_of(w_iterator):
    """A new list with what an iterator still gives."""
    result_w = []
    while True:
        w_item = w_iterator.next_w()
        if w_item is None:
            return result_w
        result_w.append(w_item)


from interpreters.python.objspace import intobject, listobject, tupleobject  # noqa: E402
