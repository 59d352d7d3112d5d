"""Builtin functions on iterables."""

from rpython.rlib import jit
from rpython.rlib.rarithmetic import ovfcheck

from interpreters.python.interpreter import function as function_module
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.objspace import (
    bytearrayobject,
    bytesobject,
    floatobject,
    intobject,
    iterators,
    listobject,
    unicodeobject,
)
from interpreters.python.objspace import operation as space

extreme_driver = jit.JitDriver(
    name="extreme", greens=["want_max", "key"], reds=["w_best", "w_iterator"]
)
by_key_driver = jit.JitDriver(
    name="extreme_by_key",
    greens=["want_max", "key", "code"],
    reds=["w_best", "w_best_key", "w_key", "w_iterator"],
)
any_driver = jit.JitDriver(name="any", greens=["key"], reds=["w_iterator"])
all_driver = jit.JitDriver(name="all", greens=["key"], reds=["w_iterator"])
sum_ints_driver = jit.JitDriver(name="sum_ints", greens=["key"], reds=["total", "w_iterator"])
sum_floats_driver = jit.JitDriver(name="sum_floats", greens=["key"], reds=["w_iterator", "total"])


def builtin_all(w_iterable):
    """all(iterable)"""
    w_iterator = space.iter(w_iterable)
    key = w_iterator.iteration_key()
    while True:
        all_driver.jit_merge_point(key=key, w_iterator=w_iterator)
        w_item = w_iterator.next_w()
        if w_item is None:
            return space.w_True
        if not space.is_true(w_item):
            return space.w_False


def builtin_any(w_iterable):
    """any(iterable)"""
    w_iterator = space.iter(w_iterable)
    key = w_iterator.iteration_key()
    while True:
        any_driver.jit_merge_point(key=key, w_iterator=w_iterator)
        w_item = w_iterator.next_w()
        if w_item is None:
            return space.w_False
        if space.is_true(w_item):
            return space.w_True


def builtin_len(w_obj):
    """len(obj)"""
    return space.len(w_obj)


def builtin_iter(w_obj, w_sentinel):
    """iter(iterable) and iter(callable, sentinel)"""
    if w_sentinel is None:
        return space.iter(w_obj)
    if not space.callable_w(w_obj):
        raise operr(space.w_TypeError, "iter(v, w): v must be callable")
    return iterators.W_CallIterator(w_obj, w_sentinel)


def builtin_next(w_iterator, w_default):
    """next(iterator, default)"""
    if w_default is None:
        return space.next(w_iterator)
    if space.lookup(w_iterator, "__next__") is None:
        raise operr(
            space.w_TypeError, "'" + space.typename(w_iterator) + "' object is not an iterator"
        )
    w_item = w_iterator.next_w()
    if w_item is None:
        return w_default
    return w_item


def builtin_sorted(w_iterable, w_key, w_reverse):
    """sorted(iterable, key=None, reverse=False)"""
    w_list = listobject.W_ListObject(None)
    w_list.extend(w_iterable)
    w_list.descr_sort(w_key, w_reverse)
    return w_list


def _sum_ints(w_iterator, total):
    """(wrapped sum, the item that is no machine int or does not fit, or None at the end)"""
    key = w_iterator.iteration_key()
    while True:
        sum_ints_driver.jit_merge_point(key=key, total=total, w_iterator=w_iterator)
        w_item = w_iterator.next_w()
        if w_item is None:
            return space.newint(total), None
        if not isinstance(w_item, intobject.W_IntObject):
            return space.newint(total), w_item
        try:
            total = ovfcheck(total + w_item.intval)
        except OverflowError:
            return space.newint(total), w_item


def _sum_floats(w_iterator, total):
    key = w_iterator.iteration_key()
    while True:
        sum_floats_driver.jit_merge_point(key=key, w_iterator=w_iterator, total=total)
        w_item = w_iterator.next_w()
        if w_item is None:
            return space.newfloat(total), None
        if isinstance(w_item, floatobject.W_FloatObject):
            total += w_item.floatval
        elif isinstance(w_item, intobject.W_IntObject):
            total += float(w_item.intval)
        else:
            return space.newfloat(total), w_item


def builtin_sum(w_iterable, w_start):
    """sum(iterable, start=0)"""
    w_iterator = space.iter(w_iterable)
    w_total = w_start
    if w_total is None:
        w_total = space.newint(0)
    elif isinstance(w_total, unicodeobject.W_UnicodeObject):
        raise operr(space.w_TypeError, "sum() can't sum strings [use ''.join(seq) instead]")
    elif isinstance(w_total, bytesobject.W_BytesObject):
        raise operr(space.w_TypeError, "sum() can't sum bytes [use b''.join(seq) instead]")
    elif isinstance(w_total, bytearrayobject.W_BytearrayObject):
        raise operr(space.w_TypeError, "sum() can't sum bytearray [use b''.join(seq) instead]")
    while True:
        if type(w_total) is intobject.W_IntObject:
            w_total, w_item = _sum_ints(w_iterator, w_total.intval)
        elif isinstance(w_total, floatobject.W_FloatObject):
            w_total, w_item = _sum_floats(w_iterator, w_total.floatval)
        else:
            w_item = w_iterator.next_w()
        if w_item is None:
            return w_total
        w_total = space.add(w_total, w_item)


def _better(w_item, w_best, want_max):
    if want_max:
        if isinstance(w_item, intobject.W_IntObject) and isinstance(w_best, intobject.W_IntObject):
            return w_item.intval > w_best.intval
        if isinstance(w_item, floatobject.W_FloatObject):
            if isinstance(w_best, floatobject.W_FloatObject):
                return w_item.floatval > w_best.floatval
        return space.is_true(space.gt(w_item, w_best))
    return space.lt_w(w_item, w_best)


def _extreme(args, name, want_max):
    if args.kwnames is None:
        if len(args.args_w) == 1:
            return _extreme_item(name, space.iter(args.args_w[0]), None, want_max)
        if len(args.args_w) > 1:
            return _extreme_argument(args.args_w, want_max)
    return _extreme_keywords(args, name, want_max)


@jit.unroll_safe
def _extreme_argument(items_w, want_max):
    """The extreme of several arguments."""
    n = jit.promote(len(items_w))
    w_best = items_w[0]
    i = 1
    while i < n:
        if _better(items_w[i], w_best, want_max):
            w_best = items_w[i]
        i += 1
    return w_best


def _extreme_keywords(args, name, want_max):
    args.only_keywords_allowed(name, ["key", "default"])
    w_key = args.getkw("key")
    if w_key is space.w_None:
        w_key = None
    w_default = args.getkw("default")
    n = len(args.args_w)
    if n == 0:
        raise operr(space.w_TypeError, name + " expected at least 1 argument, got 0")
    if n == 1:
        w_iterator = space.iter(args.args_w[0])
    else:
        if w_default is not None:
            raise operr(
                space.w_TypeError,
                "Cannot specify a default for " + name + "() with multiple positional arguments",
            )
        w_iterator = space.iter(space.newtuple(args.args_w[:]))
    if w_key is not None:
        return _extreme_by_key(name, w_iterator, w_default, w_key, want_max)
    return _extreme_item(name, w_iterator, w_default, want_max)


def _empty(name, w_default):
    if w_default is None:
        raise operr(space.w_ValueError, name + "() arg is an empty sequence")
    return w_default


def _extreme_item(name, w_iterator, w_default, want_max):
    """The extreme of the items of an iterator."""
    w_best = w_iterator.next_w()
    if w_best is None:
        return _empty(name, w_default)
    key = w_iterator.iteration_key()
    while True:
        extreme_driver.jit_merge_point(
            want_max=want_max, key=key, w_best=w_best, w_iterator=w_iterator
        )
        w_item = w_iterator.next_w()
        if w_item is None:
            return w_best
        if _better(w_item, w_best, want_max):
            w_best = w_item


def _extreme_by_key(name, w_iterator, w_default, w_key, want_max):
    """The extreme of the items of an iterator, by what a function gives for them."""
    w_best = w_iterator.next_w()
    if w_best is None:
        return _empty(name, w_default)
    w_best_key = w_key.call1(w_best)
    key = w_iterator.iteration_key()
    code = None
    if isinstance(w_key, function_module.W_Function):
        code = w_key.code
    while True:
        by_key_driver.jit_merge_point(
            want_max=want_max,
            key=key,
            code=code,
            w_best=w_best,
            w_best_key=w_best_key,
            w_key=w_key,
            w_iterator=w_iterator,
        )
        w_item = w_iterator.next_w()
        if w_item is None:
            return w_best
        w_item_key = w_key.call1(w_item)
        if _better(w_item_key, w_best_key, want_max):
            w_best = w_item
            w_best_key = w_item_key


def builtin_max(args):
    """max(iterable) and max(a, b, ...)"""
    return _extreme(args, "max", True)


def builtin_min(args):
    """min(iterable) and min(a, b, ...)"""
    return _extreme(args, "min", False)


FUNCTIONS = [
    function("all", builtin_all, "iterable, /"),
    function("any", builtin_any, "iterable, /"),
    function("len", builtin_len, "obj, /"),
    function("iter", builtin_iter, "iterable, sentinel=None, /"),
    function("next", builtin_next, "iterator, default=None, /"),
    function("sorted", builtin_sorted, "iterable, /, *, key=None, reverse=None"),
    function("sum", builtin_sum, "iterable, /, start=None"),
    function(
        "max",
        builtin_max,
        "...",
        doc="max(items, *, default, key) or max(a, b, ...): the greatest.",
    ),
    function(
        "min", builtin_min, "...", doc="min(items, *, default, key) or min(a, b, ...): the least."
    ),
]
