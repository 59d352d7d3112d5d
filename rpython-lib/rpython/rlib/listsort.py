"""A stable sort for RPython lists, made for given accessors.

Natural merge sort after the ideas of timsort (runs of the data are found, short ones extended by
binary insertion, merges balanced by the lengths of runs, galloping for one-sided merges).
"""

from rpython.rlib.objectmodel import not_rpython, specialize


@not_rpython
def make_timsort_class(getitem=None, setitem=None, length=None, getitem_slice=None, lt=None):
    """A class TimSort(list[, listlength]) whose sort() sorts the list in place.

    The functions: getitem(list, i), setitem(list, i, value), length(list),
    getitem_slice(list, start, stop) giving an RPython list, and lt(a, b). Subclasses may override
    the method lt instead.
    """
    # The defaults are made anew for each class, which has its own type of list.
    if getitem is None:

        def getitem(list, index):
            return list[index]

    if setitem is None:

        def setitem(list, index, value):
            list[index] = value

    if length is None:

        def length(list):
            return len(list)

    if getitem_slice is None:

        def getitem_slice(list, start, stop):
            return list[start:stop]

    if lt is None:

        def lt(a, b):
            return a < b

    class TimSort(object):
        """Sorts one list."""

        MIN_GALLOP = 7

        def __init__(self, list, listlength=-1):
            self.list = list
            if listlength < 0:
                listlength = length(list)
            self.listlength = listlength
            # the pending runs: starts and lengths
            self.bases = []
            self.lens = []

        def lt(self, a, b):
            return lt(a, b)

        def sort(self):
            """Sorts in place; stable."""
            n = self.listlength
            if n < 2:
                return
            minrun = self._minrun(n)
            base = 0
            while base < n:
                run = self._count_run(base, n)
                if run < minrun:
                    forced = minrun
                    if forced > n - base:
                        forced = n - base
                    self._binary_insertion(base, base + forced, base + run)
                    run = forced
                self.bases.append(base)
                self.lens.append(run)
                self._merge_collapse()
                base += run
            while len(self.bases) > 1:
                i = len(self.bases) - 2
                if i > 0 and self.lens[i - 1] < self.lens[i + 1]:
                    i -= 1
                self._merge_at(i)

        def _minrun(self, n):
            rest = 0
            while n >= 64:
                rest |= n & 1
                n >>= 1
            return n + rest

        def _count_run(self, lo, hi):
            """The length of the run at lo; a strictly descending one is reversed."""
            lst = self.list
            i = lo + 1
            if i == hi:
                return 1
            if self.lt(getitem(lst, i), getitem(lst, lo)):
                i += 1
                while i < hi and self.lt(getitem(lst, i), getitem(lst, i - 1)):
                    i += 1
                left = lo
                right = i - 1
                while left < right:
                    item = getitem(lst, left)
                    setitem(lst, left, getitem(lst, right))
                    setitem(lst, right, item)
                    left += 1
                    right -= 1
            else:
                i += 1
                while i < hi and not self.lt(getitem(lst, i), getitem(lst, i - 1)):
                    i += 1
            return i - lo

        def _binary_insertion(self, lo, hi, start):
            """Sorts [lo, hi), of which [lo, start) is sorted."""
            lst = self.list
            while start < hi:
                pivot = getitem(lst, start)
                left = lo
                right = start
                while left < right:
                    middle = left + ((right - left) >> 1)
                    if self.lt(pivot, getitem(lst, middle)):
                        right = middle
                    else:
                        left = middle + 1
                i = start
                while i > left:
                    setitem(lst, i, getitem(lst, i - 1))
                    i -= 1
                setitem(lst, left, pivot)
                start += 1

        def _merge_collapse(self):
            """Keeps the pending runs growing like Fibonacci numbers."""
            lens = self.lens
            while len(lens) > 1:
                i = len(lens) - 2
                if (i > 0 and lens[i - 1] <= lens[i] + lens[i + 1]) or (
                    i > 1 and lens[i - 2] <= lens[i - 1] + lens[i]
                ):
                    if lens[i - 1] < lens[i + 1]:
                        i -= 1
                elif lens[i] > lens[i + 1]:
                    return
                self._merge_at(i)

        def _merge_at(self, i):
            """Merges the pending runs i and i + 1."""
            lst = self.list
            base1 = self.bases[i]
            len1 = self.lens[i]
            base2 = self.bases[i + 1]
            len2 = self.lens[i + 1]
            self.lens[i] = len1 + len2
            if i == len(self.bases) - 3:
                self.bases[i + 1] = self.bases[i + 2]
                self.lens[i + 1] = self.lens[i + 2]
            self.bases.pop()
            self.lens.pop()
            # what is in place already: the head of the first run, the tail of the second
            skip = self._first_greater(getitem(lst, base2), lst, base1, len1)
            base1 += skip
            len1 -= skip
            if len1 == 0:
                return
            len2 = self._first_not_less(getitem(lst, base1 + len1 - 1), lst, base2, len2)
            if len2 == 0:
                return
            if len1 <= len2:
                self._merge_low(base1, len1, base2, len2)
            else:
                self._merge_high(base1, len1, base2, len2)

        def _first_greater(self, key, lst, base, n):
            """The number of items of the run that are <= key; searched from its beginning."""
            low = 0
            high = 1
            while high < n and not self.lt(key, getitem(lst, base + high - 1)):
                low = high
                high = high * 2 + 1
            if high > n:
                high = n
            while low < high:
                middle = low + ((high - low) >> 1)
                if self.lt(key, getitem(lst, base + middle)):
                    high = middle
                else:
                    low = middle + 1
            return low

        def _first_not_less(self, key, lst, base, n):
            """The number of items of the run that are < key; searched from its end."""
            high = n
            step = 1
            low = n - step
            while low >= 0 and not self.lt(getitem(lst, base + low), key):
                high = low
                step = step * 2 + 1
                low = n - step
            low += 1
            if low < 0:
                low = 0
            while low < high:
                middle = low + ((high - low) >> 1)
                if self.lt(getitem(lst, base + middle), key):
                    low = middle + 1
                else:
                    high = middle
            return low

        def _merge_low(self, base1, len1, base2, len2):
            """Merges from the left; the first run is copied away."""
            lst = self.list
            temp = getitem_slice(lst, base1, base1 + len1)
            i = 0
            j = base2
            end2 = base2 + len2
            dest = base1
            wins1 = 0
            wins2 = 0
            try:
                while i < len1 and j < end2:
                    if self.lt(getitem(lst, j), temp[i]):
                        setitem(lst, dest, getitem(lst, j))
                        j += 1
                        wins2 += 1
                        wins1 = 0
                        if wins2 >= self.MIN_GALLOP:
                            run = self._count_less(temp[i], lst, j, end2 - j)
                            k = 0
                            while k < run:
                                setitem(lst, dest + 1 + k, getitem(lst, j + k))
                                k += 1
                            dest += run
                            j += run
                            wins2 = 0
                    else:
                        setitem(lst, dest, temp[i])
                        i += 1
                        wins1 += 1
                        wins2 = 0
                        if wins1 >= self.MIN_GALLOP and i < len1:
                            run = self._count_not_greater(getitem(lst, j), temp, i, len1 - i)
                            k = 0
                            while k < run:
                                setitem(lst, dest + 1 + k, temp[i + k])
                                k += 1
                            dest += run
                            i += run
                            wins1 = 0
                    dest += 1
            finally:  # also when a comparison raises: no item is lost
                while i < len1:
                    setitem(lst, dest, temp[i])
                    i += 1
                    dest += 1

        def _count_less(self, key, lst, base, n):
            """The number of leading items of the run in the list that are < key."""
            low = 0
            high = 1
            while high <= n and self.lt(getitem(lst, base + high - 1), key):
                low = high
                high = high * 2 + 1
            high -= 1
            if high > n:
                high = n
            while low < high:
                middle = low + ((high - low) >> 1)
                if self.lt(getitem(lst, base + middle), key):
                    low = middle + 1
                else:
                    high = middle
            return low

        def _count_not_greater(self, key, temp, base, n):
            """The number of leading items of the copied run that are <= key."""
            low = 0
            high = 1
            while high <= n and not self.lt(key, temp[base + high - 1]):
                low = high
                high = high * 2 + 1
            high -= 1
            if high > n:
                high = n
            while low < high:
                middle = low + ((high - low) >> 1)
                if self.lt(key, temp[base + middle]):
                    high = middle
                else:
                    low = middle + 1
            return low

        def _merge_high(self, base1, len1, base2, len2):
            """Merges from the right; the second run is copied away."""
            lst = self.list
            temp = getitem_slice(lst, base2, base2 + len2)
            i = base1 + len1 - 1
            j = len2 - 1
            dest = base2 + len2 - 1
            try:
                while i >= base1 and j >= 0:
                    if self.lt(temp[j], getitem(lst, i)):
                        setitem(lst, dest, getitem(lst, i))
                        i -= 1
                    else:
                        setitem(lst, dest, temp[j])
                        j -= 1
                    dest -= 1
            finally:  # also when a comparison raises: no item is lost
                while j >= 0:
                    setitem(lst, dest, temp[j])
                    j -= 1
                    dest -= 1

    return TimSort


TimSort = make_timsort_class()


@specialize.call_location()
def sort_by_key(items, key, reverse):
    """items.sort(key=key, reverse=reverse), which the flow space turns into a call of this.

    A bottom-up merge sort of the keys, whose moves the items follow.
    """
    if reverse:
        items.reverse()
    n = len(items)
    source = items[:]
    keys = [key(item) for item in source]
    target = items[:]
    keys2 = keys[:]
    width = 1
    while width < n:
        start = 0
        while start < n:
            middle = min(start + width, n)
            stop = min(middle + width, n)
            i = start
            j = middle
            for k in range(start, stop):
                if i < middle and (j >= stop or not keys[j] < keys[i]):
                    keys2[k] = keys[i]
                    target[k] = source[i]
                    i += 1
                else:
                    keys2[k] = keys[j]
                    target[k] = source[j]
                    j += 1
            start = stop
        keys, keys2 = keys2, keys
        source, target = target, source
        width *= 2
    if len(items) != n:
        raise ValueError("list modified during sort")
    for k in range(n):
        items[k] = source[k]
    if reverse:
        items.reverse()


@specialize.call_location()
def extreme_by_key(items, key, largest):
    """max(items, key=key) if `largest`, else min(items, key=key): the first of several."""
    if len(items) == 0:
        raise ValueError
    best = items[0]
    best_key = key(best)
    for i in range(1, len(items)):
        item = items[i]
        item_key = key(item)
        if (item_key > best_key) if largest else (item_key < best_key):
            best = item
            best_key = item_key
    return best
