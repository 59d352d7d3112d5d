"""What happens to objects that have died: callbacks of weak references, __del__, closing of generators.

Objects with something to do are registered when they are made. `run()` is called between instructions
(actions.poll) and by gc.collect().
"""

from rpython.rlib import jit, rgc

from interpreters.python.interpreter import error, generator
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import slots

run_callbacks = None  # set by module/weakref.py
unraisable = None  # set by module/uncaught.py
never_awaited = None  # likewise

_register, next_dead = rgc.new_finalizer_queue("python objects")


@jit.dont_look_inside
def register(w_obj):
    """The object has something to do when it dies."""
    _register(w_obj)


def any_left():
    """May there be living objects with something to do?"""
    return rgc.finalizers_left()


@jit.dont_look_inside
def run():
    """Does what is due; how many objects have died."""
    current_exc = ec.current_exc
    w_stopvalue = ec.w_stopvalue
    count = 0
    if rgc.weakrefs_cleared():
        run_callbacks()
    while True:
        dead_w = all_dead()
        if len(dead_w) == 0:
            break
        count += len(dead_w)
        rank = 0
        left = len(dead_w)
        while left > 0:
            for w_obj in dead_w:
                if w_obj.finalizer_rank() == rank:
                    finalize(w_obj)
                    left -= 1
            rank += 1
    ec.current_exc = current_exc
    ec.w_stopvalue = w_stopvalue
    return count


def all_dead():
    """Those that have died."""
    dead_w = []
    while True:
        w_obj = next_dead()
        if w_obj is None:
            return dead_w
        dead_w.append(w_obj)


def run_all():
    """At the end of the program: does what is due for all objects."""
    rgc.finalize_all()
    run()


def finalize(w_obj):
    """Ends one object."""
    if isinstance(w_obj, generator.W_GeneratorBase):
        finalize_generator(w_obj)
        return
    w_del = w_obj.getclass().slot(slots.DEL)
    if w_del is None:
        w_obj.died()
        return
    try:
        space.call_args(w_del, argument.Arguments([w_obj]))
    except error.OperationError as e:
        unraisable(e, w_del)


def finalize_generator(w_generator):
    """A generator has died while it could go on."""
    if w_generator.finished or w_generator.running:
        return
    if not w_generator.started:
        if isinstance(w_generator, generator.W_Coroutine):
            never_awaited(w_generator)
        return
    try:
        if isinstance(w_generator, generator.W_AsyncGenerator):
            w_hook = w_generator.w_finalizer
            if w_hook is not None:
                space.call1(w_hook, w_generator)
                return
        w_generator.close()
    except error.OperationError as e:
        unraisable(e, w_generator)


from interpreters.python.interpreter import argument  # noqa: E402
