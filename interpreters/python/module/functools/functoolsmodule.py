"""_functools: partial, reduce, cmp_to_key, the wrapper of lru_cache. functools is the library's."""

from rpython.rlib import jit

from interpreters.python.interpreter.argument import Arguments, joined
from interpreters.python.interpreter.baseobjspace import W_Root, W_WithDict
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    getset,
    method,
    new,
    user_subclass,
)
from interpreters.python.module import modinfo
from interpreters.python.objspace import (
    descriptor,
    dictobject,
    genericalias,
    hashtable,
    reprguard,
    tupleobject,
)
from interpreters.python.objspace import operation as space


class W_Partial(W_WithDict):
    """partial(func, *args, **keywords)"""

    def __init__(self):
        self.w_func = None
        self.args_w = []
        self.kwnames = []
        self.kwargs_w = []
        self.w_args = (
            None  # args_w and the keywords as programs have seen them, who may change the latter
        )
        self.w_keywords = None
        self.w_dict = None

    def merged(self, args):
        """The arguments of the call that a call with ``args`` stands for."""
        self.read_keywords()
        args_w = joined(self.args_w, args.args_w)
        if len(self.kwnames) == 0:
            return Arguments(args_w, args.kwnames, args.kwargs_w)
        if not args.has_keywords():
            return Arguments(args_w, self.kwnames, self.kwargs_w)
        return self.with_keywords(args_w, args)

    @jit.unroll_safe
    def with_keywords(self, args_w, args):
        """merged, if both have keywords."""
        own = jit.promote(len(self.kwnames))
        given = jit.promote(len(args.kwnames))
        n = own
        i = 0
        while i < given:
            if self.position_of(args.kwnames[i]) < 0:
                n += 1
            i += 1
        names = [None] * n
        values_w = [None] * n
        i = 0
        while i < own:
            names[i] = self.kwnames[i]
            values_w[i] = self.kwargs_w[i]
            i += 1
        n = own
        i = 0
        while i < given:
            at = self.position_of(args.kwnames[i])
            if at < 0:
                at = n
                n += 1
            names[at] = args.kwnames[i]
            values_w[at] = args.kwargs_w[i]
            i += 1
        return Arguments(args_w, names, values_w)

    @jit.unroll_safe
    def position_of(self, name):
        """The number of an own keyword, or -1."""
        n = jit.promote(len(self.kwnames))
        i = 0
        while i < n:
            if self.kwnames[i] == name:
                return i
            i += 1
        return -1

    def call_args(self, args):
        return self.w_func.call_args(self.merged(args))

    def read_keywords(self):
        """Takes over changes of the dict of keywords."""
        if self.w_keywords is None:
            return
        names = []
        values_w = []
        for w_key in space.unpackiterable(self.w_keywords):
            if not space.isinstance_w(w_key, space.w_str):
                raise operr(space.w_TypeError, "keywords must be strings")
            names.append(space.text_w(w_key))
            values_w.append(space.getitem(self.w_keywords, w_key))
        self.kwnames = names
        self.kwargs_w = values_w

    def call0(self):
        n = len(self.args_w)
        if len(self.kwnames) == 0 and self.w_keywords is None:
            if n == 1:
                return self.w_func.call1(self.args_w[0])
            if n == 2:
                return self.w_func.call2(self.args_w[0], self.args_w[1])
        return self.call_args(Arguments([]))

    def call1(self, w_a):
        n = len(self.args_w)
        if len(self.kwnames) == 0 and self.w_keywords is None:
            if n == 1:
                return self.w_func.call2(self.args_w[0], w_a)
            if n == 2:
                return self.w_func.call3(self.args_w[0], self.args_w[1], w_a)
        return self.call_args(Arguments([w_a]))

    def call2(self, w_a, w_b):
        if len(self.kwnames) == 0 and len(self.args_w) == 1 and self.w_keywords is None:
            return self.w_func.call3(self.args_w[0], w_a, w_b)
        return self.call_args(Arguments([w_a, w_b]))

    def descr_call(self, args):
        return self.w_func.call_args(self.merged(args))

    def keywords_dict(self):
        """The keywords as a dict."""
        return Arguments([], self.kwnames, self.kwargs_w).keywords_dict()

    def descr_repr(self):
        name = "functools.partial"
        if space.type(self) is not space.w_partial:
            name = space.type(self).qualname
        if not reprguard.enter(self):
            return space.newtext("...")
        try:
            parts = [space.repr_w(self.w_func)]
            for w_arg in self.args_w:
                parts.append(space.repr_w(w_arg))
            w_keywords = self.fget_keywords()
            for w_key in space.unpackiterable(w_keywords):
                w_value = space.getitem(w_keywords, w_key)
                parts.append(space.str_w(w_key) + "=" + space.repr_w(w_value))
        finally:
            reprguard.leave(self)
        return space.newtext(name + "(" + ", ".join(parts) + ")")

    def descr_reduce(self):
        w_state = space.newtuple(
            [
                self.w_func,
                self.fget_args(),
                self.fget_keywords(),
                self.state_dict(),
            ]
        )
        return space.newtuple([space.type(self), space.newtuple([self.w_func]), w_state])

    def descr_setstate(self, w_state):
        if not space.isinstance_w(w_state, space.w_tuple) or space.len_w(w_state) != 4:
            raise operr(space.w_TypeError, "invalid partial state")
        items_w = space.unpackiterable(w_state)
        w_args = items_w[1]
        w_keywords = items_w[2]
        w_dict = items_w[3]
        if (
            not space.callable_w(items_w[0])
            or not space.isinstance_w(w_args, space.w_tuple)
            or (w_keywords is not space.w_None and not space.isinstance_w(w_keywords, space.w_dict))
            or (w_dict is not space.w_None and not space.isinstance_w(w_dict, space.w_dict))
        ):
            raise operr(space.w_TypeError, "invalid partial state")
        self.w_func = items_w[0]
        self.args_w = space.unpackiterable(w_args)[:]
        self.w_args = w_args
        if space.type(w_args) is not space.w_tuple:
            self.w_args = space.newtuple(self.args_w[:])
        if w_keywords is space.w_None:
            w_keywords = space.newdict()
        elif space.type(w_keywords) is not space.w_dict:
            w_keywords = space.call1(space.w_dict, w_keywords)
        self.w_keywords = w_keywords
        if w_dict is space.w_None:
            w_dict = space.newdict()
        self.setdict(w_dict)

    def state_dict(self):
        """The dict for __reduce__: None if it is empty."""
        w_dict = self.getdict()
        if w_dict is None or space.len_w(w_dict) == 0:
            return space.w_None
        return w_dict

    def fset_dict(self, w_value):
        if not space.isinstance_w(w_value, space.w_dict):
            raise operr(space.w_TypeError, "__dict__ must be set to a dictionary")
        self.setdict(w_value)

    def fdel_dict(self):
        raise operr(space.w_TypeError, "cannot delete __dict__")

    def fget_func(self):
        return self.w_func

    def fget_args(self):
        if self.w_args is None:
            self.w_args = space.newtuple(self.args_w[:])
        return self.w_args

    def fget_keywords(self):
        if self.w_keywords is None:
            self.w_keywords = self.keywords_dict()
        return self.w_keywords

    def fget_dict(self):
        return self.getdict()


W_PartialUser = user_subclass(W_Partial)


def class_getitem(w_type, w_item):
    """partial[C]"""
    return genericalias.W_GenericAlias(w_type, w_item)


def partial_new(w_type, args):
    """partial.__new__"""
    if len(args.args_w) == 0:
        raise operr(space.w_TypeError, "type 'partial' takes at least one argument")
    w_func = args.args_w[0]
    if not space.callable_w(w_func):
        raise operr(space.w_TypeError, "the first argument must be callable")
    if w_type is space.w_partial:
        w_partial = W_Partial()
    else:
        w_partial = W_PartialUser()
        w_partial.user_setup(w_type)
    rest = args.without_first()
    if type(w_func) is W_Partial and w_func.w_dict is None:
        rest = w_func.merged(rest)
        w_func = w_func.w_func
    w_partial.w_func = w_func
    w_partial.args_w = rest.args_w
    if rest.kwnames is not None:
        w_partial.kwnames = rest.kwnames
        w_partial.kwargs_w = rest.kwargs_w
    return w_partial


W_Partial.typedef = TypeDef(
    "functools.partial",
    W_Partial,
    new("cls, ...", partial_new),
    method("__call__", W_Partial.descr_call, "self, ..."),
    method("__repr__", W_Partial.descr_repr, "self"),
    method("__reduce__", W_Partial.descr_reduce, "self"),
    method("__setstate__", W_Partial.descr_setstate, "self, state, /"),
    getset("func", W_Partial.fget_func),
    getset("args", W_Partial.fget_args),
    getset("keywords", W_Partial.fget_keywords),
    getset("__dict__", W_Partial.fget_dict, W_Partial.fset_dict, W_Partial.fdel_dict),
    classmethod_("__class_getitem__", class_getitem, "cls, item, /"),
    hasdict=True,
)


# ---- cmp_to_key ---------------------------------------------------------------------------------


class W_CmpKeyFactory(W_Root):
    """The function that cmp_to_key returns."""

    def __init__(self, w_compare):
        self.w_compare = w_compare

    def call_args(self, args):
        w_obj = args.getkw("obj")
        if w_obj is not None and len(args.args_w) == 0:
            return W_CmpKey(self.w_compare, w_obj)
        args.no_keywords("K")
        args.fixed("K", 1, 1)
        return W_CmpKey(self.w_compare, args.args_w[0])

    def call1(self, w_obj):
        return W_CmpKey(self.w_compare, w_obj)

    def descr_call(self, w_obj):
        return W_CmpKey(self.w_compare, w_obj)


class W_CmpKey(W_Root):
    """An object compared by a comparison function."""

    def __init__(self, w_compare, w_obj):
        self.w_compare = w_compare
        self.w_obj = w_obj

    def compare(self, w_other):
        """The result of the comparison function, as a Python object."""
        if not isinstance(w_other, W_CmpKey):
            raise operr(space.w_TypeError, "other argument must be K instance")
        return space.call2(self.w_compare, self.w_obj, w_other.w_obj)

    def descr_lt(self, w_other):
        return space.lt(self.compare(w_other), space.newint(0))

    def descr_le(self, w_other):
        return space.le(self.compare(w_other), space.newint(0))

    def descr_gt(self, w_other):
        return space.gt(self.compare(w_other), space.newint(0))

    def descr_ge(self, w_other):
        return space.ge(self.compare(w_other), space.newint(0))

    def descr_eq(self, w_other):
        return space.eq(self.compare(w_other), space.newint(0))

    def fget_obj(self):
        return self.w_obj


W_CmpKeyFactory.typedef = TypeDef(
    "functools.KeyWrapperFactory",
    W_CmpKeyFactory,
    method("__call__", W_CmpKeyFactory.descr_call, "self, obj"),
)
W_CmpKey.typedef = TypeDef(
    "functools.KeyWrapper",
    W_CmpKey,
    method("__lt__", W_CmpKey.descr_lt, "self, other, /"),
    method("__le__", W_CmpKey.descr_le, "self, other, /"),
    method("__gt__", W_CmpKey.descr_gt, "self, other, /"),
    method("__ge__", W_CmpKey.descr_ge, "self, other, /"),
    method("__eq__", W_CmpKey.descr_eq, "self, other, /"),
    getset("obj", W_CmpKey.fget_obj),
    hashable=False,
)


def cmp_to_key(w_compare):
    return W_CmpKeyFactory(w_compare)


# ---- reduce, lru_cache ----------------------------------------------------------------------------


def reduce(w_function, w_sequence, w_initial):
    w_iter = space.iter(w_sequence)
    w_result = w_initial
    if w_result is None:
        w_result = w_iter.next_w()
        if w_result is None:
            raise operr(space.w_TypeError, "reduce() of empty iterable with no initial value")
    while True:
        w_item = w_iter.next_w()
        if w_item is None:
            return w_result
        w_result = space.call2(w_function, w_result, w_item)


class LruLink(W_Root):
    """An entry of a cache of limited size, in a ring in the order of use; the cache has the ring's root."""

    def __init__(self, w_key, w_value):
        self.w_key = w_key
        self.w_value = w_value
        self.hash = 0
        self.before = self
        self.after = self

    def unlink(self):
        """Takes the entry out of the ring."""
        self.before.after = self.after
        self.after.before = self.before

    def link_before(self, other):
        """Puts the entry into the ring of `other`."""
        self.before = other.before
        self.after = other
        other.before.after = self
        other.before = self


class W_LruCache(W_WithDict):
    """The function that lru_cache makes: calls w_func for arguments not seen lately.

    w_cache has the results; if their number is limited, in LruLinks, of which `ring.after` was used
    longest ago.
    """

    def __init__(self, w_func, maxsize, typed, w_cache_info):
        self.w_func = w_func
        self.maxsize = maxsize  # -1: no limit
        self.typed = typed
        self.w_cache_info = w_cache_info
        self.w_cache = dictobject.W_DictObject()
        self.ring = LruLink(None, None)
        self.hits = 0
        self.misses = 0
        self.w_dict = None

    def make_key(self, args):
        """A key that is equal for equal calls."""
        if not args.has_keywords() and not self.typed:
            if len(args.args_w) == 1:
                w_arg = args.args_w[0]
                if type(w_arg) is not tupleobject.W_TupleObject:
                    return w_arg
            return space.newtuple(args.args_w[:])
        parts_w = args.args_w[:]
        if args.kwnames is not None:
            parts_w.append(self)
            i = 0
            while i < len(args.kwnames):
                parts_w.append(space.newtext(args.kwnames[i]))
                parts_w.append(args.kwargs_w[i])
                i += 1
        if self.typed:
            for w_arg in args.args_w:
                parts_w.append(space.type(w_arg))
            if args.kwargs_w is not None:
                for w_arg in args.kwargs_w:
                    parts_w.append(space.type(w_arg))
        return space.newtuple(parts_w)

    def call_args(self, args):
        if self.maxsize == 0:
            self.misses += 1
            return self.w_func.call_args(args)
        w_key = self.make_key(args)
        if self.maxsize > 0:
            return self.limited_call(w_key, args)
        cache = self.w_cache
        h = hashtable.hash_key(w_key)
        e = cache.find_key(w_key, h)
        if e >= 0:
            self.hits += 1
            return cache.value_at(e)
        self.misses += 1
        w_result = self.w_func.call_args(args)
        cache = self.w_cache
        if cache.find_key(w_key, h) < 0:
            cache.add_entry(w_key, h, w_result)
        return w_result

    def limited_call(self, w_key, args):
        """The result for a key, when the number of results is limited."""
        cache = self.w_cache
        h = hashtable.hash_key(w_key)
        e = cache.find_key(w_key, h)
        if e >= 0:
            self.hits += 1
            w_link = cache.value_at(e)
            assert isinstance(w_link, LruLink)
            w_link.unlink()
            w_link.link_before(self.ring)
            return w_link.w_value
        self.misses += 1
        w_result = self.w_func.call_args(args)
        cache = self.w_cache
        if cache.find_key(w_key, h) >= 0:
            return w_result  # a call within the call was quicker
        if self.w_cache.length() >= self.maxsize:
            oldest = self.ring.after
            oldest.unlink()
            e = cache.find_key(oldest.w_key, oldest.hash)
            if e >= 0:
                cache.remove_entry(e)
        w_link = LruLink(w_key, w_result)
        w_link.hash = h
        cache.add_entry(w_key, h, w_link)
        w_link.link_before(self.ring)
        return w_result

    def descr_call(self, args):
        return self.call_args(args)

    def descr_get(self, w_obj, w_type):
        if w_obj is None or w_obj is space.w_None:
            return self
        return descriptor.W_BoundMethod(self, w_obj)

    def descr_cache_info(self):
        w_maxsize = space.w_None
        if self.maxsize >= 0:
            w_maxsize = space.newint(self.maxsize)
        return space.call4(
            self.w_cache_info,
            space.newint(self.hits),
            space.newint(self.misses),
            w_maxsize,
            space.newint(self.w_cache.length()),
        )

    def descr_cache_clear(self):
        self.w_cache = dictobject.W_DictObject()
        self.ring = LruLink(None, None)
        self.hits = 0
        self.misses = 0

    def descr_reduce(self):
        return space.getattr(self, "__qualname__")

    def descr_copy(self):
        return self

    def descr_deepcopy(self, w_memo):
        return self

    def fget_dict(self):
        return self.w_dict


def lru_cache_wrapper(scope_w):
    """_lru_cache_wrapper(user_function, maxsize, typed, cache_info_type)"""
    w_func = scope_w[1]
    w_maxsize = scope_w[2]
    maxsize = -1
    if not space.callable_w(w_func):
        raise operr(space.w_TypeError, "the first argument must be callable")
    if w_maxsize is not space.w_None:
        maxsize = space.int_w(w_maxsize)
        if maxsize < 0:
            maxsize = 0
    return W_LruCache(w_func, maxsize, space.is_true(scope_w[3]), scope_w[4])


W_LruCache.typedef = TypeDef(
    "functools._lru_cache_wrapper",
    W_LruCache,
    new("cls, user_function, maxsize, typed, cache_info_type", lru_cache_wrapper),
    method("__reduce__", W_LruCache.descr_reduce, "self"),
    method("__call__", W_LruCache.descr_call, "self, ..."),
    method("__get__", W_LruCache.descr_get, "self, instance, owner=None, /"),
    method("cache_info", W_LruCache.descr_cache_info, "self"),
    method("cache_clear", W_LruCache.descr_cache_clear, "self"),
    method("__copy__", W_LruCache.descr_copy, "self"),
    method("__deepcopy__", W_LruCache.descr_deepcopy, "self, memo, /"),
    getset("__dict__", W_LruCache.fget_dict),
    hasdict=True,
)

_FUNCTIONS = [
    function("cmp_to_key", cmp_to_key, "mycmp"),
    function("reduce", reduce, "function, iterable, initial=None, /"),
]

MODULES = [
    modinfo.declare("_functools", _FUNCTIONS, types=[W_Partial.typedef, W_LruCache.typedef]),
]
