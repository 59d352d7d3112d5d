"""Tables of the Unicode database, made on the host when this module is imported."""

import unicodedata

from rpython.tool.kept import kept

from interpreters.python.objspace import unicodeblocks

_SHIFT = unicodeblocks.SHIFT
_BLOCK = unicodeblocks.SIZE
_MASK = _BLOCK - 1
VERSION = unicodedata.unidata_version


class Records(object):
    """For every code point the number of one of a few records."""

    def __init__(self, index, flat):
        self.index = index
        self.flat = flat

    def number(self, cp):
        """The number of the record."""
        return self.flat[self.index[cp >> _SHIFT] + (cp & _MASK)]


def _is_uniform(start):
    """NOT_RPYTHON: do all characters of this block, if the first and the last are alike, have the same record?"""
    return unicodeblocks.is_sparse(start) or unicodeblocks.is_ideographic(start)


def _assigned():
    """NOT_RPYTHON: the code points that may have properties of their own."""
    starts = [start for start in range(0, 0x110000, _BLOCK) if not unicodeblocks.is_sparse(start)]
    return [cp for start in starts for cp in range(start, start + _BLOCK)]


def _make_records(database):
    """NOT_RPYTHON: the index and the numbers of Records, list of (category, bidirectional, combining, mirrored, width)"""
    getters = (
        database.category,
        database.bidirectional,
        database.combining,
        database.mirrored,
        database.east_asian_width,
    )
    numbers, records, blocks, index, flat = {}, [], {}, [], []
    for start in range(0, 0x110000, _BLOCK):
        text = [chr(start), chr(start + _BLOCK - 1)]
        block = tuple(zip(*[map(getter, text) for getter in getters]))
        if _is_uniform(start) and block[0] == block[1]:
            block = (block[0],) * _BLOCK
        else:
            text = [chr(cp) for cp in range(start, start + _BLOCK)]
            block = tuple(zip(*[map(getter, text) for getter in getters]))
        if block not in blocks:
            for record in block:
                if record not in numbers:
                    numbers[record] = len(records)
                    records.append(record)
            blocks[block] = len(flat)
            flat.extend([numbers[record] for record in block])
        index.append(blocks[block])
    return index, flat, records


def _make_new():
    """NOT_RPYTHON: the records of the database of today"""
    return _make_records(unicodedata)


def _make_3_2():
    """NOT_RPYTHON: the records of Unicode 3.2"""
    return _make_records(unicodedata.ucd_3_2_0)


_index, _flat, _fields = kept(_make_new, unicodeblocks)
records = Records(_index, _flat)
CATEGORIES = [fields[0] for fields in _fields]
BIDIRECTIONAL = [fields[1] for fields in _fields]
COMBINING = [fields[2] for fields in _fields]
MIRRORED = [fields[3] for fields in _fields]
WIDTHS = [fields[4] for fields in _fields]

# the database of Unicode 3.2, which some protocols are defined by
_index, _flat, _fields = kept(_make_3_2, unicodeblocks)
old_records = Records(_index, _flat)
OLD_CATEGORIES = [fields[0] for fields in _fields]
OLD_BIDIRECTIONAL = [fields[1] for fields in _fields]
OLD_COMBINING = [fields[2] for fields in _fields]
OLD_MIRRORED = [fields[3] for fields in _fields]
OLD_WIDTHS = [fields[4] for fields in _fields]
OLD_VERSION = unicodedata.ucd_3_2_0.unidata_version


def _make_values():
    """NOT_RPYTHON: decompositions and numeric values, by code point; names both ways."""
    decompositions, numeric, names, codes = {}, {}, {}, {}
    for cp in _assigned():
        c = chr(cp)
        text = unicodedata.decomposition(c)
        if text:
            decompositions[cp] = text
        value = unicodedata.numeric(c, None)
        if value is not None:
            numeric[cp] = value
        if 0xAC00 <= cp <= 0xD7A3 or 0x4E00 <= cp < 0x9F80 or 0x20000 <= cp < 0x2A680:
            continue
        name = unicodedata.name(c, None)
        if name is not None and not name.startswith("CJK UNIFIED IDEOGRAPH-"):
            names[cp] = name
            codes[name] = cp
    return decompositions, numeric, names, codes


decompositions, numeric, names, codes = kept(_make_values, unicodeblocks)


def _make_compositions():
    """NOT_RPYTHON: (first << 21 | second) -> composed code point"""
    result = {}
    for cp, text in decompositions.items():
        parts = text.split()
        if len(parts) == 2 and not text.startswith("<"):
            if unicodedata.normalize("NFC", chr(cp)) == chr(cp):
                result[(int(parts[0], 16) << 21) | int(parts[1], 16)] = cp
    return result


compositions = kept(_make_compositions, unicodeblocks)


def _make_old():
    """NOT_RPYTHON: what else differs in Unicode 3.2: decimal values (-1: none), decompositions"""
    decimals, decomposed = {}, {}
    old = unicodedata.ucd_3_2_0
    for cp in _assigned():
        c = chr(cp)
        if old.category(c) == "Cn":
            continue
        value = old.decimal(c, -1)
        if value != unicodedata.decimal(c, -1):
            decimals[cp] = value
        if cp in decompositions and not decompositions[cp].startswith("<"):
            new = old.normalize("NFD", c)
            if new != unicodedata.normalize("NFD", c):
                decomposed[cp] = " ".join(["%04X" % ord(part) for part in new])
    return decimals, decomposed


old_decimals, old_decompositions = kept(_make_old, unicodeblocks)
