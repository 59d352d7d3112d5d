"""Making classes: type.__new__, __build_class__, __slots__, __init_subclass__ and __set_name__."""


class Shared(object):
    """Prebuilt objects; filled by objspace/finish.py."""

    def __init__(self):
        self.w_instance_dict = None  # the descriptor __dict__ of instances
        self.w_instance_weakref = None  # and __weakref__


shared = Shared()


def best_base(bases_w):
    """The base whose instance layout the new class takes; TypeError on conflicts."""
    w_winner = bases_w[0]
    for w_base in bases_w:
        if not w_base.acceptable_as_base:
            raise error.operr(
                space.w_TypeError, "type '%s' is not an acceptable base type" % w_base.qualified()
            )
        if w_base.layout is w_winner.layout:
            continue
        if w_base.layout.issubtype(w_winner.layout):
            w_winner = w_base
        elif not w_winner.layout.issubtype(w_base.layout):
            raise error.operr(space.w_TypeError, "multiple bases have instance lay-out conflict")
    return w_winner


def winning_metaclass(w_meta, bases_w):
    """The most derived metaclass; TypeError on conflicts."""
    w_winner = w_meta
    for w_base in bases_w:
        w_other = w_base.getclass()
        if w_winner.issubtype(w_other):
            continue
        if w_other.issubtype(w_winner):
            w_winner = w_other
            continue
        raise error.operr(
            space.w_TypeError,
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass "
            "of the metaclasses of all its bases",
        )
    return w_winner


def type_new(w_meta, args):
    """type.__new__(metaclass, name, bases, dict, **keywords)"""
    assert isinstance(w_meta, typeobject.W_TypeObject)
    args_w = args.args_w
    if len(args_w) != 3:
        if len(args_w) == 1 and w_meta is space.w_type:
            return args_w[0].getclass()
        if w_meta is space.w_type and len(args_w) == 0:
            raise error.operr(space.w_TypeError, "type() takes 1 or 3 arguments")
        raise error.operr(
            space.w_TypeError,
            "type.__new__() takes exactly 3 arguments (%d given)" % len(args_w),
        )
    w_name = args_w[0]
    w_bases = args_w[1]
    w_dict = args_w[2]
    if not space.isinstance_w(w_name, space.w_str):
        raise error.operr_type(
            space.w_TypeError, "type.__new__() argument 1 must be str, not %s", w_name
        )
    if not space.isinstance_w(w_bases, space.w_tuple):
        raise error.operr_type(
            space.w_TypeError, "type.__new__() argument 2 must be tuple, not %s", w_bases
        )
    if not space.isinstance_w(w_dict, space.w_dict):
        raise error.operr_type(
            space.w_TypeError, "type.__new__() argument 3 must be dict, not %s", w_dict
        )
    bases_w = []
    for w_base in space.unpackiterable(w_bases):
        if not isinstance(w_base, typeobject.W_TypeObject):
            if w_base.getclass().lookup("__mro_entries__") is not None:
                raise error.operr(
                    space.w_TypeError,
                    "type() doesn't support MRO entry resolution; use types.new_class()",
                )
            raise error.operr(space.w_TypeError, "bases must be types")
        bases_w.append(w_base)
    if len(bases_w) == 0:
        bases_w = [space.w_object]
    # a list of its own: that of build_class has any objects
    w_winner = winning_metaclass(w_meta, [w_base for w_base in bases_w])
    if w_winner is not w_meta:
        w_new = w_winner.slot(slots.NEW)
        if w_new is not None and w_new is not space.w_type_new:
            if isinstance(w_new, descriptor.W_StaticMethod):
                w_new = w_new.w_func
            return w_new.call_args(args.prepend(w_winner))
        w_meta = w_winner
    return create_type(w_meta, class_name(w_name), bases_w, w_dict, args)


def class_name(w_name):
    """The name of a class, checked."""
    name = space.text_w(w_name)
    if name.find("\x00") >= 0:
        raise error.operr(space.w_ValueError, "type name must not contain null characters")
    if name.find("\xed") >= 0:
        space.call_method0(w_name, "encode")  # surrogates
    return name


def create_type(w_meta, name, bases_w, w_dict, args):
    """Makes the class; `args` holds the class keywords for __init_subclass__."""
    w_best = best_base(bases_w)
    dict_w = {}
    for w_key in space.unpackiterable(w_dict):
        if space.isinstance_w(w_key, space.w_str):
            dict_w[space.text_w(w_key)] = space.getitem(w_dict, w_key)
    w_type = typeobject.W_TypeObject(name, bases_w, dict_w, False)
    w_type.layout = w_best.layout
    if w_meta is not space.w_type:
        w_type.w_meta = w_meta
    w_qualname = dict_w.get("__qualname__", None)
    if w_qualname is not None:
        if not space.isinstance_w(w_qualname, space.w_str):
            raise error.operr_type(
                space.w_TypeError, "type __qualname__ must be a str, not %s", w_qualname
            )
        w_type.qualname = space.text_w(w_qualname)
        del dict_w["__qualname__"]
    if "__module__" not in dict_w:
        frame = ec.topframe()
        if frame is not None:
            w_module = space.dict_getitem_str(frame.w_globals, "__name__")
            if w_module is not None:
                dict_w["__module__"] = w_module
    w_module = dict_w.get("__module__", None)
    if w_module is not None and space.isinstance_w(w_module, space.w_str):
        w_type.modulename = space.text_w(w_module)
    wrap_special(dict_w)
    w_cell = dict_w.get("__classcell__", None)
    if w_cell is not None:
        if not isinstance(w_cell, function.W_Cell):
            raise error.operr_type(
                space.w_TypeError,
                "type.__new__() __classcell__ must be a nonlocal cell, not %s",
                w_cell,
            )
        del dict_w["__classcell__"]
        w_cell.w_value = w_type
    w_doc = dict_w.get("__doc__", None)
    if isinstance(w_doc, unicodeobject.W_UnicodeObject) and space.text_w(w_doc).find("\xed") >= 0:
        space.call_method0(w_doc, "encode")  # surrogates
    setup_slots(w_type, bases_w)
    if "__doc__" not in dict_w:
        dict_w["__doc__"] = space.w_None
    if "__eq__" in dict_w and "__hash__" not in dict_w:
        dict_w["__hash__"] = space.w_None
    set_mro(w_type)
    for w_base in bases_w:
        w_base.add_subclass(w_type)
        if w_base.is_exception:
            w_type.is_exception = True
    call_set_name(w_type)
    call_init_subclass(w_type, args)
    return w_type


def set_bases(w_type, w_bases):
    """Assignment to __bases__."""
    if w_type.is_builtin:
        raise error.operr(
            space.w_TypeError,
            "cannot set '__bases__' attribute of immutable type '%s'" % w_type.name,
        )
    if not space.isinstance_w(w_bases, space.w_tuple):
        raise error.operr(
            space.w_TypeError,
            "can only assign tuple to %s.__bases__, not %s"
            % (w_type.name, space.typename(w_bases)),
        )
    bases_w = []
    for w_base in space.unpackiterable(w_bases):
        if not isinstance(w_base, typeobject.W_TypeObject):
            raise error.operr(
                space.w_TypeError,
                "%s.__bases__ must be tuple of classes, not '%s'"
                % (w_type.name, space.typename(w_base)),
            )
        if w_base.in_mro(w_type):
            raise error.operr(space.w_TypeError, "a __bases__ item causes an inheritance cycle")
        if not w_base.acceptable_as_base:
            raise error.operr(
                space.w_TypeError, "type '%s' is not an acceptable base type" % w_base.name
            )
        bases_w.append(w_base)
    if len(bases_w) == 0:
        raise error.operr(
            space.w_TypeError,
            "can only assign non-empty tuple to %s.__bases__, not ()" % w_type.name,
        )
    w_best = best_base(bases_w)
    if w_best.layout is not w_type.layout or w_best.hasdict != w_type.bases_w[0].hasdict:
        if w_best.layout is not w_type.layout or w_best.hasdict:
            raise error.operr(
                space.w_TypeError,
                "__bases__ assignment: '%s' object layout differs from '%s'"
                % (w_best.name, best_base(w_type.bases_w).name),
            )
    old_bases_w = w_type.bases_w
    w_type.bases_w = bases_w
    changed = []
    mros = []
    try:
        renew_mro(w_type, changed, mros)
    except error.OperationError:
        w_type.bases_w = old_bases_w
        for i in range(len(changed)):
            changed[i].mro_w = mros[i]
        raise
    for w_base in old_bases_w:
        w_base.remove_subclass(w_type)
    for w_base in bases_w:
        w_base.add_subclass(w_type)
    w_type.mutated("")


def renew_mro(w_type, changed, mros):
    """Computes the MROs of a class and its subclasses again; the old ones are noted."""
    changed.append(w_type)
    mros.append(w_type.mro_w)
    set_mro(w_type)
    for w_sub in w_type.subclasses():
        renew_mro(w_sub, changed, mros)


def set_mro(w_type):
    """Computes the MRO, by the metaclass's mro() if it overrides it."""
    w_meta = w_type.getclass()
    if w_meta is not space.w_type:
        w_mro = w_meta.lookup("mro")
        if w_mro is not None and not isinstance(w_mro, gateway.W_BuiltinFunction):
            result = []
            for w_item in space.unpackiterable(w_mro.call1(w_type)):
                if not isinstance(w_item, typeobject.W_TypeObject):
                    raise error.operr_type(
                        space.w_TypeError, "mro() returned a non-class ('%s')", w_item
                    )
                result.append(w_item)
            w_type.mro_w = result
            return
    w_type.mro_w = typeobject.compute_mro(w_type)


def wrap_special(dict_w):
    """__new__ becomes a static method; __init_subclass__ and __class_getitem__ class methods."""
    w_func = dict_w.get("__new__", None)
    if isinstance(w_func, function.W_Function):
        dict_w["__new__"] = descriptor.W_StaticMethod(w_func)
    w_func = dict_w.get("__init_subclass__", None)
    if isinstance(w_func, function.W_Function):
        dict_w["__init_subclass__"] = descriptor.W_ClassMethod(w_func)
    w_func = dict_w.get("__class_getitem__", None)
    if isinstance(w_func, function.W_Function):
        dict_w["__class_getitem__"] = descriptor.W_ClassMethod(w_func)


def setup_slots(w_type, bases_w):
    """Handles __slots__ and decides whether instances have a __dict__."""
    w_type.hasdict = False
    for w_base in bases_w:
        if w_base.hasdict:
            w_type.hasdict = True
    dict_w = w_type.dict_w
    w_slots = dict_w.get("__slots__", None)
    slotted = True
    for w_base in bases_w:
        if w_base.weakrefable:
            w_type.weakrefable = True
            if "__slots__" not in w_base.dict_w:
                slotted = False  # it may be one that has no weak references in CPython
    if w_slots is None:
        w_type.hasdict = True
        w_type.weakrefable = True
    else:
        if space.isinstance_w(w_slots, space.w_str):
            names_w = [w_slots]
        else:
            names_w = space.unpackiterable(w_slots)
        if len(names_w) > 0 and typeflags.varying_size(w_type.layout):
            raise error.operr(
                space.w_TypeError,
                "nonempty __slots__ not supported for subtype of '%s'" % bases_w[0].name,
            )
        for w_name in names_w:
            if not space.isinstance_w(w_name, space.w_str):
                raise error.operr_type(
                    space.w_TypeError, "__slots__ items must be strings, not '%s'", w_name
                )
            name = space.text_w(w_name)
            if not space.is_true(space.call_method0(w_name, "isidentifier")):
                raise error.operr(space.w_TypeError, "__slots__ must be identifiers")
            if name == "__dict__":
                if w_type.hasdict:
                    raise error.operr(
                        space.w_TypeError, "__dict__ slot disallowed: we already got one"
                    )
                w_type.hasdict = True
            elif name == "__weakref__":
                if w_type.weakrefable and slotted:
                    raise error.operr(
                        space.w_TypeError,
                        "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0",
                    )
                w_type.weakrefable = True
            else:
                name = mangle(name, w_type.name)
                if name in dict_w and not isinstance(dict_w[name], descriptor.W_SlotMember):
                    raise error.operr(
                        space.w_ValueError,
                        "'%s' in __slots__ conflicts with class variable" % name,
                    )
                key = name + instance.SLOT_MARK
                dict_w[name] = descriptor.W_SlotMember(name, key, w_type)
    had_dict = False
    had_weakrefs = typeflags.builtin_weakrefable(w_type.layout)
    for w_base in bases_w:
        if w_base.hasdict:
            had_dict = True
        if w_base.weakrefable:
            had_weakrefs = True
    if w_type.hasdict and not had_dict and "__dict__" not in dict_w:
        dict_w["__dict__"] = shared.w_instance_dict
    if w_type.weakrefable and not had_weakrefs and "__weakref__" not in dict_w:
        if not typeflags.varying_size(w_type.layout):
            dict_w["__weakref__"] = shared.w_instance_weakref


def mangle(name, classname):
    """Private name mangling."""
    if not name.startswith("__") or name.endswith("__"):
        return name
    stripped = classname.lstrip("_")
    if stripped == "":
        return name
    return "_" + stripped + name


def call_set_name(w_type):
    """Calls __set_name__ of the class attributes that have it."""
    names = []
    values_w = []
    for name in w_type.dict_w:
        names.append(name)
        values_w.append(w_type.dict_w[name])
    i = 0
    while i < len(names):
        name = names[i]
        w_value = values_w[i]
        i += 1
        w_set = w_value.getclass().lookup("__set_name__")
        if w_set is not None:
            space.descr_get(w_set, w_value, w_value.getclass()).call2(w_type, space.newtext(name))


def call_init_subclass(w_type, args):
    """super(w_type, w_type).__init_subclass__(**keywords)"""
    w_func = w_type.lookup_after(w_type, "__init_subclass__")
    if w_func is None or w_func is space.w_object_init_subclass:
        if args.kwnames is not None and len(args.kwnames) > 0:
            raise error.operr(
                space.w_TypeError, "%s.__init_subclass__() takes no keyword arguments" % w_type.name
            )
        return
    w_bound = space.descr_get(w_func, w_type, w_type)
    if isinstance(w_func, descriptor.W_ClassMethod):
        w_bound = w_func.bind(w_type)
    w_bound.call_args(args.only_keywords())


def is_abstract(w_type):
    """Does the class have abstract methods?"""
    w_set = w_type.dict_w.get("__abstractmethods__", None)
    return w_set is not None and space.is_true(w_set)


def abstract_error(w_type):
    """The TypeError for instantiating an abstract class."""
    names = []
    for w_name in space.unpackiterable(space.getattr(w_type, "__abstractmethods__")):
        name = space.text_w(w_name)
        i = 0
        while i < len(names) and names[i] < name:
            i += 1
        names.insert(i, name)
    plural = "s" if len(names) > 1 else ""
    return error.operr(
        space.w_TypeError,
        "Can't instantiate abstract class %s with abstract method%s %s"
        % (w_type.name, plural, ", ".join(names)),
    )


def build_class(args):
    """builtins.__build_class__(func, name, *bases, metaclass=None, **keywords)"""
    args_w = args.args_w
    if len(args_w) < 2:
        raise error.operr(space.w_TypeError, "__build_class__: not enough arguments")
    w_func = args_w[0]
    w_name = args_w[1]
    if not isinstance(w_func, function.W_Function):
        raise error.operr(space.w_TypeError, "__build_class__: func must be a function")
    orig_bases_w = args_w[2:]
    bases_w = resolve_bases(orig_bases_w)
    w_meta, keywords = args.extract_keyword("metaclass")
    if w_meta is None:
        if len(bases_w) > 0:
            w_meta = bases_w[0].getclass()
        else:
            w_meta = space.w_type
    if isinstance(w_meta, typeobject.W_TypeObject):
        w_meta = winning_metaclass(w_meta, bases_w)
    w_bases = space.newtuple(bases_w)
    w_prepare = None
    if w_meta is not space.w_type:
        w_prepare = space.findattr(w_meta, "__prepare__")
    if w_prepare is None:
        w_ns = space.newdict()
    else:
        w_ns = w_prepare.call_args(keywords.with_positional([w_name, w_bases]))
        if w_ns.getclass().slot(slots.GETITEM) is None:
            shown = "<metaclass>"
            if isinstance(w_meta, typeobject.W_TypeObject):
                shown = w_meta.name
            raise error.operr_type(
                space.w_TypeError,
                shown + ".__prepare__() must return a mapping, not %s",
                w_ns,
            )
    w_cell = w_func.run_class_body(w_ns)
    if len(bases_w) != len(orig_bases_w) or not same_items(bases_w, orig_bases_w):
        space.setitem(w_ns, space.newtext("__orig_bases__"), space.newtuple(orig_bases_w))
    w_cls = w_meta.call_args(keywords.with_positional([w_name, w_bases, w_ns]))
    if isinstance(w_cell, function.W_Cell) and isinstance(w_cls, typeobject.W_TypeObject):
        if w_cell.w_value is None:
            raise error.operr(
                space.w_RuntimeError,
                "__class__ not set defining %s as %s. Was __classcell__ propagated to "
                "type.__new__?" % (space.repr_w(w_name), space.repr_w(w_cls)),
            )
        if w_cell.w_value is not w_cls:
            raise error.operr(
                space.w_TypeError,
                "__class__ set to %s defining %s as %s"
                % (space.repr_w(w_cell.w_value), space.repr_w(w_name), space.repr_w(w_cls)),
            )
    return w_cls


def same_items(a_w, b_w):
    """Are the items of two lists of equal length identical?"""
    i = 0
    while i < len(a_w):
        if a_w[i] is not b_w[i]:
            return False
        i += 1
    return True


def resolve_bases(bases_w):
    """Replaces bases that are not types by what their __mro_entries__ gives."""
    result_w = []
    for w_base in bases_w:
        if not isinstance(w_base, typeobject.W_TypeObject):
            w_entries = space.findattr(w_base, "__mro_entries__")
            if w_entries is not None:
                w_new = w_entries.call1(space.newtuple(bases_w))
                if not space.isinstance_w(w_new, space.w_tuple):
                    raise error.operr(space.w_TypeError, "__mro_entries__ must return a tuple")
                result_w.extend(space.unpackiterable(w_new))
                continue
        result_w.append(w_base)
    return result_w


from interpreters.python.interpreter import error, function, gateway  # noqa: E402
from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    descriptor,
    instance,
    slots,
    typeflags,
    typeobject,
    unicodeobject,
)
from interpreters.python.objspace import operation as space  # noqa: E402
