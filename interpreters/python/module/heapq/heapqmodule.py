"""_heapq and _bisect: heaps and binary search on lists (Knuth, TAOCP 3, 5.2.3)."""

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.objspace import listobject
from interpreters.python.objspace import operation as space

# ---- heaps -----------------------------------------------------------------------------------


def list_w(w_heap):
    """The argument as a W_ListObject."""
    if not isinstance(w_heap, listobject.W_ListObject):
        raise operr(
            space.w_TypeError, "heap argument must be a list, not " + space.typename(w_heap)
        )
    return w_heap


def check_size(w_list, size):
    """A comparison must not change the list."""
    if w_list.length() != size:
        raise operr(space.w_RuntimeError, "list changed size during iteration")


def before(w_a, w_b, largest):
    """Does w_a stand above w_b in the heap?"""
    if largest:
        return space.lt_w(w_b, w_a)
    return space.lt_w(w_a, w_b)


def sift_up(w_list, start, pos, largest):
    """Move the item at pos towards the root until its parent is not behind it."""
    size = w_list.length()
    w_item = w_list.getitem(pos)
    while pos > start:
        parent = (pos - 1) >> 1
        w_parent = w_list.getitem(parent)
        smaller = before(w_item, w_parent, largest)
        check_size(w_list, size)
        if not smaller:
            break
        w_list.setitem(parent, w_item)
        w_list.setitem(pos, w_parent)
        pos = parent


def sift_down(w_list, pos, largest):
    """Move the item at pos to a leaf along the better children, then up to its place."""
    size = w_list.length()
    start = pos
    half = size >> 1
    while pos < half:
        child = 2 * pos + 1
        right = child + 1
        if right < size:
            first = before(w_list.getitem(child), w_list.getitem(right), largest)
            check_size(w_list, size)
            if not first:
                child = right
        w_child = w_list.getitem(child)
        w_list.setitem(child, w_list.getitem(pos))
        w_list.setitem(pos, w_child)
        pos = child
    sift_up(w_list, start, pos, largest)


def pop(w_heap, largest):
    """heappop of either kind"""
    w_list = list_w(w_heap)
    if w_list.length() == 0:
        raise operr(space.w_IndexError, "index out of range")
    w_last = w_list.descr_pop(None)
    if w_list.length() == 0:
        return w_last
    w_result = w_list.getitem(0)
    w_list.setitem(0, w_last)
    sift_down(w_list, 0, largest)
    return w_result


def replace(w_heap, w_item, largest):
    """heapreplace of either kind"""
    w_list = list_w(w_heap)
    if w_list.length() == 0:
        raise operr(space.w_IndexError, "index out of range")
    w_result = w_list.getitem(0)
    w_list.setitem(0, w_item)
    sift_down(w_list, 0, largest)
    return w_result


def heapify_list(w_heap, largest):
    """heapify of either kind"""
    w_list = list_w(w_heap)
    i = (w_list.length() >> 1) - 1
    while i >= 0:
        sift_down(w_list, i, largest)
        i -= 1


def heappush(w_heap, w_item):
    w_list = list_w(w_heap)
    w_list.append(w_item)
    sift_up(w_list, 0, w_list.length() - 1, False)


def heappop(w_heap):
    return pop(w_heap, False)


def heappop_max(w_heap):
    return pop(w_heap, True)


def heapreplace(w_heap, w_item):
    return replace(w_heap, w_item, False)


def heapreplace_max(w_heap, w_item):
    return replace(w_heap, w_item, True)


def heappushpop(w_heap, w_item):
    w_list = list_w(w_heap)
    if w_list.length() == 0:
        return w_item
    smaller = space.lt_w(w_list.getitem(0), w_item)
    if not smaller:
        return w_item
    return replace(w_heap, w_item, False)


def heapify(w_heap):
    heapify_list(w_heap, False)


def heapify_max(w_heap):
    heapify_list(w_heap, True)


# ---- binary search ---------------------------------------------------------------------------


def search(scope_w, right):
    """The position for x in a[lo:hi], behind equal items if right."""
    w_a, w_x, w_lo, w_hi, w_key = scope_w[0], scope_w[1], scope_w[2], scope_w[3], scope_w[4]
    lo = 0
    if w_lo is not None:
        lo = space.getindex_w(w_lo, space.w_OverflowError)
    if lo < 0:
        raise operr(space.w_ValueError, "lo must be non-negative")
    if w_hi is None or w_hi is space.w_None:
        hi = space.len_w(w_a)
    else:
        hi = space.getindex_w(w_hi, space.w_OverflowError)
    if w_key is space.w_None:
        w_key = None
    while lo < hi:
        mid = lo + ((hi - lo) >> 1)
        w_item = space.getitem(w_a, space.newint(mid))
        if w_key is not None:
            w_item = space.call1(w_key, w_item)
        if right:
            if space.lt_w(w_x, w_item):
                hi = mid
            else:
                lo = mid + 1
        elif space.lt_w(w_item, w_x):
            lo = mid + 1
        else:
            hi = mid
    return lo


def insert(scope_w, right):
    """Insert x at its position."""
    w_a = scope_w[0]
    w_x = scope_w[1]
    w_key = scope_w[4]
    place_w = scope_w[:]
    if w_key is not None and w_key is not space.w_None:
        place_w[1] = space.call1(w_key, w_x)
    where = space.newint(search(place_w, right))
    if type(w_a) is listobject.W_ListObject:
        w_a.descr_insert(where, w_x)
    else:
        space.call_method2(w_a, "insert", where, w_x)


def bisect_right(scope_w):
    return space.newint(search(scope_w, True))


def bisect_left(scope_w):
    return space.newint(search(scope_w, False))


def insort_right(scope_w):
    insert(scope_w, True)


def insort_left(scope_w):
    insert(scope_w, False)


_SEARCH = "a, x, lo=None, hi=None, *, key=None"

MODULES = [
    modinfo.declare(
        "_heapq",
        [
            function("heappush", heappush, "heap, item, /"),
            function("heappop", heappop, "heap, /"),
            function("heapreplace", heapreplace, "heap, item, /"),
            function("heappushpop", heappushpop, "heap, item, /"),
            function("heapify", heapify, "heap, /"),
            function("_heappop_max", heappop_max, "heap, /"),
            function("_heapreplace_max", heapreplace_max, "heap, item, /"),
            function("_heapify_max", heapify_max, "heap, /"),
        ],
        [("__about__", "Heaps on lists.")],
    ),
    modinfo.declare(
        "_bisect",
        [
            function("bisect_right", bisect_right, _SEARCH),
            function("bisect", bisect_right, _SEARCH),
            function("bisect_left", bisect_left, _SEARCH),
            function("insort_right", insort_right, _SEARCH),
            function("insort", insort_right, _SEARCH),
            function("insort_left", insort_left, _SEARCH),
        ],
    ),
]
