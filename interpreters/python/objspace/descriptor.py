"""Descriptors: property, classmethod, staticmethod, super, computed attributes, __slots__ members, bound methods."""

from interpreters.python.interpreter.baseobjspace import W_Root, W_WithDict


class W_ClassMethod(W_WithDict):
    """classmethod(function)"""

    _immutable_fields_ = ["w_func?"]

    def __init__(self, w_func):
        self.w_func = w_func
        self.w_dict = None

    def descr_init(self, w_func):
        if self.w_func is not w_func:
            self.w_func = w_func
            copy_attributes(self, w_func)

    def bind(self, w_type):
        """The function bound to the class."""
        w_func = self.w_func
        if isinstance(w_func, W_BoundMethod):
            return w_func
        if isinstance(w_func, function.W_Function) or isinstance(w_func, gateway.W_BuiltinFunction):
            return W_BoundMethod(w_func, w_type)
        w_get = w_func.getclass().lookup("__get__")
        if w_get is not None:
            return w_get.call3(w_func, w_type, w_type)
        return W_BoundMethod(w_func, w_type)

    def descr_get(self, w_obj, w_type):
        if w_type is None or w_type is space.w_None:
            w_type = w_obj.getclass()
        return self.bind(w_type)

    def fget_func(self):
        return self.w_func

    def fget_dict(self):
        return self.getdict()

    def fget_isabstract(self):
        return isabstract(self.w_func)

    def descr_repr(self):
        return space.newtext("<classmethod(" + space.repr_w(self.w_func) + ")>")


class W_StaticMethod(W_WithDict):
    """staticmethod(function)"""

    _immutable_fields_ = ["w_func?"]

    def __init__(self, w_func):
        self.w_func = w_func
        self.w_dict = None

    def descr_init(self, w_func):
        if self.w_func is not w_func:
            self.w_func = w_func
            copy_attributes(self, w_func)

    def descr_get(self, w_obj, w_type):
        return self.w_func

    def descr_call(self, args):
        return self.w_func.call_args(args)

    def fget_func(self):
        return self.w_func

    def fget_dict(self):
        return self.getdict()

    def fget_isabstract(self):
        return isabstract(self.w_func)

    def descr_repr(self):
        return space.newtext("<staticmethod(" + space.repr_w(self.w_func) + ")>")


def copy_attributes(w_wrapper, w_func):
    """What staticmethod and classmethod take over from their function."""
    for name in ["__module__", "__name__", "__qualname__", "__doc__", "__annotations__"]:
        w_value = space.findattr(w_func, name)
        if w_value is not None:
            w_wrapper.setdictvalue(name, w_value)


class W_Property(W_Root):
    """property(fget, fset, fdel, doc); None is kept as RPython None"""

    _immutable_fields_ = ["w_fget?", "w_fset?", "w_fdel?"]

    def __init__(self):
        self.w_fget = None
        self.w_fset = None
        self.w_fdel = None
        self.w_doc = None
        self.getter_doc = False  # is the doc that of the getter?
        self.name = ""

    def setup(self, w_fget, w_fset, w_fdel, w_doc):
        """__init__"""
        self.w_fget = space.none_to_null(w_fget)
        self.w_fset = space.none_to_null(w_fset)
        self.w_fdel = space.none_to_null(w_fdel)
        self.w_doc = space.none_to_null(w_doc)
        self.getter_doc = False
        if self.w_doc is None and self.w_fget is not None:
            self.w_doc = space.none_to_null(
                space.null_to_none(space.findattr(self.w_fget, "__doc__"))
            )
            self.getter_doc = self.w_doc is not None
            if self.getter_doc and self.getclass() is not space.w_property:
                space.setattr(self, "__doc__", self.w_doc)

    def complain(self, what, w_obj):
        """The AttributeError for a missing accessor."""
        typename = "?"
        if w_obj is not None:
            typename = w_obj.getclass().qualname
        if self.name != "":
            text = "property '%s' of '%s' object has no %s" % (self.name, typename, what)
        else:
            text = "property of '%s' object has no %s" % (typename, what)
        return error.operr(space.w_AttributeError, text)

    def descr_get(self, w_obj, w_type):
        if w_obj is None or w_obj is space.w_None and w_type is not space.type(space.w_None):
            return self
        if self.w_fget is None:
            raise self.complain("getter", w_obj)
        return self.w_fget.call1(w_obj)

    def descr_set(self, w_obj, w_value):
        if self.w_fset is None:
            raise self.complain("setter", w_obj)
        self.w_fset.call2(w_obj, w_value)

    def descr_delete(self, w_obj):
        if self.w_fdel is None:
            raise self.complain("deleter", w_obj)
        self.w_fdel.call1(w_obj)

    def descr_set_name(self, args):
        if len(args.args_w) != 2:
            raise error.operr(
                space.w_TypeError,
                "__set_name__() takes 2 positional arguments but %d were given" % len(args.args_w),
            )
        w_name = args.args_w[1]
        if self.name == "" and space.isinstance_w(w_name, space.w_str):
            self.name = space.text_w(w_name)

    def copy_with(self, w_fget, w_fset, w_fdel):
        """A property like this one but for the accessors given."""
        w_type = self.getclass()
        w_new = w_type.call4(
            space.null_to_none(w_fget if w_fget is not None else self.w_fget),
            space.null_to_none(w_fset if w_fset is not None else self.w_fset),
            space.null_to_none(w_fdel if w_fdel is not None else self.w_fdel),
            space.null_to_none(None if self.getter_doc else self.w_doc),
        )
        if isinstance(w_new, W_Property):
            w_new.name = self.name
        return w_new

    def descr_getter(self, w_f):
        return self.copy_with(w_f, None, None)

    def descr_setter(self, w_f):
        return self.copy_with(None, w_f, None)

    def descr_deleter(self, w_f):
        return self.copy_with(None, None, w_f)

    def fget_fget(self):
        return space.null_to_none(self.w_fget)

    def fget_fset(self):
        return space.null_to_none(self.w_fset)

    def fget_fdel(self):
        return space.null_to_none(self.w_fdel)

    def fget_doc(self):
        return space.null_to_none(self.w_doc)

    def fset_doc(self, w_value):
        self.w_doc = w_value

    def fget_isabstract(self):
        if self.w_fget is not None and isabstract(self.w_fget) is space.w_True:
            return space.w_True
        if self.w_fset is not None and isabstract(self.w_fset) is space.w_True:
            return space.w_True
        return space.w_False


def property_init(scope_w):
    """property.__init__(self, fget, fset, fdel, doc)"""
    w_self = scope_w[0]
    if not isinstance(w_self, W_Property):
        raise error.operr_type(space.w_TypeError, "'property' object expected, not '%s'", w_self)
    w_self.setup(scope_w[1], scope_w[2], scope_w[3], scope_w[4])


def isabstract(w_func):
    """Python bool: the truth of __isabstractmethod__."""
    w_flag = space.findattr(w_func, "__isabstractmethod__")
    return space.newbool(w_flag is not None and space.is_true(w_flag))


class W_GetSet(W_Root):
    """A computed attribute of a builtin type. The accessors are RPython functions."""

    _immutable_fields_ = ["name", "fget", "fset", "fdel", "w_objclass", "doc"]

    def __init__(self, name, fget, fset, fdel, w_objclass, doc):
        self.name = name
        self.fget = fget
        self.fset = fset
        self.fdel = fdel
        self.w_objclass = w_objclass
        self.doc = doc

    def get(self, w_obj):
        """The value for `w_obj`."""
        w_result = self.fget(w_obj)
        if w_result is None:
            return space.w_None
        return w_result

    def set(self, w_obj, w_value):
        """Assignment; AttributeError if read-only."""
        fset = self.fset
        if fset is None:
            raise self.readonly(w_obj)
        fset(w_obj, w_value)

    def delete(self, w_obj):
        """Deletion; AttributeError if not allowed."""
        fdel = self.fdel
        if fdel is None:
            if self.fset is not None:
                raise error.operr(space.w_TypeError, "%s may not be deleted" % self.name)
            raise self.readonly(w_obj)
        fdel(w_obj)

    def readonly(self, w_obj):
        """The AttributeError for a read-only attribute."""
        return error.operr(
            space.w_AttributeError,
            "attribute '%s' of '%s' objects is not writable" % (self.name, self.w_objclass.name),
        )

    def descr_get(self, w_obj, w_type):
        if w_obj is None or w_obj is space.w_None:
            return self
        return self.get(w_obj)

    def descr_set(self, w_obj, w_value):
        self.set(w_obj, w_value)

    def descr_delete(self, w_obj):
        self.delete(w_obj)

    def fget_name(self):
        return space.newtext(self.name)

    def fget_objclass(self):
        return self.w_objclass

    def descr_repr(self):
        return space.newtext("<attribute '%s' of '%s' objects>" % (self.name, self.w_objclass.name))


class W_SlotMember(W_Root):
    """A name of __slots__: its value is kept in the instance under `key`."""

    _immutable_fields_ = ["name", "key", "w_objclass"]

    def __init__(self, name, key, w_objclass):
        self.name = name
        self.key = key
        self.w_objclass = w_objclass

    def check(self, w_obj):
        """TypeError unless the object has the slot."""
        if not space.isinstance_w(w_obj, self.w_objclass):
            raise error.operr(
                space.w_TypeError,
                "descriptor '%s' for '%s' objects doesn't apply to a '%s' object"
                % (self.name, self.w_objclass.name, w_obj.getclass().name),
            )

    def get(self, w_obj):
        """The value; AttributeError when unset."""
        self.check(w_obj)
        w_value = w_obj.getslotvalue(self.key)
        if w_value is None:
            raise space.attribute_error(w_obj, self.name)
        return w_value

    def set(self, w_obj, w_value):
        """Assignment."""
        self.check(w_obj)
        w_obj.setslotvalue(self.key, w_value)

    def delete(self, w_obj):
        """Deletion; AttributeError when unset."""
        self.check(w_obj)
        if w_obj.getslotvalue(self.key) is None:
            raise space.attribute_error(w_obj, self.name)
        w_obj.setslotvalue(self.key, None)

    def descr_get(self, w_obj, w_type):
        if w_obj is None or w_obj is space.w_None:
            return self
        return self.get(w_obj)

    def descr_set(self, w_obj, w_value):
        self.set(w_obj, w_value)

    def descr_delete(self, w_obj):
        self.delete(w_obj)

    def fget_name(self):
        return space.newtext(self.name)

    def fget_objclass(self):
        return self.w_objclass

    def descr_repr(self):
        return space.newtext("<member '%s' of '%s' objects>" % (self.name, self.w_objclass.name))


class W_BoundMethod(W_Root):
    """A function bound to its first argument. `w_func` is a Python function, a builtin, or any callable."""

    _immutable_fields_ = ["w_func", "w_self"]

    def __init__(self, w_func, w_self):
        self.w_func = w_func
        self.w_self = w_self

    def getclass(self):
        if isinstance(self.w_func, gateway.W_BuiltinFunction):
            return space.w_builtin_function_or_method
        return space.w_method

    def call0(self):
        return self.w_func.call1(self.w_self)

    def call1(self, w_a):
        return self.w_func.call2(self.w_self, w_a)

    def call2(self, w_a, w_b):
        return self.w_func.call3(self.w_self, w_a, w_b)

    def call3(self, w_a, w_b, w_c):
        return self.w_func.call4(self.w_self, w_a, w_b, w_c)

    def call4(self, w_a, w_b, w_c, w_d):
        return self.w_func.call5(self.w_self, w_a, w_b, w_c, w_d)

    def call_args(self, args):
        return self.w_func.call_args(args.prepend(self.w_self))

    def getdictvalue(self, name):
        return None

    def descr_getattribute(self, w_name):
        """Attributes of the function show through."""
        name = space.text_w(w_name)
        w_value = self.getclass().lookup(name)
        if w_value is not None:
            return space.object_getattribute(self, name)
        w_value = space.findattr(self.w_func, name)
        if w_value is None:
            raise space.attribute_error(self, name)
        return w_value

    def descr_get(self, w_obj, w_type):
        return self

    def fget_func(self):
        return self.w_func

    def fget_self(self):
        return self.w_self

    def fget_doc(self):
        return space.getattr(self.w_func, "__doc__")

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_BoundMethod):
            return space.w_NotImplemented
        return space.newbool(self.w_func is w_other.w_func and self.w_self is w_other.w_self)

    def descr_hash(self):
        h = space.identity_hash(self.w_func) ^ (space.identity_hash(self.w_self) * 3)
        return space.newint(h)

    def descr_repr(self):
        w_name = space.findattr(self.w_func, "__qualname__")
        if w_name is None:
            w_name = space.findattr(self.w_func, "__name__")
        name = "?"
        if w_name is not None and space.isinstance_w(w_name, space.w_str):
            name = space.text_w(w_name)
        return space.newtext("<bound method %s of %s>" % (name, space.repr_w(self.w_self)))


class W_Super(W_Root):
    """super(w_start, w_obj): looks attributes up in the MRO of w_objtype after w_start."""

    def __init__(self):
        self.w_start = None
        self.w_obj = None
        self.w_objtype = None

    def descr_init(self, w_start, w_obj):
        if w_start is None:
            w_start, w_obj = super_from_frame()
        if not isinstance(w_start, typeobject.W_TypeObject):
            raise error.operr_type(
                space.w_TypeError, "super() argument 1 must be a type, not %s", w_start
            )
        self.w_start = w_start
        if w_obj is None or w_obj is space.w_None:
            return
        self.w_obj = w_obj
        if isinstance(w_obj, typeobject.W_TypeObject) and w_obj.issubtype(w_start):
            self.w_objtype = w_obj
        else:
            w_type = w_obj.getclass()
            if not w_type.issubtype(w_start):
                w_type = space.findattr(w_obj, "__class__")
                if not isinstance(w_type, typeobject.W_TypeObject) or not w_type.issubtype(w_start):
                    raise error.operr(
                        space.w_TypeError,
                        "super(type, obj): obj must be an instance or subtype of type",
                    )
            self.w_objtype = w_type

    def find(self, name):
        """The attribute found after w_start in the MRO, unbound, or None."""
        return self.w_objtype.lookup_after(self.w_start, name)

    def descr_getattribute(self, w_name):
        name = space.text_w(w_name)
        if self.w_objtype is not None and name != "__class__":
            w_value = self.find(name)
            if w_value is not None:
                w_obj = self.w_obj
                if w_obj is self.w_objtype:
                    return space.descr_get(w_value, None, self.w_objtype)
                return space.descr_get(w_value, w_obj, self.w_objtype)
        return space.object_getattribute(self, name)

    def descr_get(self, w_obj, w_type):
        if w_obj is None or w_obj is space.w_None or self.w_obj is not None or self.w_start is None:
            return self
        w_class = self.getclass()
        if w_class is not space.w_super:
            return w_class.call2(self.w_start, w_obj)
        w_bound = W_Super()
        w_bound.descr_init(self.w_start, w_obj)
        return w_bound

    def fget_thisclass(self):
        return self.w_start

    def fget_self(self):
        return self.w_obj

    def fget_selfclass(self):
        return self.w_objtype

    def descr_repr(self):
        if self.w_objtype is None:
            return space.newtext("<super: <class '%s'>, NULL>" % self.w_start.name)
        return space.newtext(
            "<super: <class '%s'>, <%s object>>" % (self.w_start.name, self.w_objtype.name)
        )


def super_from_frame():
    """(class, self) for super() without arguments in a method."""
    frame = ec.topframe()
    if frame is None:
        raise error.operr(space.w_RuntimeError, "super(): no current frame")
    return super_arguments(frame)


def super_in(frame):
    """super() without arguments in this frame."""
    w_super = W_Super()
    w_start, w_obj = super_arguments(frame)
    w_super.descr_init(w_start, w_obj)
    return w_super


def super_arguments(frame):
    """(class, self) for super() in a frame."""
    w_type = frame.find_freevar("__class__")
    if w_type is None:
        raise error.operr(space.w_RuntimeError, "super(): __class__ cell not found")
    w_self = frame.first_argument()
    if w_self is None:
        raise error.operr(space.w_RuntimeError, "super(): arg[0] deleted")
    return w_type, w_self


def return_self(w_self):
    """__iter__ of iterators."""
    return w_self


def make_next(cls, typename):
    """NOT_RPYTHON: __next__ of a builtin iterator, whatever subclasses in Python do."""
    class_next = cls.next_w
    message = "descriptor '__next__' requires a '%s' object but received a '" % typename

    def next_or_stop(w_self):
        if not isinstance(w_self, cls):
            raise error.operr(
                space.w_TypeError,
                message + w_self.getclass().name + "'",
            )
        w_item = class_next(w_self)
        if w_item is None:
            raise error.stop_iteration()
        return w_item

    return next_or_stop


# ---- import-time helpers ------------------------------------------------------------------------


def make_getset(name, cls, fget, fset, fdel, w_objclass):
    """NOT_RPYTHON: a W_GetSet whose accessors check that the object is a `cls`."""

    def mismatch(w_obj):
        return error.operr(
            space.w_TypeError,
            "descriptor '" + name + "' doesn't apply to a '" + w_obj.getclass().name + "' object",
        )

    def checked_get(w_obj):
        if not isinstance(w_obj, cls):
            raise mismatch(w_obj)
        return fget(w_obj)

    def checked_set(w_obj, w_value):
        if not isinstance(w_obj, cls):
            raise mismatch(w_obj)
        fset(w_obj, w_value)

    def checked_del(w_obj):
        if not isinstance(w_obj, cls):
            raise mismatch(w_obj)
        fdel(w_obj)

    if cls is W_Root:
        return W_GetSet(name, fget, fset, fdel, w_objclass, "")
    return W_GetSet(
        name,
        checked_get,
        None if fset is None else checked_set,
        None if fdel is None else checked_del,
        w_objclass,
        "",
    )


def checked_new(fn, text):
    """NOT_RPYTHON: `__new__` whose first argument is checked to be a type."""
    sig, _, kind = gateway.parse_signature(text)
    n = len(sig.argnames) + len(sig.kwonlynames)
    if kind == "selfargs":
        n = 2
    elif kind == "args":
        return fn

    def check(w_type):
        if not isinstance(w_type, typeobject.W_TypeObject):
            raise error.operr_type(
                space.w_TypeError, "__new__(X): X is not a type object (%s)", w_type
            )
        return w_type

    if n == 1:

        def new1(w_type):
            return fn(check(w_type))

        return new1
    if n == 2:

        def new2(w_type, w_a):
            return fn(check(w_type), w_a)

        return new2
    if n == 3:

        def new3(w_type, w_a, w_b):
            return fn(check(w_type), w_a, w_b)

        return new3
    if n == 4:

        def new4(w_type, w_a, w_b, w_c):
            return fn(check(w_type), w_a, w_b, w_c)

        return new4
    return fn


from interpreters.python.interpreter import error, function, gateway  # noqa: E402
from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402
from interpreters.python.objspace import typeobject  # noqa: E402
