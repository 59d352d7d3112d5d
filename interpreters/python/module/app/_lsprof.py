"""The profiler under cProfile, on sys.setprofile."""

import sys
import time


class _Record(tuple):
    __slots__ = ()
    _fields = ()

    def __repr__(self):
        shown = ", ".join(["%s=%r" % pair for pair in zip(self._fields, self)])
        return "_lsprof.%s(%s)" % (type(self).__name__, shown)


class profiler_subentry(_Record):
    __slots__ = ()
    _fields = "code callcount reccallcount totaltime inlinetime".split()


class profiler_entry(_Record):
    __slots__ = ()
    _fields = "code callcount reccallcount totaltime inlinetime calls".split()


for _class in (profiler_subentry, profiler_entry):
    for _number, _name in enumerate(_class._fields):
        setattr(_class, _name, property(lambda self, i=_number: self[i]))


class _Entry:
    """What is known of a function, or of a function called by another."""

    __slots__ = "count", "recursive", "total", "inline", "depth", "callees"

    def __init__(self):
        self.count = self.recursive = self.depth = 0
        self.total = self.inline = 0
        self.callees = {}


class _Call:
    """A call under way."""

    __slots__ = "key", "entry", "sub", "start", "below"


class Profiler:
    """Builds a profiler object using the specified timer function."""

    def __init__(self, timer=None, timeunit=0.0, subcalls=True, builtins=True):
        self._timer = time.perf_counter if timer is None else timer
        self._unit = timeunit if timer is not None and timeunit else 1
        self._subcalls = subcalls
        self._builtins = builtins
        self._entries = {}
        self._stack = []

    def enable(self, subcalls=None, builtins=None):
        """Start collecting profiling information."""
        if subcalls is not None:
            self._subcalls = subcalls
        if builtins is not None:
            self._builtins = builtins
        sys.setprofile(self)

    def disable(self):
        """Stop collecting profiling information."""
        sys.setprofile(None)
        while self._stack:
            self._left()

    def clear(self):
        """Clear all profiling information collected so far."""
        self._entries = {}
        self._stack = []

    def __call__(self, frame, event, arg):
        if event == "call":
            code = frame.f_code
            if code is Profiler.disable.__code__:
                code = "<method 'disable' of '_lsprof.Profiler' objects>"
            self._entered(code)
        elif event == "return":
            if self._stack:
                self._left()
        elif self._builtins and arg is not sys.setprofile:
            if event == "c_call":
                self._entered(self._describe(arg))
            elif self._stack:
                self._left()

    def _describe(self, function):
        owner = getattr(function, "__objclass__", None)
        if owner is None:
            module = getattr(function, "__module__", None)
            if module is None:
                owner = type(getattr(function, "__self__", None))
        name = getattr(function, "__name__", "?")
        if owner is not None:
            return "<method '%s' of '%s' objects>" % (name, owner.__name__)
        if module and module != "builtins":
            return "<built-in method %s.%s>" % (module, name)
        return "<built-in method builtins.%s>" % name

    def _entered(self, key):
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = _Entry()
        call = _Call()
        call.key = key
        call.entry = entry
        call.sub = None
        if self._subcalls and self._stack:
            callees = self._stack[-1].entry.callees
            call.sub = callees.get(key)
            if call.sub is None:
                call.sub = callees[key] = _Entry()
            call.sub.depth += 1
        entry.depth += 1
        call.below = 0
        call.start = self._timer()
        self._stack.append(call)

    def _left(self):
        call = self._stack.pop()
        passed = self._timer() - call.start
        inline = passed - call.below
        if self._stack:
            self._stack[-1].below += passed
        for entry in (call.entry, call.sub):
            if entry is not None:
                entry.depth -= 1
                entry.count += 1
                if entry.depth == 0:
                    entry.total += passed
                else:
                    entry.recursive += 1
                entry.inline += inline

    def getstats(self):
        """A list of profiler_entry objects."""
        unit = self._unit
        result = []
        for key, entry in self._entries.items():
            if entry.count == 0:
                continue
            calls = None
            if self._subcalls and entry.callees:
                calls = []
                for called, sub in entry.callees.items():
                    times = sub.total * unit, sub.inline * unit
                    calls.append(profiler_subentry((called, sub.count, sub.recursive, *times)))
            times = entry.total * unit, entry.inline * unit
            result.append(profiler_entry((key, entry.count, entry.recursive, *times, calls)))
        return result
