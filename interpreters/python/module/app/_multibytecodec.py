"""Codecs of East Asian character sets, by the character sets of the C library."""

import _codecs

import _iconv

_UTF32 = "UTF-32LE"
# where the C library has other characters than Python for one byte: (byte, character)
_OWN = {"SJIS": ("\\~", "\xa5\u203e")}


class MultibyteCodec:
    """One set: its name in Python, and in the C library."""

    def __init__(self, name, iconv_name):
        self.name = name
        self._iconv = iconv_name
        self._stateful = iconv_name.startswith("ISO-2022")
        self._table = self._untable = None
        if iconv_name in _OWN:
            ours, theirs = _OWN[iconv_name]
            self._table = str.maketrans(theirs, ours)
            self._untable = str.maketrans(ours + theirs, theirs + "\udc80" * len(theirs))

    def _encode(self, text, errors, final=True):
        source = text.translate(self._untable) if self._untable else text
        data = source.encode("utf-32-le", "surrogatepass")
        parts = []
        at = 0
        while True:
            out, used, status = _iconv.convert(self._iconv, _UTF32, data[4 * at :], final)
            parts.append(out)
            at += used // 4
            if not status:
                return b"".join(parts)
            error = UnicodeEncodeError(self.name, text, at, at + 1, "illegal multibyte sequence")
            put, at = _handler(errors)(error)
            if at < 0:
                at += len(text)
            if not 0 <= at <= len(text):
                raise IndexError("position %d from error handler out of bounds" % at)
            if isinstance(put, str):
                put = self._encode(put, "strict")
            parts.append(put)

    def _decode(self, data, errors, final=True):
        """(text, bytes used)"""
        parts = []
        at = 0
        while True:
            out, used, status = _iconv.convert(_UTF32, self._iconv, data[at:], False)
            text = out.decode("utf-32-le")
            parts.append(text.translate(self._table) if self._table else text)
            at += used
            if not status or status == _iconv.INCOMPLETE and not final:
                return "".join(parts), at
            if status == _iconv.INCOMPLETE:
                why, end = "incomplete multibyte sequence", len(data)
            else:
                why, end = "illegal multibyte sequence", at + 1
            error = UnicodeDecodeError(self.name, data, at, end, why)
            put, at = _handler(errors)(error)
            if not isinstance(put, str):
                raise TypeError("decoding error handler must return (str, int) tuple")
            if at < 0:
                at += len(data)
            if not 0 <= at <= len(data):
                raise IndexError("position %d from error handler out of bounds" % at)
            parts.append(put)

    def encode(self, input, errors=None):
        if not isinstance(input, str):
            raise TypeError("couldn't convert the object to str.")
        return self._encode(input, errors or "strict"), len(input)

    def decode(self, input, errors=None):
        data = bytes(input)
        return self._decode(data, errors or "strict")[0], len(data)


def _handler(errors):
    return _codecs.lookup_error(errors)


class _Incremental:
    def __init__(self, errors="strict"):
        self.errors = errors
        self._pending = b""

    def reset(self):
        self._pending = b""


class MultibyteIncrementalEncoder(_Incremental):
    def encode(self, input, final=False):
        # shift states are left at the end of each piece
        return self.codec._encode(input, self.errors)

    def getstate(self):
        return 0

    def setstate(self, state, /):
        pass


class MultibyteIncrementalDecoder(_Incremental):
    def decode(self, input, final=False):
        data = self._pending + bytes(input)
        if self.codec._stateful and not final:
            # a text that is not in its initial state waits for the rest
            end = max(data.rfind(b"\x1b(B"), data.rfind(b"\n"))
            if b"\x1b" in data and end < data.rfind(b"\x1b"):
                self._pending = data
                return ""
        text, used = self.codec._decode(data, self.errors, final)
        self._pending = data[used:]
        return text

    def getstate(self):
        return self._pending, 0

    def setstate(self, state, /):
        self._pending = state[0]


class MultibyteStreamReader:
    def __init__(self, stream, errors="strict"):
        self.stream = stream
        self.errors = errors
        self._pending = b""

    def _take(self, data, final):
        data = self._pending + data
        text, used = self.codec._decode(data, self.errors, final)
        self._pending = data[used:]
        return text

    def read(self, size=None, /):
        if size is None or size < 0:
            return self._take(self.stream.read(), True)
        while True:
            data = self.stream.read(size)
            text = self._take(data, not data)
            if text or not data:
                return text

    def readline(self, size=None, /):
        data = self.stream.readline() if size is None or size < 0 else self.stream.readline(size)
        return self._take(data, not data)

    def readlines(self, size=None, /):
        return self.read().splitlines(True)

    def reset(self):
        self._pending = b""


class MultibyteStreamWriter:
    def __init__(self, stream, errors="strict"):
        self.stream = stream
        self.errors = errors

    def write(self, text, /):
        self.stream.write(self.codec._encode(text, self.errors))

    def writelines(self, lines, /):
        for line in lines:
            self.write(line)

    def reset(self):
        pass


_SETS = {
    "big5": "BIG5",
    "big5hkscs": "BIG5-HKSCS",
    "cp932": "CP932",
    "cp949": "CP949",
    "cp950": "CP950",
    "euc_jis_2004": "EUC-JISX0213",
    "euc_jisx0213": "EUC-JISX0213",
    "euc_jp": "EUC-JP",
    "euc_kr": "EUC-KR",
    "gb18030": "GB18030",
    "gb2312": "EUC-CN",
    "gbk": "GBK",
    "iso2022_jp": "ISO-2022-JP",
    "iso2022_jp_1": "ISO-2022-JP",
    "iso2022_jp_2": "ISO-2022-JP-2",
    "iso2022_jp_2004": "ISO-2022-JP-3",
    "iso2022_jp_3": "ISO-2022-JP-3",
    "iso2022_jp_ext": "ISO-2022-JP-2",
    "iso2022_kr": "ISO-2022-KR",
    "johab": "JOHAB",
    "shift_jis": "SJIS",
    "shift_jis_2004": "SHIFT_JISX0213",
    "shift_jisx0213": "SHIFT_JISX0213",
}


def _getcodec(name):
    """The codec of a name, for the modules _codecs_jp and so on."""
    if not isinstance(name, str):
        raise TypeError("encoding name must be a string.")
    iconv_name = _SETS.get(name)
    if iconv_name is None or _iconv.convert(_UTF32, iconv_name, b"", False) is None:
        raise LookupError("no such codec is supported.")
    return MultibyteCodec(name, iconv_name)
