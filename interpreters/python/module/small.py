"""Small built-in modules: most of each is Python source in app/."""

import errno as host_errno
import termios as host_termios

from rpython.rlib import rgc

from interpreters.python.compiler import opcode as op
from interpreters.python.interpreter import finalizers
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.interpreter.gateway import function
from interpreters.python.module import importing, modinfo
from interpreters.python.module.weakref import MODULE as weakref_module
from interpreters.python.objspace import operation as space


def gc_collect():
    """Collects until nothing more dies; how many objects with something to do have died."""
    frame = ec.topframe()
    while frame is not None:
        frame.drop_leftovers()
        frame = frame.f_back()
    total = 0
    rounds = 0
    while rounds < 4:
        rgc.collect()
        count = finalizers.run()
        total += count
        if count == 0:
            break
        rounds += 1
    return space.newint(total)


def gc_is_finalized(w_obj):
    """is_finalized(obj): not known"""
    return space.w_False


def opcode_table():
    """(number, name, kind of argument) of each instruction"""
    items_w = []
    for number in range(op.NUMBER_OF_OPCODES):
        name = op.opnames[number]
        if len(name) > 0:
            items_w.append(
                space.newtuple(
                    [space.newint(number), space.newtext(name), space.newint(op.argkinds[number])]
                )
            )
    return space.newlist(items_w)


def errno_fill(w_dict):
    """errno.errorcode"""
    w_codes = space.newdict()
    for number, name in CODES:
        w_codes.setitem(space.newint(number), space.newtext(name))
    w_dict.setitem_str("errorcode", w_codes)


# the aliases of a number are no entries of errorcode
CODES = sorted(host_errno.errorcode.items())
ERRNO = sorted((name, number) for name, number in vars(host_errno).items() if name[0] == "E")
TERMIOS = sorted((n, v) for n, v in vars(host_termios).items() if type(v) is int)
CJK = ["cn", "hk", "iso2022", "jp", "kr", "tw"]

MODULES = [
    weakref_module,
    *[modinfo.declare("_codecs_" + sets, app="_codecs_cjk.py") for sets in CJK],
    modinfo.declare("_abc", app="_abc.py"),
    modinfo.declare("_codecs", app="_codecs.py"),
    modinfo.declare("_codecs_utf7", app="_codecs_utf7.py"),
    modinfo.declare("_contextvars", app="_contextvars.py"),
    modinfo.declare(
        "_imp",
        [importing.w_load_builtin, importing.w_fix_co_filename, importing.w_cache_place],
        app="_imp.py",
    ),
    modinfo.declare("_importing", app="_importing.py"),
    modinfo.declare("_expatdata", app="_expatdata.py"),
    modinfo.declare("_expatdtd", app="_expatdtd.py"),
    modinfo.declare("_locale", app="_locale.py"),
    modinfo.declare("_multibytecodec", app="_multibytecodec.py"),
    modinfo.declare("_lsprof", app="_lsprof.py"),
    modinfo.declare("_multiprocessing", app="_multiprocessing.py"),
    modinfo.declare("_posixshmem", app="_posixshmem.py"),
    modinfo.declare("_opcode", app="_opcode.py"),
    modinfo.declare("_native", app="_native.py"),
    modinfo.declare("_bz2", app="_bz2.py"),
    modinfo.declare("_lzma", app="_lzma.py"),
    modinfo.declare("_uuid", app="_uuid.py"),
    modinfo.declare("_stat", app="_stat.py"),
    modinfo.declare("_typing", app="_typing.py"),
    modinfo.declare("_posixsubprocess", app="_posixsubprocess.py"),
    modinfo.declare("_socket", app="_socket.py"),
    modinfo.declare("_repl", app="_repl.py"),
    modinfo.declare("_queue", app="_queue.py"),
    modinfo.declare("opcode", [function("_table", opcode_table, "")], app="opcode.py"),
    modinfo.declare("_string", app="_string.py"),
    modinfo.declare("_warnings", app="_warnings.py"),
    modinfo.declare("atexit", app="atexit.py"),
    modinfo.declare("cmath", app="cmath.py"),
    modinfo.declare("fcntl", app="fcntl.py"),
    modinfo.declare("termios", constants=TERMIOS, app="termios.py"),
    modinfo.declare("readline", app="readline.py"),
    modinfo.declare("resource", app="resource.py"),
    modinfo.declare("pyexpat", app="pyexpat.py"),
    modinfo.declare("pwd", app="pwd.py"),
    modinfo.declare("grp", app="grp.py"),
    modinfo.declare("faulthandler", app="faulthandler.py"),
    modinfo.declare("errno", constants=[(name, number) for name, number in ERRNO], fill=errno_fill),
    modinfo.declare("select", app="select.py"),
    modinfo.declare(
        "gc",
        [
            function("_collect", gc_collect, ""),
            function("is_finalized", gc_is_finalized, "obj, /"),
        ],
        app="gc.py",
    ),
]
