"""Low-level helpers for lists. See HELPERS.md.

A resizable list is a pointer to `GcStruct("list", ("length", Signed), ("items", Ptr(GcArray)))`, a
fixed-size list a pointer to the `GcArray` itself. `ll_length`, `ll_items` and `ll_newlist` hide the
difference; with them most functions serve both kinds.
"""

from rpython.rlib.rarithmetic import ovfcheck
from rpython.rlib.rgc import ll_arraycopy, ll_arraymove, ll_grow_array
from rpython.rtyper.lltypesystem.lltype import GcArray, malloc, typeOf
from rpython.translation.intrinsics import intrinsic


@intrinsic("ll_length")
def ll_length(l):
    """The length of a list of either kind."""
    if isinstance(typeOf(l).TO, GcArray):
        return len(l)
    return l.length


@intrinsic("ll_items")
def ll_items(l):
    """The array of items of a list of either kind."""
    if isinstance(typeOf(l).TO, GcArray):
        return l
    return l.items


@intrinsic("ll_newlist")
def ll_newlist(LIST, length):
    """A new list of either kind, items not set (gc pointers are null)."""
    if isinstance(LIST, GcArray):
        return malloc(LIST, length)
    l = malloc(LIST)
    l.length = length
    l.items = malloc(LIST.items.TO, length)
    return l


@intrinsic("ll_clear_item")
def ll_clear_item(items, i):
    """Writes null over the gc pointers of an item, so that it keeps nothing alive."""


def ll_list_is_true(l):
    """Is the list not empty (nor null)?"""
    return bool(l) and ll_length(l) != 0


# ____________________________________________________________
# items


def ll_getitem_nonneg(l, index):
    """l[index], unchecked."""
    return ll_items(l)[index]


def ll_getitem(l, index):
    """l[index], a negative index counting from the end; unchecked."""
    if index < 0:
        index += ll_length(l)
    return ll_items(l)[index]


def ll_getitem_nonneg_checked(l, index):
    """l[index] for index >= 0."""
    if index >= ll_length(l):
        raise IndexError
    return ll_items(l)[index]


def ll_getitem_checked(l, index):
    """l[index]"""
    length = ll_length(l)
    if index < 0:
        index += length
    if index < 0 or index >= length:
        raise IndexError
    return ll_items(l)[index]


def ll_setitem_nonneg(l, index, item):
    """l[index] = item, unchecked."""
    ll_items(l)[index] = item


def ll_setitem(l, index, item):
    """l[index] = item, a negative index counting from the end; unchecked."""
    if index < 0:
        index += ll_length(l)
    ll_items(l)[index] = item


def ll_setitem_nonneg_checked(l, index, item):
    """l[index] = item for index >= 0."""
    if index >= ll_length(l):
        raise IndexError
    ll_items(l)[index] = item


def ll_setitem_checked(l, index, item):
    """l[index] = item"""
    length = ll_length(l)
    if index < 0:
        index += length
    if index < 0 or index >= length:
        raise IndexError
    ll_items(l)[index] = item


# ____________________________________________________________
# new lists


def ll_alloc_and_set(RES, count, item):
    """[item] * count"""
    if count < 0:
        count = 0
    l = ll_newlist(RES, count)
    items = ll_items(l)
    i = 0
    while i < count:
        items[i] = item
        i += 1
    return l


def ll_alloc_null(RES, count):
    """[item] * count, where the item is null or zero"""
    if count < 0:
        count = 0
    return ll_newlist(RES, count)


def ll_copy(RES, l):
    """list(l)"""
    length = ll_length(l)
    result = ll_newlist(RES, length)
    ll_arraycopy(ll_items(l), ll_items(result), 0, 0, length)
    return result


def ll_fence(RES, l):
    """A list that is used no more, as an array."""
    if len(l.items) == l.length:
        return l.items
    return ll_copy(RES, l)


def ll_concat(RES, l1, l2):
    """l1 + l2"""
    len1 = ll_length(l1)
    len2 = ll_length(l2)
    result = ll_newlist(RES, len1 + len2)
    ll_arraycopy(ll_items(l1), ll_items(result), 0, 0, len1)
    ll_arraycopy(ll_items(l2), ll_items(result), 0, len1, len2)
    return result


def ll_mul(RES, l, factor):
    """l * factor"""
    length = ll_length(l)
    if factor < 0:
        factor = 0
    try:
        total = ovfcheck(length * factor)
    except OverflowError:
        raise MemoryError
    result = ll_newlist(RES, total)
    source = ll_items(l)
    items = ll_items(result)
    if length == 1:
        item = source[0]
        i = 0
        while i < total:
            items[i] = item
            i += 1
    elif total > 0:
        ll_arraycopy(source, items, 0, 0, length)
        _ll_repeat(items, length, total)
    return result


def _ll_repeat(items, done, total):
    """Fills items[done:total] by repeating items[:done]; what is there doubles each time."""
    while done < total:
        count = done
        if count > total - done:
            count = total - done
        ll_arraycopy(items, items, 0, done, count)
        done += count


def ll_listslice_startonly(RES, l, start):
    """l[start:] for start >= 0."""
    length = ll_length(l)
    if start > length:
        start = length
    return _ll_slice(RES, l, start, length)


def ll_listslice_startstop(RES, l, start, stop):
    """l[start:stop] for start, stop >= 0."""
    length = ll_length(l)
    if stop > length:
        stop = length
    if start > stop:
        start = stop
    return _ll_slice(RES, l, start, stop)


def ll_listslice_minusone(RES, l):
    """l[:-1]"""
    stop = ll_length(l) - 1
    if stop < 0:
        stop = 0
    return _ll_slice(RES, l, 0, stop)


def ll_listslice_any(RES, l, start, stop):
    """l[start:stop], negative bounds counting from the end."""
    length = ll_length(l)
    start = ll_clip(start, length)
    stop = ll_clip(stop, length)
    if stop < start:
        stop = start
    return _ll_slice(RES, l, start, stop)


def ll_clip(index, length):
    """A bound of a slice as a position from 0 to length."""
    if index < 0:
        index += length
        if index < 0:
            index = 0
    elif index > length:
        index = length
    return index


def ll_clip_down(index, length):
    """A bound of a slice of negative step as a position from -1 to length - 1."""
    if index < 0:
        index += length
        if index < 0:
            index = -1
    elif index >= length:
        index = length - 1
    return index


def ll_slice_start(start, step, length, has_start):
    """The first position of a stepped slice."""
    if step == 0:
        raise ValueError
    if step > 0:
        return ll_clip(start, length) if has_start else 0
    return ll_clip_down(start, length) if has_start else length - 1


def ll_slice_count(first, stop, step, length, has_stop):
    """The number of positions of a stepped slice."""
    if step > 0:
        last = ll_clip(stop, length) if has_stop else length
        return (last - first + step - 1) // step if first < last else 0
    last = ll_clip_down(stop, length) if has_stop else -1
    return (first - last - step - 1) // -step if last < first else 0


def ll_listslice_step(RES, l, start, stop, step, has_start, has_stop):
    """l[start:stop:step]; the flags say which bounds are given."""
    length = ll_length(l)
    position = ll_slice_start(start, step, length, has_start)
    count = ll_slice_count(position, stop, step, length, has_stop)
    result = ll_newlist(RES, count)
    source = ll_items(l)
    items = ll_items(result)
    i = 0
    while i < count:
        items[i] = source[position]
        position += step
        i += 1
    return result


def _ll_slice(RES, l, start, stop):
    length = stop - start
    result = ll_newlist(RES, length)
    ll_arraycopy(ll_items(l), ll_items(result), start, 0, length)
    return result


def ll_str2list(RES, s):
    """The list of the chars of a string."""
    length = len(s.chars)
    result = ll_newlist(RES, length)
    items = ll_items(result)
    i = 0
    while i < length:
        items[i] = s.chars[i]
        i += 1
    return result


# ____________________________________________________________
# reading


def ll_listeq(l1, l2, eq_fn):
    """l1 == l2; either may be null."""
    if not l1 or not l2:
        return not l1 and not l2
    length = ll_length(l1)
    if length != ll_length(l2):
        return False
    i = 0
    while i < length:
        # eq_fn may change the lists
        if i >= ll_length(l1) or i >= ll_length(l2):
            return False
        if not eq_fn(ll_items(l1)[i], ll_items(l2)[i]):
            return False
        i += 1
    return True


def ll_listbefore(l1, l2, eq_fn, lt_fn, when_equal):
    """l1 < l2 (when_equal False) or l1 <= l2 (when_equal True), item by item."""
    i = 0
    while i < ll_length(l1) and i < ll_length(l2):
        if not eq_fn(ll_items(l1)[i], ll_items(l2)[i]):
            return lt_fn(ll_items(l1)[i], ll_items(l2)[i])
        i += 1
    if ll_length(l1) == ll_length(l2):
        return when_equal
    return ll_length(l1) < ll_length(l2)


def ll_listcontains(l, item, eq_fn):
    """item in l"""
    i = 0
    while i < ll_length(l):
        if eq_fn(ll_items(l)[i], item):
            return True
        i += 1
    return False


def ll_listindex(l, item, eq_fn):
    """l.index(item)"""
    i = 0
    while i < ll_length(l):
        if eq_fn(ll_items(l)[i], item):
            return i
        i += 1
    raise ValueError


def ll_listcount(l, item, eq_fn):
    """l.count(item)"""
    count = 0
    i = 0
    while i < ll_length(l):
        if eq_fn(ll_items(l)[i], item):
            count += 1
        i += 1
    return count


def ll_listmin(l, lt_fn):
    """min(l)"""
    if ll_length(l) == 0:
        raise ValueError
    best = ll_items(l)[0]
    i = 1
    while i < ll_length(l):
        item = ll_items(l)[i]
        if lt_fn(item, best):
            best = item
        i += 1
    return best


def ll_listmax(l, lt_fn):
    """max(l)"""
    if ll_length(l) == 0:
        raise ValueError
    best = ll_items(l)[0]
    i = 1
    while i < ll_length(l):
        item = ll_items(l)[i]
        if lt_fn(best, item):
            best = item
        i += 1
    return best


def ll_listsum(l, start):
    """sum(l, start)"""
    total = start
    i = 0
    while i < ll_length(l):
        total += ll_items(l)[i]
        i += 1
    return total


def ll_listsum_bools(l, start):
    """sum(l, start) of truth values"""
    total = start
    i = 0
    while i < ll_length(l):
        if ll_items(l)[i]:
            total += 1
        i += 1
    return total


def ll_reverse(l):
    """l.reverse()"""
    items = ll_items(l)
    i = 0
    j = ll_length(l) - 1
    while i < j:
        item = items[i]
        items[i] = items[j]
        items[j] = item
        i += 1
        j -= 1


def ll_list_sort(l, lt_fn):
    """l.sort(): a stable merge sort, bottom up over runs made by insertion."""
    n = ll_length(l)
    if n < 2:
        return
    ITEMS = typeOf(ll_items(l)).TO
    source = malloc(ITEMS, n)
    ll_arraycopy(ll_items(l), source, 0, 0, n)
    width = 16
    start = 0
    while start < n:
        stop = start + width
        if stop > n:
            stop = n
        i = start + 1
        while i < stop:
            item = source[i]
            j = i
            while j > start and lt_fn(item, source[j - 1]):
                source[j] = source[j - 1]
                j -= 1
            source[j] = item
            i += 1
        start = stop
    target = malloc(ITEMS, n)
    while width < n:
        start = 0
        while start < n:
            _ll_merge(source, target, start, width, n, lt_fn)
            start += 2 * width
        source, target = target, source
        width = 2 * width
    if ll_length(l) != n:
        raise ValueError
    ll_arraycopy(source, ll_items(l), 0, 0, n)


def _ll_merge(source, target, start, width, n, lt_fn):
    middle = start + width
    if middle > n:
        middle = n
    stop = middle + width
    if stop > n:
        stop = n
    i = start
    j = middle
    k = start
    if j < stop and not lt_fn(source[j], source[j - 1]):
        ll_arraycopy(source, target, start, start, stop - start)
        return
    while i < middle and j < stop:
        if lt_fn(source[j], source[i]):
            target[k] = source[j]
            j += 1
        else:
            target[k] = source[i]
            i += 1
        k += 1
    ll_arraycopy(source, target, i, k, middle - i)
    k += middle - i
    ll_arraycopy(source, target, j, k, stop - j)


# ____________________________________________________________
# resizable: size


def ll_newlist_hint(LIST, lengthhint):
    """An empty list with room."""
    l = malloc(LIST)
    l.length = 0
    l.items = malloc(LIST.items.TO, lengthhint)
    return l


def ll_newemptylist(LIST):
    """[]"""
    l = malloc(LIST)
    l.length = 0
    l.items = malloc(LIST.items.TO, 0)
    return l


# From so many items on, lists ask the collector whether their items can be made more where they are.
LONG = 4096


def _ll_grow(l, newsize):
    """Makes room for newsize items and some more; slow path of growing."""
    extra = newsize >> 3
    if newsize < 9:
        extra += 3
    else:
        extra += 6
    _ll_set_room(l, newsize + extra)


_ll_grow._dont_inline_ = True


def _ll_set_room(l, room):
    items = l.items
    if room > len(items) and len(items) >= LONG and ll_grow_array(items, room):
        return
    newitems = malloc(typeOf(l).TO.items.TO, room)
    length = l.length
    if length > room:
        length = room
    ll_arraycopy(items, newitems, 0, 0, length)
    l.items = newitems


def _ll_resize_ge(l, newsize):
    """Sets the length to something not smaller; new items are not set."""
    if len(l.items) < newsize:
        _ll_grow(l, newsize)
    l.length = newsize


def _ll_resize_le(l, newsize):
    """Sets the length to something not greater; the items beyond are cleared."""
    room = len(l.items)
    if newsize < (room >> 1) - 5:
        l.length = newsize
        _ll_set_room(l, newsize + (newsize >> 3))
    else:
        items = l.items
        i = newsize
        length = l.length
        while i < length:
            ll_clear_item(items, i)
            i += 1
        l.length = newsize


def ll_list_resize_hint(l, hint):
    """Makes room for `hint` items."""
    if len(l.items) < hint:
        _ll_set_room(l, hint)


# ____________________________________________________________
# resizable: adding


def ll_append(l, item):
    """l.append(item)"""
    length = l.length
    if length >= len(l.items):
        _ll_grow(l, length + 1)
    l.length = length + 1
    l.items[length] = item


def ll_insert_nonneg(l, index, item):
    """l.insert(index, item) for index >= 0."""
    length = l.length
    if index > length:
        index = length
    _ll_resize_ge(l, length + 1)
    ll_arraymove(l.items, index, index + 1, length - index)
    l.items[index] = item


def ll_insert(l, index, item):
    """l.insert(index, item)"""
    ll_insert_nonneg(l, ll_clip(index, l.length), item)


def ll_extend(l1, l2):
    """l1.extend(l2)"""
    len1 = l1.length
    len2 = ll_length(l2)
    _ll_resize_ge(l1, len1 + len2)
    # l2 may be l1: its items are read after the resizing
    ll_arraycopy(ll_items(l2), l1.items, 0, len1, len2)


def ll_extend_with_str(l, s):
    """l += s for a list of chars."""
    ll_extend_with_str_slice(l, s, 0, len(s.chars))


def ll_extend_with_str_slice(l, s, start, stop):
    """l += s[start:stop] for a list of chars; start, stop >= 0."""
    if stop > len(s.chars):
        stop = len(s.chars)
    if start >= stop:
        return
    length = l.length
    _ll_resize_ge(l, length + stop - start)
    items = l.items
    while start < stop:
        items[length] = s.chars[start]
        start += 1
        length += 1


def ll_extend_with_char_count(l, char, count):
    """l += char * count for a list of chars."""
    if count <= 0:
        return
    length = l.length
    _ll_resize_ge(l, length + count)
    items = l.items
    stop = length + count
    while length < stop:
        items[length] = char
        length += 1


def ll_inplace_mul(l, factor):
    """l *= factor"""
    length = l.length
    if factor <= 0:
        _ll_resize_le(l, 0)
        return
    try:
        total = ovfcheck(length * factor)
    except OverflowError:
        raise MemoryError
    _ll_resize_ge(l, total)
    if length > 0:
        _ll_repeat(l.items, length, total)


# ____________________________________________________________
# resizable: removing


def ll_pop_default(l):
    """l.pop(), unchecked."""
    index = l.length - 1
    items = l.items
    item = items[index]
    ll_clear_item(items, index)
    l.length = index
    if index < (len(items) >> 1) - 5:
        _ll_set_room(l, index + (index >> 3))
    return item


def ll_pop_default_checked(l):
    """l.pop()"""
    if l.length == 0:
        raise IndexError
    return ll_pop_default(l)


def ll_pop_zero(l):
    """l.pop(0), unchecked."""
    return ll_pop_nonneg(l, 0)


def ll_pop_zero_checked(l):
    """l.pop(0)"""
    if l.length == 0:
        raise IndexError
    return ll_pop_nonneg(l, 0)


def ll_pop_nonneg(l, index):
    """l.pop(index), unchecked, index >= 0."""
    item = l.items[index]
    ll_delitem_nonneg(l, index)
    return item


def ll_pop_nonneg_checked(l, index):
    """l.pop(index) for index >= 0."""
    if index >= l.length:
        raise IndexError
    return ll_pop_nonneg(l, index)


def ll_pop(l, index):
    """l.pop(index), unchecked."""
    if index < 0:
        index += l.length
    return ll_pop_nonneg(l, index)


def ll_pop_checked(l, index):
    """l.pop(index)"""
    length = l.length
    if index < 0:
        index += length
    if index < 0 or index >= length:
        raise IndexError
    return ll_pop_nonneg(l, index)


def ll_delitem_nonneg(l, index):
    """del l[index], unchecked, index >= 0."""
    newlength = l.length - 1
    ll_arraymove(l.items, index + 1, index, newlength - index)
    _ll_resize_le(l, newlength)


def ll_delitem_nonneg_checked(l, index):
    """del l[index] for index >= 0."""
    if index >= l.length:
        raise IndexError
    ll_delitem_nonneg(l, index)


def ll_delitem(l, index):
    """del l[index], unchecked."""
    if index < 0:
        index += l.length
    ll_delitem_nonneg(l, index)


def ll_delitem_checked(l, index):
    """del l[index]"""
    length = l.length
    if index < 0:
        index += length
    if index < 0 or index >= length:
        raise IndexError
    ll_delitem_nonneg(l, index)


def ll_listremove(l, item, eq_fn):
    """l.remove(item)"""
    ll_delitem_nonneg_checked(l, ll_listindex(l, item, eq_fn))


def ll_listclear(l):
    """l.clear()"""
    l.length = 0
    l.items = malloc(typeOf(l).TO.items.TO, 0)


def ll_listdelslice_startonly(l, start):
    """del l[start:] for start >= 0."""
    if start < l.length:
        _ll_resize_le(l, start)


def ll_listdelslice_startstop(l, start, stop):
    """del l[start:stop] for start, stop >= 0."""
    length = l.length
    if stop > length:
        stop = length
    if start >= stop:
        return
    ll_arraymove(l.items, stop, start, length - stop)
    _ll_resize_le(l, length - (stop - start))


def ll_listsetslice(l1, start, stop, l2):
    """l1[start:stop] = l2 for start, stop >= 0; any length of l2."""
    length = l1.length
    if stop > length:
        stop = length
    if start > length:
        start = length
    if stop < start:
        stop = start
    count = ll_length(l2)
    source = ll_items(l2)
    if source == l1.items:
        copy = malloc(typeOf(source).TO, count)
        ll_arraycopy(source, copy, 0, 0, count)
        source = copy
    newlength = length + count - (stop - start)
    if newlength > length:
        _ll_resize_ge(l1, newlength)
    ll_arraymove(l1.items, stop, start + count, length - stop)
    if newlength < length:
        _ll_resize_le(l1, newlength)
    ll_arraycopy(source, l1.items, 0, start, count)
