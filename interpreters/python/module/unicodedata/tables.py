"""Tables of the Unicode database, made on the host when this module is imported."""

import unicodedata

_SHIFT = 7
_BLOCK = 1 << _SHIFT
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


def _make_records(database):
    """NOT_RPYTHON: (Records, list of (category, bidirectional, combining, mirrored, width))"""
    category, bidirectional = database.category, database.bidirectional
    combining, mirrored, width = database.combining, database.mirrored, database.east_asian_width
    numbers, records, blocks, index, flat = {}, [], {}, [], []
    for start in range(0, 0x110000, _BLOCK):
        block = []
        for cp in range(start, start + _BLOCK):
            c = chr(cp)
            record = (
                category(c),
                bidirectional(c),
                combining(c),
                mirrored(c),
                width(c),
            )
            if record not in numbers:
                numbers[record] = len(records)
                records.append(record)
            block.append(numbers[record])
        block = tuple(block)
        if block not in blocks:
            blocks[block] = len(flat)
            flat.extend(block)
        index.append(blocks[block])
    return Records(index, flat), records


records, _fields = _make_records(unicodedata)
CATEGORIES = [fields[0] for fields in _fields]
BIDIRECTIONAL = [fields[1] for fields in _fields]
COMBINING = [fields[2] for fields in _fields]
MIRRORED = [fields[3] for fields in _fields]
WIDTHS = [fields[4] for fields in _fields]

# the database of Unicode 3.2, which some protocols are defined by
old_records, _fields = _make_records(unicodedata.ucd_3_2_0)
OLD_CATEGORIES = [fields[0] for fields in _fields]
OLD_BIDIRECTIONAL = [fields[1] for fields in _fields]
OLD_COMBINING = [fields[2] for fields in _fields]
OLD_MIRRORED = [fields[3] for fields in _fields]
OLD_WIDTHS = [fields[4] for fields in _fields]
OLD_VERSION = unicodedata.ucd_3_2_0.unidata_version


def _make_values():
    """NOT_RPYTHON: decompositions and numeric values, by code point; names both ways."""
    decompositions, numeric, names, codes = {}, {}, {}, {}
    for cp in range(0x110000):
        c = chr(cp)
        text = unicodedata.decomposition(c)
        if text:
            decompositions[cp] = text
        value = unicodedata.numeric(c, None)
        if value is not None:
            numeric[cp] = value
        if 0xAC00 <= cp <= 0xD7A3:
            continue
        name = unicodedata.name(c, None)
        if name is not None and not name.startswith("CJK UNIFIED IDEOGRAPH-"):
            names[cp] = name
            codes[name] = cp
    return decompositions, numeric, names, codes


decompositions, numeric, names, codes = _make_values()


def _make_compositions():
    """NOT_RPYTHON: (first << 21 | second) -> composed code point"""
    result = {}
    for cp, text in decompositions.items():
        parts = text.split()
        if len(parts) == 2 and not text.startswith("<"):
            if unicodedata.normalize("NFC", chr(cp)) == chr(cp):
                result[(int(parts[0], 16) << 21) | int(parts[1], 16)] = cp
    return result


compositions = _make_compositions()


def _make_old():
    """NOT_RPYTHON: what else differs in Unicode 3.2: decimal values (-1: none), decompositions"""
    decimals, decomposed = {}, {}
    old = unicodedata.ucd_3_2_0
    for cp in range(0x110000):
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


old_decimals, old_decompositions = _make_old()
