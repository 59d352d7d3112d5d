"""What sys tells of all threads."""

from interpreters.python.interpreter.actions import state
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.objspace import operation as space


def current_frames():
    """sys._current_frames(): the running frame of each thread, by ident"""
    w_result = space.newdict()
    for thread in state.all:
        frame = ec.topframe() if thread is state.current else thread.topframe()
        if frame is not None:
            frame.note_held()
            w_result.setitem(space.newint(thread.ident), frame)
    return w_result


def current_exceptions():
    """sys._current_exceptions(): what each thread handles, as sys.exc_info() gives it, by ident"""
    w_result = space.newdict()
    for thread in state.all:
        w_exc = ec.current_exc if thread is state.current else thread.current_exc
        items_w = [space.w_None, space.w_None, space.w_None]
        if w_exc is not None:
            items_w = [w_exc.getclass(), w_exc, space.getattr(w_exc, "__traceback__")]
        w_result.setitem(space.newint(thread.ident), space.newtuple(items_w))
    return w_result
