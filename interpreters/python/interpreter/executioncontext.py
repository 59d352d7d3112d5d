"""The state of the running program that is not in a frame."""

from rpython.rlib.jit import vref_None


class ExecutionContext(object):
    """One prebuilt instance, `ec`.

    topframe: a virtual reference to the innermost running PyFrame. current_exc: the exception being handled
    (sys.exc_info()), or None. w_stopvalue: after `next_w`/`send_w` returned None, the value carried by
    the end of the iteration (the `value` of StopIteration). tracing: is there a thread with a trace or profile
    function? (interpreter/tracing.py) awaiting: is the result of the call that begins awaited at once?
    """

    _immutable_fields_ = ["tracing?", "ticker_address?"]

    def __init__(self):
        self.topframe = vref_None
        self.awaiting = False
        self.depth = 0
        self.recursion_limit = 1000
        self.current_exc = None
        self.w_stopvalue = None
        self.w_builtins_dict = None  # the dict of module builtins
        self.w_modules = None  # sys.modules
        self.w_sys_dict = None  # the dict of module sys
        self.ticker_address = 0  # of the word that says when actions.poll() is due
        self.reprs = []  # objects whose repr is being computed
        self.w_asyncgen_firstiter = None  # sys.set_asyncgen_hooks
        self.w_asyncgen_finalizer = None
        self.origin_depth = 0  # frames that new coroutines remember
        self.tracing = False
        self.w_tracefunc = None  # of this thread
        self.w_profilefunc = None
        self.in_trace = 0  # calls of trace functions that are running
        self.trace_event = 0  # the event that the innermost one reports


ec = ExecutionContext()
