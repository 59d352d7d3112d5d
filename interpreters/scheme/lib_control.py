"""Primitives: control, mapping, values, continuations, exceptions, promises, parameters."""

import time

from interpreters.scheme import expand
from interpreters.scheme.model import (
    ContinuationInvoked,
    ExitRequest,
    Handler,
    SchemeError,
    W_CaseLambda,
    W_Environment,
    W_ErrorObject,
    W_Fixnum,
    W_Flonum,
    W_Pair,
    W_Parameter,
    W_Procedure,
    W_Promise,
    W_String,
    W_Values,
    W_Vector,
    arity_error,
    error,
    from_list,
    intern,
    signal,
    state,
    to_list,
    w_default,
    w_eof,
    w_false,
    w_true,
    w_unspecified,
    wrap_bool,
    wrong_type,
)
from interpreters.scheme.primitive import install, primitive, variadic, vector_arg

# ---- application and mapping


class W_Apply(W_Procedure):
    """`apply`: its call is in tail position."""

    def title(self):
        return "apply"

    def spread(self, args):
        """The arguments with the list at the end spread out."""
        last = len(args) - 1
        if last < 1:
            raise arity_error("apply")
        spread = []
        for i in range(1, last):
            spread.append(args[i])
        for w_arg in to_list(args[last], "apply"):
            spread.append(w_arg)
        return spread[:]

    def calln(self, args):
        return args[0].calln(self.spread(args))

    def tailn(self, args):
        return args[0].tailn(self.spread(args))

    def tail2(self, a, b):
        return self.tailn([a, b])

    def tail3(self, a, b, c):
        return self.tailn([a, b, c])


install("apply", W_Apply())


def next_args(lists):
    """The next elements of lists, which are moved on; None if one is at its end."""
    args = [None] * len(lists)
    for i in range(len(lists)):
        w_list = lists[i]
        if not isinstance(w_list, W_Pair):
            return None
        args[i] = w_list.car
    for i in range(len(lists)):
        w_list = lists[i]
        assert isinstance(w_list, W_Pair)
        lists[i] = w_list.cdr
    return args


@variadic("map", 2)
def map_(args):
    w_fn = args[0]
    results = []
    if len(args) == 2:
        w_list = args[1]
        while isinstance(w_list, W_Pair):
            results.append(w_fn.call1(w_list.car))
            w_list = w_list.cdr
        return from_list(results)
    lists = args[1:]
    while True:
        arguments = next_args(lists)
        if arguments is None:
            return from_list(results)
        results.append(w_fn.calln(arguments))


@variadic("for-each", 2)
def for_each(args):
    w_fn = args[0]
    if len(args) == 2:
        w_list = args[1]
        while isinstance(w_list, W_Pair):
            w_fn.call1(w_list.car)
            w_list = w_list.cdr
        return w_unspecified
    lists = args[1:]
    while True:
        arguments = next_args(lists)
        if arguments is None:
            return w_unspecified
        w_fn.calln(arguments)


def vector_args(args, index, name):
    """The elements of the vectors at an index, None behind the end of one."""
    arguments = [None] * (len(args) - 1)
    for i in range(1, len(args)):
        items = vector_arg(args[i], name).items
        if index >= len(items):
            return None
        arguments[i - 1] = items[index]
    return arguments


@variadic("vector-map", 2)
def vector_map(args):
    results = []
    while True:
        arguments = vector_args(args, len(results), "vector-map")
        if arguments is None:
            return W_Vector(results[:])
        results.append(args[0].calln(arguments))


@variadic("vector-for-each", 2)
def vector_for_each(args):
    index = 0
    while True:
        arguments = vector_args(args, index, "vector-for-each")
        if arguments is None:
            return w_unspecified
        args[0].calln(arguments)
        index += 1


@primitive("filter", 2)
def filter_(w_fn, w_list):
    results = []
    for w_item in to_list(w_list, "filter"):
        if w_fn.call1(w_item) is not w_false:
            results.append(w_item)
    return from_list(results)


@primitive("reduce", 3)
def reduce_(w_fn, w_initial, w_list):
    items = to_list(w_list, "reduce")
    if len(items) == 0:
        return w_initial
    w_result = items[0]
    for i in range(1, len(items)):
        w_result = w_fn.call2(items[i], w_result)
    return w_result


@primitive("fold-left", 3)
def fold_left(w_fn, w_result, w_list):
    for w_item in to_list(w_list, "fold-left"):
        w_result = w_fn.call2(w_result, w_item)
    return w_result


@primitive("fold-right", 3)
def fold_right(w_fn, w_result, w_list):
    items = to_list(w_list, "fold-right")
    for i in range(len(items) - 1, -1, -1):
        w_result = w_fn.call2(items[i], w_result)
    return w_result


@variadic("%case-lambda", 0)
def case_lambda(args):
    return W_CaseLambda(args[:])


# ---- several values


@variadic("values", 0)
def values(args):
    if len(args) == 1:
        return args[0]
    return W_Values(args[:])


class W_CallWithValues(W_Procedure):
    def title(self):
        return "call-with-values"

    def call2(self, a, b):
        w_values = a.call0()
        if isinstance(w_values, W_Values):
            return b.calln(w_values.items)
        return b.call1(w_values)

    def tail2(self, a, b):
        w_values = a.call0()
        if isinstance(w_values, W_Values):
            return b.tailn(w_values.items)
        return b.tail1(w_values)

    def calln(self, args):
        if len(args) != 2:
            raise arity_error("call-with-values")
        return self.call2(args[0], args[1])


install("call-with-values", W_CallWithValues())


# ---- continuations


class W_Continuation(W_Procedure):
    """Leaves everything entered since it was made. It is of no use once its maker returned."""

    def __init__(self):
        self.handlers = state.handlers
        self.active = True

    def title(self):
        return "continuation"

    def call1(self, a):
        if not self.active:
            raise error("this continuation was left already: it cannot be entered again", [])
        raise ContinuationInvoked(self, a)

    def calln(self, args):
        if len(args) == 1:
            return self.call1(args[0])
        return self.call1(W_Values(args[:]))


@primitive("call-with-current-continuation call/cc call-with-escape-continuation", 1)
def call_cc(w_fn):
    w_cont = W_Continuation()
    try:
        w_result = w_fn.call1(w_cont)
    except ContinuationInvoked as e:
        if e.w_cont is not w_cont:
            w_cont.active = False
            raise e
        w_result = e.w_value
        state.handlers = w_cont.handlers
    except SchemeError as e:
        w_cont.active = False
        raise e
    w_cont.active = False
    return w_result


@primitive("dynamic-wind", 3)
def dynamic_wind(w_before, w_thunk, w_after):
    w_before.call0()
    handlers = state.handlers
    try:
        w_result = w_thunk.call0()
    except ContinuationInvoked as e:
        state.handlers = handlers
        w_after.call0()
        raise e
    except SchemeError as e:
        inner = state.handlers
        state.handlers = handlers
        w_after.call0()
        state.handlers = inner
        raise e
    w_after.call0()
    return w_result


# ---- exceptions


@primitive("raise", 1)
def raise_(w_payload):
    return signal(w_payload, False)


@primitive("raise-continuable", 1)
def raise_continuable(w_payload):
    return signal(w_payload, True)


@variadic("error", 1)
def error_(args):
    return signal(W_ErrorObject("error", args[0], from_list(args[1:])), False)


@primitive("with-exception-handler", 2)
def with_exception_handler(w_handler, w_thunk):
    outer = state.handlers
    state.handlers = Handler(w_handler, outer)
    try:
        w_result = w_thunk.call0()
        state.handlers = outer
        return w_result
    except SchemeError as e:
        if e.signalled:
            raise e
        w_payload = e.w_payload
    # What a failing primitive raises gets to its handler here.
    state.handlers = outer
    w_handler.call1(w_payload)
    return signal(error("the handler returned from", [w_payload]).w_payload, False)


@primitive("error-object?", 1)
def is_error_object(w_a):
    return wrap_bool(isinstance(w_a, W_ErrorObject))


def error_arg(w_a, name):
    if not isinstance(w_a, W_ErrorObject):
        raise wrong_type(name, "an error object", w_a)
    return w_a


@primitive("error-object-message condition/report-string", 1)
def error_message(w_a):
    return error_arg(w_a, "error-object-message").w_message


@primitive("error-object-irritants", 1)
def error_irritants(w_a):
    return error_arg(w_a, "error-object-irritants").w_irritants


@primitive("file-error?", 1)
def is_file_error(w_a):
    return wrap_bool(isinstance(w_a, W_ErrorObject) and w_a.kind == "file")


@primitive("read-error?", 1)
def is_read_error(w_a):
    return wrap_bool(isinstance(w_a, W_ErrorObject) and w_a.kind == "read")


@variadic("exit emergency-exit", 0, 1)
def exit_(args):
    status = 0
    if len(args) == 1:
        w_status = args[0]
        if isinstance(w_status, W_Fixnum):
            status = w_status.value & 255
        elif w_status is w_false:
            status = 1
    raise ExitRequest(status)


# ---- promises


@primitive("%make-lazy", 2)
def make_lazy(w_thunk, w_chained):
    w_promise = W_Promise(False, w_thunk)
    w_promise.chained = w_chained is w_true
    return w_promise


@primitive("make-promise", 1)
def make_promise(w_value):
    if isinstance(w_value, W_Promise):
        return w_value
    return W_Promise(True, w_value)


@primitive("promise?", 1)
def is_promise(w_value):
    return wrap_bool(isinstance(w_value, W_Promise))


@primitive("force", 1)
def force(w_promise):
    if not isinstance(w_promise, W_Promise):
        return w_promise
    w_root = w_promise.root()
    while not w_root.done:
        w_value = w_root.w_value.call0()
        w_root = w_promise.root()
        if w_root.done:
            break
        if w_root.chained and isinstance(w_value, W_Promise):
            # From here on both are one promise, so that chains do not grow.
            w_next = w_value.root()
            w_root.done = w_next.done
            w_root.chained = w_next.chained
            w_root.w_value = w_next.w_value
            if w_next is not w_root:
                w_next.shared = w_root
        else:
            w_root.done = True
            w_root.w_value = w_value
    return w_root.w_value


# ---- parameters


@variadic("make-parameter", 1, 2)
def make_parameter(args):
    if len(args) == 2:
        return W_Parameter(args[1].call1(args[0]), args[1])
    return W_Parameter(args[0], None)


class Saved(object):
    def __init__(self, w_parameter, w_value):
        self.w_parameter = w_parameter
        self.w_value = w_value


@variadic("%parameterize", 1)
def parameterize(args):
    """Parameters and values in turn, then what to do."""
    last = len(args) - 1
    fresh = []
    for i in range(0, last, 2):
        w_parameter = args[i]
        if not isinstance(w_parameter, W_Parameter):
            raise wrong_type("parameterize", "a parameter", w_parameter)
        w_value = args[i + 1]
        if w_parameter.converter is not None:
            w_value = w_parameter.converter.call1(w_value)
        fresh.append(Saved(w_parameter, w_value))
    swap(fresh)
    try:
        w_result = args[last].call0()
    except ContinuationInvoked as e:
        swap(fresh)
        raise e
    except SchemeError as e:
        swap(fresh)
        raise e
    swap(fresh)
    return w_result


def swap(saved):
    """Exchanges the values of parameters with those kept."""
    for item in saved:
        w_value = item.w_parameter.value
        item.w_parameter.value = item.w_value
        item.w_value = w_value


# ---- evaluation and the system

w_environment = W_Environment()


@variadic("eval", 1, 2)
def eval_(args):
    return expand.evaluate(args[0])


@variadic("interaction-environment environment scheme-report-environment", 0)
def interaction_environment(args):
    return w_environment


intern("system-global-environment").value = w_environment


@variadic("void", 0)
def void(args):
    return w_unspecified


@primitive("default-object?", 1)
def is_default(w_a):
    return wrap_bool(w_a is w_default)


@primitive("eof-object", 0)
def eof_object():
    return w_eof


@primitive("eof-object?", 1)
def is_eof(w_a):
    return wrap_bool(w_a is w_eof)


@primitive("current-second", 0)
def current_second():
    return W_Flonum(time.time())


@primitive("current-jiffy real-time", 0)
def current_jiffy():
    return W_Fixnum(int(time.time() * 1000000.0))


@primitive("jiffies-per-second", 0)
def jiffies_per_second():
    return W_Fixnum(1000000)


@primitive("runtime", 0)
def runtime():
    return W_Flonum(time.time())


@primitive("features", 0)
def features():
    return from_list([intern("r7rs"), intern("full-unicode"), intern("rtranslate")])


class CommandLine(object):
    def __init__(self):
        self.words = []


command_line = CommandLine()


@primitive("command-line", 0)
def command_line_():
    return from_list([W_String(word) for word in command_line.words])


@variadic("list-sort sort", 2, 2)
def sort(args):
    """Merge sort; the order and the list in either order."""
    w_less = args[0]
    w_data = args[1]
    if not (isinstance(w_less, W_Procedure)):
        w_less, w_data = w_data, w_less
    if isinstance(w_data, W_Vector):
        return W_Vector(merge_sort(w_less, w_data.items[:]))
    return from_list(merge_sort(w_less, to_list(w_data, "sort")[:]))


def merge_sort(w_less, items):
    count = len(items)
    if count < 2:
        return items
    middle = count // 2
    assert middle >= 0
    left = merge_sort(w_less, items[:middle])
    right = merge_sort(w_less, items[middle:])
    result = [None] * count
    i = 0
    k = 0
    for place in range(count):
        if k == len(right) or (i < len(left) and w_less.call2(right[k], left[i]) is w_false):
            result[place] = left[i]
            i += 1
        else:
            result[place] = right[k]
            k += 1
    return result
