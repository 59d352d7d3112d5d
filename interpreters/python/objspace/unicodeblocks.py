"""Blocks of code points: which of them need no look at every character, known to the makers of tables."""

SHIFT = 7
SIZE = 1 << SHIFT

# ideographs and syllables: runs of characters that differ by nothing but names and numeric values
_UNIFORM = (
    (0x3400, 0x4D80),
    (0x4E00, 0x9F80),
    (0xAC00, 0xD780),
    (0x20000, 0x2A680),
    (0x2B880, 0x2CE80),
    (0x2CF00, 0x2EB80),
    (0x30000, 0x31300),
)


def is_sparse(start):
    """NOT_RPYTHON: is this block far from all characters with properties of their own?"""
    return 0x32400 <= start < 0xE0000 or start >= 0xE0200


def is_ideographic(start):
    """NOT_RPYTHON: has this block nothing but ideographs or syllables?"""
    return any([low <= start and start + SIZE <= high for low, high in _UNIFORM])
