"""What the object model of RPython has beyond Python's: specialisation, hashes, custom dicts, hints."""

import sys
import types as _types

from rpython._missing import not_implemented
from rpython.translation.intrinsics import intrinsic

# ____________________________________________________________
# specialisation


class _Specialize(object):
    """Decorators that ask for several annotated copies of a function."""

    def memo(self):
        """The function is run at translation for every combination of its constant arguments."""

        def decorated(func):
            func._annspecialcase_ = "specialize:memo"
            return func

        return decorated

    def arg(self, *args):
        """One copy for each constant value of the arguments at these positions."""
        return self._positions("arg", args)

    def arg_or_var(self, *args):
        """As `arg` where the value is constant, one shared copy otherwise."""
        return self._positions("arg_or_var", args)

    def argtype(self, *args):
        """One copy for each type of the arguments at these positions."""
        return self._positions("argtype", args)

    def arglistitemtype(self, arg):
        """One copy for each item type of the list at this position."""
        return self._positions("arglistitemtype", (arg,))

    def call_location(self):
        """One copy for each place that calls the function."""

        def decorated(func):
            func._annspecialcase_ = "specialize:call_location"
            return func

        return decorated

    def ll(self):
        """One copy for each combination of low-level argument types."""

        def decorated(func):
            func._annspecialcase_ = "specialize:ll"
            return func

        return decorated

    def ll_and_arg(self, *args):
        """As `ll`, and for each constant value of the arguments at these positions."""
        return self._positions("ll_and_arg", args)

    def _positions(self, kind, args):
        for arg in args:
            if not isinstance(arg, int):
                raise TypeError("specialize.%s() takes argument positions" % kind)
        text = "specialize:%s(%s)" % (kind, ", ".join([str(arg) for arg in args]))

        def decorated(func):
            func._annspecialcase_ = text
            return func

        return decorated


specialize = _Specialize()


class _NotConstant(object):
    """Argument type for `enforceargs`: the value is not to be treated as a constant."""

    def __repr__(self):
        return "NOT_CONSTANT"


NOT_CONSTANT = _NotConstant()


def enforceargs(*types_, **kwds):
    """Forces the annotation of the arguments; None leaves one free. Keywords name arguments."""
    kwds.pop("typecheck", None)

    def decorated(func):
        code = func.__code__
        if kwds:
            names = code.co_varnames[: code.co_argcount]
            given = [kwds.get(name) for name in names]
        else:
            given = list(types_)
        func._annenforceargs_ = tuple(given)
        return func

    return decorated


def always_inline(func):
    """The backend inlines every call of the function."""
    func._always_inline_ = True
    return func


def dont_inline(func):
    """The backend never inlines the function."""
    func._dont_inline_ = True
    return func


def try_inline(func):
    """The backend inlines the function where it can."""
    func._always_inline_ = "try"
    return func


def not_rpython(func):
    """Reaching the function in a translation is an error."""
    func._not_rpython_ = True
    return func


def llhelper_error_value(error_value):
    """The value a low-level callback gives back when the function raises."""

    def decorated(func):
        func._llhelper_error_value_ = error_value
        return func

    return decorated


def never_allocate(cls):
    """Class decorator: every allocation of the class must be removed by the optimiser."""
    cls._rpython_never_allocate_ = True
    return cls


# ____________________________________________________________
# symbolic values


class Symbolic(object):
    """A constant whose value is known only later."""

    def annotation(self):
        """NOT_RPYTHON: the annotation, a subclass's business."""
        return None

    def lltype(self):
        """NOT_RPYTHON: the low-level type, a subclass's business."""
        return None


class ComputedIntSymbolic(Symbolic):
    """An int computed by a function when code is generated."""

    _rpython_intrinsic_ = "ComputedIntSymbolic"

    def __init__(self, compute_fn):
        self.compute_fn = compute_fn

    def compute(self):
        """NOT_RPYTHON: the value."""
        return self.compute_fn()


class CDefinedIntSymbolic(Symbolic):
    """An int defined by an expression of the generated code."""

    _rpython_intrinsic_ = "CDefinedIntSymbolic"

    def __init__(self, expr, default=0):
        self.expr = expr
        self.default = default

    def __bool__(self):
        return bool(self.default)


@intrinsic("we_are_translated")
def we_are_translated():
    """False on the host, constant True in translated code."""
    return False


@intrinsic("we_are_translated")
def we_are_translated_to_c():
    """As `we_are_translated`."""
    return False


@intrinsic("revdb_enabled")
def revdb_enabled():
    """False: there is no reverse debugger."""
    return False


def fetch_translated_config():
    """NOT_RPYTHON: the configuration of the translation in progress; None on the host."""
    return None


# ____________________________________________________________
# instances, identity, hashes


@intrinsic("instantiate")
def instantiate(cls, nonmovable=False):
    """An instance of cls whose __init__ has not run."""
    return cls.__new__(cls)


@intrinsic("compute_identity_hash")
def compute_identity_hash(x):
    """A hash of the identity of an instance."""
    assert x is not None
    return object.__hash__(x)


@intrinsic("compute_unique_id")
def compute_unique_id(x):
    """An int that no other living object has."""
    return id(x)


@intrinsic("current_object_addr_as_int")
def current_object_addr_as_int(x):
    """The present address of x; it changes when the object moves."""
    return id(x)


def _wrap(n):
    n &= 0xFFFFFFFFFFFFFFFF
    if n & 0x8000000000000000:
        n -= 0x10000000000000000
    return n


_hash_cache = {}
_hash_keys = []  # two, once a seed was chosen


def _set_hash_seed(k0, k1):
    """NOT_RPYTHON: the function rpy_hash_seed of the run time."""
    _hash_keys[:] = [k0 & _WORD, k1 & _WORD]
    _hash_cache.clear()


_WORD = 0xFFFFFFFFFFFFFFFF


def _siphash13(k0, k1, text):
    """NOT_RPYTHON: SipHash of bytes, with one round a word and three at the end."""

    def rotated(x, n):
        return ((x << n) | (x >> (64 - n))) & _WORD

    def round(v0, v1, v2, v3):
        v0 = (v0 + v1) & _WORD
        v2 = (v2 + v3) & _WORD
        v1 = rotated(v1, 13) ^ v0
        v3 = rotated(v3, 16) ^ v2
        v0 = (rotated(v0, 32) + v3) & _WORD
        v2 = (v2 + v1) & _WORD
        return v0, rotated(v1, 17) ^ v2, rotated(v2, 32), rotated(v3, 21) ^ v0

    v0, v1 = k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D
    v2, v3 = k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573
    n = len(text) & ~7
    words = [text[i : i + 8] for i in range(0, n, 8)]
    numbers = [int.from_bytes(word, "little") for word in words]
    numbers.append(int.from_bytes(text[n:], "little") | (len(text) & 255) << 56)
    for m in numbers:
        v0, v1, v2, v3 = round(v0, v1, v2, v3 ^ m)
        v0 ^= m
    v2 ^= 0xFF
    for _ in range(3):
        v0, v1, v2, v3 = round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


def _hash_string(s):
    """NOT_RPYTHON: the function rpy_str_hash of the run time, and ll_strhash of rtyper.rstr for unicode."""
    try:
        return _hash_cache[s]
    except KeyError:
        pass
    codes = [ord(c) if isinstance(c, str) else c for c in s]
    if _hash_keys and all(c < 256 for c in codes):
        x = 0
        if codes:
            x = _wrap(_siphash13(_hash_keys[0], _hash_keys[1], bytes(codes)))
            if x == -1:
                x = -2
    else:
        x = 0x345678
        for c in codes:
            x = _wrap((x ^ c) * 0x100000001B3)
        x ^= x >> 32
        if x == 0:
            x = 29872897
    if len(_hash_cache) > 100000:
        _hash_cache.clear()
    _hash_cache[s] = x
    return x


def _hash_float(f):
    """NOT_RPYTHON: the function ll_hash_float of rtyper.rfloat."""
    if f != f:
        return 0
    return float.__hash__(f)


def _hash_tuple(t):
    """NOT_RPYTHON: what ll_tuplehash_step of rtyper.rtuple computes, item by item."""
    x = 0x345678
    for item in t:
        x = _wrap(_wrap((x ^ compute_hash(item)) * 1000003) + 82520)
    return x


@intrinsic("compute_hash")
def compute_hash(x):
    """The hash of a str, int, float, tuple of such, or the identity hash of an instance or None."""
    if isinstance(x, (str, bytes)):
        return _hash_string(x)
    if isinstance(x, int):
        return _wrap(int(x))
    if isinstance(x, float):
        return _hash_float(x)
    if isinstance(x, tuple):
        return _hash_tuple(x)
    if x is None:
        return 0
    return compute_identity_hash(x)


@intrinsic("keepalive_until_here")
def keepalive_until_here(*values):
    """The values stay alive up to this point."""


@intrinsic("is_annotation_constant")
def is_annotation_constant(thing):
    """True if the annotator sees a constant here."""
    return True


@intrinsic("likely")
def likely(condition):
    """The condition is expected to be true."""
    return condition


@intrinsic("unlikely")
def unlikely(condition):
    """The condition is expected to be false."""
    return condition


@intrinsic("free_non_gc_object")
def free_non_gc_object(obj):
    """Frees an instance of a class with `_alloc_flavor_ = "raw"`."""
    obj.__dict__ = {}
    obj.__class__ = FREED_OBJECT


class FREED_OBJECT(object):
    """NOT_RPYTHON: the class of freed objects on the host."""

    def __getattribute__(self, attr):
        raise RuntimeError("access to freed object")


# ____________________________________________________________
# lists


@intrinsic("newlist_hint")
def newlist_hint(sizehint=0):
    """An empty list with room for `sizehint` items."""
    return []


@intrinsic("resizelist_hint")
def resizelist_hint(lst, sizehint):
    """Makes room for `sizehint` items in a list."""


@intrinsic("list_get_physical_size")
def list_get_physical_size(lst):
    """The number of items the list has room for."""
    return len(lst)


def int_to_bytearray(i):
    """A bytearray of i zero bytes."""
    return bytearray(i)


malloc_zero_filled = CDefinedIntSymbolic("MALLOC_ZERO_FILLED", default=0)

# ____________________________________________________________
# dicts with custom key equality


class _DictKey(object):
    __slots__ = ("dict", "key", "hash")

    def __init__(self, dict, key):
        self.dict = dict
        self.key = key
        self.hash = dict.key_hash(key)

    def __eq__(self, other):
        return self.key is other.key or bool(self.dict.key_eq(self.key, other.key))

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return self.hash


class r_dict(object):
    """A dict whose keys are compared by key_eq(a, b) and hashed by key_hash(a).

    Insertion ordered. `force_non_null` and `simple_hash_eq` are promises to the translator: keys
    are never None; key_hash and key_eq do not change the dict and cannot raise.
    """

    _rpython_intrinsic_ = "r_dict"

    def __init__(self, key_eq, key_hash, force_non_null=False, simple_hash_eq=False):
        self.key_eq = key_eq
        self.key_hash = key_hash
        self.force_non_null = force_non_null
        self.simple_hash_eq = simple_hash_eq
        self._dict = {}

    def __getitem__(self, key):
        return self._dict[_DictKey(self, key)]

    def __setitem__(self, key, value):
        self._dict[_DictKey(self, key)] = value

    def __delitem__(self, key):
        del self._dict[_DictKey(self, key)]

    def __len__(self):
        return len(self._dict)

    def __bool__(self):
        return bool(self._dict)

    def __iter__(self):
        for wrapped in self._dict:
            yield wrapped.key

    def __contains__(self, key):
        return _DictKey(self, key) in self._dict

    def get(self, key, default=None):
        return self._dict.get(_DictKey(self, key), default)

    def setdefault(self, key, default):
        return self._dict.setdefault(_DictKey(self, key), default)

    def pop(self, key, *default):
        return self._dict.pop(_DictKey(self, key), *default)

    def popitem(self):
        wrapped, value = self._dict.popitem()
        return wrapped.key, value

    def copy(self):
        result = self.__class__(self.key_eq, self.key_hash)
        result.update(self)
        return result

    def update(self, other):
        for key, value in other.items():
            self[key] = value

    def keys(self):
        return [wrapped.key for wrapped in self._dict]

    def values(self):
        return list(self._dict.values())

    def items(self):
        return [(wrapped.key, value) for wrapped, value in self._dict.items()]

    iterkeys = __iter__

    def itervalues(self):
        return iter(self._dict.values())

    def iteritems(self):
        for wrapped, value in self._dict.items():
            yield wrapped.key, value

    def clear(self):
        self._dict.clear()

    def __repr__(self):
        return "r_dict(%r)" % (self.items(),)

    def __hash__(self):
        raise TypeError("cannot hash r_dict instances")


class r_ordereddict(r_dict):
    """As `r_dict`, which is ordered already."""


@intrinsic("prepare_dict_update")
def prepare_dict_update(d, n_elements):
    """Makes room for n_elements more entries."""


@intrinsic("reversed_dict")
def reversed_dict(d):
    """Iterates over the keys of d, last inserted first."""
    return iter(list(d.keys())[::-1])


def _dict_hash(d, key):
    return d.key_hash(key) if isinstance(d, r_dict) else compute_hash(key)


@intrinsic("iterkeys_with_hash")
def iterkeys_with_hash(d):
    """Iterates over (key, hash)."""
    for key in list(d.keys()):
        yield key, _dict_hash(d, key)


@intrinsic("iteritems_with_hash")
def iteritems_with_hash(d):
    """Iterates over (key, value, hash)."""
    for key, value in list(d.items()):
        yield key, value, _dict_hash(d, key)


@intrinsic("contains_with_hash")
def contains_with_hash(d, key, h):
    """key in d, the hash being known."""
    return key in d


@intrinsic("getitem_with_hash")
def getitem_with_hash(d, key, h):
    """d[key], the hash being known."""
    return d[key]


@intrinsic("setitem_with_hash")
def setitem_with_hash(d, key, h, value):
    """d[key] = value, the hash being known."""
    d[key] = value


@intrinsic("delitem_with_hash")
def delitem_with_hash(d, key, h):
    """del d[key], the hash being known."""
    del d[key]


@intrinsic("delitem_if_value_is")
def delitem_if_value_is(d, key, value):
    """Deletes d[key] if it is this very value; no error if there is no such key."""
    if key in d and d[key] is value:
        del d[key]


@intrinsic("move_to_end")
def move_to_end(d, key, last=True):
    """Moves an existing key to the end of the order, or with last=False to its beginning."""
    value = d.pop(key)
    if last:
        d[key] = value
    else:
        items = list(d.items())
        d.clear()
        d[key] = value
        for k, v in items:
            d[k] = v


def dict_to_switch(d):
    """A function that looks its argument up in the constant dict d; KeyError if it is not there."""

    def lookup(query):
        return d[query]

    return lookup


# ____________________________________________________________
# tagged integers


class UnboxedValue(object):
    """Mixin of classes whose instances may be represented as tagged words: one int attribute."""

    _mixin_ = True

    def __init_subclass__(cls):
        slots = cls.__dict__.get("__slots__")
        if slots:
            assert "__init__" not in cls.__dict__, "an UnboxedValue has no __init__ of its own"
            scope = {}
            exec(_UNBOXED % ((slots if isinstance(slots, str) else slots[0],) * 2), scope)
            cls.__init__ = scope["__init__"]
            cls.get_untagged_value = scope["get_untagged_value"]


_UNBOXED = '''
def __init__(self, value):
    self.%s = value


def get_untagged_value(self):
    """The int."""
    return self.%s
'''


# ____________________________________________________________
# building classes and registering replacements at import time


def func_with_new_name(func, name):
    """NOT_RPYTHON: a copy of a function under another name."""
    copy = _types.FunctionType(
        func.__code__, func.__globals__, name, func.__defaults__, func.__closure__
    )
    copy.__kwdefaults__ = func.__kwdefaults__
    copy.__dict__.update(func.__dict__)
    copy.__doc__ = func.__doc__
    copy.__qualname__ = func.__qualname__
    return copy


_MIXIN_SKIPPED = ("__dict__", "__weakref__", "__module__", "__doc__", "_mixin_", "__qualname__")


def import_from_mixin(M, special_methods=("__init__", "__del__")):
    """NOT_RPYTHON: called in a class body; copies there what the mixin M and its bases define."""
    namespace = sys._getframe(1).f_locals
    if isinstance(M, type):
        found = {}
        for base in M.__mro__[::-1]:
            if base is not object:
                found.update(base.__dict__)
    else:
        found = {k: v for k, v in M.__dict__.items() if not k.startswith("__")}
    special = {}
    for key, value in found.items():
        if key in _MIXIN_SKIPPED or key in ("__annotations__", "__parameters__"):
            continue
        if key.startswith("__") and key.endswith("__") and key not in special_methods:
            if not isinstance(value, _types.FunctionType):
                continue
        if isinstance(value, _types.FunctionType):
            value = func_with_new_name(value, value.__name__)
        elif isinstance(value, staticmethod):
            value = staticmethod(func_with_new_name(value.__func__, value.__func__.__name__))
        elif isinstance(value, classmethod):
            raise AssertionError("classmethods are not supported by import_from_mixin")
        if key in special_methods and key in namespace:
            special[key] = value
            continue
        if key in namespace:
            raise Exception("import_from_mixin: class and mixin both define %r" % (key,))
        namespace[key] = value
    if special:
        raise Exception("import_from_mixin: class and mixin both define %r" % sorted(special))


def register_replacement_for(replaced_function):
    """NOT_RPYTHON: decorator; the function is used in place of a host function when translated."""
    from rpython.translation.replacements import replaces

    return replaces(replaced_function)


__getattr__ = not_implemented(__name__)
