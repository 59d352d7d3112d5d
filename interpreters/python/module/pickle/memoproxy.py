"""The memos of picklers and unpicklers as Python sees them."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, attr, method
from interpreters.python.module.builtins import inspection
from interpreters.python.objspace import dictobject, tupleobject
from interpreters.python.objspace import operation as space


class W_PicklerMemo(W_Root):
    """The memo of a Pickler: {id: (number, object)}."""

    def __init__(self, w_pickler):
        self.w_pickler = w_pickler

    def descr_clear(self):
        if self.w_pickler.memo is not None:
            self.w_pickler.clear_memo()

    def descr_copy(self):
        w_dict = space.newdict()
        memo = self.w_pickler.memo
        if memo is not None:
            for w_obj in memo:
                w_pair = space.newtuple([space.newint(memo[w_obj]), w_obj])
                w_dict.setitem(inspection.builtin_id(w_obj), w_pair)
        return w_dict

    def descr_reduce(self):
        return space.newtuple([space.w_dict, space.newtuple([self.descr_copy()])])


def get_pickler_memo(w_pickler):
    """Pickler.memo"""
    return W_PicklerMemo(w_pickler)


def set_pickler_memo(w_pickler, w_value):
    """Pickler.memo = a proxy or a dict"""
    memo = {}
    count = 0
    if isinstance(w_value, W_PicklerMemo):
        w_other = w_value.w_pickler
        if w_other.memo is not None:
            for w_obj in w_other.memo:
                memo[w_obj] = w_other.memo[w_obj]
            count = w_other.count
    elif isinstance(w_value, dictobject.W_DictObject):
        pos = w_value.next_entry(0)
        while pos >= 0:
            w_pair = w_value.value_at(pos)
            if not isinstance(w_pair, tupleobject.W_TupleObject) or w_pair.length() != 2:
                raise operr(space.w_TypeError, "'memo' values must be 2-item tuples")
            memo[w_pair.getitem(1)] = space.int_w(w_pair.getitem(0))
            pos = w_value.next_entry(pos + 1)
        count = len(memo)
    else:
        raise operr(
            space.w_TypeError,
            "'memo' attribute must be a PicklerMemoProxy object or dict, not "
            + space.typename(w_value),
        )
    w_pickler.memo = memo
    w_pickler.count = count


class W_UnpicklerMemo(W_Root):
    """The memo of an Unpickler: {number: object}."""

    def __init__(self, w_unpickler):
        self.w_unpickler = w_unpickler

    def descr_clear(self):
        self.w_unpickler.memo = []
        self.w_unpickler.far = {}

    def descr_copy(self):
        w_dict = space.newdict()
        memo = self.w_unpickler.memo
        i = 0
        while i < len(memo):
            if memo[i] is not None:
                w_dict.setitem(space.newint(i), memo[i])
            i += 1
        far = self.w_unpickler.far
        for index in far:
            w_dict.setitem(space.newint(index), far[index])
        return w_dict

    def descr_reduce(self):
        return space.newtuple([space.w_dict, space.newtuple([self.descr_copy()])])


def get_unpickler_memo(w_unpickler):
    """Unpickler.memo"""
    return W_UnpicklerMemo(w_unpickler)


def set_unpickler_memo(w_unpickler, w_value):
    """Unpickler.memo = a proxy or a dict"""
    if isinstance(w_value, W_UnpicklerMemo):
        w_dict = w_value.descr_copy()
    elif isinstance(w_value, dictobject.W_DictObject):
        w_dict = w_value
    else:
        raise operr(
            space.w_TypeError,
            "'memo' attribute must be an UnpicklerMemoProxy object or dict, not "
            + space.typename(w_value),
        )
    pos = w_dict.next_entry(0)
    while pos >= 0:
        w_key = w_dict.key_at(pos)
        if not space.isinstance_w(w_key, space.w_int):
            raise operr(space.w_TypeError, "memo key must be integers")
        if space.int_w(w_key) < 0:
            raise operr(space.w_ValueError, "memo key must be positive integers.")
        pos = w_dict.next_entry(pos + 1)
    w_unpickler.memo = []
    w_unpickler.far = {}
    pos = w_dict.next_entry(0)
    while pos >= 0:
        w_unpickler.remember(space.int_w(w_dict.key_at(pos)), w_dict.value_at(pos))
        pos = w_dict.next_entry(pos + 1)


def _memo_type(name, cls):
    """NOT_RPYTHON: the TypeDef of a memo."""
    return TypeDef(
        "_pickle." + name,
        cls,
        method("clear", cls.descr_clear, "self"),
        method("copy", cls.descr_copy, "self"),
        method("__reduce__", cls.descr_reduce, "self"),
        attr("__hash__", None),
        acceptable_as_base=False,
    )


W_PicklerMemo.typedef = _memo_type("PicklerMemoProxy", W_PicklerMemo)
W_UnpicklerMemo.typedef = _memo_type("UnpicklerMemoProxy", W_UnpicklerMemo)
