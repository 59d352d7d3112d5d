"""The module _blake2."""

from rpython.rlib import rbigint

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, attr, getset, method, new
from interpreters.python.module import modinfo
from interpreters.python.module.hashes import blake2
from interpreters.python.module.hashes.sha3types import data_w
from interpreters.python.objspace import byteops, bytesobject
from interpreters.python.objspace import operation as space


class W_Blake2(W_Root):
    """A hash object."""

    def __init__(self, state):
        self.state = state

    def fresh(self, state):
        """Another object of the type."""
        raise NotImplementedError

    def descr_update(self, w_data):
        self.state.update(data_w(w_data))

    def descr_digest(self):
        return space.newbytes(self.state.copy().digest())

    def descr_hexdigest(self):
        return space.newtext(byteops.to_hex(self.state.copy().digest(), "", 1))

    def descr_copy(self):
        return self.fresh(self.state.copy())

    def fget_name(self):
        return space.newtext("blake2b" if self.state.wide else "blake2s")

    def fget_digest_size(self):
        return space.newint(self.state.digest_size)

    def fget_block_size(self):
        return space.newint(self.state.block)


def ranged(w_value, default, low, high, message):
    """An int argument between two values."""
    if w_value is None:
        return default
    value = space.int_w(w_value)
    if value < low or value > high:
        raise operr(space.w_ValueError, message)
    return value


def sized(w_value, size, what):
    """A bytes argument of at most `size` bytes."""
    if w_value is None:
        return ""
    data = bytesobject.need_buffer(w_value)
    if len(data) > size:
        raise operr(space.w_ValueError, "maximum %s length is %d bytes" % (what, size))
    return data


def large(w_value, size, message):
    """An argument that fills `size` bytes, as these."""
    if w_value is None:
        return "\0" * size
    value = space.bigint_w(space.index(w_value))
    if value.lt(rbigint.rbigint.fromint(0)):
        raise operr(space.w_ValueError, "value must be positive")
    if value.bit_length() > 64:
        raise operr(space.w_OverflowError, "int too big to convert")
    if value.bit_length() > size * 8:
        raise operr(space.w_OverflowError, message)
    return blake2.little(value.uintmask(), size)


def filled(data, size):
    """The bytes, with NULs behind them."""
    return data + "\0" * (size - len(data))


def start(wide, scope_w):
    """The state after the arguments of a constructor."""
    top = 64 if wide else 32
    size = ranged(scope_w[2], top, 1, top, "digest_size must be between 1 and %d bytes" % top)
    key = sized(scope_w[3], top, "key")
    salt = sized(scope_w[4], top // 4, "salt")
    person = sized(scope_w[5], top // 4, "person")
    fanout = ranged(scope_w[6], 1, 0, 255, "fanout must be between 0 and 255")
    depth = ranged(scope_w[7], 1, 1, 255, "depth must be between 1 and 255")
    leaf = large(scope_w[8], 4, "leaf_size is too large")
    offset = large(scope_w[9], 8 if wide else 6, "node_offset is too large")
    node_depth = ranged(scope_w[10], 0, 0, 255, "node_depth must be between 0 and 255")
    inner = ranged(scope_w[11], 0, 0, top, "inner_size must be between 0 and is %d" % top)
    last_node = scope_w[12] is not None and space.is_true(scope_w[12])
    parameters = chr(size) + chr(len(key)) + chr(fanout) + chr(depth) + leaf + offset
    parameters += chr(node_depth) + chr(inner)
    if wide:
        parameters += "\0" * 14
    parameters += filled(salt, top // 4) + filled(person, top // 4)
    state = blake2.Blake2(wide, size, parameters, last_node)
    if len(key) > 0:
        state.update(filled(key, state.block))
    if scope_w[1] is not None:
        state.update(data_w(scope_w[1]))
    return state


def _declare(name, wide):
    """NOT_RPYTHON: the TypeDef of a function."""

    class W_Function(W_Blake2):
        def fresh(self, state):
            return W_Function(state)

    def make(scope_w):
        return W_Function(start(wide, scope_w))

    top = 64 if wide else 32
    W_Function.typedef = TypeDef(
        "_blake2." + name,
        W_Function,
        new(
            "cls, data=None, /, *, digest_size=None, key=None, salt=None, person=None, fanout=None, "
            "depth=None, leaf_size=None, node_offset=None, node_depth=None, inner_size=None, "
            "last_node=None, usedforsecurity=None",
            make,
        ),
        method("update", W_Blake2.descr_update, "self, data, /"),
        method("digest", W_Blake2.descr_digest, "self"),
        method("hexdigest", W_Blake2.descr_hexdigest, "self"),
        method("copy", W_Blake2.descr_copy, "self"),
        getset("name", W_Blake2.fget_name),
        getset("digest_size", W_Blake2.fget_digest_size),
        getset("block_size", W_Blake2.fget_block_size),
        attr("SALT_SIZE", space.newint(top // 4)),
        attr("PERSON_SIZE", space.newint(top // 4)),
        attr("MAX_KEY_SIZE", space.newint(top)),
        attr("MAX_DIGEST_SIZE", space.newint(top)),
        acceptable_as_base=False,
        publish=False,
    )
    return W_Function.typedef


MODULE = modinfo.declare(
    "_blake2",
    constants=[
        (prefix + what, value)
        for prefix, top in (("BLAKE2B_", 64), ("BLAKE2S_", 32))
        for what, value in (
            ("SALT_SIZE", top // 4),
            ("PERSON_SIZE", top // 4),
            ("MAX_KEY_SIZE", top),
            ("MAX_DIGEST_SIZE", top),
        )
    ],
    types=[_declare("blake2b", True), _declare("blake2s", False)],
)
