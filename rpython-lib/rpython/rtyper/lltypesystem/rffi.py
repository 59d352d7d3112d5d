"""Functions of the run-time library and of C, as RPython sees them."""

from rpython._missing import not_implemented
from rpython.rlib import rarithmetic
from rpython.rlib.objectmodel import specialize
from rpython.rtyper.lltypesystem import lltype
from rpython.translation.intrinsics import intrinsic


class ExternalFunction(object):
    """A function outside RPython.

    Attributes: `name` (the symbol), `args` (list of low-level types), `result`, `canraise` (False:
    it never raises), `elidable`, `collects` (other threads may run meanwhile: objects may move), `host`
    (the implementation on the host), `link_args` (what the linker is told for its sake). An argument of type
    `Ptr(STR)` takes an RPython string or a pointer to a low-level one.
    """

    _rpython_intrinsic_ = "external_function"
    canraise = False

    def __init__(self, name, args, result, host, elidable=False, collects=False, link_args=()):
        self.name = name
        self.args = list(args)
        self.result = result
        self.host = host
        self.elidable = elidable
        self.collects = collects
        self.link_args = list(link_args)

    def _freeze_(self):
        return True

    def __call__(self, *args):
        assert len(args) == len(self.args), "%s takes %d arguments" % (self.name, len(self.args))
        if self.host is None and (self.link_args or not self.name.startswith("rpy_")):
            self.host = _host_function(self)
        if self.host is None:
            raise NotImplementedError("%s has no implementation on the host" % (self.name,))
        return self.host(*args)

    def __repr__(self):
        return "<external function %s>" % (self.name,)


def llexternal(
    name,
    args,
    result,
    host=None,
    elidable_function=False,
    collects=False,
    compilation_info=None,
    save_err=0,
    **options,
):
    """Declares an external function; unknown options of the original are accepted and ignored.

    The libraries of compilation_info are linked into programs that call the function: `libraries=["z"]`
    as a shared library, `libraries=[":libz.a"]` or `link_files=["/usr/lib/libz.a"]` statically.
    With `save_err=RFFI_SAVE_ERRNO` `rposix.get_saved_errno()` gives the errno that the function leaves.
    """
    link_args = [] if compilation_info is None else _link_args(compilation_info)
    errno = save_err & RFFI_FULL_ERRNO_ZERO | save_err & RFFI_READSAVED_ERRNO
    if errno or any([_to_raw_memory(T) for T in list(args) + [result]]):
        from rpython.translation import ccalls

        words = ccalls.word_types(list(args) + [result])
        collects = collects or any([ccalls.is_callback(T) for T in args])
        external = ExternalFunction(
            name, words[:-1], words[-1], host, elidable_function, collects, link_args
        )
        return ccalls.wrapped(name, args, result, external, errno)
    return ExternalFunction(name, args, result, host, elidable_function, collects, link_args)


def _to_raw_memory(T):
    """NOT_RPYTHON"""
    return isinstance(T, lltype.Ptr) and T.TO._gckind == "raw"


def _link_args(info):
    """NOT_RPYTHON: the linker's arguments for an ExternalCompilationInfo."""
    found = ["-L" + folder for folder in info.library_dirs]
    found.extend(info.link_files)
    found.extend(info.link_extra)
    found.extend(["-l" + name for name in info.libraries])
    return found


def _host_function(external):
    """NOT_RPYTHON: a C function of numbers, through ctypes."""
    import ctypes
    import ctypes.util

    def c_type(T):
        if T == lltype.Void:
            return None
        if T == lltype.Float:
            return ctypes.c_double
        if T == lltype.SingleFloat:
            return ctypes.c_float
        if not isinstance(T, lltype.Number):
            raise NotImplementedError("%s has arguments that are no numbers" % (external.name,))
        size = sizeof(T)
        table = {1: ctypes.c_int8, 2: ctypes.c_int16, 4: ctypes.c_int32, 8: ctypes.c_int64}
        unsigned = {1: ctypes.c_uint8, 2: ctypes.c_uint16, 4: ctypes.c_uint32, 8: ctypes.c_uint64}
        return (table if T.SIGNED else unsigned)[size]

    names = [arg[2:] for arg in external.link_args if arg.startswith("-l")]
    for name in names or ["c", "m"]:
        stem = name.removeprefix(":lib").split(".")[0] if name.startswith(":") else name
        path = ctypes.util.find_library(stem)
        function = None if path is None else getattr(ctypes.CDLL(path), external.name, None)
        if function is not None:
            break
    else:
        return None
    function.argtypes = [c_type(T) for T in external.args]
    function.restype = c_type(external.result)
    result = external.result

    def call(*args):
        value = function(*[arg if isinstance(arg, float) else int(arg) for arg in args])
        return None if result == lltype.Void else lltype.cast_primitive(result, value)

    return call


# ____________________________________________________________
# C types

Signed = lltype.Signed
Unsigned = lltype.Unsigned


def _int_type(name, r_name, signed, bits):
    """NOT_RPYTHON: (class of the values, low-level type) of a C integer type."""
    if bits == 64:
        cls = rarithmetic.r_int if signed else rarithmetic.r_uint
    else:
        cls = rarithmetic.build_int(r_name, signed, bits)
    return cls, lltype.build_number(name, cls)


r_signedchar, SIGNEDCHAR = _int_type("SIGNEDCHAR", "r_signedchar", True, 8)
r_uchar, UCHAR = _int_type("UCHAR", "r_uchar", False, 8)
r_short, SHORT = _int_type("SHORT", "r_short", True, 16)
r_ushort, USHORT = _int_type("USHORT", "r_ushort", False, 16)
r_int_real, INT_real = _int_type("INT", "r_int_real", True, 32)
r_uint_real, UINT_real = _int_type("UINT", "r_uint_real", False, 32)
r_long, LONG = _int_type("LONG", "r_long", True, 64)
r_ulong, ULONG = _int_type("ULONG", "r_ulong", False, 64)
r_longlong, LONGLONG = _int_type("LONGLONG", "r_longlong", True, 64)
r_ulonglong, ULONGLONG = _int_type("ULONGLONG", "r_ulonglong", False, 64)
r_size_t, SIZE_T = _int_type("SIZE_T", "r_size_t", False, 64)
r_ssize_t, SSIZE_T = _int_type("SSIZE_T", "r_ssize_t", True, 64)
r_uint = rarithmetic.r_uint
r_int = r_int_real
INT = INT_real
UINT = UINT_real
TIME_T = OFF_T = INTPTR_T = PTRDIFF_T = INT64_T = LONG
UINTPTR_T = UINT64_T = ULONG
INT8_T = SIGNEDCHAR
UINT8_T = UCHAR
INT16_T = SHORT
UINT16_T = USHORT
INT32_T = PID_T = INT
UINT32_T = MODE_T = WCHAR_T = UINT
SIGNED = lltype.Signed
UNSIGNED = lltype.Unsigned
CHAR = lltype.Char
DOUBLE = lltype.Float
FLOAT = lltype.SingleFloat
LONGDOUBLE = lltype.LongFloat
NULL = None

RFFI_SAVE_ERRNO = 1
RFFI_READSAVED_ERRNO = 2
RFFI_ZERO_ERRNO_BEFORE = 4
RFFI_FULL_ERRNO = RFFI_SAVE_ERRNO | RFFI_READSAVED_ERRNO
RFFI_FULL_ERRNO_ZERO = RFFI_SAVE_ERRNO | RFFI_ZERO_ERRNO_BEFORE
RFFI_SAVE_LASTERROR = 8
RFFI_READSAVED_LASTERROR = 16
RFFI_ALT_ERRNO = 64
RFFI_ERR_NONE = 0
RFFI_ERR_ALL = RFFI_FULL_ERRNO


def CArray(tp):
    """NOT_RPYTHON: an array without a length of its own."""
    return lltype.Array(tp, hints={"nolength": True})


def CArrayPtr(tp):
    """NOT_RPYTHON: a pointer to such an array."""
    return lltype.Ptr(CArray(tp))


def CFixedArray(tp, size):
    """NOT_RPYTHON: an array of constant size."""
    return lltype.FixedSizeArray(tp, size)


def CStruct(name, *fields, **kwds):
    """NOT_RPYTHON: a C struct; its field names get the prefix `c_`."""
    hints = kwds.pop("hints", {}).copy()
    hints["external"] = "C"
    hints["c_name"] = name
    renamed = [("c_" + field, T) for field, T in fields]
    return lltype.Struct(name, *renamed, hints=hints)


def CStructPtr(*args, **kwds):
    """NOT_RPYTHON: a pointer to a C struct."""
    return lltype.Ptr(CStruct(*args, **kwds))


def CCallback(args, res):
    """NOT_RPYTHON: a pointer to a C function."""
    return lltype.Ptr(lltype.FuncType(args, res))


def COpaque(name=None, ptr_typedef=None, hints=None, compilation_info=None):
    """NOT_RPYTHON: a C type of unknown contents."""
    return lltype.OpaqueType(name or ptr_typedef, hints)


def COpaquePtr(*args, **kwds):
    """NOT_RPYTHON: a pointer to such a type."""
    if len(args) == 1 and not kwds:
        return lltype.Ptr(lltype.OpaqueType(args[0]))
    return lltype.Ptr(COpaque(*args, **kwds))


VOIDP = lltype.Ptr(lltype.Array(CHAR, hints={"nolength": True, "render_as_void": True}))
CCHARP = CArrayPtr(CHAR)
CONST_CCHARP = CCHARP
UCHARP = CArrayPtr(UCHAR)
SHORTP = CArrayPtr(SHORT)
USHORTP = CArrayPtr(USHORT)
INTP = CArrayPtr(INT)
UINTP = CArrayPtr(UINT)
LONGP = SIGNEDP = SSIZE_TP = TIME_TP = CArrayPtr(LONG)
ULONGP = UNSIGNEDP = SIZE_TP = CArrayPtr(ULONG)
LONGLONGP = CArrayPtr(LONGLONG)
ULONGLONGP = CArrayPtr(ULONGLONG)
DOUBLEP = CArrayPtr(DOUBLE)
FLOATP = CArrayPtr(FLOAT)
CCHARPP = CArrayPtr(CCHARP)
VOIDPP = CArrayPtr(VOIDP)

# ____________________________________________________________
# conversions


@intrinsic("rffi.cast")
def cast(RESTYPE, value):
    """As a C cast between numbers, chars and pointers."""
    from rpython.translation import rawmemory

    if rawmemory.is_raw(RESTYPE) and not isinstance(value, lltype._ptr):
        return rawmemory.cast_to(RESTYPE)(value)
    if isinstance(RESTYPE, lltype.Ptr):
        if value == 0 and not isinstance(value, lltype._ptr):
            return lltype.nullptr(RESTYPE.TO)
        return lltype.cast_opaque_ptr(RESTYPE, value)
    if isinstance(value, lltype._ptr):
        value = lltype.cast_ptr_to_int(value)
    return lltype.cast_primitive(RESTYPE, value)


@specialize.memo()
def sizeof(T):
    """The size of a C type in bytes."""
    from rpython.translation import rawmemory

    if isinstance(T, lltype.ContainerType) and T._is_varsize():
        raise TypeError("sizeof(%s)" % (T,))
    return rawmemory.size_of(T)


@specialize.memo()
def offsetof(STRUCT, fieldname):
    """The position of a field in a C struct."""
    from rpython.translation import rawmemory

    return rawmemory.layout_of(STRUCT)[0][fieldname]


def size_and_sign(T):
    """NOT_RPYTHON: (size in bytes, is it unsigned?)"""
    unsigned = isinstance(T, lltype.Number) and not T.SIGNED
    return sizeof(T), unsigned


_missing = not_implemented(__name__)
_IN_MEMORY = """str2charp free_charp charp2str charp2strn charpsize2str str2chararray scoped_str2charp scoped_view_charp
    scoped_nonmovingbuffer scoped_alloc_buffer liststr2charpp free_charpp charpp2liststr ptradd c_memcpy
    c_memmove c_memset structcopy getintfield setintfield make itemoffsetof cast_ptr_to_adr""".split()


def __getattr__(name):
    """NOT_RPYTHON: the functions on raw memory, loaded by the first program that uses one."""
    if name not in _IN_MEMORY:
        return _missing(name)
    from rpython.rtyper.lltypesystem import rffi_memory

    value = globals()[name] = getattr(rffi_memory, name)
    return value
