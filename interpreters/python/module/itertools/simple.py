"""The iterators of itertools that run along their inputs."""

from rpython.rlib.rarithmetic import ovfcheck

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    iterator_methods,
    method,
    new,
)
from interpreters.python.objspace import genericalias, intobject
from interpreters.python.objspace import operation as space

LAST = 9223372036854775807


class W_Count(W_Root):
    """count(start=0, step=1)"""

    def __init__(self, w_current, w_step):
        self.w_current = w_current
        self.w_step = w_step

    def next_w(self):
        w_current = self.w_current
        w_step = self.w_step
        if isinstance(w_current, intobject.W_IntObject) and isinstance(
            w_step, intobject.W_IntObject
        ):
            try:
                self.w_current = space.newint(ovfcheck(w_current.intval + w_step.intval))
                return w_current
            except OverflowError:
                pass
        self.w_current = space.add(w_current, w_step)
        return w_current

    def descr_repr(self):
        text = "count(" + space.repr_w(self.w_current)
        w_step = self.w_step
        if not (isinstance(w_step, intobject.W_IntObject) and w_step.intval == 1):
            text += ", " + space.repr_w(w_step)
        return space.newtext(text + ")")

    def descr_reduce(self):
        return space.newtuple([space.type(self), space.newtuple([self.w_current, self.w_step])])


def count_new(w_type, w_start, w_step):
    """count.__new__"""
    if w_start is None:
        w_start = space.newint(0)
    if w_step is None:
        w_step = space.newint(1)
    if not is_number(w_start) or not is_number(w_step):
        raise operr(space.w_TypeError, "a number is required")
    return W_Count(w_start, w_step)


def is_number(w_obj):
    """May it be added to a number?"""
    return space.lookup(w_obj, "__add__") is not None and (
        space.lookup(w_obj, "__index__") is not None
        or space.lookup(w_obj, "__float__") is not None
        or space.lookup(w_obj, "__complex__") is not None
    )


class W_Cycle(W_Root):
    """cycle(iterable)"""

    def __init__(self, w_iter):
        self.w_iter = w_iter
        self.saved_w = []
        self.index = 0
        self.filled = False  # has saved_w all items although the iterator goes on?

    def next_w(self):
        if self.w_iter is not None:
            w_item = self.w_iter.next_w()
            if w_item is not None:
                if not self.filled:
                    self.saved_w.append(w_item)
                return w_item
            self.w_iter = None
        n = len(self.saved_w)
        if n == 0:
            return None
        w_item = self.saved_w[self.index]
        self.index += 1
        if self.index >= n:
            self.index = 0
        return w_item


def cycle_new(w_type, w_iterable):
    """cycle.__new__"""
    return W_Cycle(space.iter(w_iterable))


class W_Repeat(W_Root):
    """repeat(object, times=None); count < 0: for ever"""

    def __init__(self, w_obj, count):
        self.w_obj = w_obj
        self.count = count

    def next_w(self):
        if self.count < 0:
            return self.w_obj
        if self.count == 0:
            return None
        self.count -= 1
        return self.w_obj

    def descr_repr(self):
        text = "repeat(" + space.repr_w(self.w_obj)
        if self.count >= 0:
            text += ", %d" % self.count
        return space.newtext(text + ")")

    def descr_length_hint(self):
        if self.count < 0:
            raise operr(space.w_TypeError, "len() of unsized object")
        return space.newint(self.count)


def repeat_new(w_type, w_object, w_times):
    """repeat.__new__"""
    count = -1
    if w_times is not None:
        count = space.int_w(w_times)
        if count < 0:
            count = 0
    return W_Repeat(w_object, count)


class W_Chain(W_Root):
    """chain(*iterables)"""

    def __init__(self, w_iterables):
        self.w_iterables = w_iterables
        self.w_active = None

    def next_w(self):
        while self.w_iterables is not None:
            if self.w_active is None:
                w_iterable = self.w_iterables.next_w()
                if w_iterable is None:
                    self.w_iterables = None
                    return None
                self.w_active = space.iter(w_iterable)
            w_item = self.w_active.next_w()
            if w_item is not None:
                return w_item
            self.w_active = None
        return None


def chain_new(w_type, args):
    """chain.__new__"""
    return W_Chain(space.iter(space.newtuple(args.args_w)))


def chain_from_iterable(w_type, w_iterable):
    """chain.from_iterable"""
    return W_Chain(space.iter(w_iterable))


def chain_class_getitem(w_type, w_item):
    """chain[T]"""
    return genericalias.W_GenericAlias(w_type, w_item)


class W_Islice(W_Root):
    """islice(iterable, start, stop, step); stop < 0: no limit"""

    def __init__(self, w_iter, start, stop, step):
        self.w_iter = w_iter
        self.next_index = start
        self.stop = stop
        self.step = step
        self.index = 0

    def next_w(self):
        if self.w_iter is None:
            return None
        stop = self.next_index
        if self.stop >= 0 and stop >= self.stop:
            # consume up to the end, as far as there is anything
            while self.index < self.stop:
                w_item = self.w_iter.next_w()
                self.index += 1
                if w_item is None:
                    break
            self.w_iter = None
            return None
        while self.index <= stop:
            w_item = self.w_iter.next_w()
            if w_item is None:
                self.w_iter = None
                return None
            self.index += 1
            if self.index > stop:
                try:
                    self.next_index = ovfcheck(stop + self.step)
                except OverflowError:
                    self.next_index = LAST
                return w_item
        return None


def slice_index(w_value, default, name):
    """An argument of islice."""
    if w_value is None or w_value is space.w_None:
        return default
    if not isinstance(w_value, intobject.W_AbstractIntObject):
        if space.lookup(w_value, "__index__") is None:
            raise operr(space.w_ValueError, slice_message(name))
    try:
        n = space.getindex_w(w_value, space.w_OverflowError)
    except OperationError as e:
        if not e.match(space.w_OverflowError):
            raise
        n = -1
    if n < 0:
        raise operr(space.w_ValueError, slice_message(name))
    return n


def slice_message(name):
    """The text of the ValueError for a bad argument."""
    if name == "step":
        return "Step for islice() must be a positive integer or None."
    if name == "stop":
        return "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
    return "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize."


def islice_new(w_type, args):
    """islice.__new__"""
    if w_type is W_Islice.typedef.w_type:
        args.no_keywords("islice")
    args.fixed("islice", 2, 4)
    args_w = args.args_w
    n = len(args_w)
    start = 0
    step = 1
    if n == 2:
        stop = slice_index(args_w[1], -1, "stop")
    else:
        start = slice_index(args_w[1], 0, "start")
        stop = slice_index(args_w[2], -1, "start")
        if n == 4:
            step = slice_index(args_w[3], 1, "step")
            if step == 0:
                raise operr(space.w_ValueError, slice_message("step"))
    return W_Islice(space.iter(args_w[0]), start, stop, step)


class W_Accumulate(W_Root):
    """accumulate(iterable, func=operator.add, *, initial=None)"""

    def __init__(self, w_iter, w_func, w_initial):
        self.w_iter = w_iter
        self.w_func = w_func
        self.w_initial = w_initial
        self.w_total = None

    def next_w(self):
        if self.w_initial is not None:
            self.w_total = self.w_initial
            self.w_initial = None
            return self.w_total
        w_item = self.w_iter.next_w()
        if w_item is None:
            return None
        if self.w_total is None:
            self.w_total = w_item
        elif self.w_func is None:
            self.w_total = space.add(self.w_total, w_item)
        else:
            self.w_total = space.call2(self.w_func, self.w_total, w_item)
        return self.w_total


def accumulate_new(w_type, w_iterable, w_func, w_initial):
    """accumulate.__new__"""
    if w_func is space.w_None:
        w_func = None
    if w_initial is space.w_None:
        w_initial = None
    return W_Accumulate(space.iter(w_iterable), w_func, w_initial)


class W_TakeWhile(W_Root):
    """takewhile(predicate, iterable)"""

    def __init__(self, w_predicate, w_iter):
        self.w_predicate = w_predicate
        self.w_iter = w_iter
        self.stopped = False

    def next_w(self):
        if self.stopped:
            return None
        w_item = self.w_iter.next_w()
        if w_item is None:
            return None
        if space.is_true(space.call1(self.w_predicate, w_item)):
            return w_item
        self.stopped = True
        return None


def takewhile_new(w_type, w_predicate, w_iterable):
    """takewhile.__new__"""
    return W_TakeWhile(w_predicate, space.iter(w_iterable))


class W_DropWhile(W_Root):
    """dropwhile(predicate, iterable)"""

    def __init__(self, w_predicate, w_iter):
        self.w_predicate = w_predicate
        self.w_iter = w_iter
        self.started = False

    def next_w(self):
        while True:
            w_item = self.w_iter.next_w()
            if w_item is None or self.started:
                return w_item
            if not space.is_true(space.call1(self.w_predicate, w_item)):
                self.started = True
                return w_item


def dropwhile_new(w_type, w_predicate, w_iterable):
    """dropwhile.__new__"""
    return W_DropWhile(w_predicate, space.iter(w_iterable))


class W_FilterFalse(W_Root):
    """filterfalse(function, iterable)"""

    def __init__(self, w_predicate, w_iter):
        self.w_predicate = w_predicate
        self.w_iter = w_iter

    def next_w(self):
        while True:
            w_item = self.w_iter.next_w()
            if w_item is None:
                return None
            if self.w_predicate is None:
                w_result = w_item
            else:
                w_result = space.call1(self.w_predicate, w_item)
            if not space.is_true(w_result):
                return w_item


def filterfalse_new(w_type, w_function, w_iterable):
    """filterfalse.__new__"""
    if w_function is space.w_None:
        w_function = None
    return W_FilterFalse(w_function, space.iter(w_iterable))


class W_StarMap(W_Root):
    """starmap(function, iterable)"""

    def __init__(self, w_function, w_iter):
        self.w_function = w_function
        self.w_iter = w_iter

    def next_w(self):
        w_args = self.w_iter.next_w()
        if w_args is None:
            return None
        return space.call_args(self.w_function, argument.Arguments(space.unpackiterable(w_args)[:]))


def starmap_new(w_type, w_function, w_iterable):
    """starmap.__new__"""
    return W_StarMap(w_function, space.iter(w_iterable))


class W_Compress(W_Root):
    """compress(data, selectors)"""

    def __init__(self, w_data, w_selectors):
        self.w_data = w_data
        self.w_selectors = w_selectors

    def next_w(self):
        while True:
            w_item = self.w_data.next_w()
            if w_item is None:
                return None
            w_selector = self.w_selectors.next_w()
            if w_selector is None:
                return None
            if space.is_true(w_selector):
                return w_item


def compress_new(w_type, w_data, w_selectors):
    """compress.__new__"""
    return W_Compress(space.iter(w_data), space.iter(w_selectors))


class W_Pairwise(W_Root):
    """pairwise(iterable)"""

    def __init__(self, w_iter):
        self.w_iter = w_iter
        self.w_old = None

    def next_w(self):
        if self.w_old is None:
            self.w_old = self.w_iter.next_w()
            if self.w_old is None:
                return None
        w_new = self.w_iter.next_w()
        if w_new is None:
            self.w_old = None
            return None
        w_pair = space.newtuple([self.w_old, w_new])
        self.w_old = w_new
        return w_pair


def pairwise_new(w_type, w_iterable):
    """pairwise.__new__"""
    return W_Pairwise(space.iter(w_iterable))


class W_ZipLongest(W_Root):
    """zip_longest(*iterables, fillvalue=None)"""

    def __init__(self, iters_w, w_fill):
        self.iters_w = iters_w
        self.w_fill = w_fill
        self.active = len(iters_w)

    def next_w(self):
        n = len(self.iters_w)
        if self.active == 0:
            return None
        items_w = [self.w_fill] * n
        i = 0
        while i < n:
            w_iter = self.iters_w[i]
            if w_iter is not None:
                w_item = w_iter.next_w()
                if w_item is None:
                    self.active -= 1
                    if self.active == 0:
                        return None
                    self.iters_w[i] = None
                else:
                    items_w[i] = w_item
            i += 1
        return space.newtuple(items_w)


def zip_longest_new(w_type, args):
    """zip_longest.__new__"""
    args.only_keywords_allowed("zip_longest", ["fillvalue"])
    w_fill = args.getkw("fillvalue")
    if w_fill is None:
        w_fill = space.w_None
    iters_w = []
    for w_arg in args.args_w:
        iters_w.append(space.iter(w_arg))
    return W_ZipLongest(iters_w, w_fill)


class GroupState(object):
    """What a groupby and its groups share."""

    def __init__(self, w_iter, w_key):
        self.w_iter = w_iter
        self.w_keyfunc = w_key
        self.w_value = None
        self.w_key = None
        self.group = 0  # number of the current group

    def advance(self):
        """Read one more item; False at the end."""
        self.w_value = self.w_iter.next_w()
        if self.w_value is None:
            self.w_key = None
            return False
        if self.w_keyfunc is None:
            self.w_key = self.w_value
        else:
            self.w_key = space.call1(self.w_keyfunc, self.w_value)
        return True


class W_GroupBy(W_Root):
    """groupby(iterable, key=None)"""

    def __init__(self, state):
        self.state = state
        self.w_target = None
        self.started = False

    def next_w(self):
        state = self.state
        state.group += 1
        if not self.started:
            self.started = True
            if not state.advance():
                return None
        else:
            while state.w_value is not None and space.eq_w(state.w_key, self.w_target):
                if not state.advance():
                    return None
            if state.w_value is None:
                return None
        self.w_target = state.w_key
        return space.newtuple([state.w_key, W_Group(self, state.w_key, state.group)])


class W_Group(W_Root):
    """One group of a groupby."""

    def __init__(self, parent, w_key, group):
        self.parent = parent
        self.state = parent.state
        self.w_key = w_key
        self.group = group

    def next_w(self):
        state = self.state
        if state.group != self.group or state.w_value is None:
            return None
        if not space.eq_w(state.w_key, self.w_key):
            return None
        w_value = state.w_value
        state.advance()
        return w_value


def groupby_new(w_type, w_iterable, w_key):
    """groupby.__new__"""
    if w_key is space.w_None:
        w_key = None
    return W_GroupBy(GroupState(space.iter(w_iterable), w_key))


def group_new(w_type, w_parent, w_key):
    """_grouper.__new__"""
    if not isinstance(w_parent, W_GroupBy):
        raise operr(
            space.w_TypeError,
            "_grouper() argument 1 must be itertools.groupby, not " + space.typename(w_parent),
        )
    return W_Group(w_parent, w_key, w_parent.state.group)


class TeeLink(W_Root):
    """An item read by the fastest of the iterators of a tee, and the link behind it.

    The last link has no item, but the iterator that gives it.
    """

    def __init__(self, w_iter):
        self.w_iter = w_iter
        self.w_value = None
        self.link = None
        self.running = False  # is the item being read?

    def read(self):
        """Reads the item; False at the end."""
        if self.running:
            raise operr(space.w_RuntimeError, "cannot re-enter the tee iterator")
        self.running = True
        try:
            w_value = self.w_iter.next_w()
        finally:
            self.running = False
        if w_value is None:
            return False
        self.fill(w_value)
        return True

    def fill(self, w_value):
        """The link gets an item, and another one behind it."""
        self.w_value = w_value
        self.link = TeeLink(self.w_iter)
        self.w_iter = None


class W_Tee(W_Root):
    """One of the iterators of tee()."""

    def __init__(self, link):
        self.link = link

    def next_w(self):
        link = self.link
        if link.link is None and not link.read():
            return None
        self.link = link.link
        return link.w_value

    def descr_copy(self):
        return W_Tee(self.link)


def link_new(w_type, w_iter):
    """_tee_dataobject.__new__"""
    return TeeLink(space.iter(w_iter))


def tee_new(w_type, w_iterable):
    """_tee.__new__"""
    w_iter = space.iter(w_iterable)
    if isinstance(w_iter, W_Tee):
        return w_iter.descr_copy()
    return W_Tee(TeeLink(w_iter))


def tee(w_iterable, w_n):
    """tee(iterable, n=2)"""
    n = 2
    if w_n is not None:
        n = space.int_w(w_n)
        if n < 0:
            raise operr(space.w_ValueError, "n must be >= 0")
    w_iter = space.iter(w_iterable)
    items_w = []
    if n > 0:
        if isinstance(w_iter, W_Tee):
            w_first = w_iter
        else:
            w_first = W_Tee(TeeLink(w_iter))
        items_w.append(w_first)
        while len(items_w) < n:
            items_w.append(w_first.descr_copy())
    return space.newtuple(items_w)


from interpreters.python.interpreter import argument  # noqa: E402
from interpreters.python.module.itertools import pickling  # noqa: E402


def _declare(name, cls, signature, new_function, *more):
    """NOT_RPYTHON"""
    cls.typedef = TypeDef(
        "itertools." + name, cls, new(signature, new_function), *iterator_methods(cls), *more
    )
    return cls.typedef


TYPES = [
    _declare(
        "count",
        W_Count,
        "cls, start=None, step=None",
        count_new,
        method("__repr__", W_Count.descr_repr, "self"),
        method("__reduce__", W_Count.descr_reduce, "self"),
    ),
    _declare(
        "cycle",
        W_Cycle,
        "cls, iterable, /",
        cycle_new,
        *pickling.methods(pickling.cycle_reduce, pickling.cycle_setstate),
    ),
    _declare(
        "repeat",
        W_Repeat,
        "cls, object, times=None",
        repeat_new,
        method("__repr__", W_Repeat.descr_repr, "self"),
        method("__length_hint__", W_Repeat.descr_length_hint, "self"),
        *pickling.methods(pickling.repeat_reduce),
    ),
    _declare(
        "chain",
        W_Chain,
        "cls, ...",
        chain_new,
        classmethod_("from_iterable", chain_from_iterable, "cls, iterable, /"),
        classmethod_("__class_getitem__", chain_class_getitem, "cls, item, /"),
        *pickling.methods(pickling.chain_reduce, pickling.chain_setstate),
    ),
    _declare(
        "islice",
        W_Islice,
        "cls, ...",
        islice_new,
        *pickling.methods(pickling.islice_reduce, pickling.islice_setstate),
    ),
    _declare(
        "accumulate",
        W_Accumulate,
        "cls, iterable, func=None, *, initial=None",
        accumulate_new,
        *pickling.methods(pickling.accumulate_reduce, pickling.accumulate_setstate),
    ),
    _declare(
        "takewhile",
        W_TakeWhile,
        "cls, predicate, iterable, /",
        takewhile_new,
        *pickling.methods(pickling.takewhile_reduce, pickling.takewhile_setstate),
    ),
    _declare(
        "dropwhile",
        W_DropWhile,
        "cls, predicate, iterable, /",
        dropwhile_new,
        *pickling.methods(pickling.dropwhile_reduce, pickling.dropwhile_setstate),
    ),
    _declare(
        "filterfalse",
        W_FilterFalse,
        "cls, function, iterable, /",
        filterfalse_new,
        *pickling.methods(pickling.filterfalse_reduce),
    ),
    _declare(
        "starmap",
        W_StarMap,
        "cls, function, iterable, /",
        starmap_new,
        *pickling.methods(pickling.starmap_reduce),
    ),
    _declare(
        "compress",
        W_Compress,
        "cls, data, selectors",
        compress_new,
        *pickling.methods(pickling.compress_reduce),
    ),
    _declare("pairwise", W_Pairwise, "cls, iterable, /", pairwise_new),
    _declare(
        "zip_longest",
        W_ZipLongest,
        "cls, ...",
        zip_longest_new,
        *pickling.methods(pickling.zip_longest_reduce, pickling.zip_longest_setstate),
    ),
    _declare(
        "groupby",
        W_GroupBy,
        "cls, iterable, key=None",
        groupby_new,
        *pickling.methods(pickling.groupby_reduce, pickling.groupby_setstate),
    ),
]
W_Group.typedef = TypeDef(
    "itertools._grouper",
    W_Group,
    new("cls, parent, key, /", group_new),
    *iterator_methods(W_Group),
    *pickling.methods(pickling.group_reduce),
)
W_Tee.typedef = TypeDef(
    "itertools._tee",
    W_Tee,
    new("cls, iterable, /", tee_new),
    *iterator_methods(W_Tee),
    method("__copy__", W_Tee.descr_copy, "self"),
    *pickling.methods(pickling.tee_reduce, pickling.tee_setstate),
)
TeeLink.typedef = TypeDef(
    "itertools._tee_dataobject",
    TeeLink,
    new("cls, iterator, /", link_new),
    *pickling.methods(pickling.link_reduce),
    acceptable_as_base=False,
)
