"""Generators, coroutines and asynchronous generators."""

from rpython.rlib.jit import vref_None

from interpreters.python.compiler import opcode as op
from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.executioncontext import ec


def make_generator(frame):
    """The object that a call of a generator-like function gives."""
    flags = frame.code.flags
    if flags & op.CO_COROUTINE:
        return W_Coroutine(frame)
    if flags & op.CO_ASYNC_GENERATOR:
        return W_AsyncGenerator(frame)
    return W_Generator(frame)


class W_GeneratorBase(W_Root):
    """What generators, coroutines and asynchronous generators share: a suspended frame."""

    def __init__(self, frame, kind):
        self.kind = kind
        self.frame = frame
        self.code = frame.code
        self.running = False
        self.started = False
        self.finished = False
        self.in_handler = False  # is an exception of its own being handled?
        self.saved_exc = None  # which, while it is suspended
        self.caller_exc = None  # what its caller handles, while it runs
        self.w_delegate = None  # what an exception thrown in is passed on to first
        frame.generator = self
        self.name = frame.code.name
        self.qualname = frame.code.qualname
        if len(frame.code.exceptiontable) > 0:
            finalizers.register(self)
        elif frame.code.flags & op.CO_COROUTINE:
            if ec.awaiting:
                ec.awaiting = False  # nobody can forget to await it
            else:
                finalizers.register(self)

    def resume(self, w_value, operror):
        """Goes on with a sent value or a raised exception.

        The value yielded, or None at the end, with the return value in ec.w_stopvalue.
        """
        if self.running:
            raise error.operr(space.w_ValueError, "%s already executing" % self.kind)
        frame = self.frame
        if self.finished:
            if self.kind == "coroutine":
                raise error.operr(space.w_RuntimeError, "cannot reuse already awaited coroutine")
            if operror is not None:
                raise operror
            ec.w_stopvalue = space.w_None
            return None
        if not self.started:
            if operror is not None:
                self.finish()
                operror.context_done = True
                raise operror
            if w_value is not space.w_None:
                raise error.operr(
                    space.w_TypeError,
                    "can't send non-None value to a just-started %s" % self.kind,
                )
            self.started = True
        elif operror is None:
            frame.pushvalue(w_value)
        previous = ec.current_exc
        self.caller_exc = previous
        if self.in_handler:
            ec.current_exc = self.saved_exc
        self.running = True
        frame.yielding = False
        frame.resumed = True
        try:
            w_result = frame.execute(frame.resume_pc, operror)
        except error.OperationError as e:
            self.running = False
            self.finish()
            ec.current_exc = previous
            raise self.translate_stop(e)
        self.running = False
        if frame.yielding:
            frame.f_back = vref_None
            if self.in_handler:
                self.saved_exc = ec.current_exc
            self.caller_exc = None
            ec.current_exc = previous
            return w_result
        self.finish()
        ec.current_exc = previous
        ec.w_stopvalue = w_result
        return None

    def finish(self):
        """The generator has ended: forget the frame's values."""
        self.finished = True
        self.frame = None
        self.in_handler = False
        self.saved_exc = None
        self.caller_exc = None

    def translate_stop(self, operror):
        """A StopIteration that leaves the body becomes a RuntimeError."""
        stop = operror.match(space.w_StopIteration)
        name = "StopIteration"
        if not stop and self.kind == "async generator":
            stop = operror.match(space.w_StopAsyncIteration)
            name = "StopAsyncIteration"
        if not stop:
            return operror
        w_cause = operror.get_w_value()
        new = error.operr(space.w_RuntimeError, "%s raised %s" % (self.kind, name))
        w_exc = new.get_w_value()
        if isinstance(w_exc, excobject.W_BaseException):
            if isinstance(w_cause, excobject.W_BaseException):
                w_exc.w_cause = w_cause
                w_exc.w_context = w_cause
                w_exc.suppress_context = True
        new.context_done = True
        return new

    def next_w(self):
        return self.resume(space.w_None, None)

    def iteration_key(self):
        return self.code

    def send_w(self, w_value):
        return self.resume(w_value, None)

    def inner_iterator(self):
        """What the suspended frame delegates to by yield from or await, or None."""
        if self.started and not self.finished and not self.running:
            frame = self.frame
            if (frame.code.code[frame.last_instr] & 0xFF) == op.YIELD_FROM:
                return frame.peekvalue(0)
        return None

    def throw_error(self, operror):
        """throw(): as resume."""
        self.w_delegate = self.inner_iterator()
        return self.resume(space.w_None, operror)

    def pass_on(self, operror):
        """Throws into what the frame delegates to, while the frame is the running one.

        The value yielded; None if the frame goes on, with ec.w_stopvalue as the result of the delegation;
        OperationError if the exception is to be handled by the frame.
        """
        w_inner = self.w_delegate
        self.w_delegate = None
        if operror.match(space.w_GeneratorExit):
            close_iterator(w_inner)
            raise operror
        return throw_into(w_inner, operror)

    def close(self):
        """close()"""
        if self.finished:
            return
        if not self.started:
            self.finish()
            return
        operror = error.OperationError(space.w_GeneratorExit, None)
        try:
            w_result = self.throw_error(operror)
        except error.OperationError as e:
            if e.match(space.w_GeneratorExit) or e.match(space.w_StopIteration):
                return
            raise
        if w_result is not None:
            raise error.operr(space.w_RuntimeError, "%s ignored GeneratorExit" % self.kind)

    # ---- Python-level methods -----------------------------------------------------------------

    def result_or_stop(self, w_result):
        """The yielded value, or StopIteration with the return value."""
        if w_result is not None:
            return w_result
        w_stop = ec.w_stopvalue
        if w_stop is space.w_None:
            raise error.stop_iteration()
        raise stop_with(w_stop)

    def descr_next(self):
        return self.result_or_stop(self.resume(space.w_None, None))

    def descr_send(self, w_value):
        return self.result_or_stop(self.resume(w_value, None))

    def descr_throw(self, w_type, w_value, w_tb):
        operror = thrown_error(w_type, w_value, w_tb)
        return self.result_or_stop(self.throw_error(operror))

    def descr_close(self):
        self.close()

    def fget_name(self):
        return space.newtext(self.name)

    def fset_name(self, w_value):
        self.name = space.text_w(w_value)

    def fget_qualname(self):
        return space.newtext(self.qualname)

    def fset_qualname(self, w_value):
        self.qualname = space.text_w(w_value)

    def fget_code(self):
        return self.code

    def fget_frame(self):
        if self.finished:
            return space.w_None
        return self.frame

    def fget_running(self):
        return space.newbool(self.running)

    def fget_suspended(self):
        return space.newbool(self.started and not self.running and not self.finished)

    def fget_inner(self):
        return space.null_to_none(self.inner_iterator())

    def descr_repr(self):
        return space.newtext(
            "<%s object %s at %s>" % (self.kind, self.qualname, space.address_text(self))
        )


class W_Generator(W_GeneratorBase):
    """A generator."""

    def __init__(self, frame):
        W_GeneratorBase.__init__(self, frame, "generator")


class W_Coroutine(W_GeneratorBase):
    """A coroutine."""

    def __init__(self, frame):
        W_GeneratorBase.__init__(self, frame, "coroutine")
        self.w_origin = None
        if ec.origin_depth > 0:
            self.w_origin = callers(ec.origin_depth)

    def descr_await(self):
        return W_CoroutineWrapper(self)

    def fget_origin(self):
        return space.null_to_none(self.w_origin)


def callers(depth):
    """The innermost running frames: a tuple of (file name, line, function)."""
    items_w = []
    frame = ec.topframe()
    while frame is not None and len(items_w) < depth:
        code = frame.code
        parts_w = [
            space.newtext(code.filename),
            space.newint(frame.lineno()),
            space.newtext(code.name),
        ]
        items_w.append(space.newtuple(parts_w))
        frame = frame.f_back()
    return space.newtuple(items_w)


class W_CoroutineWrapper(W_Root):
    """coroutine.__await__()"""

    def __init__(self, coroutine):
        self.coroutine = coroutine

    def next_w(self):
        return self.coroutine.resume(space.w_None, None)

    def send_w(self, w_value):
        return self.coroutine.resume(w_value, None)

    def descr_next(self):
        return self.coroutine.descr_next()

    def descr_send(self, w_value):
        return self.coroutine.descr_send(w_value)

    def descr_throw(self, w_type, w_value, w_tb):
        return self.coroutine.descr_throw(w_type, w_value, w_tb)

    def descr_close(self):
        self.coroutine.close()


def stop_with(w_value):
    """StopIteration(w_value)"""
    w_exc = excobject.W_BaseException(space.w_StopIteration, [w_value])
    w_exc.set_field("value", w_value)
    return error.OperationError(space.w_StopIteration, w_exc)


def thrown_error(w_type, w_value, w_tb):
    """The exception for the arguments of throw()."""
    if w_value is space.w_None:
        w_value = None
    if isinstance(w_type, excobject.W_BaseException):
        if w_value is not None:
            raise error.operr(space.w_TypeError, "instance exception may not have a separate value")
        w_exc = w_type
    elif isinstance(w_type, typeobject.W_TypeObject) and w_type.is_exception:
        if w_value is None:
            w_exc = w_type.call0()
            if not isinstance(w_exc, excobject.W_BaseException):
                raise error.operr(
                    space.w_TypeError,
                    "calling %s should have returned an instance of BaseException, not %s"
                    % (space.repr_w(w_type), space.repr_w(w_exc.getclass())),
                )
        elif isinstance(w_value, excobject.W_BaseException) and space.isinstance_w(w_value, w_type):
            w_exc = w_value
        elif space.isinstance_w(w_value, space.w_tuple):
            w_exc = w_type.call_args(argument.Arguments(space.unpackiterable(w_value)))
        else:
            w_exc = w_type.call1(w_value)
    else:
        raise error.operr_type(
            space.w_TypeError,
            "exceptions must be classes or instances deriving from BaseException, not %s",
            w_type,
        )
    operror = error.OperationError(w_exc.getclass(), w_exc)
    if w_tb is not None and w_tb is not space.w_None:
        if not isinstance(w_tb, pyframe.W_Traceback):
            raise error.operr(
                space.w_TypeError, "throw() third argument must be a traceback object"
            )
        operror.w_traceback = w_tb
    elif isinstance(w_exc, excobject.W_BaseException):
        operror.w_traceback = w_exc.w_traceback
    return operror


def throw_into(w_iterator, operror):
    """Throws into what a yield from delegates to: a value, or None with ec.w_stopvalue set."""
    if isinstance(w_iterator, W_GeneratorBase):
        return w_iterator.throw_error(operror)
    if isinstance(w_iterator, W_CoroutineWrapper):
        return w_iterator.coroutine.throw_error(operror)
    w_throw = space.findattr(w_iterator, "throw")
    if w_throw is None:
        raise operror
    try:
        return w_throw.call1(operror.get_w_value())
    except error.OperationError as e:
        if not e.match(space.w_StopIteration):
            raise
        ec.w_stopvalue = excobject.stop_value(e.get_w_value())
        return None


def close_iterator(w_iterator):
    """Closes what a yield from delegates to."""
    if isinstance(w_iterator, W_GeneratorBase):
        w_iterator.close()
        return
    try:
        w_close = space.findattr(w_iterator, "close")
    except error.OperationError as e:
        finalizers.unraisable(e, w_iterator)
        return
    if w_close is not None:
        w_close.call0()


def yield_from_iter(frame, w_obj):
    """GET_YIELD_FROM_ITER"""
    if isinstance(w_obj, W_Generator):
        return w_obj
    if isinstance(w_obj, W_Coroutine):
        if frame.code.flags & (op.CO_COROUTINE | op.CO_ITERABLE_COROUTINE):
            return w_obj
        raise error.operr(
            space.w_TypeError,
            "cannot 'yield from' a coroutine object in a non-coroutine generator",
        )
    return space.iter(w_obj)


def awaitable_iter(w_obj, arg):
    """GET_AWAITABLE"""
    if isinstance(w_obj, W_Coroutine):
        if w_obj.inner_iterator() is not None:
            raise error.operr(space.w_RuntimeError, "coroutine is being awaited already")
        return w_obj
    if isinstance(w_obj, W_Generator):
        if w_obj.code.flags & op.CO_ITERABLE_COROUTINE:
            return w_obj
    w_descr = w_obj.getclass().slot(slots.AWAIT)
    if w_descr is None:
        if arg == 1:
            text = "'async with' received an object from __aenter__ that does not implement __await__: %s"
        elif arg == 2:
            text = "'async with' received an object from __aexit__ that does not implement __await__: %s"
        else:
            text = "object %s can't be used in 'await' expression"
        raise error.operr_type(space.w_TypeError, text, w_obj)
    w_it = space.get_and_call0(w_descr, w_obj)
    if isinstance(w_it, W_Coroutine):
        raise error.operr(space.w_TypeError, "__await__() returned a coroutine")
    if w_it.getclass().slot(slots.NEXT) is None:
        raise error.operr_type(
            space.w_TypeError, "__await__() returned non-iterator of type '%s'", w_it
        )
    return w_it


def get_aiter(w_obj):
    """GET_AITER"""
    w_descr = w_obj.getclass().slot(slots.AITER)
    if w_descr is None:
        raise error.operr_type(
            space.w_TypeError,
            "'async for' requires an object with __aiter__ method, got %s",
            w_obj,
        )
    w_it = space.get_and_call0(w_descr, w_obj)
    if w_it.getclass().slot(slots.ANEXT) is None:
        raise error.operr_type(
            space.w_TypeError,
            "'async for' received an object from __aiter__ that does not implement __anext__: %s",
            w_it,
        )
    return w_it


def get_anext(w_it):
    """GET_ANEXT"""
    if isinstance(w_it, W_AsyncGenerator):
        return w_it.descr_anext()
    w_descr = w_it.getclass().slot(slots.ANEXT)
    if w_descr is None:
        raise error.operr_type(
            space.w_TypeError,
            "'async for' requires an iterator with __anext__ method, got %s",
            w_it,
        )
    return awaitable_iter(space.get_and_call0(w_descr, w_it), 0)


# ---- asynchronous generators ------------------------------------------------------------------------------


class W_AsyncGenValue(W_Root):
    """A value yielded by an asynchronous generator, as opposed to one that an await in it passes out."""

    def __init__(self, w_value):
        self.w_value = w_value

    def getclass(self):
        return space.w_object


class W_AsyncGenerator(W_GeneratorBase):
    """An asynchronous generator."""

    def __init__(self, frame):
        W_GeneratorBase.__init__(self, frame, "async generator")
        self.closed = False
        self.hooked = False
        self.w_finalizer = None  # of sys.set_asyncgen_hooks, when the generator was started

    def descr_aiter(self):
        return self

    def first_use(self):
        """Calls the hook of sys.set_asyncgen_hooks once."""
        if not self.hooked:
            self.hooked = True
            self.w_finalizer = ec.w_asyncgen_finalizer
            if ec.w_asyncgen_firstiter is not None:
                space.call1(ec.w_asyncgen_firstiter, self)

    def descr_anext(self):
        self.first_use()
        return W_AsyncGenStep(self, space.w_None, None, False)

    def descr_asend(self, w_value):
        self.first_use()
        return W_AsyncGenStep(self, w_value, None, False)

    def descr_athrow(self, w_type, w_value, w_tb):
        self.first_use()
        return W_AsyncGenStep(self, space.w_None, thrown_error(w_type, w_value, w_tb), False)

    def descr_aclose(self):
        self.first_use()
        operror = error.OperationError(space.w_GeneratorExit, None)
        return W_AsyncGenStep(self, space.w_None, operror, True)


class W_AsyncGenStep(W_Root):
    """The awaitable of __anext__, asend, athrow and aclose."""

    def __init__(self, generator, w_first, operror, closing):
        self.generator = generator
        self.w_first = w_first
        self.operror = operror
        self.closing = closing
        self.begun = False
        self.done = False

    def step(self, w_value, operror):
        """One resumption; None at the end, with ec.w_stopvalue set."""
        if self.done:
            raise error.operr(
                space.w_RuntimeError, "cannot reuse already awaited __anext__()/asend()"
            )
        generator = self.generator
        if not self.begun:
            self.begun = True
            w_value = self.w_first
            if operror is None:
                operror = self.operror
            if self.closing and (generator.finished or not generator.started):
                generator.finish()
                self.done = True
                ec.w_stopvalue = space.w_None
                return None
            if generator.finished and operror is None:
                self.done = True
                raise error.OperationError(space.w_StopAsyncIteration, None)
        try:
            if operror is not None:
                w_result = generator.throw_error(operror)
            else:
                w_result = generator.resume(w_value, None)
        except error.OperationError as e:
            self.done = True
            if self.closing:
                if e.match(space.w_GeneratorExit) or e.match(space.w_StopAsyncIteration):
                    ec.w_stopvalue = space.w_None
                    return None
            raise
        if w_result is None:
            self.done = True
            if self.closing:
                ec.w_stopvalue = space.w_None
                return None
            raise error.OperationError(space.w_StopAsyncIteration, None)
        if isinstance(w_result, W_AsyncGenValue):
            self.done = True
            if self.closing:
                raise error.operr(space.w_RuntimeError, "async generator ignored GeneratorExit")
            ec.w_stopvalue = w_result.w_value
            return None
        return w_result

    def next_w(self):
        return self.step(space.w_None, None)

    def send_w(self, w_value):
        return self.step(w_value, None)

    def result_or_stop(self, w_result):
        """The value passed out, or StopIteration with the result."""
        if w_result is None:
            raise stop_with(ec.w_stopvalue)
        return w_result

    def descr_next(self):
        return self.result_or_stop(self.step(space.w_None, None))

    def descr_send(self, w_value):
        return self.result_or_stop(self.step(w_value, None))

    def descr_throw(self, w_type, w_value, w_tb):
        operror = thrown_error(w_type, w_value, w_tb)
        return self.result_or_stop(self.step(space.w_None, operror))

    def descr_close(self):
        self.done = True

    def descr_self(self):
        return self


from interpreters.python.interpreter import argument, error, finalizers, pyframe  # noqa: E402
from interpreters.python.interpreter.typedef import TypeDef, classmethod_, getset, method  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    descriptor,
    excobject,
    slots,
    tupleobject,
    typeobject,
)
from interpreters.python.objspace import operation as space  # noqa: E402

_throw = "self, type, value=None, traceback=None, /"


def _common(prefix):
    """NOT_RPYTHON: what all three types have."""
    base = W_GeneratorBase
    return [
        getset("__name__", base.fget_name, base.fset_name),
        getset("__qualname__", base.fget_qualname, base.fset_qualname),
        getset(prefix + "_code", base.fget_code),
        getset(prefix + "_frame", base.fget_frame),
        getset(prefix + "_running", base.fget_running),
        getset(prefix + "_suspended", base.fget_suspended),
        method("__repr__", base.descr_repr, "self"),
    ]


def _protocol(cls):
    """NOT_RPYTHON: send, throw, close"""
    return [
        method("send", cls.descr_send, "self, value, /"),
        method("throw", cls.descr_throw, _throw),
        method("close", cls.descr_close, "self"),
    ]


W_Generator.typedef = TypeDef(
    "generator",
    W_Generator,
    method("__iter__", descriptor.return_self, "self"),
    method("__next__", W_GeneratorBase.descr_next, "self"),
    getset("gi_yieldfrom", W_GeneratorBase.fget_inner),
    *_common("gi"),
    *_protocol(W_GeneratorBase),
)
W_Coroutine.typedef = TypeDef(
    "coroutine",
    W_Coroutine,
    method("__await__", W_Coroutine.descr_await, "self"),
    getset("cr_await", W_GeneratorBase.fget_inner),
    getset("cr_origin", W_Coroutine.fget_origin),
    *_common("cr"),
    *_protocol(W_GeneratorBase),
)
W_CoroutineWrapper.typedef = TypeDef(
    "coroutine_wrapper",
    W_CoroutineWrapper,
    method("__iter__", descriptor.return_self, "self"),
    method("__next__", W_CoroutineWrapper.descr_next, "self"),
    *_protocol(W_CoroutineWrapper),
)
W_AsyncGenerator.typedef = TypeDef(
    "async_generator",
    W_AsyncGenerator,
    classmethod_("__class_getitem__", tupleobject.class_getitem, "cls, item, /"),
    method("__aiter__", W_AsyncGenerator.descr_aiter, "self"),
    method("__anext__", W_AsyncGenerator.descr_anext, "self"),
    method("asend", W_AsyncGenerator.descr_asend, "self, value, /"),
    method("athrow", W_AsyncGenerator.descr_athrow, _throw),
    method("aclose", W_AsyncGenerator.descr_aclose, "self"),
    getset("ag_await", W_GeneratorBase.fget_inner),
    *_common("ag"),
)
W_AsyncGenStep.typedef = TypeDef(
    "async_generator_asend",
    W_AsyncGenStep,
    method("__await__", W_AsyncGenStep.descr_self, "self"),
    method("__iter__", W_AsyncGenStep.descr_self, "self"),
    method("__next__", W_AsyncGenStep.descr_next, "self"),
    *_protocol(W_AsyncGenStep),
)
