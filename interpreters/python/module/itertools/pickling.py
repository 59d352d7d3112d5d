"""__reduce__ and __setstate__ of the iterators of itertools, in the form that pickles of CPython have."""

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import method
from interpreters.python.objspace import operation as space


def rebuilt(w_self, args_w):
    """(type, args)"""
    return space.newtuple([w_self.getclass(), space.newtuple(args_w)])


def rebuilt_with(w_self, args_w, w_state):
    """(type, args, state)"""
    return space.newtuple([w_self.getclass(), space.newtuple(args_w), w_state])


def int_tuple(values):
    """The tuple of some ints."""
    items_w = []
    for value in values:
        items_w.append(space.newint(value))
    return space.newtuple(items_w)


def state_tuple(w_state, low, high):
    """The items of a state, which is a tuple of low to high items."""
    if not space.isinstance_w(w_state, space.w_tuple):
        raise operr(space.w_TypeError, "state is not a tuple")
    items_w = space.unpackiterable(w_state)
    if len(items_w) < low or len(items_w) > high:
        raise operr(
            space.w_TypeError,
            "function takes exactly %d arguments (%d given)" % (high, len(items_w)),
        )
    return items_w


def empty_iterator():
    """An iterator without items."""
    return space.iter(space.newtuple([]))


# ---- iterators that run along their inputs ------------------------------------------------------------


def cycle_reduce(w_self):
    w_iter = w_self.w_iter
    if w_iter is None:
        w_iter = space.iter(space.newlist(w_self.saved_w[:]))
        if w_self.index > 0:
            space.call_method1(w_iter, "__setstate__", space.newint(w_self.index))
        w_saved = space.newlist(w_self.saved_w[:])
        return rebuilt_with(w_self, [w_iter], space.newtuple([w_saved, space.newint(1)]))
    w_saved = space.newlist(w_self.saved_w[:])
    w_first = space.newint(int(w_self.filled))
    return rebuilt_with(w_self, [w_iter], space.newtuple([w_saved, w_first]))


def cycle_setstate(w_self, w_state):
    items_w = state_tuple(w_state, 2, 2)
    if not space.isinstance_w(items_w[0], space.w_list):
        raise operr(space.w_TypeError, "argument 1 must be list, not " + space.typename(items_w[0]))
    filled = space.int_w(items_w[1]) != 0
    w_self.saved_w = space.unpackiterable(items_w[0])[:]
    w_self.filled = filled
    w_self.index = 0


def repeat_reduce(w_self):
    if w_self.count < 0:
        return rebuilt(w_self, [w_self.w_obj])
    return rebuilt(w_self, [w_self.w_obj, space.newint(w_self.count)])


def chain_reduce(w_self):
    if w_self.w_iterables is None:
        return rebuilt(w_self, [])
    items_w = [w_self.w_iterables]
    if w_self.w_active is not None:
        items_w.append(w_self.w_active)
    return rebuilt_with(w_self, [], space.newtuple(items_w))


def chain_setstate(w_self, w_state):
    items_w = state_tuple(w_state, 1, 2)
    for w_item in items_w:
        if space.lookup(w_item, "__next__") is None:
            raise operr(space.w_TypeError, "Arguments must be iterators.")
    w_self.w_iterables = items_w[0]
    w_self.w_active = items_w[1] if len(items_w) > 1 else None


def islice_reduce(w_self):
    if w_self.w_iter is None:
        return rebuilt_with(w_self, [empty_iterator(), space.newint(0)], space.newint(0))
    w_stop = space.w_None
    if w_self.stop >= 0:
        w_stop = space.newint(w_self.stop)
    args_w = [w_self.w_iter, space.newint(w_self.next_index), w_stop, space.newint(w_self.step)]
    return rebuilt_with(w_self, args_w, space.newint(w_self.index))


def islice_setstate(w_self, w_state):
    w_self.index = space.int_w(w_state)


def accumulate_reduce(w_self):
    w_func = space.null_to_none(w_self.w_func)
    w_first = w_self.w_initial
    if w_first is not None:
        return rebuilt_with(w_self, [chained(w_first, w_self.w_iter), w_func], space.w_None)
    w_total = w_self.w_total
    if w_total is space.w_None:
        # a state of None would not be set again
        w_again = w_self.getclass().call2(chained(w_total, w_self.w_iter), w_func)
        args_w = [w_again, space.newint(1), space.w_None]
        return space.newtuple([simple.W_Islice.typedef.w_type, space.newtuple(args_w)])
    return rebuilt_with(w_self, [w_self.w_iter, w_func], space.null_to_none(w_total))


def chained(w_first, w_rest):
    """An iterator over an object and the items of another iterator."""
    return simple.W_Chain(space.iter(space.newtuple([space.newtuple([w_first]), w_rest])))


def accumulate_setstate(w_self, w_state):
    w_self.w_total = w_state


def takewhile_reduce(w_self):
    w_state = space.newint(int(w_self.stopped))
    return rebuilt_with(w_self, [w_self.w_predicate, w_self.w_iter], w_state)


def takewhile_setstate(w_self, w_state):
    w_self.stopped = space.is_true(w_state)


def dropwhile_reduce(w_self):
    w_state = space.newint(int(w_self.started))
    return rebuilt_with(w_self, [w_self.w_predicate, w_self.w_iter], w_state)


def dropwhile_setstate(w_self, w_state):
    w_self.started = space.is_true(w_state)


def filterfalse_reduce(w_self):
    return rebuilt(w_self, [space.null_to_none(w_self.w_predicate), w_self.w_iter])


def starmap_reduce(w_self):
    return rebuilt(w_self, [w_self.w_function, w_self.w_iter])


def compress_reduce(w_self):
    return rebuilt(w_self, [w_self.w_data, w_self.w_selectors])


def zip_longest_reduce(w_self):
    args_w = []
    for w_iter in w_self.iters_w:
        if w_iter is None:
            args_w.append(space.newtuple([]))
        else:
            args_w.append(w_iter)
    return rebuilt_with(w_self, args_w, w_self.w_fill)


def zip_longest_setstate(w_self, w_state):
    w_self.w_fill = w_state


def groupby_reduce(w_self):
    state = w_self.state
    args_w = [state.w_iter, space.null_to_none(state.w_keyfunc)]
    if w_self.w_target is None or state.w_key is None or state.w_value is None:
        return rebuilt(w_self, args_w)
    w_state = space.newtuple([state.w_value, w_self.w_target, state.w_key])
    return rebuilt_with(w_self, args_w, w_state)


def groupby_setstate(w_self, w_state):
    items_w = state_tuple(w_state, 3, 3)
    w_self.started = True
    w_self.state.w_value = items_w[0]
    w_self.w_target = items_w[1]
    w_self.state.w_key = items_w[2]


def group_reduce(w_self):
    parent = w_self.parent
    if w_self.state.group != w_self.group or parent is None:
        w_iter = space.dict_getitem_str(ec.w_builtins_dict, "iter")
        return space.newtuple([w_iter, space.newtuple([space.newtuple([])])])
    return rebuilt(w_self, [parent, w_self.w_key])


def tee_reduce(w_self):
    items_w = []
    link = w_self.link
    while link.link is not None:
        items_w.append(link.w_value)
        link = link.link
    w_state = space.newtuple([space.newlist(items_w), link])
    return rebuilt_with(w_self, [space.newtuple([])], w_state)


def tee_setstate(w_self, w_state):
    parts_w = state_tuple(w_state, 2, 2)
    w_last = parts_w[1]
    if not isinstance(w_last, simple.TeeLink):
        raise operr(space.w_TypeError, "state is not that of a tee")
    items_w = space.unpackiterable(parts_w[0])
    link = w_last
    i = len(items_w) - 1
    while i >= 0:
        before = simple.TeeLink(None)
        before.w_value = items_w[i]
        before.link = link
        link = before
        i -= 1
    w_self.link = link


def link_reduce(w_self):
    return rebuilt(w_self, [space.null_to_none(w_self.w_iter)])


# ---- combinatoric iterators ------------------------------------------------------------------------------


def product_reduce(w_self):
    if w_self.stopped:
        return rebuilt(w_self, [space.newtuple([])])
    pools_w = []
    for pool in w_self.pools:
        pools_w.append(space.newtuple(pool[:]))
    if not w_self.started:
        return rebuilt(w_self, pools_w)
    return rebuilt_with(w_self, pools_w, int_tuple(w_self.indices))


def product_setstate(w_self, w_state):
    n = len(w_self.pools)
    items_w = checked_indices(w_state, n)
    for i in range(n):
        size = len(w_self.pools[i])
        if size == 0:
            w_self.stopped = True
            return
        w_self.indices[i] = limited(space.int_w(items_w[i]), size - 1)
    w_self.started = True


def checked_indices(w_state, n):
    """The n items of a state."""
    if not space.isinstance_w(w_state, space.w_tuple) or space.len_w(w_state) != n:
        raise operr(space.w_ValueError, "invalid arguments")
    return space.unpackiterable(w_state)


def limited(value, highest):
    """The value, between 0 and the highest one."""
    return max(0, min(value, highest))


def permutations_reduce(w_self):
    w_r = space.newint(w_self.r)
    if w_self.stopped:
        return rebuilt(w_self, [space.newtuple([]), w_r])
    args_w = [space.newtuple(w_self.pool_w[:]), w_r]
    if not w_self.started:
        return rebuilt(w_self, args_w)
    w_state = space.newtuple([int_tuple(w_self.indices), int_tuple(w_self.cycles)])
    return rebuilt_with(w_self, args_w, w_state)


def permutations_setstate(w_self, w_state):
    parts_w = state_tuple(w_state, 2, 2)
    n = len(w_self.pool_w)
    indices_w = checked_indices(parts_w[0], n)
    cycles_w = checked_indices(parts_w[1], w_self.r)
    for i in range(n):
        w_self.indices[i] = limited(space.int_w(indices_w[i]), n - 1)
    for i in range(w_self.r):
        w_self.cycles[i] = max(1, limited(space.int_w(cycles_w[i]), n - i))
    w_self.started = True


def combinations_reduce(w_self):
    w_r = space.newint(w_self.r)
    if w_self.stopped:
        return rebuilt(w_self, [space.newtuple([]), w_r])
    args_w = [space.newtuple(w_self.pool_w[:]), w_r]
    if not w_self.started:
        return rebuilt(w_self, args_w)
    return rebuilt_with(w_self, args_w, int_tuple(w_self.indices))


def combinations_setstate(w_self, w_state):
    items_w = checked_indices(w_state, w_self.r)
    for i in range(w_self.r):
        w_self.indices[i] = limited(space.int_w(items_w[i]), w_self.highest(i))
    w_self.started = True


def methods(reduce, setstate=None):
    """NOT_RPYTHON: the entries of a TypeDef."""
    entries = [method("__reduce__", reduce, "self")]
    if setstate is not None:
        entries.append(method("__setstate__", setstate, "self, state, /"))
    return entries


from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.module.itertools import simple  # noqa: E402
