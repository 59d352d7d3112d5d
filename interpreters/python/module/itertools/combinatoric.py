"""product, permutations, combinations, combinations_with_replacement."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, iterator_methods, new
from interpreters.python.objspace import operation as space


class W_Product(W_Root):
    """product(*iterables, repeat=1)"""

    def __init__(self, pools):
        self.pools = pools
        self.indices = [0] * len(pools)
        self.started = False
        self.stopped = False

    def advance(self):
        """Go to the next combination; False after the last one."""
        i = len(self.pools) - 1
        while i >= 0:
            self.indices[i] += 1
            if self.indices[i] < len(self.pools[i]):
                return True
            self.indices[i] = 0
            i -= 1
        return False

    def next_w(self):
        if self.stopped:
            return None
        if not self.started:
            self.started = True
            for pool in self.pools:
                if len(pool) == 0:
                    self.stopped = True
                    return None
        elif not self.advance():
            self.stopped = True
            return None
        n = len(self.pools)
        items_w = [None] * n
        i = 0
        while i < n:
            items_w[i] = self.pools[i][self.indices[i]]
            i += 1
        return space.newtuple(items_w)


def product_new(w_type, args):
    """product.__new__"""
    args.only_keywords_allowed("product", ["repeat"])
    repeat = 1
    w_repeat = args.getkw("repeat")
    if w_repeat is not None:
        repeat = space.int_w(w_repeat)
        if repeat < 0:
            raise operr(space.w_ValueError, "repeat argument cannot be negative")
    once = []
    for w_arg in args.args_w:
        once.append(space.unpackiterable(w_arg)[:])
    pools = []
    i = 0
    while i < repeat:
        for pool in once:
            pools.append(pool)
        i += 1
    return W_Product(pools)


def picked(pool_w, indices, r):
    """The tuple of the first r indices' items."""
    items_w = [None] * r
    i = 0
    while i < r:
        items_w[i] = pool_w[indices[i]]
        i += 1
    return space.newtuple(items_w)


class W_Permutations(W_Root):
    """permutations(iterable, r=None)"""

    def __init__(self, pool_w, r):
        n = len(pool_w)
        self.pool_w = pool_w
        self.r = r
        self.indices = [0] * n
        i = 0
        while i < n:
            self.indices[i] = i
            i += 1
        self.cycles = [0] * r
        i = 0
        while i < r:
            self.cycles[i] = n - i
            i += 1
        self.started = False
        self.stopped = r > n

    def advance(self):
        """The next permutation in lexicographic order; False after the last one."""
        n = len(self.pool_w)
        i = self.r - 1
        while i >= 0:
            self.cycles[i] -= 1
            if self.cycles[i] == 0:
                # rotate indices[i:] by one
                first = self.indices[i]
                k = i
                while k < n - 1:
                    self.indices[k] = self.indices[k + 1]
                    k += 1
                self.indices[n - 1] = first
                self.cycles[i] = n - i
            else:
                j = n - self.cycles[i]
                other = self.indices[j]
                self.indices[j] = self.indices[i]
                self.indices[i] = other
                return True
            i -= 1
        return False

    def next_w(self):
        if self.stopped:
            return None
        if not self.started:
            self.started = True
        elif not self.advance():
            self.stopped = True
            return None
        return picked(self.pool_w, self.indices, self.r)


def length_argument(w_r, default):
    """The argument r, not negative."""
    if w_r is None or w_r is space.w_None:
        return default
    r = space.int_w(w_r)
    if r < 0:
        raise operr(space.w_ValueError, "r must be non-negative")
    return r


def permutations_new(w_type, w_iterable, w_r):
    """permutations.__new__"""
    pool_w = space.unpackiterable(w_iterable)[:]
    return W_Permutations(pool_w, length_argument(w_r, len(pool_w)))


class W_Combinations(W_Root):
    """combinations(iterable, r), and with replacement"""

    def __init__(self, pool_w, r, replacement):
        n = len(pool_w)
        self.pool_w = pool_w
        self.r = r
        self.replacement = replacement
        self.indices = [0] * r
        if not replacement:
            i = 0
            while i < r:
                self.indices[i] = i
                i += 1
        self.started = False
        if replacement:
            self.stopped = n == 0 and r > 0
        else:
            self.stopped = r > n

    def highest(self, i):
        """The last value of the i-th index."""
        if self.replacement:
            return len(self.pool_w) - 1
        return i + len(self.pool_w) - self.r

    def advance(self):
        """The next combination; False after the last one."""
        i = self.r - 1
        while i >= 0 and self.indices[i] == self.highest(i):
            i -= 1
        if i < 0:
            return False
        value = self.indices[i] + 1
        self.indices[i] = value
        k = i + 1
        while k < self.r:
            if not self.replacement:
                value += 1
            self.indices[k] = value
            k += 1
        return True

    def next_w(self):
        if self.stopped:
            return None
        if not self.started:
            self.started = True
        elif not self.advance():
            self.stopped = True
            return None
        return picked(self.pool_w, self.indices, self.r)


class W_CombinationsWithReplacement(W_Combinations):
    """combinations_with_replacement(iterable, r)"""


def combinations_new(w_type, w_iterable, w_r):
    """combinations.__new__"""
    return W_Combinations(space.unpackiterable(w_iterable)[:], length_argument(w_r, 0), False)


def replacement_new(w_type, w_iterable, w_r):
    """combinations_with_replacement.__new__"""
    pool_w = space.unpackiterable(w_iterable)[:]
    return W_CombinationsWithReplacement(pool_w, length_argument(w_r, 0), True)


from interpreters.python.module.itertools import pickling  # noqa: E402


def _declare(name, cls, signature, new_function, reduce, setstate):
    """NOT_RPYTHON"""
    cls.typedef = TypeDef(
        "itertools." + name,
        cls,
        new(signature, new_function),
        *iterator_methods(cls),
        *pickling.methods(reduce, setstate),
    )
    return cls.typedef


TYPES = [
    _declare(
        "product",
        W_Product,
        "cls, ...",
        product_new,
        pickling.product_reduce,
        pickling.product_setstate,
    ),
    _declare(
        "permutations",
        W_Permutations,
        "cls, iterable, r=None",
        permutations_new,
        pickling.permutations_reduce,
        pickling.permutations_setstate,
    ),
    _declare(
        "combinations",
        W_Combinations,
        "cls, iterable, r",
        combinations_new,
        pickling.combinations_reduce,
        pickling.combinations_setstate,
    ),
    _declare(
        "combinations_with_replacement",
        W_CombinationsWithReplacement,
        "cls, iterable, r",
        replacement_new,
        pickling.combinations_reduce,
        pickling.combinations_setstate,
    ),
]
