"""_random.Random: the Mersenne twister."""

from rpython.rlib import rrandom, rtime
from rpython.rlib.rarithmetic import intmask, r_uint
from rpython.rlib.rbigint import rbigint

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, method, new, user_subclass
from interpreters.python.module import modinfo
from interpreters.python.objspace import intobject, longobject, tupleobject
from interpreters.python.objspace import operation as space


class W_Random(W_Root):
    """Random(seed=None)"""

    def __init__(self):
        self.generator = rrandom.Random()

    def descr_seed(self, w_seed):
        if w_seed is None or w_seed is space.w_None:
            num = rbigint.fromint(int(rtime.time() * 1000000.0) ^ space.identity_hash(self))
        elif isinstance(w_seed, intobject.W_AbstractIntObject):
            num = space.bigint_w(w_seed).abs()
        else:
            num = rbigint.fromint(space.hash_w(w_seed) & 0x7FFFFFFFFFFFFFFF)
        size = (num.bit_length() + 31) // 32
        if size == 0:
            size = 1
        data = longobject.to_bytes(num, size * 4, "little", False)
        key = []
        i = 0
        while i < size:
            value = 0
            k = 3
            while k >= 0:
                value = (value << 8) | ord(data[i * 4 + k])
                k -= 1
            key.append(r_uint(value))
            i += 1
        self.generator.init_by_array(key)

    def descr_random(self):
        return space.newfloat(self.generator.random())

    def descr_getrandbits(self, w_bits):
        bits = space.int_w(w_bits)
        if bits < 0:
            raise operr(space.w_ValueError, "number of bits must be non-negative")
        if bits == 0:
            return space.newint(0)
        if bits <= 32:
            return space.newint(intmask(self.generator.genrand32() >> (32 - bits)))
        chars = []
        left = bits
        while left > 0:
            value = intmask(self.generator.genrand32())
            if left < 32:
                value = value >> (32 - left)
            for shift in range(0, 32, 8):
                chars.append(chr((value >> shift) & 255))
            left -= 32
        return intobject.from_bytes("".join(chars), "little", False)

    def descr_getstate(self):
        items_w = []
        for value in self.generator.state:
            items_w.append(space.newint(intmask(value)))
        items_w.append(space.newint(self.generator.index))
        return space.newtuple(items_w)

    def descr_setstate(self, w_state):
        if not isinstance(w_state, tupleobject.W_TupleObject):
            raise operr(space.w_TypeError, "state vector must be a tuple")
        items_w = w_state.getitems()
        if len(items_w) != rrandom.N + 1:
            raise operr(space.w_ValueError, "state vector is the wrong size")
        state = []
        i = 0
        while i < rrandom.N:
            state.append(r_uint(space.int_w(items_w[i])))
            i += 1
        index = space.int_w(items_w[rrandom.N])
        if index < 0 or index > rrandom.N:
            raise operr(space.w_ValueError, "invalid state")
        self.generator.state = state
        self.generator.index = index


W_RandomUser = user_subclass(W_Random)


def random_new(w_type, args):
    """Random.__new__: seeded at once"""
    if w_type is space.w_Random:
        w_random = W_Random()
    else:
        w_random = W_RandomUser()
        w_random.user_setup(w_type)
    w_seed = None
    if len(args.args_w) > 0:
        w_seed = args.args_w[0]
    w_random.descr_seed(w_seed)
    return w_random


W_Random.typedef = TypeDef(
    "_random.Random",
    W_Random,
    new("cls, ...", random_new),
    method("seed", W_Random.descr_seed, "self, n=None, /"),
    method("random", W_Random.descr_random, "self"),
    method("getrandbits", W_Random.descr_getrandbits, "self, k, /"),
    method("getstate", W_Random.descr_getstate, "self"),
    method("setstate", W_Random.descr_setstate, "self, state, /"),
)

MODULE = modinfo.declare("_random", types=[W_Random.typedef])
