"""Hash objects, and the modules of their constructors."""

from rpython.rlib import rmd5, rsha
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import TypeDef, getset, method
from interpreters.python.module import modinfo
from interpreters.python.module.hashes import sha2
from interpreters.python.objspace import byteops, bytesobject, unicodeobject
from interpreters.python.objspace import operation as space

SIZES = {"md5": 16, "sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}


class Md5(sha2.Digest):
    """MD5"""

    def __init__(self, state):
        self.state = state

    def update(self, data):
        self.state.update(data)

    def digest(self):
        return self.state.digest()

    def copy(self):
        return Md5(self.state.copy())


class Sha1(sha2.Digest):
    """SHA-1"""

    def __init__(self, state):
        self.state = state

    def update(self, data):
        self.state.update(data)

    def digest(self):
        return self.state.digest()

    def copy(self):
        return Sha1(self.state.copy())


def new_digest(name):
    """An algorithm that has seen nothing."""
    if name == "md5":
        return Md5(rmd5.RMD5())
    if name == "sha1":
        return Sha1(rsha.RSHA())
    if name == "sha224":
        return sha2.Sha256(sha2.H224, 28)
    if name == "sha256":
        return sha2.Sha256(sha2.H256, 32)
    if name == "sha384":
        return sha2.Sha512(sha2.H384, 48)
    return sha2.Sha512(sha2.H512, 64)


class W_Hash(W_Root):
    """A hash object of `_md5` and the like."""

    def __init__(self, name, digest):
        self.name = name
        self.state = digest

    def append(self, w_data):
        if isinstance(w_data, unicodeobject.W_UnicodeObject):
            raise operr(space.w_TypeError, "Strings must be encoded before hashing")
        data = bytesobject.buffer_or_none(w_data)
        if data is None:
            raise operr(space.w_TypeError, "object supporting the buffer API required")
        self.state.update(data)

    def compute(self):
        """The digest."""
        return self.state.digest()

    def descr_update(self, w_data):
        self.append(w_data)

    def descr_digest(self):
        return space.newbytes(self.compute())

    def descr_hexdigest(self):
        return space.newtext(byteops.to_hex(self.compute(), "", 1))

    def descr_copy(self):
        return W_Hash(self.name, self.state.copy())

    def descr_repr(self):
        builder = StringBuilder(40)
        builder.append("<" + self.name + " _hashlib.HASH object @ ")
        builder.append(space.address_text(self))
        builder.append(">")
        return space.newtext(builder.build())

    def fget_name(self):
        return space.newtext(self.name)

    def fget_digest_size(self):
        return space.newint(SIZES[self.name])

    def fget_block_size(self):
        if self.name == "sha384" or self.name == "sha512":
            return space.newint(128)
        return space.newint(64)


W_Hash.typedef = TypeDef(
    "_hashlib.HASH",
    W_Hash,
    method("update", W_Hash.descr_update, "self, obj, /"),
    method("digest", W_Hash.descr_digest, "self"),
    method("hexdigest", W_Hash.descr_hexdigest, "self"),
    method("copy", W_Hash.descr_copy, "self"),
    method("__repr__", W_Hash.descr_repr, "self"),
    getset("name", W_Hash.fget_name),
    getset("digest_size", W_Hash.fget_digest_size),
    getset("block_size", W_Hash.fget_block_size),
)


def _constructor(name):
    """NOT_RPYTHON: md5(string=b'', *, usedforsecurity=True) and the like"""

    def make(w_string, w_security):
        w_hash = W_Hash(name, new_digest(name))
        if w_string is not None:
            w_hash.append(w_string)
        return w_hash

    return function(name, make, "string=None, *, usedforsecurity=None")


MODULES = [
    modinfo.declare("_md5", [_constructor("md5")]),
    modinfo.declare("_sha1", [_constructor("sha1")]),
    modinfo.declare("_sha256", [_constructor("sha224"), _constructor("sha256")]),
    modinfo.declare("_sha512", [_constructor("sha384"), _constructor("sha512")]),
]
