"""Functions of C whose arguments or results are pointers to raw memory, as RPython functions.

For each a function is made as text: pointers become words, a string given for `char *` becomes a C string
during the call, numbers are converted to the declared types.
"""

from rpython.rlib import debug
from rpython.rlib.objectmodel import specialize
from rpython.rlib.rarithmetic import intmask
from rpython.rtyper.lltypesystem import lltype, rffi, rffi_memory
from rpython.translation import rawmemory
from rpython.translation.intrinsics import intrinsic
from rpython.translation.rawmemory import RawPointer, number_cast

_FUNCTION = """
def {name}({args}):
    {before}
    result = external({words})
    {after}
    return {result}
"""


@specialize.argtype(0)
def word_of(p):
    """The address that a pointer argument is."""
    if isinstance(p, RawPointer):
        return p._adr
    if p is None:
        return 0
    return rffi_memory.str2charp(p)._adr


@specialize.argtype(0)
def done_with(p, word):
    """After the call: frees what `word_of` made."""
    if isinstance(p, RawPointer):
        return
    if p is not None:
        rawmemory.free_block(word)


@intrinsic("function_address")
def function_address(function, n):
    """The address of a function of n words that gives a word and never raises."""
    import ctypes

    words = [ctypes.c_long] * n
    kept = ctypes.CFUNCTYPE(ctypes.c_long, *words)(function)
    _kept.append(kept)
    return ctypes.cast(kept, ctypes.c_void_p).value


_kept = []
_callbacks = {}
_CALLBACK = """
def called_by_c({args}):
    result = 0
    try:
        {call}
    except Exception:
        debug.debug_print("exception in a function that C called")
    return result
"""


def is_callback(T):
    """NOT_RPYTHON: a pointer to a function?"""
    return isinstance(T, lltype.Ptr) and isinstance(T.TO, lltype.FuncType)


def callback_maker(T):
    """NOT_RPYTHON: the memo function that gives, for an RPython function, the one that C calls through type T."""
    FUNC = T.TO

    def callback(function):
        key = (FUNC, function)
        if key not in _callbacks:
            _callbacks[key] = _callback(FUNC, function)
        return _callbacks[key]

    callback._annspecialcase_ = "specialize:memo"
    return callback


def _callback(FUNC, function):
    """NOT_RPYTHON"""
    scope = {"__name__": __name__, "function": function, "number_cast": number_cast}
    scope["debug"], scope["Signed"] = debug, lltype.Signed
    names = ["a%d" % i for i in range(len(FUNC.ARGS))]
    given = []
    for name, A in zip(names, FUNC.ARGS):
        scope["T_" + name] = A if not isinstance(A, lltype.Ptr) else rawmemory.class_of(A.TO)
        given.append(
            ("T_%s(%s)" if isinstance(A, lltype.Ptr) else "number_cast(T_%s, %s)") % (name, name)
        )
    call = "function(%s)" % ", ".join(given)
    if isinstance(FUNC.RESULT, lltype.Ptr):
        call = "result = %s._adr" % call
    elif FUNC.RESULT is not lltype.Void:
        call = "result = number_cast(Signed, %s)" % call
    exec(_CALLBACK.format(args=", ".join(names), call=call), scope)
    return scope["called_by_c"]


_errno_location = rffi.ExternalFunction("__errno_location", [], lltype.Signed, None)


def read_errno():
    """The errno of the last call of C."""
    return intmask(rawmemory.raw_load(rffi.INT, _errno_location()))


def write_errno(number):
    """Sets it."""
    rawmemory.raw_store(rffi.INT, 4, _errno_location(), number_cast(rffi.INT, number))


def wrapped(name, args, result, external, errno=0):
    """NOT_RPYTHON: the RPython function; external takes and gives words for pointers. errno: flags of `rffi`."""
    scope = {
        "__name__": __name__,
        "external": external,
        "word_of": word_of,
        "done_with": done_with,
        "number_cast": number_cast,
        "function_address": function_address,
        "read_errno": read_errno,
        "write_errno": write_errno,
    }
    names, words, before, after, pointers = [], [], [], [], []
    for i, T in enumerate(args):
        a = "a%d" % i
        names.append(a)
        if is_callback(T):
            scope["callback%d" % i] = callback_maker(T)
            words.append("function_address(callback%d(%s), %d)" % (i, a, len(T.TO.ARGS)))
        elif isinstance(T, lltype.Ptr) and rawmemory.is_raw(T):
            before.append("w%d = word_of(%s)" % (i, a))
            after.append("done_with(%s, w%d)" % (a, i))
            words.append("w%d" % i)
            pointers.append(i)
        elif isinstance(T, lltype.Number):
            scope["T%d" % i] = T
            words.append("number_cast(T%d, %s)" % (i, a))
        else:
            words.append(a)
    if errno & rffi.RFFI_ZERO_ERRNO_BEFORE:
        before.append("write_errno(0)")
    if errno & rffi.RFFI_READSAVED_ERRNO:
        before.append("write_errno(rposix.get_saved_errno())")
    if errno & rffi.RFFI_SAVE_ERRNO:
        after.insert(0, "rposix.set_saved_errno(read_errno())")
    if errno:
        from rpython.rlib import rposix

        scope["rposix"] = rposix
        read_errno()  # finds the function on the host, which may change errno
    shown = "result"
    if isinstance(result, lltype.Ptr) and rawmemory.is_raw(result):
        scope["Result"] = rawmemory.class_of(result.TO)
        shown = "Result(result)"
    text = _FUNCTION.format(
        name=name,
        args=", ".join(names),
        before="\n    ".join(before or ["pass"]),
        words=", ".join(words),
        after="\n    ".join(after or ["pass"]),
        result=shown,
    )
    exec(text, scope)
    function = scope[name]
    if pointers:
        function = specialize.argtype(*pointers)(function)
    function.external = external
    return function


def word_types(types):
    """NOT_RPYTHON: the types with words for pointers."""
    return [
        lltype.Signed if isinstance(T, lltype.Ptr) and rawmemory.is_raw(T) else T for T in types
    ]
