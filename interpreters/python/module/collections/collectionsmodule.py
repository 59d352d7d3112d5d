"""The module _collections."""

from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.module.collections import defaultdict, deque, ordereddict
from interpreters.python.objspace import dictobject
from interpreters.python.objspace import operation as space


def count_elements(w_mapping, w_iterable):
    """_count_elements(mapping, iterable): how often each item occurs."""
    w_one = space.newint(1)
    w_zero = space.newint(0)
    w_iter = space.iter(w_iterable)
    plain = isinstance(w_mapping, dictobject.W_DictObject)
    while True:
        w_item = w_iter.next_w()
        if w_item is None:
            return space.w_None
        if plain:
            assert isinstance(w_mapping, dictobject.W_DictObject)
            w_count = w_mapping.getitem(w_item)
            if w_count is None:
                w_mapping.setitem(w_item, w_one)
            else:
                w_mapping.setitem(w_item, space.add(w_count, w_one))
        else:
            w_count = space.call_method2(w_mapping, "get", w_item, w_zero)
            space.setitem(w_mapping, w_item, space.add(w_count, w_one))


MODULE = modinfo.declare(
    "_collections",
    [function("_count_elements", count_elements, "mapping, iterable, /")],
    types=[
        deque.W_Deque.typedef,
        defaultdict.W_DefaultDict.typedef,
        ordereddict.W_OrderedDict.typedef,
    ],
)
