"""The less frequent instructions, one function each; `execute` dispatches. The stack is worked through the frame."""

from rpython.rlib.jit import elidable, isconstant, promote, unroll_safe, we_are_jitted

from interpreters.python.compiler import opcode as op
from interpreters.python.interpreter import error
from interpreters.python.interpreter.argument import Arguments
from interpreters.python.interpreter.executioncontext import ec


def execute(frame, o, arg, pc):
    """Runs one instruction; returns the next pc, or -1 for an unknown opcode."""
    if o == op.MAKE_FUNCTION:
        make_function(frame, arg)
    elif o == op.CALL_FUNCTION_KW:
        call_function_kw(frame, arg)
    elif o == op.CALL_METHOD_KW:
        call_method_kw(frame, arg)
    elif o == op.CALL_FUNCTION_EX:
        call_function_ex(frame, arg)
    elif o == op.BUILD_LIST:
        w_list = space.newlist(frame.peekvalues(arg))
        drop(frame, arg)
        frame.pushvalue(w_list)
    elif o == op.BUILD_MAP:
        build_map(frame, arg)
    elif o == op.BUILD_SET:
        w_set = space.newset(frame.peekvalues(arg))
        drop(frame, arg)
        frame.pushvalue(w_set)
    elif o == op.BUILD_CONST_KEY_MAP:
        build_const_key_map(frame, arg)
    elif o == op.BUILD_STRING:
        build_string(frame, arg)
    elif o == op.BUILD_SLICE:
        build_slice(frame, arg)
    elif o == op.FORMAT_VALUE:
        format_value(frame, arg)
    elif o == op.MAP_ADD:
        w_value = frame.popvalue()
        w_key = frame.popvalue()
        w_dict = frame.peekvalue(arg - 1)
        space.setitem(w_dict, w_key, w_value)
    elif o == op.SET_ADD:
        w_value = frame.popvalue()
        w_set = frame.peekvalue(arg - 1)
        assert isinstance(w_set, setobject.W_SetObject)
        w_set.add(w_value)
    elif o == op.MAKE_CELL:
        frame.locals_cells_stack_w[frame.code.nlocals + arg] = function.W_Cell(None)
    elif o == op.LOAD_CLOSURE:
        frame.pushvalue(frame.locals_cells_stack_w[frame.code.nlocals + arg])
    elif o == op.DELETE_FAST:
        if frame.locals_cells_stack_w[arg] is None:
            raise eval.unbound_local(frame.code, arg)
        frame.locals_cells_stack_w[arg] = None
    elif o == op.DELETE_DEREF:
        w_cell = frame.locals_cells_stack_w[frame.code.nlocals + arg]
        assert isinstance(w_cell, function.W_Cell)
        if w_cell.w_value is None:
            raise eval.unbound_deref(frame.code, arg)
        w_cell.w_value = None
    elif o == op.LOAD_NAME:
        frame.pushvalue(load_name(frame, frame.code.names[arg]))
    elif o == op.STORE_NAME:
        store_name(local_namespace(frame), frame.code.names[arg], frame.popvalue())
    elif o == op.DELETE_NAME:
        delete_name(local_namespace(frame), frame.code.names[arg])
    elif o == op.STORE_GLOBAL:
        store_name(frame.w_globals, frame.code.names[arg], frame.popvalue())
    elif o == op.DELETE_GLOBAL:
        delete_name(frame.w_globals, frame.code.names[arg])
    elif o == op.LOAD_CLASSDEREF:
        frame.pushvalue(load_classderef(frame, arg))
    elif o == op.DELETE_ATTR:
        space.delattr(frame.popvalue(), frame.code.names[arg])
    elif o == op.DELETE_SUBSCR:
        w_index = frame.popvalue()
        space.delitem(frame.popvalue(), w_index)
    elif o == op.PUSH_EXC_INFO:
        push_exc_info(frame)
    elif o == op.POP_EXCEPT:
        restore_exc(frame, frame.popvalue())
    elif o == op.CHECK_EXC_MATCH:
        check_exc_match(frame)
    elif o == op.RAISE_VARARGS:
        raise_varargs(frame, arg)
    elif o == op.RERAISE:
        reraise(frame, frame.popvalue())
    elif o == op.BEFORE_WITH:
        before_with(frame)
    elif o == op.WITH_EXCEPT_START:
        with_except_start(frame)
    elif o == op.ROT_FOUR:
        rotate(frame, 4)
    elif o == op.NOP:
        pass
    elif o == op.UNARY_POSITIVE:
        frame.pushvalue(space.pos(frame.popvalue()))
    elif o == op.UNARY_INVERT:
        frame.pushvalue(space.invert(frame.popvalue()))
    elif o == op.LIST_EXTEND:
        list_extend(frame, arg)
    elif o == op.SET_UPDATE:
        w_iterable = frame.popvalue()
        space.call_method1(frame.peekvalue(arg - 1), "update", w_iterable)
    elif o == op.DICT_UPDATE:
        dict_update(frame, arg)
    elif o == op.DICT_MERGE:
        dict_merge(frame, arg)
    elif o == op.LIST_TO_TUPLE:
        frame.pushvalue(space.newtuple(space.unpackiterable(frame.popvalue())))
    elif o == op.UNPACK_EX:
        unpack_ex(frame, arg & 0xFFFF, arg >> 16)
    elif o == op.LOAD_BUILD_CLASS:
        load_build_class(frame)
    elif o == op.LOAD_ASSERTION_ERROR:
        frame.pushvalue(space.w_AssertionError)
    elif o == op.SETUP_ANNOTATIONS:
        if space.dict_getitem_str(local_namespace(frame), "__annotations__") is None:
            space.dict_setitem_str(local_namespace(frame), "__annotations__", space.newdict())
    elif o == op.PRINT_EXPR:
        print_expr(frame.popvalue())
    elif o >= op.IMPORT_NAME and o <= op.IMPORT_STAR:
        execute_import(frame, o, arg)
    elif o >= op.GET_LEN and o <= op.MATCH_REST:
        matching.execute(frame, o, arg)
    elif o >= op.GET_YIELD_FROM_ITER and o <= op.ASYNC_GEN_WRAP:
        execute_async(frame, o, arg)
    elif o == op.BEFORE_ASYNC_WITH:
        before_async_with(frame)
    elif o == op.CHECK_EG_MATCH:
        check_eg_match(frame)
    elif o == op.PREP_RERAISE_STAR:
        prep_reraise_star(frame)
    else:
        return execute_operator(frame, o, pc)
    return pc


def execute_operator(frame, o, pc):
    """The binary and in-place operators that the loop does not have."""
    w_b = frame.popvalue()
    w_a = frame.popvalue()
    if o == op.BINARY_POWER:
        w_result = space.pow(w_a, w_b, None)
    elif o == op.BINARY_MATRIX_MULTIPLY:
        w_result = space.matmul(w_a, w_b)
    elif o == op.INPLACE_TRUE_DIVIDE:
        w_result = space.inplace_truediv(w_a, w_b)
    elif o == op.INPLACE_FLOOR_DIVIDE:
        w_result = space.inplace_floordiv(w_a, w_b)
    elif o == op.INPLACE_MODULO:
        w_result = space.inplace_mod(w_a, w_b)
    elif o == op.INPLACE_POWER:
        w_result = space.inplace_pow(w_a, w_b)
    elif o == op.INPLACE_MATRIX_MULTIPLY:
        w_result = space.inplace_matmul(w_a, w_b)
    elif o == op.INPLACE_LSHIFT:
        w_result = space.inplace_lshift(w_a, w_b)
    elif o == op.INPLACE_RSHIFT:
        w_result = space.inplace_rshift(w_a, w_b)
    elif o == op.INPLACE_AND:
        w_result = space.inplace_and(w_a, w_b)
    elif o == op.INPLACE_OR:
        w_result = space.inplace_or(w_a, w_b)
    elif o == op.INPLACE_XOR:
        w_result = space.inplace_xor(w_a, w_b)
    else:
        if o == op.INVALID:
            raise error.operr(
                space.w_SystemError, "the instructions of this code object are not the compiler's"
            )
        return -1
    frame.pushvalue(w_result)
    return pc


# ---- stack ------------------------------------------------------------------------------------------


@unroll_safe
def drop(frame, n):
    """Pops n values."""
    while n > 0:
        frame.popvalue()
        n -= 1


@unroll_safe
def rotate(frame, n):
    """Moves the top below the next n - 1 values."""
    top = frame.valuestackdepth - 1
    w_top = frame.locals_cells_stack_w[top]
    i = 1
    while i < n:
        frame.locals_cells_stack_w[top - i + 1] = frame.locals_cells_stack_w[top - i]
        i += 1
    frame.locals_cells_stack_w[top - n + 1] = w_top


# ---- names ------------------------------------------------------------------------------------------


def local_namespace(frame):
    """Where STORE_NAME and the like store."""
    if frame.w_locals is None:
        return frame.w_globals
    return frame.w_locals


def load_build_class(frame):
    """LOAD_BUILD_CLASS"""
    w_builtins = frame.fget_builtins()
    if type(frame.w_globals) is dictobject.W_DictObject:
        w_odd = namespace.odd_builtins(frame.w_globals)
        if w_odd is not None:
            w_builtins = w_odd
    w_value = space.dict_getitem_str(w_builtins, "__build_class__")
    if w_value is None:
        raise error.operr(space.w_NameError, "__build_class__ not found")
    frame.pushvalue(w_value)


def load_name(frame, name):
    """LOAD_NAME"""
    w_globals = frame.w_globals
    w_locals = frame.w_locals
    if w_locals is not None and w_locals is not w_globals:
        w_value = space.dict_getitem_str(w_locals, name)
        if w_value is not None:
            return w_value
    if type(w_globals) is dictobject.W_DictObject:
        w_value = namespace.load(w_globals, name)
        if w_value is None:
            w_odd = namespace.odd_builtins(w_globals)
            if w_odd is not None:
                w_value = space.dict_getitem_str(w_odd, name)
            else:
                w_value = namespace.load(namespace.builtins_of(w_globals), name)
    else:
        w_value = space.dict_getitem_str(w_globals, name)
        if w_value is None:
            w_value = space.dict_getitem_str(ec.w_builtins_dict, name)
    if w_value is None:
        raise eval.undefined_name(name)
    return w_value


def store_name(w_namespace, name, w_value):
    """STORE_NAME, STORE_GLOBAL"""
    if type(w_namespace) is dictobject.W_DictObject:
        if w_namespace.namespace is not None:
            namespace.store(w_namespace, name, w_value)
        else:
            w_namespace.setitem_str(name, w_value)
    else:
        space.dict_setitem_str(w_namespace, name, w_value)


def delete_name(w_namespace, name):
    """DELETE_NAME, DELETE_GLOBAL"""
    if space.dict_getitem_str(w_namespace, name) is None:
        raise eval.undefined_name(name)
    space.dict_delitem_str(w_namespace, name)


def load_classderef(frame, arg):
    """LOAD_CLASSDEREF"""
    code = frame.code
    ncells = len(code.cellvars)
    if arg < ncells:
        name = code.cellvars[arg]
    else:
        name = code.freevars[arg - ncells]
    if frame.w_locals is not None:
        w_value = space.dict_getitem_str(frame.w_locals, name)
        if w_value is not None:
            return w_value
    w_cell = frame.locals_cells_stack_w[code.nlocals + arg]
    assert isinstance(w_cell, function.W_Cell)
    if w_cell.w_value is None:
        raise eval.unbound_deref(code, arg)
    return w_cell.w_value


# ---- functions and calls -------------------------------------------------------------------------------


def make_function(frame, arg):
    """MAKE_FUNCTION"""
    code = frame.popvalue()
    assert isinstance(code, pycode.PyCode)
    w_annotations = None
    w_kwdefaults = None
    defaults_w = []
    if arg & 8:
        w_closure = frame.popvalue()
        assert isinstance(w_closure, tupleobject.W_TupleObject)
        closure_w = cells_of(w_closure)
    else:
        closure_w = []
    if arg & 4:
        w_annotations = frame.popvalue()
    if arg & 2:
        w_kwdefaults = frame.popvalue()
    if arg & 1:
        w_defaults = frame.popvalue()
        assert isinstance(w_defaults, tupleobject.W_TupleObject)
        defaults_w = w_defaults.getitems()
    if isinstance(w_kwdefaults, dictobject.W_DictObject) and not we_are_jitted():
        w_kwdefaults.give_shape()
    func = function.W_Function(code, frame.w_globals, defaults_w, w_kwdefaults, closure_w)
    func.w_annotations = w_annotations
    if len(code.consts_w) > 0 and isinstance(code.consts_w[0], unicodeobject.W_UnicodeObject):
        func.w_doc = code.consts_w[0]
    frame.pushvalue(func)


@unroll_safe
def cells_of(w_closure):
    """The list of the cells in a tuple."""
    n = promote(w_closure.length())
    closure_w = [None] * n
    i = 0
    while i < n:
        closure_w[i] = w_closure.getitem(i)
        i += 1
    return closure_w


def kwnames_at(code, index):
    """List number `index` of names of keywords of a code object."""
    if we_are_jitted():
        return constant_kwnames(code, index)
    return code.kwnames[index]


@elidable
def constant_kwnames(code, index):
    """kwnames_at of a constant code object."""
    return code.kwnames[index]


def keyword_arguments(frame, arg):
    """The Arguments of a CALL_*_KW instruction, popped off the stack."""
    nargs = op.nargs_of(arg)
    names = kwnames_at(promote(frame.code), op.kwnames_index_of(arg))
    nkw = argument.keyword_count(names)
    values_w = frame.peekvalues(nargs)
    drop(frame, nargs)
    npos = nargs - nkw
    assert npos >= 0
    return Arguments(values_w[:npos], names, values_w[npos:])


def call_function_kw(frame, arg):
    """CALL_FUNCTION_KW"""
    args = keyword_arguments(frame, arg)
    w_callable = frame.popvalue()
    frame.pushvalue(w_callable.call_args(args))


def call_method_kw(frame, arg):
    """CALL_METHOD_KW"""
    args = keyword_arguments(frame, arg)
    w_self = frame.popvalue()
    w_callable = frame.popvalue()
    if w_self is not None:
        args = args.prepend(w_self)
    frame.pushvalue(w_callable.call_args(args))


def call_function_ex(frame, arg):
    """CALL_FUNCTION_EX"""
    w_keywords = None
    if arg & 1:
        w_keywords = frame.popvalue()
        if type(w_keywords) is not dictobject.W_DictObject:
            w_mapping = w_keywords
            w_keywords = space.newdict()
            update_from_mapping(w_keywords, w_mapping, frame.peekvalue(1))
    w_positionals = frame.popvalue()
    w_callable = frame.popvalue()
    if not space.isinstance_w(w_positionals, space.w_tuple):
        if (
            w_positionals.getclass().lookup("__iter__") is None
            and w_positionals.getclass().lookup("__getitem__") is None
        ):
            raise error.operr(
                space.w_TypeError,
                "%s argument after * must be an iterable, not %s"
                % (callable_name(w_callable), w_positionals.getclass().name),
            )
    args = argument.from_star_args(w_callable, w_positionals, w_keywords)
    frame.pushvalue(w_callable.call_args(args))


def callable_name(w_callable):
    """f() for messages."""
    if isinstance(w_callable, function.W_Function):
        w_module = space.findattr(w_callable, "__module__")
        if w_module is not None and space.isinstance_w(w_module, space.w_str):
            return space.text_w(w_module) + "." + w_callable.qualname + "()"
        return w_callable.qualname + "()"
    w_name = space.findattr(w_callable, "__qualname__")
    if w_name is not None and space.isinstance_w(w_name, space.w_str):
        return space.text_w(w_name) + "()"
    return w_callable.getclass().name + " object"


def update_from_mapping(w_dict, w_mapping, w_callable):
    """Adds the items of a mapping to the keywords of a call."""
    if not isinstance(w_dict, dictobject.W_DictObject):
        return
    if isinstance(w_mapping, dictobject.W_DictObject):
        if w_mapping.getclass().slot(slots.ITER) is space.w_dict.slot(slots.ITER):
            pos = w_mapping.next_entry(0)
            while pos >= 0:
                add_keyword(w_dict, w_mapping.key_at(pos), w_mapping.value_at(pos), w_callable)
                pos = w_mapping.next_entry(pos + 1)
            return
    w_keys_method = space.findattr(w_mapping, "keys")
    if w_keys_method is None:
        raise error.operr(
            space.w_TypeError,
            "%s argument after ** must be a mapping, not %s"
            % (callable_name(w_callable), w_mapping.getclass().name),
        )
    for w_key in space.unpackiterable(w_keys_method.call0()):
        add_keyword(w_dict, w_key, space.getitem(w_mapping, w_key), w_callable)


def add_keyword(w_dict, w_key, w_value, w_callable):
    """One more keyword of a call; TypeError if it is there already."""
    if w_dict.getitem(w_key) is not None:
        raise error.operr(
            space.w_TypeError,
            "%s got multiple values for keyword argument '%s'"
            % (callable_name(w_callable), space.str_w(w_key)),
        )
    w_dict.setitem(w_key, w_value)


def dict_merge(frame, arg):
    """DICT_MERGE"""
    w_mapping = frame.popvalue()
    w_dict = frame.peekvalue(arg - 1)
    update_from_mapping(w_dict, w_mapping, frame.peekvalue(arg + 1))


def dict_update(frame, arg):
    """DICT_UPDATE"""
    w_mapping = frame.popvalue()
    if (
        not space.isinstance_w(w_mapping, space.w_dict)
        and space.findattr(w_mapping, "keys") is None
    ):
        raise error.operr_type(space.w_TypeError, "'%s' object is not a mapping", w_mapping)
    space.call_method1(frame.peekvalue(arg - 1), "update", w_mapping)


def list_extend(frame, arg):
    """LIST_EXTEND"""
    w_iterable = frame.popvalue()
    w_list = frame.peekvalue(arg - 1)
    w_cls = w_iterable.getclass()
    if w_cls.lookup("__iter__") is None and w_cls.lookup("__getitem__") is None:
        raise error.operr_type(
            space.w_TypeError, "Value after * must be an iterable, not %s", w_iterable
        )
    space.call_method1(w_list, "extend", w_iterable)


# ---- building ----------------------------------------------------------------------------------------


@unroll_safe
def build_map(frame, n):
    """BUILD_MAP"""
    w_dict = dictobject.W_DictObject()
    if n > 0:
        values_w = frame.peekvalues(2 * n)
        if n == 1 and type(values_w[0]) is unicodeobject.W_UnicodeObject:
            w_dict.set_few_texts([values_w[0], values_w[1]])
            if we_are_jitted() and isconstant(values_w[0]):
                w_dict.shape = hashtable.EMPTY_SHAPE.extended(space.text_w(values_w[0]))
        else:
            w_dict.reserve(n)
            i = 0
            while i < n:
                w_dict.setitem(values_w[2 * i], values_w[2 * i + 1])
                i += 1
    drop(frame, 2 * n)
    frame.pushvalue(w_dict)


@unroll_safe
def build_const_key_map(frame, n):
    """BUILD_CONST_KEY_MAP"""
    w_keys = frame.popvalue()
    w_dict = dictobject.W_DictObject()
    values_w = frame.peekvalues(n)
    assert isinstance(w_keys, tupleobject.W_TupleObject)
    shape = None
    if we_are_jitted() and isconstant(w_keys):
        shape = dictobject.shape_of(w_keys)
    if shape is not None:
        entries_w = [None] * (2 * n)
        i = 0
        while i < n:
            entries_w[2 * i] = w_keys.getitem(i)
            entries_w[2 * i + 1] = values_w[i]
            i += 1
        w_dict.set_few_texts(entries_w)
        w_dict.shape = shape
    else:
        w_dict.reserve(n)
        i = 0
        while i < n:
            w_dict.setitem(w_keys.getitem(i), values_w[i])
            i += 1
    drop(frame, n)
    frame.pushvalue(w_dict)


@unroll_safe
def build_string(frame, n):
    """BUILD_STRING"""
    parts = []
    for w_part in frame.peekvalues(n):
        parts.append(space.text_w(w_part))
    drop(frame, n)
    frame.pushvalue(space.newtext("".join(parts)))


def build_slice(frame, arg):
    """BUILD_SLICE"""
    w_step = space.w_None
    if arg == 3:
        w_step = frame.popvalue()
    w_stop = frame.popvalue()
    w_start = frame.popvalue()
    frame.pushvalue(space.newslice(w_start, w_stop, w_step))


def format_value(frame, arg):
    """FORMAT_VALUE"""
    w_spec = None
    if arg & 4:
        w_spec = frame.popvalue()
    w_value = frame.popvalue()
    conversion = arg & 3
    if conversion == 1:
        w_value = space.str(w_value)
    elif conversion == 2:
        w_value = space.repr(w_value)
    elif conversion == 3:
        w_value = space.ascii(w_value)
    frame.pushvalue(space.format(w_value, w_spec))


def unpack_ex(frame, before, after):
    """UNPACK_EX"""
    w_iterable = frame.popvalue()
    w_cls = w_iterable.getclass()
    if w_cls.lookup("__iter__") is None and w_cls.lookup("__getitem__") is None:
        raise error.operr_type(
            space.w_TypeError, "cannot unpack non-iterable %s object", w_iterable
        )
    push_unpacked(frame, space.unpacked(w_iterable), before, after)


@unroll_safe
def push_unpacked(frame, items_w, before, after):
    """Pushes the first and the last items, and a list of those between them."""
    n = promote(len(items_w))
    if n < before + after:
        raise error.operr(
            space.w_ValueError,
            "not enough values to unpack (expected at least %d, got %d)" % (before + after, n),
        )
    i = n - 1
    while i >= n - after:
        frame.pushvalue(items_w[i])
        i -= 1
    stop = n - after
    assert stop >= before
    assert before >= 0
    frame.pushvalue(space.newlist(items_w[before:stop]))
    i = before - 1
    while i >= 0:
        frame.pushvalue(items_w[i])
        i -= 1


def print_expr(w_value):
    """PRINT_EXPR"""
    w_sys = space.dict_getitem_str(ec.w_modules, "sys")
    w_hook = None
    if w_sys is not None:
        w_hook = space.findattr(w_sys, "displayhook")
    if w_hook is None:
        raise error.operr(space.w_RuntimeError, "lost sys.displayhook")
    w_hook.call1(w_value)


# ---- exceptions -----------------------------------------------------------------------------------------


def push_exc_info(frame):
    """PUSH_EXC_INFO"""
    w_exc = frame.popvalue()
    assert isinstance(w_exc, excobject.W_BaseException)
    suspended = frame.generator
    if suspended is not None and not suspended.in_handler:
        suspended.in_handler = True
        frame.pushvalue(space.w_NotImplemented)  # stands for what the caller handles
    elif ec.current_exc is None:
        frame.pushvalue(space.w_None)
    else:
        frame.pushvalue(ec.current_exc)
    frame.pushvalue(w_exc)
    ec.current_exc = w_exc


def restore_exc(frame, w_prev):
    """POP_EXCEPT"""
    if w_prev is space.w_NotImplemented:
        suspended = frame.generator
        if suspended is not None:
            suspended.in_handler = False
            ec.current_exc = suspended.caller_exc
        return
    if isinstance(w_prev, excobject.W_BaseException):
        ec.current_exc = w_prev
    else:
        ec.current_exc = None


def check_exc_match(frame):
    """CHECK_EXC_MATCH"""
    w_type = frame.popvalue()
    w_exc = frame.peekvalue(0)
    check_catchable(w_type)
    frame.pushvalue(space.newbool(space.exception_match(w_exc.getclass(), w_type)))


def check_catchable(w_type):
    """TypeError unless w_type is an exception class or a tuple of them."""
    if isinstance(w_type, typeobject.W_TypeObject):
        if w_type.is_exception:
            return
    elif isinstance(w_type, tupleobject.W_TupleObject):
        check_all_catchable(w_type)
        return
    raise not_catchable()


@unroll_safe
def check_all_catchable(w_types):
    """check_catchable of a tuple."""
    n = promote(w_types.length())
    i = 0
    while i < n:
        w_item = w_types.getitem(i)
        if not isinstance(w_item, typeobject.W_TypeObject) or not w_item.is_exception:
            raise not_catchable()
        i += 1


def not_catchable():
    """The TypeError of a wrong except clause."""
    return error.operr(
        space.w_TypeError,
        "catching classes that do not inherit from BaseException is not allowed",
    )


def make_exception(w_obj):
    """The exception instance for the operand of raise."""
    if isinstance(w_obj, excobject.W_BaseException):
        return w_obj
    if isinstance(w_obj, typeobject.W_TypeObject) and w_obj.is_exception:
        w_exc = w_obj.new_exception([])
        if isinstance(w_exc, excobject.W_BaseException):
            return w_exc
        raise error.operr(
            space.w_TypeError,
            "calling %s should have returned an instance of BaseException, not %s"
            % (w_obj.name, w_exc.getclass().name),
        )
    raise error.operr(space.w_TypeError, "exceptions must derive from BaseException")


def raise_varargs(frame, arg):
    """RAISE_VARARGS"""
    if arg == 0:
        w_exc = ec.current_exc
        if w_exc is None:
            raise error.operr(space.w_RuntimeError, "No active exception to reraise")
        frame.reraising = True
        operror = error.OperationError(w_exc.getclass(), w_exc)
        operror.w_traceback = w_exc.w_traceback
        operror.context_done = True
        raise operror
    w_cause = None
    if arg == 2:
        w_cause = frame.popvalue()
    w_exc = make_exception(frame.popvalue())
    if w_cause is not None:
        if w_cause is space.w_None:
            w_exc.w_cause = None
        else:
            if not isinstance(w_cause, excobject.W_BaseException):
                if not isinstance(w_cause, typeobject.W_TypeObject) or not w_cause.is_exception:
                    raise error.operr(
                        space.w_TypeError, "exception causes must derive from BaseException"
                    )
            w_exc.w_cause = make_exception(w_cause)
        w_exc.suppress_context = True
    operror = error.OperationError(w_exc.getclass(), w_exc)
    operror.w_traceback = w_exc.w_traceback
    raise operror


def reraise(frame, w_exc):
    """RERAISE: raises the exception again as it is."""
    assert isinstance(w_exc, excobject.W_BaseException)
    frame.reraising = True
    operror = error.OperationError(w_exc.getclass(), w_exc)
    operror.w_traceback = w_exc.w_traceback
    operror.context_done = True
    raise operror


def check_eg_match(frame):
    """CHECK_EG_MATCH"""
    w_type = frame.popvalue()
    w_exc = frame.popvalue()
    check_catchable(w_type)
    check_no_group(w_type)
    w_match = None
    w_rest = w_exc
    if isinstance(w_exc, excobject.W_BaseException):
        if w_exc.getclass().issubtype(space.w_BaseExceptionGroup):
            w_match, w_rest = excobject.split_group(w_exc, w_type)
        elif space.exception_match(w_exc.getclass(), w_type):
            w_match = space.w_ExceptionGroup.call2(space.newtext(""), space.newlist([w_exc]))
            w_rest = None
    frame.pushvalue(space.null_to_none(w_rest))
    frame.pushvalue(space.null_to_none(w_match))
    if isinstance(w_match, excobject.W_BaseException):
        ec.current_exc = w_match


def check_no_group(w_type):
    """TypeError for exception groups in except*."""
    if isinstance(w_type, typeobject.W_TypeObject):
        if w_type.issubtype(space.w_BaseExceptionGroup):
            raise error.operr(
                space.w_TypeError,
                "catching ExceptionGroup with except* is not allowed. Use except instead.",
            )
        return
    for w_item in space.unpackiterable(w_type):
        check_no_group(w_item)


def prep_reraise_star(frame):
    """PREP_RERAISE_STAR"""
    w_list = frame.popvalue()
    w_orig = frame.popvalue()
    excs_w = []
    for w_exc in space.unpackiterable(w_list):
        if w_exc is not space.w_None:
            excs_w.append(w_exc)
    frame.pushvalue(space.null_to_none(excobject.after_star_clauses(w_orig, excs_w)))


# ---- with ---------------------------------------------------------------------------------------------


def before_with(frame):
    """BEFORE_WITH"""
    w_mgr = frame.popvalue()
    w_cls = w_mgr.getclass()
    w_enter = w_cls.slot(slots.ENTER)
    w_exit = w_cls.slot(slots.EXIT)
    if w_enter is None or w_exit is None:
        text = "'%s' object does not support the context manager protocol"
        if w_enter is not None:
            text += " (missed __exit__ method)"
        raise error.operr_type(space.w_TypeError, text, w_mgr)
    frame.pushvalue(space.descr_get(w_exit, w_mgr, w_cls))
    frame.pushvalue(space.get_and_call0(w_enter, w_mgr))


def with_except_start(frame):
    """WITH_EXCEPT_START"""
    w_exc = frame.peekvalue(0)
    w_exit = frame.peekvalue(2)
    w_tb = space.w_None
    if isinstance(w_exc, excobject.W_BaseException):
        w_tb = space.null_to_none(w_exc.w_traceback)
    frame.pushvalue(w_exit.call3(w_exc.getclass(), w_exc, w_tb))


def before_async_with(frame):
    """BEFORE_ASYNC_WITH"""
    w_mgr = frame.popvalue()
    w_cls = w_mgr.getclass()
    w_enter = w_cls.lookup("__aenter__")
    w_exit = w_cls.lookup("__aexit__")
    if w_enter is None or w_exit is None:
        text = "'%s' object does not support the asynchronous context manager protocol"
        if w_enter is not None:
            text += " (missed __aexit__ method)"
        raise error.operr_type(space.w_TypeError, text, w_mgr)
    frame.pushvalue(space.descr_get(w_exit, w_mgr, w_cls))
    frame.pushvalue(space.get_and_call0(w_enter, w_mgr))


# ---- import -------------------------------------------------------------------------------------------


def execute_import(frame, o, arg):
    """IMPORT_NAME, IMPORT_FROM, IMPORT_STAR"""
    if o == op.IMPORT_NAME:
        w_fromlist = frame.popvalue()
        w_level = frame.popvalue()
        w_import = space.dict_getitem_str(ec.w_builtins_dict, "__import__")
        if w_import is None:
            raise error.operr(space.w_ImportError, "__import__ not found")
        w_locals = frame.w_locals
        if w_locals is None:
            w_locals = space.w_None
        args_w = [
            space.newtext(frame.code.names[arg]),
            frame.w_globals,
            w_locals,
            w_fromlist,
            w_level,
        ]
        frame.pushvalue(w_import.call_args(Arguments(args_w)))
    elif o == op.IMPORT_FROM:
        frame.pushvalue(import_from(frame.peekvalue(0), frame.code.names[arg]))
    else:
        import_star(frame.popvalue(), local_namespace(frame))


def import_from(w_module, name):
    """The attribute of a module, or the submodule in sys.modules."""
    w_value = space.findattr(w_module, name)
    if w_value is not None:
        return w_value
    w_modname = space.findattr(w_module, "__name__")
    modname = "<unknown module name>"
    if w_modname is not None and space.isinstance_w(w_modname, space.w_str):
        modname = space.text_w(w_modname)
        if ec.w_modules is not None:
            w_value = space.dict_getitem_str(ec.w_modules, modname + "." + name)
            if w_value is not None:
                return w_value
    w_file = space.findattr(w_module, "__file__")
    where = "unknown location"
    source = "'" + modname + "'"
    has_file = w_file is not None and space.isinstance_w(w_file, space.w_str)
    if has_file:
        where = space.text_w(w_file)
        if space.is_initializing(space.findattr(w_module, "__spec__")):
            source = "partially initialized module " + source
            where = "most likely due to a circular import) (" + where
    e = error.operr(
        space.w_ImportError, "cannot import name '%s' from %s (%s)" % (name, source, where)
    )
    w_exc = e.get_w_value()
    if isinstance(w_exc, excobject.W_BaseException):
        w_exc.set_field("name", space.newtext(modname))
        if has_file:
            w_exc.set_field("path", w_file)
    raise e


def import_star(w_module, w_namespace):
    """from module import *"""
    w_all = space.findattr(w_module, "__all__")
    if w_all is not None:
        for w_name in space.unpackiterable(w_all):
            check_exported(w_module, w_name, "Item in ", "__all__")
            name = space.text_w(w_name)
            space.dict_setitem_str(w_namespace, name, space.getattr(w_module, name))
        return
    w_dict = space.getattr(w_module, "__dict__")
    for w_name in space.unpackiterable(w_dict):
        check_exported(w_module, w_name, "Key in ", "__dict__")
        name = space.text_w(w_name)
        if not name.startswith("_"):
            space.dict_setitem_str(w_namespace, name, space.getitem(w_dict, w_name))


def check_exported(w_module, w_name, what, where):
    """TypeError unless the name is a string."""
    if not space.isinstance_w(w_name, space.w_str):
        modname = space.str_w(space.getattr(w_module, "__name__"))
        raise error.operr(
            space.w_TypeError,
            "%s%s.%s must be str, not %s" % (what, modname, where, space.typename(w_name)),
        )


# ---- generators, coroutines -----------------------------------------------------------------------------


def execute_async(frame, o, arg):
    """GET_YIELD_FROM_ITER .. ASYNC_GEN_WRAP"""
    if o == op.GET_YIELD_FROM_ITER:
        frame.pushvalue(generator.yield_from_iter(frame, frame.popvalue()))
    elif o == op.GET_AWAITABLE:
        ec.awaiting = False
        frame.pushvalue(generator.awaitable_iter(frame.popvalue(), arg))
    elif o == op.AWAIT_NEXT:
        ec.awaiting = True
    elif o == op.GET_AITER:
        frame.pushvalue(generator.get_aiter(frame.popvalue()))
    elif o == op.GET_ANEXT:
        frame.pushvalue(generator.get_anext(frame.peekvalue(0)))
    elif o == op.END_ASYNC_FOR:
        w_exc = frame.popvalue()
        frame.popvalue()
        if not w_exc.getclass().issubtype(space.w_StopAsyncIteration):
            reraise(frame, w_exc)
    else:
        frame.pushvalue(generator.W_AsyncGenValue(frame.popvalue()))


from interpreters.python.interpreter import (  # noqa: E402
    argument,
    eval,
    function,
    generator,
    matching,
    pycode,
)
from interpreters.python.objspace import (  # noqa: E402
    dictobject,
    excobject,
    hashtable,
    namespace,
    setobject,
    slots,
    tupleobject,
    typeobject,
    unicodeobject,
)
from interpreters.python.objspace import operation as space  # noqa: E402
