"""Small built-in modules: most of each is Python source in app/."""

import errno as host_errno

from rpython.rlib import rgc

from interpreters.python.interpreter.gateway import function
from interpreters.python.module import importing, modinfo
from interpreters.python.module.weakref import MODULE as weakref_module
from interpreters.python.objspace import operation as space


def gc_collect(w_generation):
    """collect(generation=2)"""
    rgc.collect()
    return space.newint(0)


def gc_nothing():
    return space.w_None


def gc_true():
    return space.w_True


def gc_set(args):
    return space.w_None


def gc_is_tracked(w_obj):
    return space.w_True


def gc_false(w_obj):
    return space.w_False


def gc_zero():
    return space.newint(0)


def gc_threshold():
    return space.newtuple([space.newint(700), space.newint(10), space.newint(10)])


def gc_counts():
    return space.newtuple([space.newint(0), space.newint(0), space.newint(0)])


def gc_empty(args):
    return space.newlist([])


def errno_fill(w_dict):
    """errno.errorcode"""
    w_codes = space.newdict()
    for number, name in CODES:
        w_codes.setitem(space.newint(number), space.newtext(name))
    w_dict.setitem_str("errorcode", w_codes)


# the aliases of a number are no entries of errorcode
CODES = sorted(host_errno.errorcode.items())
ERRNO = sorted((name, number) for name, number in vars(host_errno).items() if name[0] == "E")

MODULES = [
    weakref_module,
    modinfo.declare("_abc", app="_abc.py"),
    modinfo.declare("_codecs", app="_codecs.py"),
    modinfo.declare("_codecs_utf7", app="_codecs_utf7.py"),
    modinfo.declare("_contextvars", app="_contextvars.py"),
    modinfo.declare("_imp", [importing.w_load_builtin], app="_imp.py"),
    modinfo.declare("_importing", app="_importing.py"),
    modinfo.declare("_opcode", app="_opcode.py"),
    modinfo.declare("_pickle", app="_pickle.py"),
    modinfo.declare("_posixsubprocess", app="_posixsubprocess.py"),
    modinfo.declare("_socket", app="_socket.py"),
    modinfo.declare("_string", app="_string.py"),
    modinfo.declare("_warnings", app="_warnings.py"),
    modinfo.declare("atexit", app="atexit.py"),
    modinfo.declare("binascii", app="binascii.py"),
    modinfo.declare("cmath", app="cmath.py"),
    modinfo.declare("marshal", app="marshal.py"),
    modinfo.declare("fcntl", app="fcntl.py"),
    modinfo.declare("resource", app="resource.py"),
    modinfo.declare("pwd", app="pwd.py"),
    modinfo.declare("grp", app="grp.py"),
    modinfo.declare("faulthandler", app="faulthandler.py"),
    modinfo.declare("errno", constants=[(name, number) for name, number in ERRNO], fill=errno_fill),
    modinfo.declare("select", app="select.py"),
    modinfo.declare(
        "gc",
        [
            function("collect", gc_collect, "generation=None"),
            function("enable", gc_nothing, ""),
            function("disable", gc_nothing, ""),
            function("isenabled", gc_true, ""),
            function("freeze", gc_nothing, ""),
            function("unfreeze", gc_nothing, ""),
            function("set_threshold", gc_set, "..."),
            function("get_threshold", gc_threshold, ""),
            function("get_count", gc_counts, ""),
            function("get_debug", gc_zero, ""),
            function("get_freeze_count", gc_zero, ""),
            function("is_finalized", gc_false, "obj, /"),
            function("set_debug", gc_set, "..."),
            function("is_tracked", gc_is_tracked, "obj, /"),
            function("get_objects", gc_empty, "..."),
            function("get_referrers", gc_empty, "..."),
            function("get_referents", gc_empty, "..."),
        ],
        [
            ("DEBUG_STATS", 1),
            ("DEBUG_COLLECTABLE", 2),
            ("DEBUG_UNCOLLECTABLE", 4),
            ("DEBUG_SAVEALL", 32),
            ("DEBUG_LEAK", 38),
            ("garbage", space.newlist([])),
            ("callbacks", space.newlist([])),
        ],
    ),
]
