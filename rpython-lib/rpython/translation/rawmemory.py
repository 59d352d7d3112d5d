"""Raw memory: a class of pointers for each type of `lltype` whose flavour is raw.

A pointer is an object with an address, and the number of items where it is known: then indices are checked.
The classes are ordinary RPython, made as text from the types; below them are only `raw_load` and `raw_store`.
The host uses the same classes on memory of its own, so C functions can be called there too; there alone,
memory that was freed is remembered, and using it raises RuntimeError.

Not here: structures of the collector (`lowlevel.py`), calls of C functions (`ccalls.py`).
"""

from rpython.rlib import rarithmetic, rsyscall
from rpython.rlib.objectmodel import specialize, we_are_translated
from rpython.rtyper.lltypesystem import lltype
from rpython.translation.intrinsics import intrinsic


class RawPointer(object):
    """Base of the classes of pointers to raw memory."""

    _immutable_fields_ = ["_adr", "_length"]

    def __init__(self, adr, length=-1):
        self._adr = adr
        self._length = length

    def _prebuilt_attributes_(self):
        """NOT_RPYTHON: an address of the host becomes a place in the executable."""
        return {"_adr": prebuilt_address(self._adr)}

    def __eq__(self, other):
        return self._adr == other._adr

    def __ne__(self, other):
        return self._adr != other._adr

    def __bool__(self):
        return self._adr != 0


@intrinsic("rffi.cast")
def number_cast(T, value):
    """Between numbers and chars, as C does."""
    return lltype.cast_primitive(T, value)


@intrinsic("raw_load")
def raw_load(T, adr):
    """The value of a primitive type at an address."""
    _check_address(adr, size_of(T))
    value = _c_type(T).from_address(adr).value
    if T is lltype.Char:
        return value.decode("latin-1")
    if T is lltype.UniChar:
        return chr(value)
    if T is lltype.SingleFloat:
        return rarithmetic.r_singlefloat(value)
    return value if T is lltype.Signed or T is lltype.Float else T.type(value)


@intrinsic("raw_store")
def raw_store(T, width, adr, value):
    """Writes a value of a primitive type; the width is that of an integer type or a single float, otherwise 0."""
    _check_address(adr, size_of(T))
    value = lltype._checked(T, value)
    if T is lltype.Char:
        value = ord(value)
    elif T is lltype.UniChar:
        value = ord(value)
    else:
        value = float(value) if T in (lltype.Float, lltype.SingleFloat) else int(value)
    cell = _c_type(T).from_address(adr)
    cell.value = value


def _c_type(T):
    """NOT_RPYTHON"""
    import ctypes

    if T is lltype.Float:
        return ctypes.c_double
    if T is lltype.SingleFloat:
        return ctypes.c_float
    if T is lltype.Char:
        return ctypes.c_char
    if T is lltype.UniChar:
        return ctypes.c_uint32
    sign = "" if T.SIGNED else "u"
    return getattr(ctypes, "c_%sint%d" % (sign, T.BITS))


# ____________________________________________________________
# blocks

_freed = []  # on the host: sorted (start, end, block); kept, so that addresses are not used again


def _check_address(adr, size):
    """NOT_RPYTHON"""
    import bisect

    if adr == 0:
        raise RuntimeError("dereferencing a null pointer")
    i = bisect.bisect_right(_freed, (adr, 1 << 64, None)) - 1
    if i >= 0 and adr < _freed[i][1]:
        raise RuntimeError("accessing freed memory")


def new_block(size):
    """The address of zeroed memory."""
    adr = rsyscall.malloc(size)
    if adr == 0:
        raise MemoryError
    return adr


def free_block(adr):
    """Frees what `new_block` gave."""
    if we_are_translated():
        rsyscall.free(adr)
    else:
        _host_free(adr)


_immortal = set()


def keep(p):
    """NOT_RPYTHON: the host may not free this memory; the translated program may not free what the host allocated."""
    _immortal.add(p._adr)


def _host_free(adr):
    """NOT_RPYTHON"""
    import bisect
    import ctypes

    if adr in _immortal:
        raise RuntimeError("free of immortal memory")
    rsyscall._host.version += 1
    block = rsyscall._host.memory.pop(adr, None)
    if block is not None:
        bisect.insort(_freed, (adr, adr + ctypes.sizeof(block), block))
    elif adr != 0:
        _check_address(adr, 1)
        ctypes.CDLL(None).free(ctypes.c_void_p(adr))


@specialize.argtype(0)
def free(p):
    """`lltype.free`: nothing for what is the collector's."""
    if isinstance(p, RawPointer):
        free_block(p._adr)


# ____________________________________________________________
# blocks of the host in the executable


class PrebuiltBlock(object):
    """NOT_RPYTHON: the contents of a block, read when the translator asks for them."""

    def __init__(self, start):
        self.start = start

    def _prebuilt_attributes_(self):
        """NOT_RPYTHON: the bytes, and the words that are addresses (C code may have copied them, so all are looked at)."""
        import struct

        data = bytes(rsyscall._host.memory[self.start])
        words = struct.unpack_from("<%dq" % (len(data) // 8), data)
        addresses = [(i, prebuilt_address(word, False)) for i, word in enumerate(words)]
        refs = tuple([(i, place) for i, place in addresses if place is not words[i]])
        return {"bytes": data, "refs": refs}


class PrebuiltAddress(object):
    """NOT_RPYTHON: a place in a block; an int in the translated program."""

    _rpython_intrinsic_ = "raw_address"

    def __init__(self, block, offset):
        self.block = block
        self.offset = offset


class _Prebuilt(object):
    """NOT_RPYTHON: the blocks of the host by address."""

    def __init__(self):
        self.blocks = {}
        self.starts = []
        self.version = -1

    def block_of(self, adr):
        """NOT_RPYTHON: the start of the block that an address is in or at the end of, 0 if there is none."""
        import bisect
        import ctypes

        host = rsyscall._host
        if self.version != host.version:
            self.version = host.version
            self.starts = sorted(host.memory)
        i = bisect.bisect_right(self.starts, adr) - 1
        if i >= 0 and adr <= self.starts[i] + ctypes.sizeof(host.memory[self.starts[i]]):
            return self.starts[i]
        return 0


_prebuilt = _Prebuilt()


def prebuilt_address(adr, checked=True):
    """NOT_RPYTHON: what an address of the host is in the executable; the same number if it is in no block."""
    start = _prebuilt.block_of(adr)
    if start == 0:
        if checked and adr != 0:
            _check_address(adr, 1)
        return adr
    if start not in _prebuilt.blocks:
        _prebuilt.blocks[start] = PrebuiltBlock(start)
    return PrebuiltAddress(_prebuilt.blocks[start], adr - start)


# ____________________________________________________________
# layout

_PRIMITIVE_SIZES = [(lltype.Float, 8), (lltype.SingleFloat, 4), (lltype.Char, 1), (lltype.Bool, 1)]


def is_raw(T):
    """NOT_RPYTHON: do values of this type stand in raw memory (a container: is it raw memory)?"""
    if isinstance(T, lltype.Ptr):
        return T.TO._gckind == "raw"
    if isinstance(T, lltype.Struct):
        return T._gckind == "raw" and all([is_raw(T._flds[name]) for name in T._names])
    if isinstance(T, lltype.Array):
        return T._gckind == "raw" and is_raw(T.OF)
    if isinstance(T, lltype.ContainerType):
        return T._gckind == "raw"
    return T is not lltype.LongFloat


def _is_address(T):
    """NOT_RPYTHON: is it `llmemory.Address`?"""
    return isinstance(T, lltype.Primitive) and T.name == "Address"


def size_of(T):
    """NOT_RPYTHON: bytes; of a type of variable size those before its items."""
    for P, size in _PRIMITIVE_SIZES:
        if T == P:
            return size
    if isinstance(T, lltype.Number):
        return T.BITS // 8
    if T == lltype.UniChar:
        return 4
    if _is_address(T):
        return 8
    if T == lltype.Void:
        return 0
    if isinstance(T, lltype.Ptr):
        return 8
    if isinstance(T, lltype.FixedSizeArray):
        return size_of(T.OF) * T.length
    if isinstance(T, lltype.Struct):
        return layout_of(T)[1]
    if isinstance(T, lltype.Array):
        return 0 if T._hints.get("nolength") else 8
    raise TypeError("sizeof(%s)" % (T,))


def alignment_of(T):
    """NOT_RPYTHON"""
    if isinstance(T, lltype.FixedSizeArray):
        return alignment_of(T.OF)
    if isinstance(T, lltype.Struct):
        return max([alignment_of(T._flds[name]) for name in T._names] or [1])
    if isinstance(T, lltype.Array):
        return max(size_of(T), alignment_of(T.OF))
    return max(size_of(T), 1)


def layout_of(STRUCT):
    """NOT_RPYTHON: ({field: offset}, size)"""
    if "fieldoffsets" in STRUCT._hints:
        return dict(zip(STRUCT._names, STRUCT._hints["fieldoffsets"])), STRUCT._hints["size"]
    offsets = {}
    position = 0
    for name in STRUCT._names:
        T = STRUCT._flds[name]
        align = alignment_of(T)
        position = -(-position // align) * align
        offsets[name] = position
        position += size_of(T)
    align = alignment_of(STRUCT)
    return offsets, -(-position // align) * align


# ____________________________________________________________
# classes

_HEAD = """
class {name}(RawPointer):
    _size = {size}
"""
_PLUS = """
    def _plus(self, n):
        return {name}(self._adr + n * {item})
"""
_INDEX = """
    def _at(self, i):
        if self._length >= 0 and not 0 <= i < self._length:
            raise IndexError
        return self._adr + {first} + i * {size}

    def __getitem__(self, i):
        return {load}
"""
_ASSIGN = """
    def __setitem__(self, i, value):
        {store}
"""
_LENGTH = """
    def __len__(self):
        return self._length
"""
_FIELD = """
    def _get_{name}(self):
        adr = self._adr + {offset}
        return {load}

    {name} = property(_get_{name})
"""
_SETTER = """
    def _set_{name}(self, value):
        adr = self._adr + {offset}
        {store}

    {name} = property(_get_{name}, _set_{name})
"""
_SETINT = """
    def _getint_{name}(self):
        return widen(self.{name})

    def _setint_{name}(self, value):
        self.{name} = number_cast(T_{name}, value)
"""
_ALLOCATE_FIXED = """
def allocate():
    return {name}(new_block({size}), {length})
"""
_ALLOCATE = """
def allocate(n):
    if n < 0 or n > {most}:
        raise MemoryError
    p = {name}(new_block({size} + n * {item}), {length})
    {note}
    return p
"""
_SCOPED = """
class {name}(object):
    def __init__(self{n}):
        self.p = allocate({args})

    def __enter__(self):
        return self.p

    def __exit__(self, kind, value, tb):
        free_block(self.p._adr)
"""
_CALL = """
    def __call__(self{args}):
        result = rsyscall.invoke(self._adr, {words})
        return {result}
"""

_UCHAR = lltype.build_number("UCHAR", rarithmetic.build_int("r_uchar", False, 8))
_classes = {}
_nulls = {}


class _Text(object):
    """NOT_RPYTHON: the text of a class, and what it names."""

    def __init__(self, T):
        self.scope = {
            "__name__": __name__,
            "RawPointer": RawPointer,
            "Signed": lltype.Signed,
            "UCHAR": _UCHAR,
            "raw_load": raw_load,
            "raw_store": raw_store,
            "number_cast": number_cast,
            "new_block": new_block,
            "free_block": free_block,
            "rsyscall": rsyscall,
            "widen": rarithmetic.widen,
        }
        self.later = []  # (name, type): classes made once this one is known

    def name(self, T):
        """The name under which the text finds what belongs to a type."""
        name = "X%d" % len(self.scope)
        if isinstance(T, lltype.Primitive):
            self.scope[name] = T
        else:
            self.scope[name] = None
            self.later.append((name, T.TO if isinstance(T, lltype.Ptr) else T))
        return name

    def load(self, T, adr):
        """The text of a read."""
        if T is lltype.Void:
            return "None"
        if T is lltype.Bool:
            return "raw_load(UCHAR, %s) != 0" % adr
        if _is_address(T):
            from rpython.rtyper.lltypesystem import llmemory

            self.scope["AddressValue"] = llmemory.AddressValue
            return "AddressValue(raw_load(Signed, %s))" % adr
        name = self.name(T)
        if isinstance(T, lltype.Ptr):
            return "%s(raw_load(Signed, %s))" % (name, adr)
        if isinstance(T, lltype.FixedSizeArray):
            return "%s(%s, %d)" % (name, adr, T.length)
        if isinstance(T, lltype.Array) and not T._hints.get("nolength"):
            return "%s(%s, raw_load(Signed, %s))" % (name, adr, adr)
        if T._is_container:
            return "%s(%s)" % (name, adr)
        return "raw_load(%s, %s)" % (name, adr)

    def store(self, T, adr):
        """The text of a write of `value`; None if there is none."""
        if T._is_container:
            return None
        if T is lltype.Void:
            return "pass"
        if T is lltype.Bool:
            return "raw_store(UCHAR, 1, %s, number_cast(UCHAR, value))" % adr
        if _is_address(T):
            return "raw_store(Signed, 8, %s, value._adr)" % adr
        if isinstance(T, lltype.Ptr):
            name = self.name(T)
            return "assert isinstance(value, %s); raw_store(Signed, 8, %s, value._adr)" % (
                name,
                adr,
            )
        number = isinstance(T, lltype.Number) or T is lltype.SingleFloat
        width = size_of(T) if number else 0
        return "raw_store(%s, %d, %s, value)" % (self.name(T), width, adr)


def class_of(T):
    """NOT_RPYTHON: the class of pointers to memory of type T."""
    if T in _classes:
        return _classes[T][0]
    text = _Text(T)
    name = "Raw" + ("".join([c for c in str(T) if c.isalnum()]) or "Memory")
    size = 1 if isinstance(T, (lltype.OpaqueType, lltype.FuncType)) else size_of(T)
    parts = [_HEAD.format(name=name, size=size)]
    if isinstance(T, (lltype.Array, lltype.FixedSizeArray)):
        first = 0 if isinstance(T, lltype.FixedSizeArray) else size_of(T)
        load, store = text.load(T.OF, "self._at(i)"), text.store(T.OF, "self._at(i)")
        parts.append(_INDEX.format(first=first, size=size_of(T.OF), load=load))
        parts.append(_PLUS.format(name=name, item=size_of(T.OF)))
        if store is not None:
            parts.append(_ASSIGN.format(store=store))
        if first == 8 or isinstance(T, lltype.FixedSizeArray):
            parts.append(_LENGTH)
    elif isinstance(T, lltype.Struct):
        offsets = layout_of(T)[0]
        if not T._is_varsize():
            parts.append(_PLUS.format(name=name, item=size))
        for field in T._names:
            F = T._flds[field]
            load, store = text.load(F, "adr"), text.store(F, "adr")
            parts.append(_FIELD.format(name=field, offset=offsets[field], load=load))
            if store is not None:
                parts.append(_SETTER.format(name=field, offset=offsets[field], store=store))
            if isinstance(F, lltype.Number):
                text.scope["T_" + field] = F
                parts.append(_SETINT.format(name=field))
    elif isinstance(T, lltype.FuncType) and _callable_by_words(T):
        names = ["a%d" % i for i in range(len(T.ARGS))]
        words = [_word(name, A) for name, A in zip(names, T.ARGS)] + ["0"] * (6 - len(names))
        if T.RESULT is lltype.Void:
            result = "None"
        elif isinstance(T.RESULT, lltype.Ptr):
            result = "%s(result)" % text.name(T.RESULT)
        else:
            result = "number_cast(%s, result)" % text.name(T.RESULT)
        args = "".join([", " + name for name in names])
        parts.append(_CALL.format(args=args, words=", ".join(words), result=result))
    exec("\n".join(parts), text.scope)
    cls = text.scope[name]
    cls._TYPE = lltype.Ptr(T)
    _classes[T] = cls, text.scope
    for other, X in text.later:
        text.scope[other] = class_of(X)
    return cls


def _callable_by_words(T):
    """NOT_RPYTHON: may a function of this type be called through its address?"""
    fine = [
        isinstance(A, (lltype.Ptr, lltype.Number)) or A is lltype.Char
        for A in list(T.ARGS) + [T.RESULT]
        if A is not lltype.Void
    ]
    return len(T.ARGS) <= 6 and all(fine)


def _word(name, A):
    """NOT_RPYTHON: the text of an argument as a word."""
    return name + "._adr" if isinstance(A, lltype.Ptr) else "number_cast(Signed, %s)" % name


def _item_of(T):
    """NOT_RPYTHON: the type of the items that a type of variable size ends in."""
    while isinstance(T, lltype.Struct):
        T = T._flds[T._names[-1]]
    return T


def _allocation(T):
    """NOT_RPYTHON: the scope with the function `allocate` of a type."""
    cls = class_of(T)
    scope = _classes[T][1]
    if "allocate" in scope:
        return scope
    if not isinstance(T, (lltype.Array, lltype.Struct)):
        raise TypeError("%s has no contents" % (T,))
    name, size = cls.__name__, size_of(T)
    if T._is_varsize():
        ARRAY = _item_of(T)
        item = size_of(ARRAY.OF)
        most = (1 << 62) // max(item, 1)
        note = "pass"
        if not ARRAY._hints.get("nolength"):
            note = "raw_store(Signed, 8, p._adr + %d, n)" % (_last_offset(T))
        length = "n" if isinstance(T, lltype.Array) else "-1"
        text = _ALLOCATE.format(
            name=name, size=size, item=item, most=most, note=note, length=length
        )
    else:
        length = T.length if isinstance(T, lltype.FixedSizeArray) else -1
        text = _ALLOCATE_FIXED.format(name=name, size=size, length=length)
    exec(text, scope)
    return scope


def _last_offset(T):
    """NOT_RPYTHON: where the array at the end begins."""
    at = 0
    while isinstance(T, lltype.Struct):
        at += layout_of(T)[0][T._names[-1]]
        T = T._flds[T._names[-1]]
    return at


def allocator_of(T):
    """NOT_RPYTHON: the function that allocates memory of type T, called with the length if it varies."""
    return _allocation(T)["allocate"]


def scoped_class_of(T):
    """NOT_RPYTHON: the class of `lltype.scoped_alloc(T)`."""
    scope = _allocation(T)
    name = "Scoped" + class_of(T).__name__
    if name not in scope:
        varies = T._is_varsize()
        exec(
            _SCOPED.format(name=name, n=", n" if varies else "", args="n" if varies else ""), scope
        )
    return scope[name]


def null_of(T):
    """NOT_RPYTHON: the null pointer to T."""
    if T not in _nulls:
        _nulls[T] = class_of(T)(0)
    return _nulls[T]


_TO_POINTER = """
@specialize.argtype(0)
def cast(value):
    if isinstance(value, RawPointer):
        return {name}(value._adr)
    return {name}(number_cast(Signed, value))
"""
_TO_NUMBER = """
@specialize.argtype(0)
def cast(value):
    if isinstance(value, RawPointer):
        return number_cast(T, value._adr)
    return number_cast(T, value)
"""
_casts = {}


def cast_to(T):
    """NOT_RPYTHON: `rffi.cast` to one type, a function of the value."""
    if T not in _casts:
        scope = {
            "__name__": __name__,
            "RawPointer": RawPointer,
            "Signed": lltype.Signed,
            "T": T,
            "number_cast": number_cast,
            "specialize": specialize,
        }
        if isinstance(T, lltype.Ptr):
            cls = class_of(T.TO)
            scope[cls.__name__] = cls
            exec(_TO_POINTER.format(name=cls.__name__), scope)
        else:
            exec(_TO_NUMBER, scope)
        _casts[T] = scope["cast"]
    return _casts[T]


_CHARS = lltype.Array(lltype.Char, hints={"nolength": True})
_CHARPS = lltype.Array(lltype.Ptr(_CHARS), hints={"nolength": True})
charp = class_of(_CHARS)
new_chars = allocator_of(_CHARS)
new_charps = allocator_of(_CHARPS)
