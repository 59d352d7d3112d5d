"""The tables of characters agree with the host, whatever their blocks share."""

import unicodedata

from rpython.rlib.unicodedata import unicodedb_5_2_0 as db


def test_all_blocks():
    ends = [code for start in range(0, 0x110000, 128) for code in (start, start + 126, start + 127)]
    for code in list(range(0x3400)) + ends:
        ch = chr(code)
        assert db.category(code) == unicodedata.category(ch), code
        assert db.bidirectional(code) == unicodedata.bidirectional(ch), code
        assert db.combining(code) == unicodedata.combining(ch), code
        assert db.isalpha(code) == ch.isalpha() and db.isnumeric(code) == ch.isnumeric(), code
        assert db.isprintable(code) == ch.isprintable(), code
        assert "".join(map(chr, db.toupper_full(code))) == ch.upper(), code
        assert "".join(map(chr, db.tolower_full(code))) == ch.lower(), code
        fold = db.casefold_lookup(code)
        assert ch.casefold() == (ch.lower() if fold is None else "".join(map(chr, fold))), code


def test_composition():
    for code in range(0xC0, 0x2000):
        parts = db.canon_decomposition(code)
        if len(parts) == 2 and unicodedata.normalize("NFC", chr(code)) == chr(code):
            assert db.composition(parts[0], parts[1]) == code
