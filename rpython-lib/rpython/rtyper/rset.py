"""Low-level helpers for sets: dicts whose values are Void. See HELPERS.md."""

from rpython.rtyper.lltypesystem.lltype import typeOf
from rpython.rtyper.rdict import (
    DELETED_HASH,
    _ll_delete_entry,
    _ll_lookup,
    ll_dict_clear,
    ll_dict_contains_with_hash,
    ll_dict_copy,
    ll_dict_ensure_hashes,
    ll_dict_setitem,
    ll_dict_setitem_with_hash,
    ll_dict_update,
    ll_newdict,
)
from rpython.rtyper.rlist import ll_items


def ll_set_from_list(SET, l, length, hash_fn, eq_fn):
    """set(l), of the first `length` items"""
    s = ll_newdict(SET)
    i = 0
    while i < length:
        ll_dict_setitem(s, ll_items(l)[i], None, hash_fn, eq_fn)
        i += 1
    return s


def ll_set_update(s1, s2, hash_fn, eq_fn):
    """s1.update(s2)"""
    ll_dict_update(s1, s2, hash_fn, eq_fn)


def ll_set_discard(s, key, hash_fn, eq_fn):
    """s.discard(key)"""
    h = hash_fn(key)
    if h == DELETED_HASH:
        h += 1
    index = _ll_lookup(s, key, h, hash_fn, eq_fn)
    if index >= 0:
        _ll_delete_entry(s, index)


def ll_set_pop(s, hash_fn):
    """s.pop(); KeyError."""
    if s.num_live_items == 0:
        raise KeyError
    ll_dict_ensure_hashes(s, hash_fn)
    index = s.num_ever_used_items - 1
    key = s.entries[index].key
    _ll_delete_entry(s, index)
    return key


def ll_set_union(s1, s2, hash_fn, eq_fn):
    """s1 | s2"""
    result = ll_dict_copy(s1)
    ll_dict_update(result, s2, hash_fn, eq_fn)
    return result


def _ll_add_selected(result, s1, s2, wanted, hash_fn, eq_fn):
    """Adds to the result the keys of s1 that are (or are not) in s2."""
    ll_dict_ensure_hashes(s1, hash_fn)
    i = 0
    while i < s1.num_ever_used_items:
        h = s1.entries[i].f_hash
        if h != DELETED_HASH:
            key = s1.entries[i].key
            found = ll_dict_contains_with_hash(s2, key, h, hash_fn, eq_fn)
            if not wanted:
                found = not found
            if found:
                ll_dict_setitem_with_hash(result, key, h, None, hash_fn, eq_fn)
        i += 1


def ll_set_intersection(s1, s2, hash_fn, eq_fn):
    """s1 & s2"""
    result = ll_newdict(typeOf(s1).TO)
    _ll_add_selected(result, s1, s2, True, hash_fn, eq_fn)
    return result


def ll_set_difference(s1, s2, hash_fn, eq_fn):
    """s1 - s2"""
    result = ll_newdict(typeOf(s1).TO)
    _ll_add_selected(result, s1, s2, False, hash_fn, eq_fn)
    return result


def ll_set_symmetric_difference(s1, s2, hash_fn, eq_fn):
    """s1 ^ s2"""
    result = ll_newdict(typeOf(s1).TO)
    _ll_add_selected(result, s1, s2, False, hash_fn, eq_fn)
    _ll_add_selected(result, s2, s1, False, hash_fn, eq_fn)
    return result


def ll_set_issubset(s1, s2, hash_fn, eq_fn):
    """s1 <= s2"""
    if s1.num_live_items > s2.num_live_items:
        return False
    ll_dict_ensure_hashes(s1, hash_fn)
    i = 0
    while i < s1.num_ever_used_items:
        h = s1.entries[i].f_hash
        if h != DELETED_HASH:
            if not ll_dict_contains_with_hash(s2, s1.entries[i].key, h, hash_fn, eq_fn):
                return False
        i += 1
    return True


def ll_set_eq(s1, s2, hash_fn, eq_fn):
    """s1 == s2"""
    return s1.num_live_items == s2.num_live_items and ll_set_issubset(s1, s2, hash_fn, eq_fn)


def ll_set_proper_subset(s1, s2, hash_fn, eq_fn):
    """s1 < s2"""
    return s1.num_live_items < s2.num_live_items and ll_set_issubset(s1, s2, hash_fn, eq_fn)


def ll_set_isdisjoint(s1, s2, hash_fn, eq_fn):
    """s1.isdisjoint(s2)"""
    ll_dict_ensure_hashes(s1, hash_fn)
    i = 0
    while i < s1.num_ever_used_items:
        h = s1.entries[i].f_hash
        if h != DELETED_HASH:
            if ll_dict_contains_with_hash(s2, s1.entries[i].key, h, hash_fn, eq_fn):
                return False
        i += 1
    return True


def _ll_delete_selected(s1, s2, wanted, hash_fn, eq_fn):
    """Deletes the keys of s1 that are (or are not) in s2."""
    if not wanted and s1 == s2:
        return
    ll_dict_ensure_hashes(s1, hash_fn)
    # from the end: entries that are put together only move down
    i = s1.num_ever_used_items - 1
    while i >= 0:
        h = s1.entries[i].f_hash
        if h != DELETED_HASH:
            found = ll_dict_contains_with_hash(s2, s1.entries[i].key, h, hash_fn, eq_fn)
            if not wanted:
                found = not found
            if found:
                _ll_delete_entry(s1, i)
                if i > s1.num_ever_used_items:
                    i = s1.num_ever_used_items
        i -= 1


def ll_set_difference_update(s1, s2, hash_fn, eq_fn):
    """s1.difference_update(s2)"""
    _ll_delete_selected(s1, s2, True, hash_fn, eq_fn)


def ll_set_intersection_update(s1, s2, hash_fn, eq_fn):
    """s1.intersection_update(s2)"""
    _ll_delete_selected(s1, s2, False, hash_fn, eq_fn)


def ll_set_symmetric_difference_update(s1, s2, hash_fn, eq_fn):
    """s1.symmetric_difference_update(s2)"""
    if s1 == s2:
        ll_dict_clear(s1)
        return
    ll_dict_ensure_hashes(s2, hash_fn)
    i = 0
    while i < s2.num_ever_used_items:
        h = s2.entries[i].f_hash
        if h != DELETED_HASH:
            key = s2.entries[i].key
            if ll_dict_contains_with_hash(s1, key, h, hash_fn, eq_fn):
                ll_set_discard(s1, key, hash_fn, eq_fn)
            else:
                ll_dict_setitem_with_hash(s1, key, h, None, hash_fn, eq_fn)
        i += 1
