"""_signal: what signals do; the table of handlers is in app/_signal.py."""

from rpython.rlib import rsyscall

from interpreters.python.interpreter import actions
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.objspace import operation as space


def set_disposition(w_signal, w_what):
    """_set(signal, what): 0 default, 1 ignore, 2 call the hook; a negative errno on failure"""
    if not actions.in_main_thread():
        raise operr(space.w_ValueError, "signal only works in main thread of the main interpreter")
    return space.newint(rsyscall.signal_set(space.int_w(w_signal), space.int_w(w_what)))


def get_disposition(w_signal):
    """_get(signal)"""
    return space.newint(rsyscall.signal_get(space.int_w(w_signal)))


def set_hook(w_hook):
    """_set_hook(function): function(signal, frame) is called for the signals that have come"""
    actions.state.w_signal_hook = w_hook


def set_wakeup(w_fd):
    """_set_wakeup(fd): the old one"""
    if not actions.in_main_thread():
        raise operr(
            space.w_ValueError, "set_wakeup_fd only works in main thread of the main interpreter"
        )
    return space.newint(rsyscall.signal_wakeup(space.int_w(w_fd)))


def simulate(w_signal):
    """_simulate(signal): as if it had come, if Python handles it"""
    signal = space.int_w(w_signal)
    if rsyscall.signal_get(signal) == 2:
        rsyscall.signal_again(signal)
        actions.poll()


def poll():
    """_poll(): run the handlers of what has come"""
    actions.poll()


MODULE = modinfo.declare(
    "_signal",
    [
        function("_set", set_disposition, "signal, what, /"),
        function("_get", get_disposition, "signal, /"),
        function("_set_hook", set_hook, "hook, /"),
        function("_set_wakeup", set_wakeup, "fd, /"),
        function("_simulate", simulate, "signal, /"),
        function("_poll", poll, ""),
    ],
    app="_signal.py",
)
