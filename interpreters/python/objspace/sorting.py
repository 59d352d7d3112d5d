"""Stable sorting of wrapped objects: a natural merge sort, one copy for each kind of key.

Runs that the input has already are found first (descending ones are turned), short ones are
extended by binary insertion, and neighbours are merged in the balanced order of timsort
(T. Peters, listsort.txt), without galloping. Where comparing may run Python code, the loops that compare
have drivers: the code becomes a part of their traces.
"""

from rpython.rlib import jit
from rpython.rlib.longlong2float import float2longlong, longlong2float
from rpython.rlib.rarithmetic import intmask

from interpreters.python.objspace import operation as space

key_driver = jit.JitDriver(
    name="sort_keys", greens=["key", "code"], reds=["i", "w_key", "items_w", "keys_w"]
)

MIN_RUN = 24

INT_KEYS = 0
FLOAT_KEYS = 1
TEXT_KEYS = 2
OTHER_KEYS = 3


def _min_run(n):
    """Length that short runs are extended to: n / minrun is close to a power of two from below."""
    rest = 0
    while n >= 2 * MIN_RUN:
        rest |= n & 1
        n >>= 1
    return n + rest


def make_sorter(lt, with_values, name):
    """NOT_RPYTHON: a function sort(keys, values_w, kind) that sorts keys, and values_w with them.

    With a name the loops that compare are traced, apart for each `kind` of keys.
    """
    jitted = name is not None
    if jitted:
        insertion_driver = jit.JitDriver(
            name="insertion_" + name, greens=["kind"], reds=["left", "right", "keys", "pivot"]
        )
        merge_driver = jit.JitDriver(
            name="merge_" + name,
            greens=["kind"],
            reds=["i", "j", "k", "n", "hi", "keys", "values_w", "spare", "spare_w"],
        )

    def reverse(keys, values_w, lo, hi):
        hi -= 1
        while lo < hi:
            k = keys[lo]
            keys[lo] = keys[hi]
            keys[hi] = k
            if with_values:
                w = values_w[lo]
                values_w[lo] = values_w[hi]
                values_w[hi] = w
            lo += 1
            hi -= 1

    def find_place(keys, pivot, left, right, kind):
        # of an item in keys[left:right]
        while left < right:
            if jitted:
                insertion_driver.jit_merge_point(
                    kind=kind, left=left, right=right, keys=keys, pivot=pivot
                )
            mid = (left + right) >> 1
            if lt(pivot, keys[mid]):
                right = mid
            else:
                left = mid + 1
        return left

    def insertion(keys, values_w, lo, start, hi, kind):
        # keys[lo:start] is sorted already
        for i in range(start, hi):
            pivot = keys[i]
            left = find_place(keys, pivot, lo, i, kind)
            j = i
            while j > left:
                keys[j] = keys[j - 1]
                j -= 1
            keys[left] = pivot
            if with_values:
                w_pivot = values_w[i]
                j = i
                while j > left:
                    values_w[j] = values_w[j - 1]
                    j -= 1
                values_w[left] = w_pivot

    def count_run(keys, values_w, lo, hi):
        i = lo + 1
        if i >= hi:
            return i
        if lt(keys[i], keys[lo]):
            i += 1
            while i < hi and lt(keys[i], keys[i - 1]):
                i += 1
            reverse(keys, values_w, lo, i)
        else:
            i += 1
            while i < hi and not lt(keys[i], keys[i - 1]):
                i += 1
        return i

    def merge(keys, values_w, spare, spare_w, lo, mid, hi, kind):
        # what is in place already at both ends is left alone
        lo = find_place(keys, keys[mid], lo, mid, kind)
        if lo == mid:
            return
        last = keys[mid - 1]
        left = mid
        right = hi
        while left < right:
            probe = (left + right) >> 1
            if lt(keys[probe], last):
                left = probe + 1
            else:
                right = probe
        hi = left
        n = mid - lo
        for i in range(n):
            spare[i] = keys[lo + i]
            if with_values:
                spare_w[i] = values_w[lo + i]
        merge_rest(keys, values_w, spare, spare_w, lo, mid, n, hi, kind)

    def merge_rest(keys, values_w, spare, spare_w, lo, mid, n, hi, kind):
        # spare[:n] and keys[mid:hi]
        i = 0
        j = mid
        k = lo
        while i < n and j < hi:
            if jitted:
                merge_driver.jit_merge_point(
                    kind=kind,
                    i=i,
                    j=j,
                    k=k,
                    n=n,
                    hi=hi,
                    keys=keys,
                    values_w=values_w,
                    spare=spare,
                    spare_w=spare_w,
                )
            if lt(keys[j], spare[i]):
                keys[k] = keys[j]
                if with_values:
                    values_w[k] = values_w[j]
                j += 1
            else:
                keys[k] = spare[i]
                if with_values:
                    values_w[k] = spare_w[i]
                i += 1
            k += 1
        copy_rest(keys, values_w, spare, spare_w, i, k, n)

    def copy_rest(keys, values_w, spare, spare_w, i, k, n):
        while i < n:
            keys[k] = spare[i]
            if with_values:
                values_w[k] = spare_w[i]
            i += 1
            k += 1

    def sort(keys, values_w, kind):
        n = len(keys)
        if n < 2:
            return
        bounds = [0]
        minrun = _min_run(n)
        lo = 0
        spare = keys
        spare_w = values_w
        copied = False
        while lo < n:
            hi = count_run(keys, values_w, lo, n)
            if hi - lo < minrun:
                stop = lo + minrun
                if stop > n:
                    stop = n
                insertion(keys, values_w, lo, hi, stop, kind)
                hi = stop
            if hi == n and lo == 0:
                return
            if not copied:
                spare = keys[:]
                if with_values:
                    spare_w = values_w[:]
                copied = True
            bounds.append(hi)
            lo = hi
            # merge while the stack of runs is out of balance
            while len(bounds) > 2:
                top = len(bounds) - 1
                c = bounds[top] - bounds[top - 1]
                b = bounds[top - 1] - bounds[top - 2]
                if len(bounds) > 3:
                    a = bounds[top - 2] - bounds[top - 3]
                else:
                    a = b + c + 1
                if len(bounds) > 4:
                    before = bounds[top - 3] - bounds[top - 4]
                else:
                    before = a + b + 1
                if a > b + c and before > a + b and b > c and lo < n:
                    break
                at = top - 1
                if len(bounds) > 3 and a < c:
                    at = top - 2
                start = bounds[at - 1]
                merge(keys, values_w, spare, spare_w, start, bounds[at], bounds[at + 1], kind)
                del bounds[at]

    return sort


def _lt_int(a, b):
    return a < b


def _lt_float(a, b):
    return a < b


def _lt_text(a, b):
    return a < b


def _lt_object(w_a, w_b):
    return space.lt_w(w_a, w_b)


_sort_ints = make_sorter(_lt_int, True, None)
_sort_floats = make_sorter(_lt_float, True, None)
_sort_texts = make_sorter(_lt_text, True, None)
_sort_objects = make_sorter(_lt_object, False, "objects")
_sort_objects_by = make_sorter(_lt_object, True, "by_key")


_sort_int_words = make_sorter(_lt_int, False, None)
_sort_bare_floats = make_sorter(_lt_float, False, None)


def sort_int_words(words, reverse):
    """Sort machine ints in place."""
    _sort_int_words(words, words, None)
    if reverse:
        words.reverse()


def sort_float_words(words, reverse):
    """Sort in place words that are the bits of floats."""
    if reverse:
        words.reverse()
    floats = [longlong2float(word) for word in words]
    _sort_bare_floats(floats, floats, None)
    for i in range(len(floats)):
        words[i] = intmask(float2longlong(floats[i]))
    if reverse:
        words.reverse()


def kind_of(keys_w):
    """Which of the four kinds all keys are."""
    w_first = keys_w[0]
    if isinstance(w_first, intobject.W_IntObject):
        for w_key in keys_w:
            if not isinstance(w_key, intobject.W_IntObject):
                return OTHER_KEYS
        return INT_KEYS
    if isinstance(w_first, floatobject.W_FloatObject):
        for w_key in keys_w:
            if not isinstance(w_key, floatobject.W_FloatObject):
                return OTHER_KEYS
        return FLOAT_KEYS
    if type(w_first) is unicodeobject.W_UnicodeObject:
        for w_key in keys_w:
            if type(w_key) is not unicodeobject.W_UnicodeObject:
                return OTHER_KEYS
        return TEXT_KEYS
    return OTHER_KEYS


def _int_of(w_obj):
    assert isinstance(w_obj, intobject.W_IntObject)
    return w_obj.intval


def _float_of(w_obj):
    assert isinstance(w_obj, floatobject.W_FloatObject)
    return w_obj.floatval


def _text_of(w_obj):
    assert isinstance(w_obj, unicodeobject.W_UnicodeObject)
    return w_obj.text()


def keys_of(items_w, w_key):
    """What a function gives for each item."""
    key = w_key.getclass()
    code = None
    if isinstance(w_key, function.W_Function):
        code = w_key.code
    keys_w = []
    i = 0
    while i < len(items_w):
        key_driver.jit_merge_point(
            key=key, code=code, i=i, w_key=w_key, items_w=items_w, keys_w=keys_w
        )
        keys_w.append(w_key.call1(items_w[i]))
        i += 1
    return keys_w


def sort_items(items_w, w_key, reverse):
    """Sort a list in place, by the results of calling w_key if that is not None."""
    n = len(items_w)
    if n == 0:
        return
    if w_key is None:
        if n < 2:
            return
        keys_w = items_w
    else:
        keys_w = keys_of(items_w, w_key)
    if reverse:
        items_w.reverse()
        if keys_w is not items_w:
            keys_w.reverse()
    kind = kind_of(keys_w)
    if kind == INT_KEYS:
        _sort_ints([_int_of(w_item) for w_item in keys_w], items_w, None)
    elif kind == FLOAT_KEYS:
        _sort_floats([_float_of(w_item) for w_item in keys_w], items_w, None)
    elif kind == TEXT_KEYS:
        _sort_texts([_text_of(w_item) for w_item in keys_w], items_w, None)
    elif keys_w is items_w:
        _sort_objects(items_w, items_w, keys_w[0].getclass())
    else:
        _sort_objects_by(keys_w, items_w, keys_w[0].getclass())
    if reverse:
        items_w.reverse()


from interpreters.python.interpreter import function  # noqa: E402
from interpreters.python.objspace import floatobject, intobject, unicodeobject  # noqa: E402
