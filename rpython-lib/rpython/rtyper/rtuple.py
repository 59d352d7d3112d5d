"""Low-level helpers for tuples: the hash, item by item. See HELPERS.md."""

from rpython.rlib.rarithmetic import intmask

ll_tuplehash_start = 0x345678


def ll_tuplehash_step(h, item_hash):
    """The hash so far and that of the next item, combined."""
    return intmask(intmask((h ^ item_hash) * 1000003) + 82520)
