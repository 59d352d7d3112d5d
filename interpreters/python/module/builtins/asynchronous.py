"""aiter and anext."""

from interpreters.python.interpreter import generator
from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import TypeDef, method
from interpreters.python.objspace import descriptor
from interpreters.python.objspace import operation as space


class W_AnextAwaitable(W_Root):
    """anext(iterator, default): awaits __anext__(); its end is replaced by the default."""

    def __init__(self, w_awaitable, w_default):
        self.w_awaitable = w_awaitable
        self.w_iterator = None
        self.w_default = w_default

    def iterator(self):
        """The iterator of the awaitable, made at the first use."""
        if self.w_iterator is None:
            self.w_iterator = generator.awaitable_iter(self.w_awaitable, 0)
        return self.w_iterator

    def ended(self, operror):
        """None, with the default as result, for StopAsyncIteration; other exceptions go on."""
        if not operror.match(space.w_StopAsyncIteration):
            raise operror
        ec.w_stopvalue = self.w_default
        return None

    def next_w(self):
        return self.send_w(space.w_None)

    def send_w(self, w_value):
        try:
            return self.iterator().send_w(w_value)
        except OperationError as e:
            return self.ended(e)

    def result(self, w_value):
        """The value passed out, or StopIteration with the result."""
        if w_value is None:
            raise generator.stop_with(ec.w_stopvalue)
        return w_value

    def descr_next(self):
        return self.result(self.send_w(space.w_None))

    def descr_send(self, w_value):
        return self.result(self.send_w(w_value))

    def descr_throw(self, w_type, w_value, w_tb):
        operror = generator.thrown_error(w_type, w_value, w_tb)
        try:
            w_result = generator.throw_into(self.iterator(), operror)
        except OperationError as e:
            w_result = self.ended(e)
        return self.result(w_result)

    def descr_close(self):
        generator.close_iterator(self.iterator())


W_AnextAwaitable.typedef = TypeDef(
    "anext_awaitable",
    W_AnextAwaitable,
    method("__await__", descriptor.return_self, "self"),
    method("__iter__", descriptor.return_self, "self"),
    method("__next__", W_AnextAwaitable.descr_next, "self"),
    method("send", W_AnextAwaitable.descr_send, "self, value, /"),
    method("throw", W_AnextAwaitable.descr_throw, "self, type, value=None, traceback=None, /"),
    method("close", W_AnextAwaitable.descr_close, "self"),
)


def builtin_aiter(w_obj):
    """aiter(async_iterable)"""
    if space.lookup(w_obj, "__aiter__") is None:
        raise operr(
            space.w_TypeError, "'" + space.typename(w_obj) + "' object is not an async iterable"
        )
    return generator.get_aiter(w_obj)


def builtin_anext(w_iterator, w_default):
    """anext(async_iterator, default)"""
    if space.lookup(w_iterator, "__anext__") is None:
        raise operr(
            space.w_TypeError,
            "'" + space.typename(w_iterator) + "' object is not an async iterator",
        )
    w_awaitable = space.call_method0(w_iterator, "__anext__")
    if w_default is None:
        return w_awaitable
    return W_AnextAwaitable(w_awaitable, w_default)


FUNCTIONS = [
    function("aiter", builtin_aiter, "async_iterable, /"),
    function("anext", builtin_anext, "async_iterator, default=None, /"),
]
