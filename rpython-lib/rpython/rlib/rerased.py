"""Storing values of different types in one attribute, each behind its own pair of functions."""

from rpython.translation.intrinsics import intrinsic


class Erased(object):
    """What `erase` gives on the host."""

    def __init__(self, x, identity):
        self._x = x
        self._identity = identity

    def __repr__(self):
        return "Erased(%r, %r)" % (self._x, self._identity)


class ErasingPairIdentity(object):
    """Tells pairs apart: a value is unerased by the function of the pair that erased it."""

    def __init__(self, name):
        self.name = name

    def _freeze_(self):
        return True

    def __repr__(self):
        return "ErasingPairIdentity(%r)" % (self.name,)


class _EraseFunction(object):
    """Calling an instance erases. The translator: cast to a gc reference; see INTRINSICS.md."""

    _rpython_intrinsic_ = "rerased.erase"

    def __init__(self, identity):
        self.identity = identity
        self.__name__ = "erase_" + identity.name

    def _freeze_(self):
        return True

    def __call__(self, x):
        assert not isinstance(x, Erased)
        return Erased(x, self.identity)


class _UneraseFunction(object):
    """Calling an instance gives back what the pair's other half erased."""

    _rpython_intrinsic_ = "rerased.unerase"

    def __init__(self, identity):
        self.identity = identity
        self.__name__ = "unerase_" + identity.name

    def _freeze_(self):
        return True

    def __call__(self, y):
        assert y._identity is self.identity, "unerased by the wrong pair"
        return y._x


def new_erasing_pair(name):
    """NOT_RPYTHON: (erase, unerase): values of one type may pass through the pair."""
    identity = ErasingPairIdentity(name)
    return _EraseFunction(identity), _UneraseFunction(identity)


def new_static_erasing_pair(name):
    """NOT_RPYTHON: the pair as static methods, for a class body."""
    erase, unerase = new_erasing_pair(name)
    return staticmethod(erase), staticmethod(unerase)


_int_identity = ErasingPairIdentity("int")


@intrinsic("rerased.erase_int")
def erase_int(x):
    """Erases a small int (63 bits) as a tagged word; OverflowError if it does not fit."""
    assert isinstance(x, int)
    if not -(1 << 62) <= x < 1 << 62:
        raise OverflowError
    return Erased(x, _int_identity)


@intrinsic("rerased.unerase_int")
def unerase_int(y):
    """The int."""
    assert y._identity is _int_identity
    return y._x
