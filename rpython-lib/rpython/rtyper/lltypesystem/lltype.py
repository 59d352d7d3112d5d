"""Low-level types, and their emulation on the host.

A low-level helper runs on the host on emulated memory: structs and arrays are Python objects,
pointers are `_ptr` objects. The emulation is strict where it is cheap: out-of-range items, fields
never written, null pointers and freed memory raise. The translator reads the type objects
(attributes documented on each class) and has a rule for every function marked as an intrinsic.
"""

from rpython._missing import not_implemented
from rpython.rlib import rarithmetic
from rpython.rlib.objectmodel import Symbolic
from rpython.translation.intrinsics import intrinsic


class UninitializedMemoryAccess(Exception):
    """A field or item was read before it was written."""


class LowLevelType(object):
    """Base of all low-level types. Equal types have equal `_key()`."""

    _gckind = "raw"
    _is_container = False

    def _key(self):
        raise NotImplementedError

    def __eq__(self, other):
        if self is other:
            return True
        return self.__class__ is other.__class__ and self._key() == other._key()

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash((self.__class__, self._hash_key()))

    def _hash_key(self):
        return self._key()

    def __repr__(self):
        return "<%s>" % (self,)

    def _freeze_(self):
        return True

    def _rpython_describe_(self):
        """NOT_RPYTHON: the parts of the type that the translator asks for."""
        parts = []
        for name in ("name", "_name", "TO", "OF"):
            if name in self.__dict__:
                parts.append((name, self.__dict__[name]))
        return parts

    def _defl(self):
        """NOT_RPYTHON: the zero of the type."""
        raise TypeError("%s has no default value" % (self,))

    def _contains_value(self, value):
        return typeOf(value) == self


class Primitive(LowLevelType):
    """A type without parts. Attributes: `name`, `default`."""

    def __init__(self, name, default):
        self.name = name
        self.default = default

    def _key(self):
        return self.name

    def __str__(self):
        return self.name

    def _defl(self):
        return self.default


class Number(Primitive):
    """An integer type. Attributes: `name`, `default`, `type` (the rarithmetic class), `BITS`."""

    def __init__(self, name, type, cast=None):
        Primitive.__init__(self, name, type())
        self.type = type
        self.normalized_type = type if cast is None else cast
        self.BITS = 64 if type is int else type.BITS
        self.SIGNED = True if type is int else type.SIGNED


_number_types = {int: Number("Signed", int)}
_number_types[rarithmetic.r_int] = _number_types[int]


def build_number(name, type):
    """The Number of an rarithmetic class, made with this name if there is none yet."""
    try:
        return _number_types[type]
    except KeyError:
        pass
    if name is None:
        raise ValueError("no matching lowlevel type for %r" % (type,))
    number = _number_types[type] = Number(name, type)
    return number


Signed = build_number("Signed", int)
Unsigned = build_number("Unsigned", rarithmetic.r_uint)
SignedLongLong = build_number("SignedLongLong", rarithmetic.r_longlong)
UnsignedLongLong = build_number("UnsignedLongLong", rarithmetic.r_ulonglong)
SignedLongLongLong = build_number("SignedLongLongLong", rarithmetic.r_longlonglong)
UnsignedLongLongLong = build_number("UnsignedLongLongLong", rarithmetic.r_ulonglonglong)
Int32 = build_number("Int32", rarithmetic.r_int32)
UInt32 = build_number("UInt32", rarithmetic.r_uint32)
Float = Primitive("Float", 0.0)
SingleFloat = Primitive("SingleFloat", rarithmetic.r_singlefloat(0.0))
LongFloat = Primitive("LongFloat", rarithmetic.r_longfloat(0.0))
Char = Primitive("Char", "\x00")
UniChar = Primitive("UniChar", "\x00")
Bool = Primitive("Bool", False)
Void = Primitive("Void", None)


class ContainerType(LowLevelType):
    """A type that lives in memory and is reached through pointers."""

    _is_container = True

    def _inline_is_varsize(self):
        return False

    def _is_varsize(self):
        return False


class Struct(ContainerType):
    """Named fields. Attributes: `_name`, `_names` (order), `_flds` (name -> type), `_hints`.

    The last field may be an array: then the struct is of variable size.
    """

    def __init__(self, name, *fields, **kwds):
        self._name = name
        self._hints = dict(kwds.pop("hints", {}))
        kwds.pop("adtmeths", None)
        kwds.pop("rtti", None)
        if kwds:
            raise TypeError("unexpected keywords %r" % sorted(kwds))
        self._names = tuple([field for field, _ in fields])
        self._flds = {}
        for i, (field, typ) in enumerate(fields):
            if field.startswith("_"):
                raise NameError(
                    "%s: field name %r should not start with an underscore" % (name, field)
                )
            if field in self._flds:
                raise TypeError("%s: repeated field %r" % (name, field))
            if typ._is_container:
                if typ._gckind == "gc" and (i != 0 or self._gckind != "gc"):
                    raise TypeError("%s: cannot inline %s" % (name, typ))
                if typ._is_varsize() and i != len(fields) - 1:
                    raise TypeError("%s: only the last field may be of variable size" % (name,))
            self._flds[field] = typ
        self._arrayfld = None
        if fields and fields[-1][1]._is_container and fields[-1][1]._is_varsize():
            self._arrayfld = fields[-1][0]

    def _key(self):
        return (self._name, tuple([(n, self._flds[n]) for n in self._names]))

    def _hash_key(self):
        return (self._name, self._names)

    def _is_varsize(self):
        return self._arrayfld is not None

    def _first_struct(self):
        if self._names:
            FIRST = self._flds[self._names[0]]
            if isinstance(FIRST, Struct) and FIRST._gckind == self._gckind:
                return self._names[0], FIRST
        return None, None

    def __getattr__(self, name):
        flds = self.__dict__.get("_flds")
        if flds is not None and name in flds:
            return flds[name]
        raise AttributeError("%s has no field %r" % (self.__dict__.get("_name"), name))

    def __str__(self):
        return "%s %s" % (self.__class__.__name__, self._name)

    def _allocate(self, n):
        return _struct(self, n)


class GcStruct(Struct):
    """A struct the collector owns."""

    _gckind = "gc"


class Array(ContainerType):
    """Items of one type and a length. Attributes: `OF`, `_hints` (nolength, immutable, ...).

    `Array(T)`, or `Array((name, T), ...)` for inlined anonymous structs.
    """

    def __init__(self, *fields, **kwds):
        if len(fields) == 1 and isinstance(fields[0], LowLevelType):
            self.OF = fields[0]
        else:
            self.OF = Struct("<arrayitem>", *fields)
        self._hints = dict(kwds.pop("hints", {}))
        kwds.pop("adtmeths", None)
        if kwds:
            raise TypeError("unexpected keywords %r" % sorted(kwds))
        if self.OF._is_container and self.OF._gckind == "gc":
            raise TypeError("cannot have a gc structure inlined in an array")

    def _key(self):
        return (self.OF, tuple(sorted(self._hints)))

    def _hash_key(self):
        return isinstance(self.OF, Primitive) and self.OF

    def _is_varsize(self):
        return True

    def __str__(self):
        of = self.OF
        return "%s of %s" % (self.__class__.__name__, of if not isinstance(of, Ptr) else "pointers")

    def _allocate(self, n):
        return _array(self, n)


class GcArray(Array):
    """An array the collector owns."""

    _gckind = "gc"


class FixedSizeArray(Struct):
    """A struct of `length` fields item0, item1, ... of the type `OF`, also read by index."""

    def __init__(self, OF, length, **kwds):
        self.OF = OF
        self.length = length
        fields = [("item%d" % i, OF) for i in range(length)]
        Struct.__init__(self, "fixarray", *fields, **kwds)

    def _key(self):
        return (self.OF, self.length)

    def _hash_key(self):
        return self.length


class FuncType(ContainerType):
    """A function. Attributes: `ARGS`, `RESULT`."""

    def __init__(self, args, result):
        self.ARGS = tuple(args)
        self.RESULT = result

    def _key(self):
        return (self.ARGS, self.RESULT)

    def _hash_key(self):
        return len(self.ARGS)

    def __str__(self):
        return "Func ( %s ) -> %s" % (", ".join([str(a) for a in self.ARGS]), self.RESULT)


class OpaqueType(ContainerType):
    """A container of unknown contents, known by its `tag`."""

    def __init__(self, tag, hints=None):
        self.tag = tag
        self._hints = hints or {}

    def _key(self):
        return self.tag

    def __str__(self):
        return "%s (opaque)" % self.tag

    def _allocate(self, n):
        return _opaque(self)


class GcOpaqueType(OpaqueType):
    """An opaque container the collector owns."""

    _gckind = "gc"


class PyObjectType(OpaqueType):
    """Kept for programs that name it; there are no CPython objects in RPython."""

    _gckind = "cpy"

    def __init__(self):
        OpaqueType.__init__(self, "PyObject")


PyObject = PyObjectType()
RuntimeTypeInfo = OpaqueType("RuntimeTypeInfo")


class ForwardReference(ContainerType):
    """Stands for a type defined later: `become(T)` makes it equal to T."""

    def become(self, realcontainertype):
        if realcontainertype._gckind != self._gckind:
            raise TypeError("become() gives conflicting gckind")
        self.__class__ = realcontainertype.__class__
        self.__dict__ = realcontainertype.__dict__

    def _key(self):
        return id(self)

    def __str__(self):
        return "forward reference"


class GcForwardReference(ForwardReference):
    """Stands for a gc type defined later."""

    _gckind = "gc"


class FuncForwardReference(ForwardReference):
    """Stands for a function type defined later."""


class Ptr(LowLevelType):
    """A pointer. Attribute: `TO`."""

    def __init__(self, TO):
        if not (isinstance(TO, LowLevelType) and TO._is_container):
            raise TypeError("can only point to a container type, not to %r" % (TO,))
        self.TO = TO

    def _key(self):
        return self.TO

    def _hash_key(self):
        return 0 if isinstance(self.TO, ForwardReference) else getattr(self.TO, "_name", 1)

    @property
    def _gcflag(self):
        return self.TO._gckind

    def _needsgc(self):
        return self.TO._gckind == "gc"

    def __str__(self):
        return "* %s" % (self.TO,)

    def _defl(self):
        raw = _raw(self.TO)
        return _ptr(self, None) if raw is None else raw.null_of(self.TO)


class _Uninitialized(object):
    def __repr__(self):
        return "<uninitialized>"


_uninitialized = _Uninitialized()


def _raw(T):
    """NOT_RPYTHON: the module of raw memory, if a container of this type is a matter of it."""
    if T._gckind != "raw":
        return None
    from rpython.translation import rawmemory

    return rawmemory if rawmemory.is_raw(T) else None


def _fresh(T):
    if T._is_container:
        return T._allocate(None)
    if T is Void:
        return None
    return _uninitialized


def _zero(container):
    if isinstance(container, _struct):
        for name in container._TYPE._names:
            T = container._TYPE._flds[name]
            if T._is_container:
                _zero(container.fields[name])
            else:
                container.fields[name] = T._defl()
    elif isinstance(container, _array):
        T = container._TYPE.OF
        if T._is_container:
            for item in container.items:
                _zero(item)
        else:
            container.items[:] = [T._defl()] * len(container.items)


class _container(object):
    __slots__ = ("_TYPE", "freed")


class _struct(_container):
    __slots__ = ("fields",)

    def __init__(self, TYPE, n):
        self._TYPE = TYPE
        self.freed = False
        self.fields = {}
        for name in TYPE._names:
            T = TYPE._flds[name]
            if name == TYPE._arrayfld:
                if n is None:
                    raise TypeError("%s is of variable size" % (TYPE,))
                self.fields[name] = T._allocate(n)
            else:
                self.fields[name] = _fresh(T)


class _array(_container):
    __slots__ = ("items",)

    def __init__(self, TYPE, n):
        self._TYPE = TYPE
        self.freed = False
        if n is None:
            raise TypeError("%s is of variable size" % (TYPE,))
        if n < 0:
            raise ValueError("negative array length")
        OF = TYPE.OF
        if OF._is_container:
            self.items = [OF._allocate(None) for _ in range(n)]
        else:
            self.items = [_fresh(OF)] * n


class _opaque(_container):
    __slots__ = ("_name",)

    def __init__(self, TYPE):
        self._TYPE = TYPE
        self.freed = False


class _func(object):
    """A function that pointers can point to."""

    freed = False

    def __init__(self, TYPE, name, callable, attrs):
        self._TYPE = TYPE
        self._name = name
        self._callable = callable
        self.__dict__.update(attrs)


class _ptr(object):
    """A pointer on the host. `_TYPE` is its Ptr type, `_obj` the container or None."""

    __slots__ = ("_TYPE", "_obj")

    def __init__(self, TYPE, obj):
        object.__setattr__(self, "_TYPE", TYPE)
        object.__setattr__(self, "_obj", obj)

    def __bool__(self):
        return self._obj is not None

    def __eq__(self, other):
        if not isinstance(other, _ptr):
            raise TypeError("comparing pointer with %r object" % (type(other).__name__,))
        return self._obj is other._obj

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        raise TypeError("pointer objects are not hashable")

    def _get(self):
        obj = self._obj
        if obj is None:
            raise RuntimeError("dereferencing a null pointer of type %s" % (self._TYPE,))
        if obj.freed:
            raise RuntimeError("accessing freed %s" % (obj._TYPE,))
        return obj

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        obj = self._get()
        if isinstance(obj, _struct):
            try:
                value = obj.fields[name]
            except KeyError:
                pass
            else:
                return _read(obj._TYPE._flds[name], value, name)
        elif isinstance(obj, _func) and name in obj.__dict__:
            return obj.__dict__[name]
        raise AttributeError("%s has no field %r" % (obj._TYPE, name))

    def __setattr__(self, name, value):
        obj = self._get()
        if not isinstance(obj, _struct) or name not in obj.fields:
            raise AttributeError("%s has no field %r" % (obj._TYPE, name))
        obj.fields[name] = _checked(obj._TYPE._flds[name], value)

    def _items(self, i):
        obj = self._get()
        if isinstance(obj, _array):
            if not 0 <= i < len(obj.items):
                raise IndexError("array index %d out of range (%d)" % (i, len(obj.items)))
            return obj.items, i, obj._TYPE.OF
        if isinstance(obj._TYPE, FixedSizeArray):
            if not 0 <= i < obj._TYPE.length:
                raise IndexError("array index out of bounds")
            return obj.fields, "item%d" % i, obj._TYPE.OF
        raise TypeError("%s is not an array" % (obj._TYPE,))

    def __getitem__(self, i):
        items, i, OF = self._items(i)
        return _read(OF, items[i], i)

    def __setitem__(self, i, value):
        items, i, OF = self._items(i)
        items[i] = _checked(OF, value)

    def __len__(self):
        obj = self._get()
        if isinstance(obj, _array):
            return len(obj.items)
        if isinstance(obj._TYPE, FixedSizeArray):
            return obj._TYPE.length
        raise TypeError("%s is not an array" % (obj._TYPE,))

    def __iter__(self):
        raise TypeError("low-level pointers are not iterable")

    def __call__(self, *args):
        obj = self._get()
        if not isinstance(obj, _func):
            raise TypeError("%s is not a function" % (obj._TYPE,))
        if len(args) != len(obj._TYPE.ARGS):
            raise TypeError("wrong number of arguments for %s" % (obj._TYPE,))
        return obj._callable(*args)

    def __repr__(self):
        return "<%s at %s>" % (self._TYPE, "NULL" if self._obj is None else hex(id(self._obj)))

    def _same_obj(self, other):
        return self._obj is other._obj


def _read(T, value, where):
    if T._is_container:
        return _ptr(Ptr(T), value)
    if value is _uninitialized:
        raise UninitializedMemoryAccess("%r was never written" % (where,))
    return value


def _checked(T, value):
    if T is Signed:
        if type(value) is int:
            if not -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF:
                raise OverflowError("%d is not a word" % value)
            return value
        if type(value) is rarithmetic.r_int:
            return int(value)
    elif T is Char:
        if type(value) is str and len(value) == 1 and ord(value) < 256:
            return value
    elif T is UniChar:
        if type(value) is str and len(value) == 1:
            return value
    elif T is Void:
        return None
    elif isinstance(T, Ptr):
        if getattr(value, "_TYPE", None) == T:
            return value
    elif T._is_container:
        raise TypeError("cannot overwrite an inlined %s" % (T,))
    elif isinstance(value, Symbolic) or typeOf(value) == T:
        return value
    raise TypeError("%r is not of type %s" % (value, T))


# ____________________________________________________________
# functions


@intrinsic("lltype.typeOf")
def typeOf(val):
    """The low-level type of a value (constant at translation)."""
    kind = type(val)
    if kind is _ptr:
        return val._TYPE
    if kind is int:
        return Signed
    if kind is bool:
        return Bool
    if kind is float:
        return Float
    if kind is str:
        assert len(val) == 1
        return Char if ord(val) < 256 else UniChar
    if val is None:
        return Void
    if isinstance(val, rarithmetic.base_int):
        return build_number(None, kind)
    if kind is rarithmetic.r_singlefloat:
        return SingleFloat
    if kind is rarithmetic.r_longfloat:
        return LongFloat
    if isinstance(val, (_container, _func)):
        return val._TYPE
    if hasattr(val, "_TYPE"):
        return val._TYPE
    raise TypeError("typeOf(%r object)" % (kind.__name__,))


@intrinsic("lltype.malloc")
def malloc(
    T,
    n=None,
    flavor="gc",
    immortal=False,
    extra_args=(),
    kwargs=None,
    zero=False,
    track_allocation=True,
    add_memory_pressure=False,
    nonmovable=False,
):
    """A pointer to a new T (of n items if of variable size), zero-filled only if `zero`."""
    if T._gckind != "gc" and flavor == "gc" and not immortal:
        raise TypeError("gc flavor malloc of a non-gc non-immortal structure %s" % (T,))
    raw = _raw(T)
    if raw is not None:
        p = raw.allocator_of(T)(*([n] if T._is_varsize() else []))
        if immortal:
            raw.keep(p)
        return p
    container = T._allocate(n)
    if zero:
        _zero(container)
    return _ptr(Ptr(T), container)


@intrinsic("lltype.free")
def free(p, flavor, track_allocation=True):
    """Gives memory of flavor raw back."""
    if flavor != "raw":
        raise TypeError("can only free raw memory")
    if not isinstance(p, _ptr):
        from rpython.translation import rawmemory

        return rawmemory.free(p)
    p._get().freed = True


class scoped_alloc(object):
    """`with scoped_alloc(T, n) as p:` raw memory freed at the end of the block."""

    _rpython_intrinsic_ = "lltype.scoped_alloc"

    def __init__(self, T, n=None, zero=False):
        self.p = malloc(T, n, flavor="raw", zero=zero)

    def __enter__(self):
        return self.p

    def __exit__(self, *args):
        free(self.p, flavor="raw")


@intrinsic("lltype.nullptr")
def nullptr(T):
    """The null pointer to T."""
    return Ptr(T)._defl()


def functionptr(TYPE, name, **attrs):
    """NOT_RPYTHON: a pointer to a function; `_callable` is its host implementation."""
    return _ptr(Ptr(TYPE), _func(TYPE, name, attrs.pop("_callable", None), attrs))


def opaqueptr(TYPE, name, **attrs):
    """NOT_RPYTHON: a pointer to an opaque container."""
    container = _opaque(TYPE)
    container._name = name
    return _ptr(Ptr(TYPE), container)


@intrinsic("lltype.cast_pointer")
def cast_pointer(PTRTYPE, ptr):
    """Up or down the chain of inlined first structs."""
    if typeOf(ptr) == PTRTYPE:
        return ptr
    if not ptr:
        return nullptr(PTRTYPE.TO)
    obj = ptr._obj
    T = obj._TYPE
    while T != PTRTYPE.TO:
        name, FIRST = T._first_struct() if isinstance(T, Struct) else (None, None)
        if name is None:
            break
        obj = obj.fields[name]
        _parents[id(obj)] = (obj, ptr._obj)
        T = FIRST
    if T == PTRTYPE.TO:
        return _ptr(PTRTYPE, obj)
    outer = ptr._obj
    while id(outer) in _parents:
        outer = _parents[id(outer)][1]
        candidate = outer
        while candidate._TYPE != PTRTYPE.TO:
            name, FIRST = candidate._TYPE._first_struct()
            if name is None:
                break
            candidate = candidate.fields[name]
        if candidate._TYPE == PTRTYPE.TO:
            return _ptr(PTRTYPE, candidate)
    raise RuntimeError("cannot cast %r to %s" % (ptr, PTRTYPE))


_parents = {}


@intrinsic("lltype.cast_opaque_ptr")
def cast_opaque_ptr(PTRTYPE, ptr):
    """Between a pointer and an opaque pointer to the same object."""
    return _ptr(PTRTYPE, ptr._obj)


@intrinsic("lltype.cast_primitive")
def cast_primitive(TGT, value):
    """Converts between primitive types as a C cast does."""
    if isinstance(value, (rarithmetic.r_singlefloat, rarithmetic.r_longfloat)):
        value = float(value)
    if TGT in (Char, UniChar):
        if isinstance(value, str):
            return value
        return chr(int(value) & (0xFF if TGT is Char else 0x1FFFFF))
    if isinstance(value, str):
        value = ord(value)
    if TGT is Bool:
        return bool(value)
    if TGT is Float:
        return float(value)
    if TGT is SingleFloat:
        return rarithmetic.r_singlefloat(float(value))
    if TGT is LongFloat:
        return rarithmetic.r_longfloat(float(value))
    if TGT is Signed:
        return rarithmetic.intmask(int(value))
    if isinstance(TGT, Number):
        return TGT.type(int(value))
    raise TypeError("unsupported cast of %r to %s" % (value, TGT))


@intrinsic("lltype.cast_ptr_to_int")
def cast_ptr_to_int(ptr):
    """The address, as an int."""
    if not isinstance(ptr, _ptr):
        return ptr._adr
    return 0 if not ptr else id(ptr._obj)


@intrinsic("lltype.identityhash")
def identityhash(ptr):
    """A hash of the identity of a gc object."""
    return object.__hash__(ptr._get())


@intrinsic("lltype.render_immortal")
def render_immortal(p, track_allocation=True):
    """The raw object is never freed."""


def isCompatibleType(TYPE1, TYPE2):
    """NOT_RPYTHON: may a value of TYPE1 stand where TYPE2 is expected?"""
    return TYPE1 == TYPE2


def enforce(TYPE, value):
    """NOT_RPYTHON: the value, which must be of this type."""
    if typeOf(value) != TYPE:
        raise TypeError("expected %s, got %s" % (TYPE, typeOf(value)))
    return value


__getattr__ = not_implemented(__name__)
