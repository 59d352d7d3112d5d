"""Iterators over sequences, and enumerate, zip, map, filter, reversed, iter(callable, sentinel).

Each gives its items through next_w(), which returns RPython None at the end.
"""

from rpython.rlib import jit
from rpython.rlib.rarithmetic import ovfcheck

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    iterator_methods,
    method,
    new,
    user_subclass,
)
from interpreters.python.objspace import operation as space

filter_driver = jit.JitDriver(name="filter", greens=["key"], reds=["w_filter"])


class W_ListIterator(W_Root):
    """list_iterator"""

    def __init__(self, w_list):
        self.w_list = w_list
        self.index = 0

    def next_w(self):
        w_list = self.w_list
        if w_list is None:
            return None
        i = self.index
        if i >= w_list.length():
            self.w_list = None
            return None
        self.index = i + 1
        return w_list.getitem(i)

    def descr_length_hint(self):
        if self.w_list is None:
            return space.newint(0)
        n = self.w_list.length() - self.index
        if n < 0:
            n = 0
        return space.newint(n)

    def descr_reduce(self):
        if self.w_list is None:
            return _reduce("iter", [space.newlist([])])
        return space.newtuple(
            [_builtin("iter"), space.newtuple([self.w_list]), space.newint(self.index)]
        )

    def descr_setstate(self, w_index):
        index = space.getindex_w(w_index, None)
        if index < 0:
            index = 0
        self.index = index


class W_ListReverseIterator(W_Root):
    """list_reverseiterator"""

    def __init__(self, w_list):
        self.w_list = w_list
        self.index = w_list.length() - 1

    def next_w(self):
        w_list = self.w_list
        if w_list is None:
            return None
        i = self.index
        if i < 0 or i >= w_list.length():
            self.w_list = None
            return None
        self.index = i - 1
        return w_list.getitem(i)

    def descr_reduce(self):
        if self.w_list is None:
            return _reduce("iter", [space.newlist([])])
        return space.newtuple(
            [_builtin("reversed"), space.newtuple([self.w_list]), space.newint(self.index)]
        )

    def descr_setstate(self, w_index):
        if self.w_list is not None:
            index = space.getindex_w(w_index, None)
            self.index = max(-1, min(index, self.w_list.length() - 1))

    def descr_length_hint(self):
        n = self.index + 1
        if self.w_list is None or n > self.w_list.length():
            n = 0
        return space.newint(n)


class W_TupleIterator(W_Root):
    """tuple_iterator"""

    def __init__(self, items_w):
        self.items_w = items_w
        self.index = 0

    def next_w(self):
        i = self.index
        items_w = self.items_w
        if i >= len(items_w):
            return None
        self.index = i + 1
        return items_w[i]

    def descr_length_hint(self):
        return space.newint(len(self.items_w) - self.index)

    def descr_reduce(self):
        return space.newtuple(
            [
                _builtin("iter"),
                space.newtuple([space.newtuple(self.items_w[:])]),
                space.newint(self.index),
            ]
        )

    def descr_setstate(self, w_index):
        index = space.getindex_w(w_index, None)
        if index < 0:
            index = 0
        if index > len(self.items_w):
            index = len(self.items_w)
        self.index = index


class W_StrIterator(W_Root):
    """str_iterator"""

    def __init__(self, w_str):
        self.text = w_str.text()
        self.pos = 0

    def next_w(self):
        text = self.text
        pos = self.pos
        if pos >= len(text):
            return None
        c = ord(text[pos])
        if c < 0x80:
            self.pos = pos + 1
            return unicodeobject.single_chars[c]
        self.pos = utf8.next_pos(text, pos)
        return unicodeobject.char_at(text, pos)

    def descr_length_hint(self):
        return space.newint(utf8.count_codepoints(self.text, self.pos, len(self.text)))

    def descr_reduce(self):
        if self.pos >= len(self.text):
            return _reduce("iter", [space.newtext("")])
        return space.newtuple(
            [
                _builtin("iter"),
                space.newtuple([space.newtext(self.text)]),
                space.newint(utf8.count_codepoints(self.text, 0, self.pos)),
            ]
        )

    def descr_setstate(self, w_index):
        n = max(0, space.getindex_w(w_index, None))
        pos = 0
        while n > 0 and pos < len(self.text):
            pos = utf8.next_pos(self.text, pos)
            n -= 1
        self.pos = pos


class W_BytesIterator(W_Root):
    """bytes_iterator and bytearray_iterator"""

    def __init__(self, w_bytes):
        self.w_bytes = w_bytes
        self.pos = 0

    def next_w(self):
        w_bytes = self.w_bytes
        if w_bytes is None:
            return None
        pos = self.pos
        if pos >= w_bytes.length():
            self.w_bytes = None
            return None
        self.pos = pos + 1
        return space.newint(w_bytes.byte_at(pos))

    def descr_length_hint(self):
        if self.w_bytes is None:
            return space.newint(0)
        return space.newint(self.w_bytes.length() - self.pos)

    def descr_reduce(self):
        w_iter = space.dict_getitem_str(ec.w_builtins_dict, "iter")
        if self.w_bytes is None:
            return space.newtuple([w_iter, space.newtuple([space.newtuple([])])])
        return space.newtuple([w_iter, space.newtuple([self.w_bytes]), space.newint(self.pos)])

    def descr_setstate(self, w_state):
        if self.w_bytes is not None:
            pos = space.int_w(w_state)
            if pos < 0:
                pos = 0
            elif pos > self.w_bytes.length():
                pos = self.w_bytes.length()
            self.pos = pos


class W_SequenceIterator(W_Root):
    """iter() of an object that has only __getitem__."""

    def __init__(self, w_sequence):
        self.w_sequence = w_sequence
        self.index = 0

    def next_w(self):
        w_sequence = self.w_sequence
        if w_sequence is None:
            return None
        w_index = space.newint(self.index)
        self.index += 1
        try:
            return space.getitem(w_sequence, w_index)
        except OperationError as e:
            if not (e.match(space.w_IndexError) or e.match(space.w_StopIteration)):
                raise
            self.w_sequence = None
            return None

    def descr_length_hint(self):
        if self.w_sequence is None or space.lookup(self.w_sequence, "__len__") is None:
            return space.newint(0)
        return space.newint(space.len_w(self.w_sequence) - self.index)

    def descr_reduce(self):
        if self.w_sequence is None:
            return _reduce("iter", [space.newtuple([])])
        return space.newtuple(
            [_builtin("iter"), space.newtuple([self.w_sequence]), space.newint(self.index)]
        )

    def descr_setstate(self, w_index):
        if self.w_sequence is not None:
            index = space.getindex_w(w_index, None)
            self.index = max(0, index)


class W_CallIterator(W_Root):
    """iter(callable, sentinel)"""

    def __init__(self, w_callable, w_sentinel):
        self.w_callable = w_callable
        self.w_sentinel = w_sentinel

    def next_w(self):
        w_callable = self.w_callable
        if w_callable is None:
            return None
        try:
            w_result = space.call0(w_callable)
        except OperationError as e:
            if not e.match(space.w_StopIteration):
                raise
            self.w_callable = None
            return None
        if space.eq_w(w_result, self.w_sentinel):
            self.w_callable = None
            return None
        return w_result

    def descr_reduce(self):
        if self.w_callable is None:
            return _reduce("iter", [space.newtuple([])])
        return _reduce("iter", [self.w_callable, self.w_sentinel])


class W_Enumerate(W_Root):
    """enumerate; the count is a machine int until it overflows."""

    def __init__(self, w_iterator, count, w_count):
        self.w_iterator = w_iterator
        self.count = count
        self.w_count = w_count  # None as long as `count` holds the number

    def next_w(self):
        w_item = self.w_iterator.next_w()
        if w_item is None:
            return None
        if self.w_count is not None:
            w_number = self.w_count
            self.w_count = space.add(w_number, space.newint(1))
        else:
            w_number = space.newint(self.count)
            try:
                self.count = ovfcheck(self.count + 1)
            except OverflowError:
                self.w_count = space.add(w_number, space.newint(1))
        return tupleobject.newtuple2(w_number, w_item)

    def descr_reduce(self):
        w_count = self.w_count
        if w_count is None:
            w_count = space.newint(self.count)
        return space.newtuple([space.type(self), space.newtuple([self.w_iterator, w_count])])


W_EnumerateUser = user_subclass(W_Enumerate)


def enumerate_class_getitem(w_type, w_item):
    """enumerate[T]"""
    return genericalias.W_GenericAlias(w_type, w_item)


def enumerate_new(w_type, w_iterable, w_start):
    """enumerate.__new__"""
    count = 0
    w_count = None
    if w_start is not None:
        w_start = space.index(w_start)
        if isinstance(w_start, intobject.W_IntObject):
            count = w_start.intval
        else:
            w_count = w_start
    w_iterator = space.iter(w_iterable)
    if w_type is space.w_enumerate:
        return W_Enumerate(w_iterator, count, w_count)
    w_obj = W_EnumerateUser(w_iterator, count, w_count)
    w_obj.user_setup(w_type)
    return w_obj


class W_Reversed(W_Root):
    """reversed() of a sequence."""

    def __init__(self, w_sequence, index):
        self.w_sequence = w_sequence
        self.index = index

    def next_w(self):
        w_sequence = self.w_sequence
        if w_sequence is None:
            return None
        if self.index >= 0:
            w_index = space.newint(self.index)
            self.index -= 1
            try:
                return space.getitem(w_sequence, w_index)
            except OperationError as e:
                if not (e.match(space.w_IndexError) or e.match(space.w_StopIteration)):
                    raise
        self.w_sequence = None
        return None

    def descr_length_hint(self):
        if self.w_sequence is None:
            return space.newint(0)
        n = self.index + 1
        if space.len_w(self.w_sequence) < n:
            n = 0
        return space.newint(n)

    def descr_reduce(self):
        if self.w_sequence is None:
            return space.newtuple([space.type(self), space.newtuple([space.newtuple([])])])
        return space.newtuple(
            [space.type(self), space.newtuple([self.w_sequence]), space.newint(self.index)]
        )

    def descr_setstate(self, w_index):
        if self.w_sequence is not None:
            index = space.getindex_w(w_index, None)
            self.index = max(-1, min(index, space.len_w(self.w_sequence) - 1))


W_ReversedUser = user_subclass(W_Reversed)


def reversed_new(w_type, w_sequence):
    """reversed.__new__: what __reversed__ gives, or an iterator by index."""
    w_method = space.lookup(w_sequence, "__reversed__")
    if w_method is not None:
        if w_method is space.w_None:
            raise operr(
                space.w_TypeError, "'" + space.typename(w_sequence) + "' object is not reversible"
            )
        return space.call_method0(w_sequence, "__reversed__")
    if space.lookup(w_sequence, "__getitem__") is None or isinstance(
        w_sequence, dictobject.W_DictObject
    ):
        raise operr(
            space.w_TypeError, "'" + space.typename(w_sequence) + "' object is not reversible"
        )
    index = space.len_w(w_sequence) - 1
    if w_type is space.w_reversed:
        return W_Reversed(w_sequence, index)
    w_obj = W_ReversedUser(w_sequence, index)
    w_obj.user_setup(w_type)
    return w_obj


class W_Zip(W_Root):
    """zip"""

    _immutable_fields_ = ["iterators_w[*]"]

    def __init__(self, iterators_w, strict):
        self.iterators_w = iterators_w
        self.strict = strict

    def next_w(self):
        iterators_w = self.iterators_w
        n = len(iterators_w)
        if n == 2 and not self.strict:
            w_a = iterators_w[0].next_w()
            if w_a is None:
                return None
            w_b = iterators_w[1].next_w()
            if w_b is None:
                return None
            return tupleobject.newtuple2(w_a, w_b)
        if n == 0:
            return None
        return self.next_of_many()

    def next_of_many(self):
        """The general case, apart: it has a loop, which traces do not look into."""
        iterators_w = self.iterators_w
        n = len(iterators_w)
        items_w = [None] * n
        for i in range(n):
            w_item = iterators_w[i].next_w()
            if w_item is None:
                if self.strict:
                    self.check_lengths(i)
                return None
            items_w[i] = w_item
        return tupleobject.W_TupleObject(items_w)

    def check_lengths(self, i):
        """Iterator number i is the first that has ended: raise if another one goes on."""
        if i > 0:
            raise self.length_error(i, " is shorter than argument")
        for k in range(1, len(self.iterators_w)):
            if self.iterators_w[k].next_w() is not None:
                raise self.length_error(k, " is longer than argument")

    def length_error(self, i, text):
        """The ValueError of zip(strict=True)."""
        others = " 1"
        if i > 1:
            others = "s 1-%d" % i
        return operr(space.w_ValueError, "zip() argument %d%s%s" % (i + 1, text, others))

    def descr_reduce(self):
        w_args = space.newtuple(self.iterators_w[:])
        if self.strict:
            return space.newtuple([space.type(self), w_args, space.w_True])
        return space.newtuple([space.type(self), w_args])

    def descr_setstate(self, w_strict):
        self.strict = space.is_true(w_strict)


W_ZipUser = user_subclass(W_Zip)


def zip_new(w_type, args):
    """zip.__new__"""
    strict = False
    if args.has_keywords():
        args.only_keywords_allowed("zip", ["strict"])
        strict = space.is_true(args.getkw("strict"))
    n = len(args.args_w)
    iterators_w = [None] * n
    for i in range(n):
        w_iterable = args.args_w[i]
        if (
            space.lookup(w_iterable, "__iter__") is None
            and space.lookup(w_iterable, "__getitem__") is None
        ):
            raise operr(
                space.w_TypeError,
                "'%s' object is not iterable" % space.typename(w_iterable),
            )
        iterators_w[i] = space.iter(w_iterable)
    if w_type is space.w_zip:
        return W_Zip(iterators_w, strict)
    w_obj = W_ZipUser(iterators_w, strict)
    w_obj.user_setup(w_type)
    return w_obj


def stopped(operror):
    """None for a StopIteration that a called function let through; other exceptions go on."""
    if not operror.match(space.w_StopIteration):
        raise operror
    ec.w_stopvalue = space.w_None
    return None


def code_of(w_function):
    """What loops that call a function are distinguished by in the JIT."""
    if isinstance(w_function, function.W_Function):
        return w_function.code
    return w_function.getclass()


class W_Map(W_Root):
    """map"""

    def __init__(self, w_function, iterators_w):
        self.w_function = w_function
        self.iterators_w = iterators_w

    def next_w(self):
        iterators_w = self.iterators_w
        w_a = iterators_w[0].next_w()
        if w_a is None:
            return None
        if len(iterators_w) == 1:
            try:
                return self.w_function.call1(w_a)
            except OperationError as e:
                return stopped(e)
        return self.next_of_several(w_a)

    def iteration_key(self):
        return code_of(self.w_function)

    @jit.unroll_safe
    def next_of_several(self, w_a):
        """next_w of several iterators, of which the first gave w_a."""
        iterators_w = self.iterators_w
        n = jit.promote(len(iterators_w))
        w_b = iterators_w[1].next_w()
        if w_b is None:
            return None
        items_w = [w_a, w_b]
        for i in range(2, n):
            w_item = iterators_w[i].next_w()
            if w_item is None:
                return None
            items_w.append(w_item)
        try:
            if n == 2:
                return self.w_function.call2(w_a, w_b)
            return space.call_args(self.w_function, argument.Arguments(items_w))
        except OperationError as e:
            return stopped(e)

    def descr_reduce(self):
        return space.newtuple(
            [space.type(self), space.newtuple([self.w_function] + self.iterators_w[:])]
        )


W_MapUser = user_subclass(W_Map)


def map_new(w_type, args):
    """map.__new__"""
    if w_type is space.w_map:
        args.no_keywords("map")
    if len(args.args_w) < 2:
        raise operr(space.w_TypeError, "map() must have at least two arguments.")
    n = len(args.args_w) - 1
    iterators_w = [None] * n
    for i in range(n):
        iterators_w[i] = space.iter(args.args_w[i + 1])
    if w_type is space.w_map:
        return W_Map(args.args_w[0], iterators_w)
    w_obj = W_MapUser(args.args_w[0], iterators_w)
    w_obj.user_setup(w_type)
    return w_obj


class W_Filter(W_Root):
    """filter"""

    def __init__(self, w_function, w_iterator):
        self.w_function = w_function
        self.w_iterator = w_iterator

    def next_w(self):
        w_item = self.w_iterator.next_w()
        if w_item is None:
            return None
        try:
            keep = self.keeps(w_item)
        except OperationError as e:
            return stopped(e)
        if keep:
            return w_item
        return next_kept(self)

    def iteration_key(self):
        if self.w_function is None:
            return self.getclass()
        return code_of(self.w_function)

    def keeps(self, w_item):
        """Does an item stay?"""
        w_function = self.w_function
        if w_function is None:
            return space.is_true(w_item)
        return space.is_true(w_function.call1(w_item))

    def descr_reduce(self):
        w_function = space.null_to_none(self.w_function)
        return space.newtuple([space.type(self), space.newtuple([w_function, self.w_iterator])])


def next_kept(w_filter):
    """next_w of a filter after an item that does not stay."""
    key = w_filter.iteration_key()
    while True:
        filter_driver.jit_merge_point(key=key, w_filter=w_filter)
        w_item = w_filter.w_iterator.next_w()
        if w_item is None:
            return None
        try:
            keep = w_filter.keeps(w_item)
        except OperationError as e:
            return stopped(e)
        if keep:
            return w_item


W_FilterUser = user_subclass(W_Filter)


def filter_new(w_type, w_function, w_iterable):
    """filter.__new__"""
    if w_function is space.w_None or w_function is space.w_bool:
        w_function = None
    w_iterator = space.iter(w_iterable)
    if w_type is space.w_filter:
        return W_Filter(w_function, w_iterator)
    w_obj = W_FilterUser(w_function, w_iterator)
    w_obj.user_setup(w_type)
    return w_obj


def seqiter(w_sequence):
    """iter() of an object that has only __getitem__."""
    return W_SequenceIterator(w_sequence)


def _builtin(name):
    return space.dict_getitem_str(ec.w_builtins_dict, name)


def _reduce(name, args_w):
    return space.newtuple([_builtin(name), space.newtuple(args_w[:])])


from interpreters.python.interpreter import argument, function  # noqa: E402
from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    dictobject,
    genericalias,
    intobject,
    tupleobject,
    unicodeobject,
    utf8,
)

W_ListIterator.typedef = TypeDef(
    "list_iterator",
    W_ListIterator,
    *iterator_methods(W_ListIterator),
    method("__length_hint__", W_ListIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_ListIterator.descr_reduce, "self, /"),
    method("__setstate__", W_ListIterator.descr_setstate, "self, state, /"),
)
W_ListReverseIterator.typedef = TypeDef(
    "list_reverseiterator",
    W_ListReverseIterator,
    *iterator_methods(W_ListReverseIterator),
    method("__length_hint__", W_ListReverseIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_ListReverseIterator.descr_reduce, "self, /"),
    method("__setstate__", W_ListReverseIterator.descr_setstate, "self, state, /"),
)
W_TupleIterator.typedef = TypeDef(
    "tuple_iterator",
    W_TupleIterator,
    *iterator_methods(W_TupleIterator),
    method("__length_hint__", W_TupleIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_TupleIterator.descr_reduce, "self, /"),
    method("__setstate__", W_TupleIterator.descr_setstate, "self, state, /"),
)
W_StrIterator.typedef = TypeDef(
    "str_iterator",
    W_StrIterator,
    *iterator_methods(W_StrIterator),
    method("__length_hint__", W_StrIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_StrIterator.descr_reduce, "self, /"),
    method("__setstate__", W_StrIterator.descr_setstate, "self, state, /"),
)
W_BytesIterator.typedef = TypeDef(
    "bytes_iterator",
    W_BytesIterator,
    *iterator_methods(W_BytesIterator),
    method("__length_hint__", W_BytesIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_BytesIterator.descr_reduce, "self, /"),
    method("__setstate__", W_BytesIterator.descr_setstate, "self, state, /"),
)
W_SequenceIterator.typedef = TypeDef(
    "iterator",
    W_SequenceIterator,
    *iterator_methods(W_SequenceIterator),
    method("__length_hint__", W_SequenceIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_SequenceIterator.descr_reduce, "self, /"),
    method("__setstate__", W_SequenceIterator.descr_setstate, "self, state, /"),
)
W_CallIterator.typedef = TypeDef(
    "callable_iterator",
    W_CallIterator,
    *iterator_methods(W_CallIterator),
    method("__reduce__", W_CallIterator.descr_reduce, "self, /"),
)
W_Enumerate.typedef = TypeDef(
    "enumerate",
    W_Enumerate,
    new("cls, iterable, start=None", enumerate_new),
    classmethod_("__class_getitem__", enumerate_class_getitem, "cls, item, /"),
    *iterator_methods(W_Enumerate),
    method("__reduce__", W_Enumerate.descr_reduce, "self, /"),
)
W_Reversed.typedef = TypeDef(
    "reversed",
    W_Reversed,
    new("cls, sequence, /", reversed_new),
    *iterator_methods(W_Reversed),
    method("__length_hint__", W_Reversed.descr_length_hint, "self, /"),
    method("__reduce__", W_Reversed.descr_reduce, "self, /"),
    method("__setstate__", W_Reversed.descr_setstate, "self, state, /"),
)
W_Zip.typedef = TypeDef(
    "zip",
    W_Zip,
    new("cls, ...", zip_new),
    *iterator_methods(W_Zip),
    method("__reduce__", W_Zip.descr_reduce, "self, /"),
    method("__setstate__", W_Zip.descr_setstate, "self, state, /"),
    doc="Tuples with one item of each iterable.\n\n>>> list(zip('ab', [1, 2, 3]))\n[('a', 1), ('b', 2)]\n",
)
W_Map.typedef = TypeDef(
    "map",
    W_Map,
    new("cls, ...", map_new),
    *iterator_methods(W_Map),
    method("__reduce__", W_Map.descr_reduce, "self, /"),
)
W_Filter.typedef = TypeDef(
    "filter",
    W_Filter,
    new("cls, function, iterable, /", filter_new),
    *iterator_methods(W_Filter),
    method("__reduce__", W_Filter.descr_reduce, "self, /"),
)
