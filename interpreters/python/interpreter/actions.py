"""What happens between instructions: signals, and turns of threads.

`poll()` is called at backward jumps when the word at ec.ticker_address is not 0. A thread that gives up the
program keeps its part of `ec` in its ThreadState; `leave` and `enter` are put around whatever may wait.
"""

from rpython.rlib import jit, rsyscall

from interpreters.python.interpreter.executioncontext import ec

SWITCH = 1
SIGNAL = 2
DEAD = 4  # finalizers are due
SIGINT = 2
EINTR = 4
MAIN_IDENT = 16


class ThreadState(object):
    """A thread, and its part of the execution context while it waits."""

    def __init__(self, ident):
        self.ident = ident
        self.semaphore = 0
        self.granted = False  # a lock it waited for has been handed to it
        self.topframe = jit.vref_None
        self.depth = 0
        self.current_exc = None
        self.w_stopvalue = None
        self.reprs = []
        self.w_tracefunc = None
        self.w_profilefunc = None
        self.in_trace = 0
        self.trace_event = 0
        self.w_sentinel = None


class State(object):
    """The one instance, `state`."""

    def __init__(self):
        self.threads = False  # was a thread started?
        self.current = None
        self.main = None  # the thread that runs the handlers of signals
        self.all = []  # the threads that have begun and not ended
        self.w_signal_hook = None  # function(number, frame) of module _signal


state = State()


def prepare():
    """Before anything runs."""
    ec.ticker_address = rsyscall.ticker_address()


def start():
    """At start-up, in the first thread."""
    state.current = ThreadState(MAIN_IDENT)
    state.main = state.current
    state.all = [state.current]
    rsyscall.signal_set(SIGINT, 2)


def in_main_thread():
    """Does this thread run signal handlers?"""
    return state.current is state.main


def leave():
    """Before waiting; the ThreadState for enter()."""
    thread = state.current
    if not state.threads:
        return thread
    thread.topframe = ec.topframe
    thread.depth = ec.depth
    thread.current_exc = ec.current_exc
    thread.w_stopvalue = ec.w_stopvalue
    thread.reprs = ec.reprs
    thread.w_tracefunc = ec.w_tracefunc
    thread.w_profilefunc = ec.w_profilefunc
    thread.in_trace = ec.in_trace
    thread.trace_event = ec.trace_event
    return thread


def enter(thread):
    """After waiting."""
    if not state.threads:
        return
    state.current = thread
    ec.topframe = thread.topframe
    ec.depth = thread.depth
    ec.current_exc = thread.current_exc
    ec.w_stopvalue = thread.w_stopvalue
    ec.reprs = thread.reprs
    ec.w_tracefunc = thread.w_tracefunc
    ec.w_profilefunc = thread.w_profilefunc
    ec.in_trace = thread.in_trace
    ec.trace_event = thread.trace_event
    thread.topframe = jit.vref_None
    thread.current_exc = None
    thread.w_stopvalue = None


def after_fork():
    """In the child, where this thread is the only one and runs the handlers of signals."""
    state.main = state.current
    state.all = [state.current]
    state.threads = False


@jit.dont_look_inside
def poll():
    """Runs the handlers of signals that have come; lets other threads run."""
    ticker = rsyscall.ticker()
    if ticker == 0:
        return
    if ticker & SWITCH:
        thread = leave()
        rsyscall.gil_yield()
        enter(thread)
    if ticker & DEAD:
        finalizers.run()
    if ticker & SIGNAL and in_main_thread():
        run_handlers()


@jit.dont_look_inside
def poll_signals():
    """Runs the handlers of signals that have come while the thread waited."""
    if in_main_thread() and rsyscall.ticker() & SIGNAL:
        run_handlers()


def signal_waits():
    """Has a signal come that this thread has to handle? It would not end what waits from now on."""
    return in_main_thread() and rsyscall.ticker() & SIGNAL != 0


def run_handlers():
    """Calls the handler of every signal that has come."""
    while True:
        number = rsyscall.signal_next()
        if number == 0:
            return
        if state.w_signal_hook is not None:
            frame = ec.topframe()
            if frame is not None:
                frame.note_held()
            w_frame = space.null_to_none(frame)
            space.call2(state.w_signal_hook, space.newint(number), w_frame)
        elif number == SIGINT:
            raise error.OperationError(space.w_KeyboardInterrupt, None)


@jit.dont_look_inside
def syscall(number, a, b, c, d, e, f):
    """A system call that may wait: its result or a negative errno; -EINTR if a signal waits to be handled."""
    if signal_waits():
        return -EINTR
    thread = leave()
    result = rsyscall.syscall(number, a, b, c, d, e, f)
    enter(thread)
    return result


@jit.dont_look_inside
def invoke(address, a, b, c, d, e, f):
    """A call of a C function by its address."""
    thread = leave()
    result = rsyscall.invoke(address, a, b, c, d, e, f)
    enter(thread)
    return result


@jit.dont_look_inside
def wait(semaphore, timeout_ns):
    """Waits for a semaphore: 0 or a negative errno."""
    thread = leave()
    result = rsyscall.semaphore_wait(semaphore, timeout_ns)
    enter(thread)
    return result


from interpreters.python.interpreter import error, finalizers  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402
