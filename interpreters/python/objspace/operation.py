"""The operations on Python objects of unknown type. Always imported as

    from interpreters.python.objspace import operation as space

Arithmetic and comparison are in arithmetic.py, attribute access in attribute.py, conversions in convert.py; their
functions are names of this module too. TypeDefs add `w_<type>` for each builtin type.
"""

from rpython.rlib import jit

take_driver = jit.JitDriver(name="take", greens=["key"], reds=["w_iterator", "items_w"])

# constants; set by objspace/finish.py
w_None = None
w_True = None
w_False = None
w_NotImplemented = None
w_Ellipsis = None
w_type_call = None  # type.__call__
w_type_getattribute = None
w_type_setattr = None
w_type_delattr = None
w_build_class = None  # the builtin function __build_class__
w_type_new = None  # type.__new__
w_object_new = None
w_object_init = None
w_object_init_subclass = None
w_object_getattribute = None
w_object_setattr = None
w_object_delattr = None
w_exception_new = None  # BaseException.__new__, __init__
w_exception_init = None
w_object_class = None  # the descriptor __class__ of object

# types named in this module; all others are added the same way
w_tuple = None
w_dict = None
w_TypeError = None
w_ValueError = None
w_KeyError = None
w_OverflowError = None
w_StopIteration = None

# ---- making objects -------------------------------------------------------------------------------


def newint(i):
    """int"""
    return intobject.W_IntObject(i)


def newbool(b):
    """True or False"""
    if b:
        return w_True
    return w_False


def newfloat(f):
    """float"""
    return floatobject.W_FloatObject(f)


def newlong_from_rbigint(num):
    """int, of any size"""
    return longobject.newlong(num)


def newcomplex(real, imag):
    """complex"""
    return complexobject.W_ComplexObject(real, imag)


def newtext(s):
    """str, from UTF-8 bytes (an RPython str)"""
    return unicodeobject.W_UnicodeObject(s)


def newbytes(s):
    """bytes, from an RPython str"""
    return bytesobject.W_BytesObject(s)


def newtuple(items_w):
    """tuple; the list is not to be changed afterwards"""
    return tupleobject.newtuple(items_w)


def newlist(items_w):
    """list; takes possession of the RPython list"""
    return listobject.from_items(items_w)


def newdict():
    """An empty dict."""
    return dictobject.W_DictObject()


def newset(items_w):
    """set of the items"""
    w_set = setobject.W_SetObject()
    for w_item in items_w:
        w_set.add(w_item)
    return w_set


def newfrozenset(items_w):
    """frozenset of the items"""
    w_set = setobject.W_FrozensetObject()
    for w_item in items_w:
        w_set.add(w_item)
    return w_set


def newslice(w_start, w_stop, w_step):
    """slice"""
    return sliceobject.W_SliceObject(w_start, w_stop, w_step)


def none_to_null(w_obj):
    """RPython None for Python's None."""
    if w_obj is w_None:
        return None
    return w_obj


def null_to_none(w_obj):
    """Python's None for RPython None."""
    if w_obj is None:
        return w_None
    return w_obj


# ---- types ------------------------------------------------------------------------------------------


def type(w_obj):
    """The class of an object."""
    return w_obj.getclass()


def typename(w_obj):
    """The name of the class, for messages."""
    return w_obj.getclass().name


def isinstance_w(w_obj, w_type):
    """Is the object an instance of the W_TypeObject? (no __instancecheck__)"""
    return w_obj.getclass().issubtype(w_type)


def issubtype_w(w_sub, w_type):
    """Is one W_TypeObject a subclass of the other?"""
    return w_sub.issubtype(w_type)


def isinstance_default(w_obj, w_cls):
    """type.__instancecheck__: the real class, or what __class__ pretends."""
    if w_obj.getclass().issubtype(w_cls):
        return True
    w_getattribute = w_obj.getclass().slot(slots.GETATTRIBUTE)
    if w_obj.getclass().lookup("__class__") is not w_object_class or not isinstance(
        w_getattribute, gateway.W_BuiltinFunction
    ):
        w_other = findattr(w_obj, "__class__")
        if isinstance(w_other, typeobject.W_TypeObject):
            return w_other.issubtype(w_cls)
    return False


def issubclass_default(w_sub, w_cls):
    """type.__subclasscheck__"""
    if isinstance(w_sub, typeobject.W_TypeObject) and isinstance(w_cls, typeobject.W_TypeObject):
        return w_sub.issubtype(w_cls)
    w_bases = findattr(w_sub, "__bases__")
    if w_bases is None or not isinstance_w(w_bases, w_tuple):
        raise error.operr(w_TypeError, "issubclass() arg 1 must be a class")
    return derives_from(w_sub, w_cls)


def derives_from(w_sub, w_cls):
    """issubclass_default of objects that have __bases__, which need not be classes."""
    while True:
        if w_sub is w_cls:
            return True
        w_bases = findattr(w_sub, "__bases__")
        if w_bases is None or not isinstance_w(w_bases, w_tuple):
            return False
        bases_w = unpackiterable(w_bases)
        if py_len(bases_w) != 1:
            break
        w_sub = bases_w[0]
    pyframe.enter_recursion()
    try:
        for w_base in bases_w:
            if derives_from(w_base, w_cls):
                return True
    finally:
        pyframe.leave_recursion()
    return False


def isinstance_check(w_obj, w_cls):
    """isinstance(w_obj, w_cls) in full: tuples, unions, __instancecheck__."""
    if isinstance(w_cls, typeobject.W_TypeObject):
        if w_cls.w_meta is None:
            return isinstance_default(w_obj, w_cls)
        if w_obj.getclass() is w_cls:
            return True
    elif isinstance(w_cls, tupleobject.W_TupleObject):
        return isinstance_any(w_obj, w_cls)
    w_check = w_cls.getclass().slot(slots.INSTANCECHECK)
    if w_check is not None:
        return is_true(get_and_call1(w_check, w_cls, w_obj))
    w_sub = findattr(w_obj, "__class__")
    if w_sub is None or findattr(w_cls, "__bases__") is None:
        raise error.operr(
            w_TypeError, "isinstance() arg 2 must be a type, a tuple of types, or a union"
        )
    return issubclass_default(w_sub, w_cls)


def issubclass_check(w_sub, w_cls):
    """issubclass(w_sub, w_cls) in full."""
    if isinstance(w_cls, typeobject.W_TypeObject) and isinstance(w_sub, typeobject.W_TypeObject):
        if w_cls.w_meta is None:
            return w_sub.issubtype(w_cls)
    elif isinstance(w_cls, tupleobject.W_TupleObject):
        return issubclass_any(w_sub, w_cls)
    w_check = w_cls.getclass().slot(slots.SUBCLASSCHECK)
    if w_check is not None:
        return is_true(get_and_call1(w_check, w_cls, w_sub))
    if findattr(w_cls, "__bases__") is None:
        raise error.operr(
            w_TypeError, "issubclass() arg 2 must be a class, a tuple of classes, or a union"
        )
    return issubclass_default(w_sub, w_cls)


def exception_match(w_type, w_check):
    """Does an exception of class w_type match the class or tuple of classes w_check?"""
    if w_type is w_check:
        return True
    if isinstance(w_check, typeobject.W_TypeObject):
        if isinstance(w_type, typeobject.W_TypeObject):
            return w_type.issubtype(w_check)
        return False
    if isinstance(w_check, tupleobject.W_TupleObject):
        return exception_match_any(w_type, w_check)
    return False


@jit.unroll_safe
def exception_match_any(w_type, w_classes):
    """exception_match for a tuple."""
    n = jit.promote(w_classes.length())
    i = 0
    while i < n:
        if exception_match(w_type, w_classes.getitem(i)):
            return True
        i += 1
    return False


@jit.unroll_safe
def isinstance_any(w_obj, w_classes):
    """isinstance_check for a tuple."""
    n = jit.promote(w_classes.length())
    i = 0
    while i < n:
        w_cls = w_classes.getitem(i)
        if isinstance(w_cls, tupleobject.W_TupleObject):
            pyframe.enter_recursion()
            try:
                found = isinstance_any(w_obj, w_cls)
            finally:
                pyframe.leave_recursion()
            if found:
                return True
        elif isinstance_check(w_obj, w_cls):
            return True
        i += 1
    return False


@jit.unroll_safe
def issubclass_any(w_sub, w_classes):
    """issubclass_check for a tuple."""
    n = jit.promote(w_classes.length())
    i = 0
    while i < n:
        w_cls = w_classes.getitem(i)
        if isinstance(w_cls, tupleobject.W_TupleObject):
            pyframe.enter_recursion()
            try:
                found = issubclass_any(w_sub, w_cls)
            finally:
                pyframe.leave_recursion()
            if found:
                return True
        elif issubclass_check(w_sub, w_cls):
            return True
        i += 1
    return False


def lookup(w_obj, name):
    """The attribute found in the object's class, unbound, or None."""
    return w_obj.getclass().lookup(name)


def is_w(w_a, w_b):
    """The `is` operator."""
    if w_a is w_b:
        return True
    return w_a.is_w(w_b)


# ---- calls --------------------------------------------------------------------------------------------


def call0(w_func):
    """w_func()"""
    return w_func.call0()


def call1(w_func, w_a):
    """w_func(w_a)"""
    return w_func.call1(w_a)


def call2(w_func, w_a, w_b):
    """w_func(w_a, w_b)"""
    return w_func.call2(w_a, w_b)


def call3(w_func, w_a, w_b, w_c):
    """w_func(w_a, w_b, w_c)"""
    return w_func.call3(w_a, w_b, w_c)


def call4(w_func, w_a, w_b, w_c, w_d):
    """w_func(w_a, w_b, w_c, w_d)"""
    return w_func.call4(w_a, w_b, w_c, w_d)


def call_args(w_func, args):
    """A call with interpreter.argument.Arguments."""
    return w_func.call_args(args)


def call_via_method(w_obj, args):
    """Calls an object through its __call__ (the default of W_Root.call_args)."""
    w_cls = w_obj.getclass()
    w_call = w_cls.slot(slots.CALL)
    if w_call is None:
        raise error.operr(w_TypeError, "'%s' object is not callable" % w_cls.name)
    if isinstance(w_call, function.W_Function) or isinstance(w_call, gateway.W_BuiltinFunction):
        return w_call.call_args(args.prepend(w_obj))
    return descr_get(w_call, w_obj, w_cls).call_args(args)


def callable_w(w_obj):
    """callable(w_obj)"""
    return w_obj.getclass().slot(slots.CALL) is not None


def get_and_call0(w_descr, w_obj):
    """Calls a special method found in the class of w_obj."""
    if isinstance(w_descr, function.W_Function) or isinstance(w_descr, gateway.W_BuiltinFunction):
        return w_descr.call1(w_obj)
    return descr_get(w_descr, w_obj, w_obj.getclass()).call0()


def get_and_call1(w_descr, w_obj, w_a):
    """Calls a special method found in the class of w_obj, with one argument."""
    if isinstance(w_descr, function.W_Function) or isinstance(w_descr, gateway.W_BuiltinFunction):
        return w_descr.call2(w_obj, w_a)
    return descr_get(w_descr, w_obj, w_obj.getclass()).call1(w_a)


def get_and_call2(w_descr, w_obj, w_a, w_b):
    """Calls a special method found in the class of w_obj, with two arguments."""
    if isinstance(w_descr, function.W_Function) or isinstance(w_descr, gateway.W_BuiltinFunction):
        return w_descr.call3(w_obj, w_a, w_b)
    return descr_get(w_descr, w_obj, w_obj.getclass()).call2(w_a, w_b)


def call_method0(w_obj, name):
    """w_obj.name()"""
    w_descr = w_obj.getclass().lookup(name)
    if isinstance(w_descr, gateway.W_BuiltinFunction) and w_descr.is_method:
        if w_obj.getdictvalue(name) is None:
            return w_descr.call1(w_obj)
    return getattr(w_obj, name).call0()


def call_method1(w_obj, name, w_a):
    """w_obj.name(w_a)"""
    w_descr = w_obj.getclass().lookup(name)
    if isinstance(w_descr, gateway.W_BuiltinFunction) and w_descr.is_method:
        if w_obj.getdictvalue(name) is None:
            return w_descr.call2(w_obj, w_a)
    return getattr(w_obj, name).call1(w_a)


def call_method2(w_obj, name, w_a, w_b):
    """w_obj.name(w_a, w_b)"""
    return getattr(w_obj, name).call2(w_a, w_b)


def call_method3(w_obj, name, w_a, w_b, w_c):
    """w_obj.name(w_a, w_b, w_c)"""
    return getattr(w_obj, name).call3(w_a, w_b, w_c)


# ---- truth, length, containers ------------------------------------------------------------------------


def is_true(w_obj):
    """The truth of an object."""
    if w_obj is w_True:
        return True
    if w_obj is w_False or w_obj is w_None:
        return False
    if isinstance(w_obj, intobject.W_IntObject):
        return w_obj.intval != 0
    if py_type(w_obj) is listobject.W_ListObject:
        return w_obj.length() != 0
    if py_type(w_obj) is unicodeobject.W_UnicodeObject:
        return py_len(w_obj.text()) != 0
    w_cls = w_obj.getclass()
    w_descr = w_cls.slot(slots.BOOL)
    if w_descr is not None:
        w_result = get_and_call0(w_descr, w_obj)
        if w_result is w_True:
            return True
        if w_result is w_False:
            return False
        raise error.operr_type(w_TypeError, "__bool__ should return bool, returned %s", w_result)
    if w_cls.slot(slots.LEN) is None:
        return True
    return len_w(w_obj) != 0


def len_w(w_obj):
    """len(w_obj) as an RPython int."""
    if py_type(w_obj) is listobject.W_ListObject:
        return w_obj.length()
    if py_type(w_obj) is unicodeobject.W_UnicodeObject:
        return w_obj.length()
    if py_type(w_obj) is dictobject.W_DictObject:
        return w_obj.length()
    if py_type(w_obj) is tupleobject.W_TupleObject:
        return w_obj.length()
    w_descr = w_obj.getclass().slot(slots.LEN)
    if w_descr is None:
        raise error.operr_type(w_TypeError, "object of type '%s' has no len()", w_obj)
    w_result = get_and_call0(w_descr, w_obj)
    if isinstance(w_result, intobject.W_IntObject):
        n = w_result.intval
    else:
        n = getindex_w(w_result, w_OverflowError)
    if n < 0:
        raise error.operr(w_ValueError, "__len__() should return >= 0")
    return n


def len(w_obj):
    """len(w_obj)"""
    return newint(len_w(w_obj))


def length_hint(w_obj, default):
    """An estimate of the number of items."""
    w_cls = w_obj.getclass()
    if w_cls.slot(slots.LEN) is not None:
        try:
            return len_w(w_obj)
        except error.OperationError as e:
            if not e.match(w_TypeError):
                raise
    w_descr = w_cls.slot(slots.LENGTH_HINT)
    if w_descr is None:
        return default
    try:
        w_result = get_and_call0(w_descr, w_obj)
    except error.OperationError as e:
        if not e.match(w_TypeError):
            raise
        return default
    if w_result is w_NotImplemented:
        return default
    if not isinstance(w_result, intobject.W_AbstractIntObject):
        raise error.operr_type(w_TypeError, "__length_hint__ must be an integer, not %s", w_result)
    n = int_w(w_result)
    if n < 0:
        raise error.operr(w_ValueError, "__length_hint__() should return >= 0")
    return n


def getitem(w_obj, w_index):
    """w_obj[w_index]"""
    if py_type(w_obj) is dictobject.W_DictObject:
        w_value = w_obj.getitem(w_index)
        if w_value is None:
            return dictobject.missing(w_obj, w_index)
        return w_value
    if isinstance(w_index, intobject.W_IntObject):
        if py_type(w_obj) is listobject.W_ListObject:
            return w_obj.getitem_int(w_index.intval)
        if py_type(w_obj) is tupleobject.W_TupleObject:
            return w_obj.getitem_int(w_index.intval)
        if py_type(w_obj) is unicodeobject.W_UnicodeObject:
            return w_obj.getitem_int(w_index.intval)
    w_descr = w_obj.getclass().slot(slots.GETITEM)
    if w_descr is None:
        return getitem_class(w_obj, w_index)
    return get_and_call1(w_descr, w_obj, w_index)


def getitem_class(w_obj, w_index):
    """cls[x] through __class_getitem__."""
    if isinstance(w_obj, typeobject.W_TypeObject):
        w_descr = w_obj.slot(slots.CLASS_GETITEM)
        if w_descr is not None:
            return descr_get(w_descr, None, w_obj).call1(w_index)
        if w_obj.getclass() is w_obj:
            return genericalias.W_GenericAlias(w_obj, w_index)
        raise error.operr(w_TypeError, "type '%s' is not subscriptable" % w_obj.name)
    raise error.operr_type(w_TypeError, "'%s' object is not subscriptable", w_obj)


def setitem(w_obj, w_index, w_value):
    """w_obj[w_index] = w_value"""
    if isinstance(w_index, intobject.W_IntObject):
        if py_type(w_obj) is listobject.W_ListObject:
            w_obj.setitem_int(w_index.intval, w_value)
            return
    if py_type(w_obj) is dictobject.W_DictObject:
        w_obj.setitem(w_index, w_value)
        return
    w_descr = w_obj.getclass().slot(slots.SETITEM)
    if w_descr is None:
        raise error.operr_type(w_TypeError, "'%s' object does not support item assignment", w_obj)
    get_and_call2(w_descr, w_obj, w_index, w_value)


def delitem(w_obj, w_index):
    """del w_obj[w_index]"""
    w_descr = w_obj.getclass().slot(slots.DELITEM)
    if w_descr is None:
        raise error.operr_type(w_TypeError, "'%s' object doesn't support item deletion", w_obj)
    get_and_call1(w_descr, w_obj, w_index)


def contains_w(w_container, w_item):
    """w_item in w_container"""
    if py_type(w_container) is dictobject.W_DictObject:
        return w_container.contains(w_item)
    if py_type(w_container) is unicodeobject.W_UnicodeObject:
        if isinstance(w_item, unicodeobject.W_UnicodeObject):
            return w_container.contains(w_item)
    w_descr = w_container.getclass().slot(slots.CONTAINS)
    if w_descr is None:
        return contains_by_iteration(w_container, w_item)
    if w_descr is w_None:
        raise error.operr_type(w_TypeError, "'%s' object is not a container", w_container)
    return is_true(get_and_call1(w_descr, w_container, w_item))


def contains_by_iteration(w_container, w_item):
    """`in` for objects without __contains__."""
    w_cls = w_container.getclass()
    if w_cls.slot(slots.ITER) is None and w_cls.slot(slots.GETITEM) is None:
        raise error.operr_type(w_TypeError, "argument of type '%s' is not iterable", w_container)
    w_it = iter(w_container)
    while True:
        w_next = w_it.next_w()
        if w_next is None:
            return False
        if eq_w(w_next, w_item):
            return True


def dict_getitem_str(w_dict, name):
    """w_dict[name], or None if it is missing (or w_dict is not a dict)."""
    if py_type(w_dict) is dictobject.W_DictObject:
        return w_dict.getitem_str(name)
    return mapping_getitem_str(w_dict, name)


def mapping_getitem_str(w_map, name):
    """w_map[name] of any mapping, or None."""
    try:
        return getitem(w_map, newtext(name))
    except error.OperationError as e:
        if not e.match(w_KeyError):
            raise
        return None


def dict_setitem_str(w_dict, name, w_value):
    """w_dict[name] = w_value"""
    if py_type(w_dict) is dictobject.W_DictObject:
        w_dict.setitem_str(name, w_value)
    else:
        setitem(w_dict, newtext(name), w_value)


def dict_delitem_str(w_dict, name):
    """del w_dict[name] (KeyError)"""
    if py_type(w_dict) is dictobject.W_DictObject:
        if w_dict.getitem_str(name) is None:
            raise error.OperationError(w_KeyError, newtext(name))
        w_dict.delitem_str(name)
    else:
        delitem(w_dict, newtext(name))


# ---- iteration -------------------------------------------------------------------------------------------


def iter(w_obj):
    """iter(w_obj)"""
    if py_type(w_obj) is listobject.W_ListObject:
        return w_obj.descr_iter()
    if py_type(w_obj) is rangeobject.W_RangeObject:
        return w_obj.descr_iter()
    if py_type(w_obj) is tupleobject.W_TupleObject:
        return w_obj.descr_iter()
    w_descr = w_obj.getclass().slot(slots.ITER)
    if w_descr is None or w_descr is w_None:
        if w_descr is None and w_obj.getclass().slot(slots.GETITEM) is not None:
            return iterators.W_SequenceIterator(w_obj)
        raise error.operr_type(w_TypeError, "'%s' object is not iterable", w_obj)
    w_it = get_and_call0(w_descr, w_obj)
    if w_it.getclass().slot(slots.NEXT) is None:
        raise error.operr_type(w_TypeError, "iter() returned non-iterator of type '%s'", w_it)
    return w_it


def next(w_it):
    """next(w_it), raising StopIteration at the end"""
    w_descr = w_it.getclass().slot(slots.NEXT)
    if w_descr is None:
        raise error.operr_type(w_TypeError, "'%s' object is not an iterator", w_it)
    return get_and_call0(w_descr, w_it)


def overrides_next(w_it):
    """Is the __next__ of an iterator no builtin function?"""
    return not isinstance(w_it.getclass().slot(slots.NEXT), gateway.W_BuiltinFunction)


def next_via_method(w_it):
    """next(w_it), or None at the end with ec.w_stopvalue set: the default of W_Root.next_w."""
    try:
        return next(w_it)
    except error.OperationError as e:
        if not e.match(w_StopIteration):
            raise
        if ec.tracing:
            tracing.stop_event(w_it, e)
        ec.w_stopvalue = excobject.stop_value(e.get_w_value())
        return None


def send_via_method(w_it, w_value):
    """w_it.send(w_value), or None at the end with ec.w_stopvalue set: the default of W_Root.send_w."""
    if w_value is w_None:
        ec.w_stopvalue = w_None
        return w_it.next_w()
    try:
        return call_method1(w_it, "send", w_value)
    except error.OperationError as e:
        if not e.match(w_StopIteration):
            raise
        if ec.tracing:
            tracing.stop_event(w_it, e)
        ec.w_stopvalue = excobject.stop_value(e.get_w_value())
        return None


def unpackiterable(w_iterable):
    """All items as an RPython list, which may be shared: copy it before changing it."""
    if py_type(w_iterable) is tupleobject.W_TupleObject:
        return w_iterable.getitems()
    if py_type(w_iterable) is listobject.W_ListObject:
        return w_iterable.getitems_copy()
    items_w = []
    take_all(iter(w_iterable), items_w)
    return items_w


def take_all(w_iterator, items_w):
    """Appends the items of an iterator to a list."""
    key = w_iterator.iteration_key()
    while True:
        take_driver.jit_merge_point(key=key, w_iterator=w_iterator, items_w=items_w)
        w_item = w_iterator.next_w()
        if w_item is None:
            return
        items_w.append(w_item)


def unpacked(w_iterable):
    """As unpackiterable; traces look into it."""
    if py_type(w_iterable) is tupleobject.W_TupleObject:
        return w_iterable.getitems()
    return unpackiterable(w_iterable)


def fixedview(w_iterable, n):
    """Exactly n items as an RPython list that is not to be changed; ValueError otherwise."""
    if py_type(w_iterable) is tupleobject.W_TupleObject:
        items_w = w_iterable.getitems()
    elif py_type(w_iterable) is listobject.W_ListObject:
        items_w = w_iterable.getitems()
    else:
        return unpack_exactly(w_iterable, n)
    if py_len(items_w) != n:
        raise unpack_error(py_len(items_w), n)
    return items_w


def unpack_exactly(w_iterable, n):
    """fixedview of any iterable."""
    if w_iterable.getclass().slot(slots.ITER) is None:
        if w_iterable.getclass().slot(slots.GETITEM) is None:
            raise error.operr_type(w_TypeError, "cannot unpack non-iterable %s object", w_iterable)
    return exactly(iter(w_iterable), n)


@jit.unroll_safe
def exactly(w_iterator, n):
    """The n items of an iterator."""
    items_w = [None] * n
    i = 0
    while i < n:
        w_item = w_iterator.next_w()
        if w_item is None:
            raise unpack_error(i, n)
        items_w[i] = w_item
        i += 1
    if w_iterator.next_w() is not None:
        raise unpack_error(n + 1, n)
    return items_w


def unpack_error(given, n):
    """The ValueError of a wrong number of items."""
    if given > n:
        return error.operr(w_ValueError, "too many values to unpack (expected %d)" % n)
    return error.operr(
        w_ValueError, "not enough values to unpack (expected %d, got %d)" % (n, given)
    )


# `len` and `type` are functions of this module
import builtins as _host  # noqa: E402

py_len = _host.len
py_type = _host.type

from interpreters.python.interpreter import error, function, gateway, pyframe, tracing  # noqa: E402
from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    bytesobject,
    complexobject,
    dictobject,
    excobject,
    floatobject,
    genericalias,
    intobject,
    iterators,
    listobject,
    longobject,
    rangeobject,
    setobject,
    sliceobject,
    slots,
    tupleobject,
    typeobject,
    unicodeobject,
)
from interpreters.python.objspace.arithmetic import (  # noqa: E402, F401
    abs,
    add,
    and_,
    divmod,
    eq,
    eq_w,
    floordiv,
    ge,
    gt,
    inplace_add,
    inplace_and,
    inplace_floordiv,
    inplace_lshift,
    inplace_matmul,
    inplace_mod,
    inplace_mul,
    inplace_or,
    inplace_pow,
    inplace_rshift,
    inplace_sub,
    inplace_truediv,
    inplace_xor,
    invert,
    le,
    lshift,
    lt,
    lt_w,
    matmul,
    mod,
    mul,
    ne,
    neg,
    not_,
    or_,
    pos,
    pow,
    rshift,
    sub,
    truediv,
    xor,
)
from interpreters.python.objspace.attribute import (  # noqa: E402, F401
    attribute_error,
    delattr,
    descr_get,
    findattr,
    getattr,
    has_default_getattribute,
    is_data_descr,
    is_initializing,
    name_error,
    object_delattr,
    object_getattribute,
    object_setattr,
    setattr,
)
from interpreters.python.objspace.convert import (  # noqa: E402, F401
    address_text,
    ascii,
    bigint_w,
    bool_w,
    bytes_w,
    float_w,
    format,
    getindex_w,
    hash_w,
    identity_hash,
    index,
    int_w,
    repr,
    repr_w,
    str,
    str_w,
    text_w,
)
