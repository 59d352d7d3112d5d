"""Compiled modules are kept in files, as CPython keeps them: __pycache__/NAME.TAG.pyc.

The tag says which compiler made the code, so that no other's is ever read. Files of the standard library, which is
not ours to write to, are kept in the user's cache folder ($XDG_CACHE_HOME or ~/.cache).
"""

import sys

from rpython.rlib import rposix

from interpreters.python.interpreter import pycode
from interpreters.python.interpreter.error import OperationError
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.module import importing
from interpreters.python.module.cachetag import TAG
from interpreters.python.module.fspath import fsencode
from interpreters.python.module.marshal import reader, writer
from interpreters.python.module.sys import sysmodule
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import unicodeobject

HEADER = 16  # magic number, flags, time and size of the source: four bytes each
MAGIC = chr(3495 & 0xFF) + chr(3495 >> 8) + "\r\n"  # importlib's
VERSION = 4  # of marshal


class Places(object):
    """Where the standard library is, and the folder that its code is kept in ("": nowhere)."""

    def __init__(self):
        self.library = ""
        self.folder = ""


places = Places()


def start(library):
    """At start-up: the folder of the standard library."""
    places.library = library
    base = rposix.getenv("XDG_CACHE_HOME")
    if base is None or len(base) == 0:
        home = rposix.getenv("HOME")
        if home is None or len(home) == 0:
            return
        base = home + "/.cache"
    if base.startswith("/"):
        places.folder = base + "/rtpython/" + TAG


def may_write():
    """Not if sys.dont_write_bytecode."""
    w_flag = space.dict_getitem_str(ec.w_sys_dict, "dont_write_bytecode")
    return w_flag is None or not space.is_true(w_flag)


def prefix():
    """sys.pycache_prefix, or ""."""
    w_prefix = space.dict_getitem_str(ec.w_sys_dict, "pycache_prefix")
    if w_prefix is not None and isinstance(w_prefix, unicodeobject.W_UnicodeObject):
        return fsencode(w_prefix.text())
    return ""


def in_library(path):
    """Is it a file of the standard library?"""
    library = places.library
    return len(library) > 0 and path.startswith(library + "/")


def place(path):
    """The file for the code of a source file; "" if there is none."""
    optimize = sysmodule.state.options.optimize
    return place_of_level(path, str(optimize) if optimize > 0 else "")


def place_of_level(path, optimization):
    """The same for code compiled with an optimization, "" for none."""
    slash = path.rfind("/")
    if slash < 0 or not path.endswith(".py"):
        return ""
    stop = len(path) - 3
    folder = path[:slash]
    start = slash + 1
    if stop <= start:
        return ""
    name = path[start:stop] + "." + TAG
    if len(optimization) > 0:
        name += ".opt-" + optimization
    name += ".pyc"
    top = prefix()
    if len(top) == 0:
        if not in_library(path):
            return folder + "/__pycache__/" + name
        top = places.folder
        if len(top) == 0:
            return ""
    if not folder.startswith("/"):
        return ""
    while top.endswith("/"):
        top = top[: len(top) - 1]
    return top + folder + "/" + name


def _four(value):
    """Four bytes, the low one first."""
    return (
        chr(value & 0xFF)
        + chr((value >> 8) & 0xFF)
        + chr((value >> 16) & 0xFF)
        + chr((value >> 24) & 0xFF)
    )


def header(st):
    """What a file begins with whose source is the file with this StatResult."""
    return MAGIC + "\0\0\0\0" + _four(st.st_mtime_ns // 1000000000) + _four(st.st_size)


def load(path, cached, st):
    """The kept code for a source file, or None."""
    try:
        data = importing.read_file(cached)
    except OSError:
        return None
    if len(data) < HEADER or data[:HEADER] != header(st):
        return None
    try:
        code = code_of(data)
    except OperationError:
        return None
    if code is None or code.filename != path:
        return None
    return code


def code_of(data):
    """The code in a file (OperationError), or None if it is something else."""
    w_code = reader.StringReader(data[HEADER:]).object("object")
    if isinstance(w_code, pycode.PyCode):
        return w_code
    return None


def make_folders(folder):
    """Makes a folder and those above it; False if that cannot be."""
    if rposix.isdir(folder):
        return True
    slash = folder.rfind("/")
    if slash > 0 and not make_folders(folder[:slash]):
        return False
    try:
        rposix.mkdir(folder, 0o777)
    except OSError:
        return rposix.isdir(folder)
    return True


def store(code, cached, st):
    """Keeps code, if that can be."""
    try:
        data = header(st) + writer.dump(code, VERSION)
    except OperationError:
        return
    slash = cached.rfind("/")
    assert slash > 0
    if not make_folders(cached[:slash]):
        return
    temporary = cached + "." + str(rposix.getpid())
    try:
        mode = (st.st_mode | 0o200) & 0o666
        fd = rposix.open(temporary, rposix.O_WRONLY | rposix.O_CREAT | rposix.O_EXCL, mode)
    except OSError:
        return
    good = True
    try:
        rposix.write_all(fd, data)
    except OSError:
        good = False
    try:
        rposix.close(fd)
        if good:
            rposix.rename(temporary, cached)
        else:
            rposix.unlink(temporary)
    except OSError:
        return


importing.pycache = sys.modules[__name__]
