"""Low-level helpers for dicts, which keep the order of insertion. See HELPERS.md.

`entries` is a dense array in insertion order; `indexes` is an open-addressing hash table of
positions in it: FREE, DELETED, or position + VALID. Its size is a power of two, plus one: the last
item counts the slots that are not FREE. The number of entries that fit is 2/3 of the size, so a
search always ends at a FREE slot. A deleted entry has the hash DELETED_HASH. Items of `indexes` have 32
bits: the table is what a search waits for, and half the size is more of it in the cache.

`hash_fn` and `eq_fn` may be user code: after a call of eq_fn that finds the table changed, the
search starts again.
"""

from rpython.rlib.rarithmetic import intmask
from rpython.rlib.rgc import ll_arraycopy, ll_arraymove
from rpython.rtyper.lltypesystem.lltype import cast_primitive, malloc, nullptr, typeOf
from rpython.rtyper.rlist import ll_clear_item, ll_items, ll_newlist

FREE = 0
DELETED = 1
VALID = 2
DELETED_HASH = -0x8000000000000000
MAXINT = 0x7FFFFFFFFFFFFFFF
INITIAL_SIZE = 8
MAX_SIZE = 0x80000000  # of an index table: its items are below 2 ** 32


def ll_newdict(DICT):
    """{}"""
    d = malloc(DICT)
    d.num_live_items = 0
    d.num_ever_used_items = 0
    d.indexes = nullptr(DICT.indexes.TO)
    d.entries = nullptr(DICT.entries.TO)
    return d


def ll_newdict_size(DICT, n):
    """{} with room for n entries."""
    d = ll_newdict(DICT)
    if n > 0:
        size = _size_for(n)
        d.entries = malloc(DICT.entries.TO, _capacity(size))
        d.indexes = _new_indexes(DICT, size)
    return d


def _capacity(size):
    return size - size // 3 - 1


def _size_for(n):
    """The size of an index table for n entries."""
    size = INITIAL_SIZE
    while _capacity(size) < n:
        size *= 2
    return size


def _new_indexes(DICT, size):
    if size > MAX_SIZE:
        raise MemoryError
    INDEXES = DICT.indexes.TO
    indexes = malloc(INDEXES, size + 1)
    i = 0
    while i <= size:
        indexes[i] = cast_primitive(INDEXES.OF, 0)
        i += 1
    return indexes


def ll_dict_len(d):
    """len(d)"""
    return d.num_live_items


def ll_dict_is_true(d):
    """Is the dict not empty (nor null)?"""
    return bool(d) and d.num_live_items != 0


# ____________________________________________________________
# hashes, index


def _hash(key, hash_fn):
    h = hash_fn(key)
    if h == DELETED_HASH:
        h += 1
    return h


def _clean_hash(h):
    if h == DELETED_HASH:
        h += 1
    return h


def _ll_first_use(d, hash_fn):
    """Gives a new dict its tables, and a prebuilt one its hashes and index."""
    DICT = typeOf(d).TO
    if not d.entries:
        d.entries = malloc(DICT.entries.TO, _capacity(INITIAL_SIZE))
        d.indexes = _new_indexes(DICT, INITIAL_SIZE)
        return
    n = d.num_ever_used_items
    i = 0
    while i < n:
        h = _hash(d.entries[i].key, hash_fn)
        d.entries[i].f_hash = h
        i += 1
    _ll_rebuild(d, _size_for(n + 1))


_ll_first_use._dont_inline_ = True
_ll_first_use._changes_no_answers_ = True


def ll_dict_ensure_hashes(d, hash_fn):
    """Makes the f_hash of the entries valid (a prebuilt dict computes them at its first use)."""
    if not d.indexes and d.num_ever_used_items > 0:
        _ll_first_use(d, hash_fn)


def _ll_rebuild(d, size):
    """New tables of the given index size, without the deleted entries."""
    DICT = typeOf(d).TO
    old = d.entries
    used = d.num_ever_used_items
    entries = malloc(DICT.entries.TO, _capacity(size))
    if d.num_live_items == used:
        ll_arraycopy(old, entries, 0, 0, used)
    else:
        i = 0
        k = 0
        while i < used:
            if old[i].f_hash != DELETED_HASH:
                entries[k].key = old[i].key
                entries[k].value = old[i].value
                entries[k].f_hash = old[i].f_hash
                k += 1
            i += 1
        used = k
    indexes = _new_indexes(DICT, size)
    d.entries = entries
    d.indexes = indexes
    d.num_ever_used_items = used
    mask = size - 1
    INDEX = DICT.indexes.TO.OF
    i = 0
    while i < used:
        h = entries[i].f_hash
        slot = h & mask
        perturb = h & MAXINT
        while intmask(indexes[slot]) != FREE:
            perturb >>= 5
            slot = intmask(slot * 5 + perturb + 1) & mask
        indexes[slot] = cast_primitive(INDEX, i + VALID)
        i += 1
    indexes[size] = cast_primitive(INDEX, used)


def _ll_grow(d):
    """Makes room for one more entry; slow path."""
    live = d.num_live_items
    if live < 50000:
        n = live * 2
    else:
        n = live + live // 2
    _ll_rebuild(d, _size_for(n + 1))


_ll_grow._dont_inline_ = True


def _ll_lookup(d, key, h, hash_fn, eq_fn):
    """The position of the entry of a key, or -1."""
    if not d.indexes and d.num_ever_used_items != 0:
        _ll_first_use(d, hash_fn)
    return _ll_find(d, key, eq_fn, h)


_ll_lookup._jit_look_inside_ = False


def _ll_find(d, key, eq_fn, h):
    """The same in a dict that is empty or has an index. It changes nothing, so that a second search for a key may be
    left out."""
    indexes = d.indexes
    if not indexes:
        return -1
    entries = d.entries
    mask = len(indexes) - 2
    slot = h & mask
    perturb = h & MAXINT
    while True:
        index = intmask(indexes[slot])
        if index >= VALID:
            index -= VALID
            if entries[index].f_hash == h:
                candidate = entries[index].key
                if candidate == key:
                    return index
                equal = eq_fn(candidate, key)
                if d.indexes != indexes or d.entries != entries or entries[index].f_hash != h:
                    # eq_fn changed the dict: from the beginning, in the tables of now
                    indexes = d.indexes
                    entries = d.entries
                    if not indexes:
                        return -1
                    mask = len(indexes) - 2
                    slot = h & mask
                    perturb = h & MAXINT
                    continue
                if equal:
                    return index
        elif index == FREE:
            return -1
        perturb >>= 5
        slot = intmask(slot * 5 + perturb + 1) & mask


_ll_find._dont_inline_ = True
_ll_find._last_argument_follows_ = True


def _ll_insert_new(d, key, value, h, hash_fn):
    """Adds an entry whose key is not there."""
    if not d.indexes:
        _ll_first_use(d, hash_fn)
    entries = d.entries
    size = len(d.indexes) - 1
    if d.num_ever_used_items == len(entries) or intmask(d.indexes[size]) >= _capacity(size):
        _ll_grow(d)
        entries = d.entries
        size = len(d.indexes) - 1
    indexes = d.indexes
    INDEX = typeOf(indexes).TO.OF
    mask = size - 1
    slot = h & mask
    perturb = h & MAXINT
    while intmask(indexes[slot]) >= VALID:
        perturb >>= 5
        slot = intmask(slot * 5 + perturb + 1) & mask
    if intmask(indexes[slot]) == FREE:
        indexes[size] = cast_primitive(INDEX, intmask(indexes[size]) + 1)
    index = d.num_ever_used_items
    indexes[slot] = cast_primitive(INDEX, index + VALID)
    entries[index].key = key
    entries[index].value = value
    entries[index].f_hash = h
    d.num_ever_used_items = index + 1
    d.num_live_items += 1


_ll_insert_new._dont_inline_ = True


def _ll_slot_of(d, index):
    """The slot that holds the position of an entry."""
    indexes = d.indexes
    h = d.entries[index].f_hash
    mask = len(indexes) - 2
    slot = h & mask
    perturb = h & MAXINT
    while intmask(indexes[slot]) != index + VALID:
        perturb >>= 5
        slot = intmask(slot * 5 + perturb + 1) & mask
    return slot


def _ll_delete_entry(d, index):
    """Removes an entry."""
    indexes = d.indexes
    INDEX = typeOf(indexes).TO.OF
    indexes[_ll_slot_of(d, index)] = cast_primitive(INDEX, DELETED)
    entries = d.entries
    ll_clear_item(entries, index)
    entries[index].f_hash = DELETED_HASH
    live = d.num_live_items - 1
    d.num_live_items = live
    if live == 0:
        d.num_ever_used_items = 0
    else:
        # deleted entries at the end need not be looked at again
        used = d.num_ever_used_items
        while entries[used - 1].f_hash == DELETED_HASH:
            used -= 1
        d.num_ever_used_items = used
    if len(entries) > 32 and live < len(entries) // 8:
        _ll_rebuild(d, _size_for(live * 2 + 1))


# ____________________________________________________________
# operations with a known hash


def ll_dict_getitem_with_hash(d, key, h, hash_fn, eq_fn):
    """d[key]"""
    index = _ll_lookup(d, key, _clean_hash(h), hash_fn, eq_fn)
    if index < 0:
        raise KeyError
    return d.entries[index].value


def ll_dict_setitem_with_hash(d, key, h, value, hash_fn, eq_fn):
    """d[key] = value"""
    h = _clean_hash(h)
    index = _ll_lookup(d, key, h, hash_fn, eq_fn)
    if index < 0:
        _ll_insert_new(d, key, value, h, hash_fn)
    else:
        d.entries[index].value = value


def ll_dict_delitem_with_hash(d, key, h, hash_fn, eq_fn):
    """del d[key]"""
    index = _ll_lookup(d, key, _clean_hash(h), hash_fn, eq_fn)
    if index < 0:
        raise KeyError
    _ll_delete_entry(d, index)


def ll_dict_contains_with_hash(d, key, h, hash_fn, eq_fn):
    """key in d"""
    return _ll_lookup(d, key, _clean_hash(h), hash_fn, eq_fn) >= 0


# So that the second search of `d[k] = d.get(k, 0) + 1` is seen to be that of the first.
ll_dict_setitem_with_hash._always_inline_ = "try"


# ____________________________________________________________
# operations


def ll_dict_getitem(d, key, hash_fn, eq_fn):
    """d[key]"""
    return ll_dict_getitem_with_hash(d, key, hash_fn(key), hash_fn, eq_fn)


def ll_dict_setitem(d, key, value, hash_fn, eq_fn):
    """d[key] = value"""
    ll_dict_setitem_with_hash(d, key, hash_fn(key), value, hash_fn, eq_fn)


def ll_dict_delitem(d, key, hash_fn, eq_fn):
    """del d[key]"""
    ll_dict_delitem_with_hash(d, key, hash_fn(key), hash_fn, eq_fn)


def ll_dict_contains(d, key, hash_fn, eq_fn):
    """key in d"""
    return _ll_lookup(d, key, _hash(key, hash_fn), hash_fn, eq_fn) >= 0


def ll_dict_get(d, key, default, hash_fn, eq_fn):
    """d.get(key, default)"""
    index = _ll_lookup(d, key, _hash(key, hash_fn), hash_fn, eq_fn)
    if index < 0:
        return default
    return d.entries[index].value


ll_dict_get._always_inline_ = "try"


def ll_dict_setdefault(d, key, default, hash_fn, eq_fn):
    """d.setdefault(key, default)"""
    h = _hash(key, hash_fn)
    index = _ll_lookup(d, key, h, hash_fn, eq_fn)
    if index < 0:
        _ll_insert_new(d, key, default, h, hash_fn)
        return default
    return d.entries[index].value


def ll_dict_pop(d, key, hash_fn, eq_fn):
    """d.pop(key)"""
    index = _ll_lookup(d, key, _hash(key, hash_fn), hash_fn, eq_fn)
    if index < 0:
        raise KeyError
    value = d.entries[index].value
    _ll_delete_entry(d, index)
    return value


def ll_dict_pop_default(d, key, default, hash_fn, eq_fn):
    """d.pop(key, default)"""
    index = _ll_lookup(d, key, _hash(key, hash_fn), hash_fn, eq_fn)
    if index < 0:
        return default
    value = d.entries[index].value
    _ll_delete_entry(d, index)
    return value


def ll_dict_popitem(TUPLE, d, hash_fn):
    """d.popitem(): the last entry."""
    if d.num_live_items == 0:
        raise KeyError
    ll_dict_ensure_hashes(d, hash_fn)
    # the last of the entries in use is a live one
    index = d.num_ever_used_items - 1
    result = malloc(TUPLE)
    result.item0 = d.entries[index].key
    result.item1 = d.entries[index].value
    _ll_delete_entry(d, index)
    return result


def ll_dict_copy(d):
    """d.copy()"""
    DICT = typeOf(d).TO
    result = malloc(DICT)
    result.num_live_items = d.num_live_items
    result.num_ever_used_items = d.num_ever_used_items
    result.indexes = d.indexes
    result.entries = d.entries
    if d.entries:
        entries = malloc(DICT.entries.TO, len(d.entries))
        ll_arraycopy(d.entries, entries, 0, 0, d.num_ever_used_items)
        result.entries = entries
    if d.indexes:
        indexes = malloc(DICT.indexes.TO, len(d.indexes))
        ll_arraycopy(d.indexes, indexes, 0, 0, len(d.indexes))
        result.indexes = indexes
    return result


def ll_dict_prepare_update(d, n, hash_fn):
    """Makes room for n more entries."""
    if not d.indexes:
        _ll_first_use(d, hash_fn)
    if d.num_ever_used_items + n > len(d.entries):
        _ll_rebuild(d, _size_for(d.num_live_items + n))


def ll_dict_update(d1, d2, hash_fn, eq_fn):
    """d1.update(d2)"""
    ll_dict_ensure_hashes(d2, hash_fn)
    i = 0
    while i < d2.num_ever_used_items:
        h = d2.entries[i].f_hash
        if h != DELETED_HASH:
            ll_dict_setitem_with_hash(d1, d2.entries[i].key, h, d2.entries[i].value, hash_fn, eq_fn)
        i += 1


def ll_dict_clear(d):
    """d.clear()"""
    DICT = typeOf(d).TO
    d.num_live_items = 0
    d.num_ever_used_items = 0
    d.indexes = nullptr(DICT.indexes.TO)
    d.entries = nullptr(DICT.entries.TO)


def ll_dict_delitem_if_value_is(d, key, value, hash_fn, eq_fn):
    """Deletes d[key] if it is there and is this very value."""
    index = _ll_lookup(d, key, _hash(key, hash_fn), hash_fn, eq_fn)
    if index >= 0 and d.entries[index].value == value:
        _ll_delete_entry(d, index)


def ll_dict_move_to_end(d, key, hash_fn, eq_fn):
    """Moves an existing key to the end of the order."""
    h = _hash(key, hash_fn)
    index = _ll_lookup(d, key, h, hash_fn, eq_fn)
    if index < 0:
        raise KeyError
    if index == d.num_ever_used_items - 1:
        return
    found = d.entries[index].key
    value = d.entries[index].value
    _ll_delete_entry(d, index)
    _ll_insert_new(d, found, value, h, hash_fn)


def ll_dict_move_to_front(d, key, hash_fn, eq_fn):
    """Moves an existing key to the beginning of the order."""
    index = _ll_lookup(d, key, _hash(key, hash_fn), hash_fn, eq_fn)
    if index < 0:
        raise KeyError
    if index == 0:
        return
    entries = d.entries
    found = entries[index].key
    value = entries[index].value
    h = entries[index].f_hash
    ll_arraymove(entries, 0, 1, index)
    entries[0].key = found
    entries[0].value = value
    entries[0].f_hash = h
    _ll_rebuild(d, len(d.indexes) - 1)


# ____________________________________________________________
# whole dicts


def ll_dict_keys(LIST, d):
    """d.keys()"""
    result = ll_newlist(LIST, d.num_live_items)
    items = ll_items(result)
    i = 0
    k = 0
    while i < d.num_ever_used_items:
        if d.entries[i].f_hash != DELETED_HASH:
            items[k] = d.entries[i].key
            k += 1
        i += 1
    return result


def ll_dict_values(LIST, d):
    """d.values()"""
    result = ll_newlist(LIST, d.num_live_items)
    items = ll_items(result)
    i = 0
    k = 0
    while i < d.num_ever_used_items:
        if d.entries[i].f_hash != DELETED_HASH:
            items[k] = d.entries[i].value
            k += 1
        i += 1
    return result


def ll_dict_items(LIST, TUPLE, d):
    """d.items()"""
    result = ll_newlist(LIST, d.num_live_items)
    items = ll_items(result)
    i = 0
    k = 0
    while i < d.num_ever_used_items:
        if d.entries[i].f_hash != DELETED_HASH:
            item = malloc(TUPLE)
            item.item0 = d.entries[i].key
            item.item1 = d.entries[i].value
            items[k] = item
            k += 1
        i += 1
    return result


def ll_dict_eq(d1, d2, hash_fn, eq_fn, value_eq_fn):
    """d1 == d2; either may be null."""
    if not d1 or not d2:
        return not d1 and not d2
    if d1.num_live_items != d2.num_live_items:
        return False
    ll_dict_ensure_hashes(d1, hash_fn)
    i = 0
    while i < d1.num_ever_used_items:
        h = d1.entries[i].f_hash
        if h != DELETED_HASH:
            value = d1.entries[i].value
            index = _ll_lookup(d2, d1.entries[i].key, h, hash_fn, eq_fn)
            if index < 0:
                return False
            if not value_eq_fn(value, d2.entries[index].value):
                return False
        i += 1
    return True


# ____________________________________________________________
# iteration


def ll_dictiter(ITER, d):
    """An iterator over d."""
    it = malloc(ITER)
    it.dict = d
    it.entries = d.entries
    it.index = 0
    it.size = d.num_live_items
    return it


def ll_dictiter_reversed(ITER, d):
    """An iterator over d from its end, for ll_dictprev."""
    it = ll_dictiter(ITER, d)
    it.index = d.num_ever_used_items
    return it


def _check_unchanged(it):
    d = it.dict
    if d.num_live_items != it.size:
        raise RuntimeError
    if d.entries != it.entries:
        if d.num_ever_used_items != it.size or it.index > it.size:
            # keys were deleted and added
            raise RuntimeError
        # the same entries in a new table, or none deleted: positions are still right
        it.entries = d.entries


def ll_dictnext(it):
    """The position of the next entry in it.entries."""
    _check_unchanged(it)
    d = it.dict
    i = it.index
    entries = it.entries
    while i < d.num_ever_used_items:
        if entries[i].f_hash != DELETED_HASH:
            it.index = i + 1
            return i
        i += 1
    it.index = i
    raise StopIteration


def ll_dictprev(it):
    """The position of the entry before in it.entries."""
    _check_unchanged(it)
    i = it.index
    entries = it.entries
    while i > 0:
        i -= 1
        if entries[i].f_hash != DELETED_HASH:
            it.index = i
            return i
    it.index = 0
    raise StopIteration


def ll_dictnext_key(it):
    """The next key."""
    i = ll_dictnext(it)
    return it.entries[i].key


def ll_dictnext_value(it):
    """The next value."""
    i = ll_dictnext(it)
    return it.entries[i].value


def ll_dictnext_item(TUPLE, it):
    """The next key and value."""
    i = ll_dictnext(it)
    item = malloc(TUPLE)
    item.item0 = it.entries[i].key
    item.item1 = it.entries[i].value
    return item
