"""Python functions and cells; the Python types function, cell, method and builtin function."""

from rpython.rlib.jit import promote, unroll_safe

from interpreters.python.interpreter import gateway
from interpreters.python.interpreter.baseobjspace import W_Root, W_WithDict


class W_Cell(W_Root):
    """A variable shared by a function and the functions nested in it; w_value None when unbound."""

    def __init__(self, w_value):
        self.w_value = w_value

    def fget_contents(self):
        if self.w_value is None:
            raise error.operr(space.w_ValueError, "Cell is empty")
        return self.w_value

    def fset_contents(self, w_value):
        self.w_value = w_value

    def fdel_contents(self):
        self.w_value = None

    def order(self, w_other):
        """-1, 0, 1 if one of the cells is empty (that comes first); 2 if none is, 3 for no cell."""
        if not isinstance(w_other, W_Cell):
            return 3
        if self.w_value is None:
            return 0 if w_other.w_value is None else -1
        return 1 if w_other.w_value is None else 2

    def value_of(self, w_other):
        """The contents of another cell."""
        assert isinstance(w_other, W_Cell)
        return w_other.w_value

    def descr_lt(self, w_other):
        n = self.order(w_other)
        if n < 2:
            return space.newbool(n < 0)
        return space.lt(self.w_value, self.value_of(w_other)) if n == 2 else space.w_NotImplemented

    def descr_le(self, w_other):
        n = self.order(w_other)
        if n < 2:
            return space.newbool(n <= 0)
        return space.le(self.w_value, self.value_of(w_other)) if n == 2 else space.w_NotImplemented

    def descr_eq(self, w_other):
        n = self.order(w_other)
        if n < 2:
            return space.newbool(n == 0)
        return space.eq(self.w_value, self.value_of(w_other)) if n == 2 else space.w_NotImplemented

    def descr_ne(self, w_other):
        n = self.order(w_other)
        if n < 2:
            return space.newbool(n != 0)
        return space.ne(self.w_value, self.value_of(w_other)) if n == 2 else space.w_NotImplemented

    def descr_gt(self, w_other):
        n = self.order(w_other)
        if n < 2:
            return space.newbool(n > 0)
        return space.gt(self.w_value, self.value_of(w_other)) if n == 2 else space.w_NotImplemented

    def descr_ge(self, w_other):
        n = self.order(w_other)
        if n < 2:
            return space.newbool(n >= 0)
        return space.ge(self.w_value, self.value_of(w_other)) if n == 2 else space.w_NotImplemented


def cell_new(w_type, w_value):
    """types.CellType([value])"""
    return W_Cell(w_value)


class W_Function(W_WithDict):
    """A function made by def or lambda. Missing optional parts are RPython None (or empty lists)."""

    _immutable_fields_ = ["code?", "w_globals", "closure_w[*]", "defaults_w?[*]", "w_kwdefaults?"]

    def __init__(self, code, w_globals, defaults_w, w_kwdefaults, closure_w):
        self.code = code
        self.w_globals = w_globals
        self.defaults_w = defaults_w[:]
        self.w_kwdefaults = w_kwdefaults
        self.closure_w = closure_w[:]
        self.name = code.name
        self.qualname = code.qualname
        self.w_doc = None
        self.w_module = None
        self.w_annotations = None
        self.w_dict = None

    def get_kwdefault(self, name):
        """The default of keyword-only parameter `name`, or None."""
        if self.w_kwdefaults is None:
            return None
        return space.dict_getitem_str(self.w_kwdefaults, name)

    # ---- calls -----------------------------------------------------------------------------------

    def call0(self):
        code = promote(self.code)
        if code.fast_argcount == 0:
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            return callee.run()
        if self.defaults_complete(code, 0):
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            self.fill_defaults(code, callee, 0)
            return callee.run()
        return self.call_args(argument.Arguments([]))

    def call1(self, w_a):
        code = promote(self.code)
        if code.fast_argcount == 1:
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            callee.locals_cells_stack_w[0] = w_a
            return callee.run()
        if self.defaults_complete(code, 1):
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            callee.locals_cells_stack_w[0] = w_a
            self.fill_defaults(code, callee, 1)
            return callee.run()
        return self.call_args(argument.Arguments([w_a]))

    def call2(self, w_a, w_b):
        code = promote(self.code)
        if code.fast_argcount == 2:
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            callee.locals_cells_stack_w[0] = w_a
            callee.locals_cells_stack_w[1] = w_b
            return callee.run()
        if self.defaults_complete(code, 2):
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            callee.locals_cells_stack_w[0] = w_a
            callee.locals_cells_stack_w[1] = w_b
            self.fill_defaults(code, callee, 2)
            return callee.run()
        return self.call_args(argument.Arguments([w_a, w_b]))

    def call3(self, w_a, w_b, w_c):
        code = promote(self.code)
        if code.fast_argcount == 3:
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            callee.locals_cells_stack_w[0] = w_a
            callee.locals_cells_stack_w[1] = w_b
            callee.locals_cells_stack_w[2] = w_c
            return callee.run()
        if self.defaults_complete(code, 3):
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            callee.locals_cells_stack_w[0] = w_a
            callee.locals_cells_stack_w[1] = w_b
            callee.locals_cells_stack_w[2] = w_c
            self.fill_defaults(code, callee, 3)
            return callee.run()
        return self.call_args(argument.Arguments([w_a, w_b, w_c]))

    def call4(self, w_a, w_b, w_c, w_d):
        code = promote(self.code)
        if code.fast_argcount == 4:
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            callee.locals_cells_stack_w[0] = w_a
            callee.locals_cells_stack_w[1] = w_b
            callee.locals_cells_stack_w[2] = w_c
            callee.locals_cells_stack_w[3] = w_d
            return callee.run()
        if self.defaults_complete(code, 4):
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            callee.locals_cells_stack_w[0] = w_a
            callee.locals_cells_stack_w[1] = w_b
            callee.locals_cells_stack_w[2] = w_c
            callee.locals_cells_stack_w[3] = w_d
            self.fill_defaults(code, callee, 4)
            return callee.run()
        return self.call_args(argument.Arguments([w_a, w_b, w_c, w_d]))

    def call5(self, w_a, w_b, w_c, w_d, w_e):
        code = promote(self.code)
        if code.fast_argcount == 5:
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            callee.locals_cells_stack_w[0] = w_a
            callee.locals_cells_stack_w[1] = w_b
            callee.locals_cells_stack_w[2] = w_c
            callee.locals_cells_stack_w[3] = w_d
            callee.locals_cells_stack_w[4] = w_e
            return callee.run()
        if self.defaults_complete(code, 5):
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            callee.locals_cells_stack_w[0] = w_a
            callee.locals_cells_stack_w[1] = w_b
            callee.locals_cells_stack_w[2] = w_c
            callee.locals_cells_stack_w[3] = w_d
            callee.locals_cells_stack_w[4] = w_e
            self.fill_defaults(code, callee, 5)
            return callee.run()
        return self.call_args(argument.Arguments([w_a, w_b, w_c, w_d, w_e]))

    @unroll_safe
    def call_values(self, values_w):
        code = promote(self.code)
        n = promote(len(values_w))
        if code.fast_argcount == n or self.defaults_complete(code, n):
            callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
            i = 0
            while i < n:
                callee.locals_cells_stack_w[i] = values_w[i]
                i += 1
            self.fill_defaults(code, callee, n)
            return callee.run()
        return self.call_args(argument.Arguments(values_w))

    @unroll_safe
    def fill_defaults(self, code, callee, given):
        """Fills positional parameters from number `given` on with their defaults."""
        defaults_w = self.defaults_w
        first_default = code.argcount - len(defaults_w)
        i = given
        while i < code.argcount:
            k = i - first_default
            assert k >= 0
            callee.locals_cells_stack_w[i] = defaults_w[k]
            i += 1

    def defaults_complete(self, code, given):
        """Are there defaults for exactly the positional parameters from number `given` on that have no value?"""
        return given < code.fast_argcount and code.argcount - len(self.defaults_w) <= given

    def call_args(self, args):
        code = promote(self.code)
        callee = pyframe.PyFrame(code, self.w_globals, self.closure_w)
        argument.fill_scope(self, args, callee)
        return callee.run()

    def run_class_body(self, w_namespace):
        """Runs the function as a class body; its result is the __class__ cell or None."""
        callee = pyframe.PyFrame(self.code, self.w_globals, self.closure_w)
        callee.w_locals = w_namespace
        return callee.run()

    # ---- Python-level attributes -------------------------------------------------------------------

    def descr_get(self, w_obj, w_type):
        if w_obj is None or w_obj is space.w_None and w_type is not space.type(space.w_None):
            return self
        return descriptor.W_BoundMethod(self, w_obj)

    def descr_call(self, args):
        return self.call_args(args)

    def descr_repr(self):
        return space.newtext("<function %s at %s>" % (self.qualname, space.address_text(self)))

    def fget_name(self):
        return interning.interned(self.name)

    def fset_name(self, w_value):
        if not space.isinstance_w(w_value, space.w_str):
            raise error.operr(space.w_TypeError, "__name__ must be set to a string object")
        self.name = space.text_w(w_value)

    def fget_qualname(self):
        return interning.interned(self.qualname)

    def fset_qualname(self, w_value):
        if not space.isinstance_w(w_value, space.w_str):
            raise error.operr(space.w_TypeError, "__qualname__ must be set to a string object")
        self.qualname = space.text_w(w_value)

    def fget_doc(self):
        return self.w_doc

    def fset_doc(self, w_value):
        self.w_doc = w_value

    def fget_module(self):
        if self.w_module is None:
            w_name = space.dict_getitem_str(self.w_globals, "__name__")
            return w_name
        return self.w_module

    def fset_module(self, w_value):
        self.w_module = w_value

    def fget_code(self):
        return self.code

    def fset_code(self, w_value):
        if not isinstance(w_value, pycode.PyCode):
            raise error.operr(space.w_TypeError, "__code__ must be set to a code object")
        if w_value.nfreevars != len(self.closure_w):
            raise error.operr(
                space.w_ValueError,
                "%s() requires a code object with %d free vars, not %d"
                % (self.name, len(self.closure_w), w_value.nfreevars),
            )
        self.code = w_value

    def fdel_code(self):
        raise error.operr(space.w_TypeError, "__code__ must be set to a code object")

    def fdel_name(self):
        raise error.operr(space.w_TypeError, "__name__ must be set to a string object")

    def fdel_qualname(self):
        raise error.operr(space.w_TypeError, "__qualname__ must be set to a string object")

    def fdel_doc(self):
        self.w_doc = None

    def fdel_module(self):
        self.w_module = space.w_None

    def fdel_defaults(self):
        self.defaults_w = []

    def fdel_kwdefaults(self):
        self.w_kwdefaults = None

    def fdel_dict(self):
        raise error.operr(space.w_TypeError, "cannot delete __dict__")

    def fget_builtins(self):
        w_globals = self.w_globals
        if type(w_globals) is dictobject.W_DictObject:
            return namespace.builtins_of(w_globals)
        return ec.w_builtins_dict

    def fget_globals(self):
        return self.w_globals

    def fget_defaults(self):
        if len(self.defaults_w) == 0:
            return space.w_None
        return space.newtuple(self.defaults_w[:])

    def fset_defaults(self, w_value):
        if w_value is space.w_None:
            self.defaults_w = []
        elif not space.isinstance_w(w_value, space.w_tuple):
            raise error.operr(space.w_TypeError, "__defaults__ must be set to a tuple object")
        else:
            self.defaults_w = space.unpackiterable(w_value)[:]

    def fget_kwdefaults(self):
        return self.w_kwdefaults

    def fset_kwdefaults(self, w_value):
        if w_value is not space.w_None and not space.isinstance_w(w_value, space.w_dict):
            raise error.operr(space.w_TypeError, "__kwdefaults__ must be set to a dict object")
        self.w_kwdefaults = space.none_to_null(w_value)

    def fget_closure(self):
        if len(self.closure_w) == 0:
            return space.w_None
        items_w = []
        for w_cell in self.closure_w:
            items_w.append(w_cell)
        return space.newtuple(items_w)

    def fget_annotations(self):
        if self.w_annotations is None:
            self.w_annotations = space.newdict()
        return self.w_annotations

    def fset_annotations(self, w_value):
        self.w_annotations = space.none_to_null(w_value)

    def fget_dict(self):
        return self.getdict()

    def fset_dict(self, w_value):
        if not space.isinstance_w(w_value, space.w_dict):
            raise error.operr_type(
                space.w_TypeError, "__dict__ must be set to a dictionary, not a '%s'", w_value
            )
        self.w_dict = w_value


def function_new(scope_w):
    """types.FunctionType(code, globals, name=None, argdefs=None, closure=None)"""
    w_code = scope_w[1]
    if not isinstance(w_code, pycode.PyCode):
        raise error.operr(space.w_TypeError, "function() argument 'code' must be code")
    defaults_w = []
    if scope_w[4] is not None and scope_w[4] is not space.w_None:
        defaults_w = space.unpackiterable(scope_w[4])
    closure_w = []
    if scope_w[5] is not None and scope_w[5] is not space.w_None:
        for w_cell in space.unpackiterable(scope_w[5]):
            assert isinstance(w_cell, W_Cell)
            closure_w.append(w_cell)
    func = W_Function(w_code, scope_w[2], defaults_w, None, closure_w)
    if scope_w[3] is not None and scope_w[3] is not space.w_None:
        func.name = space.text_w(scope_w[3])
    return func


def builtin_reduce(w_self):
    """__reduce__ of a builtin function: its name; of a bound method: getattr and its arguments"""
    if isinstance(w_self, descriptor.W_BoundMethod):
        return method_reduce(w_self)
    if isinstance(w_self, gateway.W_BuiltinFunction):
        if w_self.w_objclass is not None:  # a method_descriptor, or __new__
            return attribute_of(w_self.w_objclass, space.newtext(w_self.name))
        return space.newtext(w_self.name)
    return space.w_None


def attribute_of(w_owner, w_name):
    """The reduction of an object that is found as an attribute of another one."""
    w_getattr = space.dict_getitem_str(ec.w_builtins_dict, "getattr")
    return space.newtuple([w_getattr, space.newtuple([w_owner, w_name])])


def method_reduce(w_self):
    """__reduce__ of a bound method"""
    assert isinstance(w_self, descriptor.W_BoundMethod)
    return attribute_of(w_self.w_self, space.getattr(w_self.w_func, "__name__"))


def method_new(w_type, w_func, w_self):
    """types.MethodType(function, instance)"""
    return descriptor.W_BoundMethod(w_func, w_self)


class W_AppBuiltin(gateway.W_BuiltinFunction):
    """A function of a built-in module that is written in Python; it does not bind, as built-in ones do."""

    _immutable_fields_ = ["w_func"]

    def __init__(self, name, w_func, doc):
        gateway.W_BuiltinFunction.__init__(self, name, NO_SIGNATURE, 0, False, doc)
        self.w_func = w_func

    def call_args(self, args):
        return self.w_func.call_args(args)

    def call0(self):
        return self.w_func.call0()

    def call1(self, w_a):
        return self.w_func.call1(w_a)

    def call2(self, w_a, w_b):
        return self.w_func.call2(w_a, w_b)

    def call3(self, w_a, w_b, w_c):
        return self.w_func.call3(w_a, w_b, w_c)

    def call4(self, w_a, w_b, w_c, w_d):
        return self.w_func.call4(w_a, w_b, w_c, w_d)


NO_SIGNATURE = gateway.Signature([], 0, [], None, None)


def make_builtins(w_dict, modname, filename):
    """Turns the functions of a module, defined in file `filename`, into built-in ones."""
    w_modname = space.newtext(modname)
    for w_name in space.unpackiterable(w_dict):
        w_value = space.getitem(w_dict, w_name)
        if isinstance(w_value, W_Function):
            code = w_value.code
            if code.filename == filename:
                doc = ""
                w_doc = space.getattr(w_value, "__doc__")
                if w_doc is not space.w_None:
                    doc = space.text_w(w_doc)
                w_builtin = W_AppBuiltin(w_value.name, w_value, doc)
                w_builtin.w_module = w_modname
                space.setitem(w_dict, w_name, w_builtin)


# ---- builtin functions seen from Python ------------------------------------------------------------


def builtin_getclass(self):
    """builtin_function_or_method or method_descriptor"""
    if self.is_method:
        return space.w_method_descriptor
    return space.w_builtin_function_or_method


def builtin_name(w_self):
    """__name__ of a builtin function, unbound or bound."""
    return space.newtext(builtin_of(w_self).name)


def builtin_of(w_self):
    """The W_BuiltinFunction behind a builtin function or a bound builtin method."""
    if isinstance(w_self, descriptor.W_BoundMethod):
        w_self = w_self.w_func
    if not isinstance(w_self, gateway.W_BuiltinFunction):
        raise error.operr_type(space.w_TypeError, "expected a builtin function, not '%s'", w_self)
    return w_self


def builtin_qualname(w_self):
    """__qualname__"""
    func = builtin_of(w_self)
    if func.ownername != "":
        return space.newtext(func.ownername + "." + func.name)
    return space.newtext(func.name)


def builtin_doc(w_self):
    """__doc__"""
    func = builtin_of(w_self)
    if func.doc == "":
        return space.w_None
    return space.newtext(func.doc)


def builtin_module(w_self):
    """__module__"""
    func = builtin_of(w_self)
    return space.null_to_none(func.w_module)


def builtin_self(w_self):
    """__self__"""
    if isinstance(w_self, descriptor.W_BoundMethod):
        return w_self.w_self
    func = builtin_of(w_self)
    if func.name == "__new__" and func.w_objclass is not None:
        return func.w_objclass
    return space.null_to_none(func.w_module)


def bound_objclass(w_self):
    """__objclass__ of a bound builtin method"""
    func = builtin_of(w_self)
    if func.w_objclass is None or not isinstance(w_self, descriptor.W_BoundMethod):
        raise space.attribute_error(w_self, "__objclass__")
    return func.w_objclass


def builtin_objclass(w_self):
    """__objclass__"""
    return builtin_of(w_self).w_objclass


def builtin_repr(w_self):
    """__repr__"""
    func = builtin_of(w_self)
    if isinstance(w_self, descriptor.W_BoundMethod):
        return space.newtext(
            "<built-in method %s of %s object at %s>"
            % (func.name, w_self.w_self.getclass().name, space.address_text(w_self.w_self))
        )
    if func.is_method:
        return space.newtext("<method '%s' of '%s' objects>" % (func.name, func.ownername))
    return space.newtext("<built-in function %s>" % func.name)


def builtin_call(w_self, args):
    """__call__"""
    return w_self.call_args(args)


def builtin_descr_get(w_self, w_obj, w_type):
    """__get__ of a builtin method."""
    func = builtin_of(w_self)
    if not func.is_method or w_obj is None or w_obj is space.w_None:
        return w_self
    return descriptor.W_BoundMethod(func, w_obj)


def builtin_eq(w_self, w_other):
    """__eq__"""
    if isinstance(w_self, descriptor.W_BoundMethod):
        return w_self.descr_eq(w_other)
    return space.newbool(w_self is w_other)


def builtin_hash(w_self):
    """__hash__"""
    if isinstance(w_self, descriptor.W_BoundMethod):
        return w_self.descr_hash()
    return space.newint(space.identity_hash(w_self))


gateway.W_BuiltinFunction.getclass = builtin_getclass

from interpreters.python.interpreter import argument, error, pycode, pyframe  # noqa: E402
from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import descriptor, dictobject, interning, namespace  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402
