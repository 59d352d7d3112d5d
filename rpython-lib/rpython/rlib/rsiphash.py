"""Hashes of strings that depend on a seed: SipHash-1-3, once the program has chosen one.

The name and `choosen_seed` are the original's, which hashes with SipHash-2-4.
"""

from rpython._missing import not_implemented
from rpython.rlib import objectmodel
from rpython.rtyper.lltypesystem.lltype import Signed, Void
from rpython.rtyper.lltypesystem.rffi import llexternal

_hash_seed = llexternal(
    "rpy_hash_seed", [Signed, Signed], Void, host=lambda k0, k1: objectmodel._set_hash_seed(k0, k1)
)


def choosen_seed(k0, k1):
    """From now on strings are hashed with these keys. To be called before anything is hashed that is looked up later."""
    _hash_seed(k0, k1)


__getattr__ = not_implemented(__name__)
