"""The module _sha3: one type for each function."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new
from interpreters.python.module import modinfo
from interpreters.python.module.hashes import keccak
from interpreters.python.objspace import byteops, bytesobject, unicodeobject
from interpreters.python.objspace import operation as space

LONGEST = 1 << 29  # of a digest of SHAKE


def data_w(w_data):
    """The bytes that are hashed."""
    if isinstance(w_data, unicodeobject.W_UnicodeObject):
        raise operr(space.w_TypeError, "Strings must be encoded before hashing")
    data = bytesobject.buffer_or_none(w_data)
    if data is None:
        raise operr(space.w_TypeError, "object supporting the buffer API required")
    return data


class W_Sponge(W_Root):
    """A hash object; the length of the digest is 0 where digest() is told it."""

    def __init__(self, sponge, size):
        self.sponge = sponge
        self.size = size

    def fresh(self, sponge):
        """Another object of the type."""
        raise NotImplementedError

    def shown(self):
        """The name."""
        raise NotImplementedError

    def descr_update(self, w_data):
        self.sponge.update(data_w(w_data))

    def digest(self):
        """The digest so far."""
        return self.sponge.copy().squeeze(self.size)

    def digest_of(self, w_length):
        """The digest so far, of a length."""
        length = space.int_w(w_length)
        if length < 0:
            raise operr(space.w_ValueError, "value must be positive")
        if length >= LONGEST:
            raise operr(space.w_ValueError, "length is too large")
        return self.sponge.copy().squeeze(length)

    def descr_digest(self):
        return space.newbytes(self.digest())

    def descr_hexdigest(self):
        return space.newtext(byteops.to_hex(self.digest(), "", 1))

    def descr_digest_of(self, w_length):
        return space.newbytes(self.digest_of(w_length))

    def descr_hexdigest_of(self, w_length):
        return space.newtext(byteops.to_hex(self.digest_of(w_length), "", 1))

    def descr_copy(self):
        return self.fresh(self.sponge.copy())

    def fget_name(self):
        return space.newtext(self.shown())

    def fget_digest_size(self):
        return space.newint(self.size)

    def fget_block_size(self):
        return space.newint(self.sponge.rate)

    def fget_rate(self):
        return space.newint(self.sponge.rate * 8)

    def fget_capacity(self):
        return space.newint(1600 - self.sponge.rate * 8)

    def fget_suffix(self):
        return space.newbytes(chr(self.sponge.suffix))


def _declare(name, rate, suffix, size):
    """NOT_RPYTHON: the TypeDef of a function."""

    class W_Function(W_Sponge):
        def fresh(self, sponge):
            return W_Function(sponge, size)

        def shown(self):
            return name

    def make(w_type, w_data, w_security):
        sponge = keccak.Sponge(rate, suffix)
        if w_data is not None:
            sponge.update(data_w(w_data))
        return W_Function(sponge, size)

    if size > 0:
        ends = [
            method("digest", W_Sponge.descr_digest, "self"),
            method("hexdigest", W_Sponge.descr_hexdigest, "self"),
        ]
    else:
        ends = [
            method("digest", W_Sponge.descr_digest_of, "self, length, /"),
            method("hexdigest", W_Sponge.descr_hexdigest_of, "self, length, /"),
        ]
    W_Function.typedef = TypeDef(
        "_sha3." + name,
        W_Function,
        new("cls, data=None, /, *, usedforsecurity=None", make),
        method("update", W_Sponge.descr_update, "self, data, /"),
        method("copy", W_Sponge.descr_copy, "self"),
        *ends,
        getset("name", W_Sponge.fget_name),
        getset("digest_size", W_Sponge.fget_digest_size),
        getset("block_size", W_Sponge.fget_block_size),
        getset("_rate_bits", W_Sponge.fget_rate),
        getset("_capacity_bits", W_Sponge.fget_capacity),
        getset("_suffix", W_Sponge.fget_suffix),
        acceptable_as_base=False,
        publish=False,
    )
    return W_Function.typedef


MODULE = modinfo.declare(
    "_sha3",
    constants=[("implementation", "rpython")],
    types=[
        _declare("sha3_%d" % bits, 200 - bits // 4, 0x06, bits // 8)
        for bits in (224, 256, 384, 512)
    ]
    + [_declare("shake_%d" % bits, 200 - bits // 4, 0x1F, 0) for bits in (128, 256)],
)
