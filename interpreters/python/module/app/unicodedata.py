# ruff: noqa: F821 (names of the built-in part)
"""Names of characters, and normal forms (Unicode Standard Annex 15)."""

_LEADS = "G GG N D DD R M B BB S SS  J JJ C K T P H".split(" ")
_VOWELS = "A AE YA YAE EO E YEO YE O WA WAE OE YO U WEO WE WI YU EU YI I".split()
_TAILS = " G GG GS N NJ NH D L LG LM LB LS LT LP LH M B BS S SS NG J C K T P H".split(" ")
_missing = object()


def _is_ideograph(code):
    return (
        category(chr(code)) == "Lo"
        and (0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x323AF)
        and not 0x2F800 <= code <= 0x2FA1F
    )


def name(chr, default=_missing, /):
    result = _name(chr)
    if result is not None:
        return result
    code = ord(chr)
    if 0xAC00 <= code <= 0xD7A3:
        n = code - 0xAC00
        return "HANGUL SYLLABLE " + _LEADS[n // 588] + _VOWELS[n % 588 // 28] + _TAILS[n % 28]
    if _is_ideograph(code):
        return "CJK UNIFIED IDEOGRAPH-%X" % code
    if default is _missing:
        raise ValueError("no such name")
    return default


def lookup(name, /):
    text = name.upper()
    result = _lookup(text)
    if result is not None:
        return result
    if text.startswith("CJK UNIFIED IDEOGRAPH-"):
        try:
            code = int(text[22:], 16)
        except ValueError:
            code = 0
        if _is_ideograph(code) and text[22:] == "%X" % code:
            return chr(code)
    if text.startswith("HANGUL SYLLABLE "):
        rest = text[16:]
        for lead in sorted(_LEADS, key=len, reverse=True):
            if not rest.startswith(lead):
                continue
            for vowel in sorted(_VOWELS, key=len, reverse=True):
                tail = rest[len(lead) + len(vowel) :]
                if rest[len(lead) :].startswith(vowel) and tail in _TAILS:
                    return chr(
                        0xAC00
                        + _LEADS.index(lead) * 588
                        + _VOWELS.index(vowel) * 28
                        + _TAILS.index(tail)
                    )
    raise KeyError("undefined character name '%s'" % (name,))


def _decompose(text, compatible, decomposition, combining):
    out = []
    pending = [ord(c) for c in reversed(text)]
    while pending:
        code = pending.pop()
        if code < 128:
            out.append(code)
            continue
        if 0xAC00 <= code <= 0xD7A3:
            n = code - 0xAC00
            out.append(0x1100 + n // 588)
            out.append(0x1161 + n % 588 // 28)
            if n % 28:
                out.append(0x11A7 + n % 28)
            continue
        parts = decomposition(chr(code)).split()
        if not parts or parts[0][0] == "<" and not compatible:
            out.append(code)
            continue
        if parts[0][0] == "<":
            del parts[0]
        pending.extend(int(part, 16) for part in reversed(parts))
    start = 0
    size = len(out)
    while start < size:
        if out[start] < 128 or not combining(chr(out[start])):
            start += 1
            continue
        end = start
        while end < size and combining(chr(out[end])):
            end += 1
        out[start:end] = sorted(out[start:end], key=lambda code: combining(chr(code)))
        start = end
    return out


def _composed(codes, combining, exists):
    out = []
    starter = -1
    last_class = -1
    for code in codes:
        order = combining(chr(code)) if code >= 128 else 0
        if starter >= 0 and (last_class < order or last_class == -1):
            first = out[starter]
            joined = -1
            if 0x1100 <= first < 0x1113 and 0x1161 <= code < 0x1176:
                joined = 0xAC00 + ((first - 0x1100) * 21 + (code - 0x1161)) * 28
            elif 0xAC00 <= first <= 0xD7A3 and not (first - 0xAC00) % 28:
                if 0x11A7 < code < 0x11C3:
                    joined = first + code - 0x11A7
            if joined < 0:
                joined = _compose(first, code)
                if joined >= 0 and not exists(joined):
                    joined = -1
            if joined >= 0:
                out[starter] = joined
                continue
        if order == 0:
            starter = len(out)
            last_class = -1
        else:
            last_class = order
        out.append(code)
    return out


def _normalize(form, unistr, decomposition, combining, exists):
    if form not in ("NFC", "NFD", "NFKC", "NFKD"):
        raise ValueError("invalid normalization form")
    if not isinstance(unistr, str):
        raise TypeError("normalize() argument 2 must be str, not " + type(unistr).__name__)
    if unistr.isascii():
        return unistr
    codes = _decompose(unistr, "K" in form, decomposition, combining)
    if form.endswith("C"):
        codes = _composed(codes, combining, exists)
    return "".join(map(chr, codes))


def normalize(form, unistr, /):
    return _normalize(form, unistr, decomposition, combining, lambda code: True)


def is_normalized(form, unistr, /):
    return normalize(form, unistr) == unistr


def _make_old():
    class UCD:
        """The database of another version of Unicode."""

        unidata_version = _old_version
        __slots__ = ()
        category = staticmethod(_old_category)
        bidirectional = staticmethod(_old_bidirectional)
        combining = staticmethod(_old_combining)
        mirrored = staticmethod(_old_mirrored)
        east_asian_width = staticmethod(_old_width)

        def _value(self, function, chr, default):
            if self.category(chr) == "Cn":
                if default:
                    return default[0]
                raise ValueError("not a " + function.__name__)
            return function(chr, *default)

        def decomposition(self, chr, /):
            return "" if self.category(chr) == "Cn" else decomposition(chr)

        def decimal(self, chr, /, *default):
            value = _old_decimal(chr)
            if value is None:
                return self._value(decimal, chr, default)
            if value >= 0:
                return value
            if default:
                return default[0]
            raise ValueError("not a decimal")

        def digit(self, chr, /, *default):
            return self._value(digit, chr, default)

        def numeric(self, chr, /, *default):
            return self._value(numeric, chr, default)

        def name(self, chr, /, *default):
            if self.category(chr) != "Cn":
                return name(chr, *default)
            if default:
                return default[0]
            raise ValueError("no such name")

        def lookup(self, name, /):
            result = lookup(name)
            if self.category(result) == "Cn":
                raise KeyError("undefined character name '%s'" % (name,))
            return result

        def normalize(self, form, unistr, /):
            def parts(chr):
                return _old_decomposed(chr) or self.decomposition(chr)

            return _normalize(
                form, unistr, parts, _old_combining, lambda code: _old_category(chr(code)) != "Cn"
            )

        def is_normalized(self, form, unistr, /):
            return self.normalize(form, unistr) == unistr

    UCD.__module__ = "unicodedata"
    UCD.__qualname__ = "UCD"
    result = UCD()

    def __new__(cls):
        raise TypeError("cannot create 'unicodedata.UCD' instances")

    UCD.__new__ = __new__
    return UCD, result


UCD, ucd_3_2_0 = _make_old()
