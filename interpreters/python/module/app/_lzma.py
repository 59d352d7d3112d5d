"""xz and lzma, by the C library."""

from _operator import index as _index

import _syscall
from _native import Compressor, Decompressor, Memory, Stream, function

_library = _syscall.library("liblzma.so.5")
_easy_encoder = function(_library, "lzma_easy_encoder")
_stream_encoder = function(_library, "lzma_stream_encoder")
_alone_encoder = function(_library, "lzma_alone_encoder")
_raw_encoder = function(_library, "lzma_raw_encoder")
_auto_decoder = function(_library, "lzma_auto_decoder")
_stream_decoder = function(_library, "lzma_stream_decoder")
_alone_decoder = function(_library, "lzma_alone_decoder")
_raw_decoder = function(_library, "lzma_raw_decoder")
_code = function(_library, "lzma_code")
_end = function(_library, "lzma_end")
_get_check = function(_library, "lzma_get_check")
_check_is_supported = function(_library, "lzma_check_is_supported")
_lzma_preset = function(_library, "lzma_lzma_preset")
_properties_size = function(_library, "lzma_properties_size")
_properties_encode = function(_library, "lzma_properties_encode")
_properties_decode = function(_library, "lzma_properties_decode")

FORMAT_AUTO, FORMAT_XZ, FORMAT_ALONE, FORMAT_RAW = range(4)
CHECK_NONE, CHECK_CRC32, CHECK_CRC64, CHECK_SHA256 = 0, 1, 4, 10
CHECK_ID_MAX, CHECK_UNKNOWN = 15, 16
FILTER_LZMA1, FILTER_LZMA2, FILTER_DELTA = 0x4000000000000001, 0x21, 3
FILTER_X86, FILTER_POWERPC, FILTER_IA64, FILTER_ARM, FILTER_ARMTHUMB, FILTER_SPARC = range(4, 10)
MF_HC3, MF_HC4, MF_BT2, MF_BT3, MF_BT4 = 3, 4, 0x12, 0x13, 0x14
MODE_FAST, MODE_NORMAL = 1, 2
PRESET_DEFAULT, PRESET_EXTREME = 6, 1 << 31

_RUN, _FINISH = 0, 3
_STREAM_END, _NO_CHECK, _GET_CHECK, _BUF_ERROR = 1, 2, 4, 10
_UNKNOWN = (1 << 64) - 1
_DECODER_FLAGS = 4 | 1  # tell of any check, and of none
_MESSAGES = {
    3: "Unsupported integrity check",
    6: "Memory usage limit exceeded",
    7: "Input format not supported by decoder",
    8: "Invalid or unsupported options",
    9: "Corrupt input data",
    10: "Insufficient buffer space",
    11: "Internal error",
}
_OPTIONS = {
    "dict_size": 0,
    "lc": 20,
    "lp": 24,
    "pb": 28,
    "mode": 32,
    "nice_len": 36,
    "mf": 40,
    "depth": 44,
}


class LZMAError(Exception):
    """Call to liblzma failed."""

    __module__ = "_lzma"


def _check(code):
    """An exception for the library's errors."""
    if code in (0, _STREAM_END, _NO_CHECK, _GET_CHECK):
        return code
    if code == 5:
        raise MemoryError
    raise LZMAError(_MESSAGES.get(code, "Unrecognized error from liblzma: %d" % code))


def _number(value, bits):
    value = _index(value)
    if value < 0:
        raise OverflowError("can't convert negative int to unsigned")
    if value >> bits:
        raise OverflowError("Value too large for uint%d_t type" % bits)
    return value


def _preset_options(preset):
    options = Memory(256)
    if _lzma_preset(options.address, preset) & 255:
        raise LZMAError("Invalid compression preset: %d" % preset)
    return options


def _filter(spec):
    """(id, Memory of the options) of a filter specifier."""
    try:
        spec = {key: spec[key] for key in spec.keys()}
    except (AttributeError, TypeError):
        raise TypeError("Filter specifier must be a dict or dict-like object") from None
    if "id" not in spec:
        raise ValueError('Filter specifier must have an "id" entry')
    number = _number(spec.pop("id"), 64)
    if number in (FILTER_LZMA1, FILTER_LZMA2):
        options = _preset_options(_number(spec.pop("preset", PRESET_DEFAULT), 32))
        for key, value in spec.items():
            if key not in _OPTIONS:
                raise ValueError("Invalid filter specifier for LZMA filter")
            options.put(_OPTIONS[key], _number(value, 32), 4)
        return number, options
    if number == FILTER_DELTA:
        options = Memory(64)
        options.put(4, _number(spec.pop("dist", 1), 32), 4)
        if spec:
            raise ValueError("Invalid filter specifier for delta filter")
        return number, options
    if FILTER_X86 <= number <= FILTER_SPARC:
        options = Memory(64)
        options.put(0, _number(spec.pop("start_offset", 0), 32), 4)
        if spec:
            raise ValueError("Invalid filter specifier for BCJ filter")
        return number, options
    raise ValueError("Invalid filter ID: %d" % number)


def _chain(specs):
    """(Memory of the filters, what it refers to)"""
    count = len(specs)
    if count > 4:
        raise ValueError("Too many filters - liblzma supports a maximum of 4")
    found = [_filter(specs[i]) for i in range(count)]
    memory = Memory(16 * (count + 1))
    for i, (number, options) in enumerate(found):
        memory.put(16 * i, number)
        memory.put(16 * i + 8, options.address)
    memory.put(16 * count, _UNKNOWN)
    return memory, found


def _stream():
    return Stream(144, 8, 24, 32, 8)


class _Coder:
    """One call of a compressor or decompressor."""

    def __init__(self, stream, action):
        self.stream = stream
        self.action = action
        self.ended = False
        self.more = False
        self.check = None

    def call(self, last):
        code = _code(self.stream.memory.address, self.action if last else _RUN)
        if code == _BUF_ERROR:
            code = 0  # there was nothing to do
        _check(code)
        if code in (_NO_CHECK, _GET_CHECK):
            self.check = _get_check(self.stream.memory.address)
        return code

    def go_on(self, code, left, full, enough):
        self.more = full
        if code == _STREAM_END:
            self.ended = True
            return False
        if self.action == _FINISH:
            return True
        return not enough and (full or left > 0)


class LZMACompressor(Compressor):
    """Create a compressor object for compressing data incrementally."""

    __module__ = "_lzma"

    def __init__(self, format=FORMAT_XZ, check=-1, preset=None, filters=None):
        if preset is not None and filters is not None:
            raise ValueError("Cannot specify both preset and filter chain")
        number = PRESET_DEFAULT if preset is None else _number(preset, 32)
        format, check = _index(format), _index(check)
        if format != FORMAT_XZ and check != -1 and check != CHECK_NONE:
            raise ValueError("Integrity checks are only supported by FORMAT_XZ")
        stream = _stream()
        address = stream.memory.address
        if filters is not None:
            chain, kept = _chain(filters)
        if format == FORMAT_XZ:
            check = CHECK_CRC64 if check == -1 else check
            if filters is None:
                code = _easy_encoder(address, number, check)
            else:
                code = _stream_encoder(address, chain.address, check)
        elif format == FORMAT_ALONE:
            if filters is None:
                code = _alone_encoder(address, _preset_options(number).address)
            elif len(kept) == 1 and kept[0][0] == FILTER_LZMA1:
                code = _alone_encoder(address, kept[0][1].address)
            else:
                raise ValueError(
                    "Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter"
                )
        elif format == FORMAT_RAW:
            if filters is None:
                raise ValueError("Must specify filters for FORMAT_RAW")
            code = _raw_encoder(address, chain.address)
        else:
            raise ValueError("Invalid container format: %d" % format)
        _check(code)
        stream.ready = True
        self._stream = stream

    def _end(self, address):
        _end(address)

    def _step(self, last):
        return _Coder(self._stream, _FINISH if last else _RUN)


class LZMADecompressor(Decompressor):
    """Create a decompressor object for decompressing data incrementally."""

    __module__ = "_lzma"
    _ended_message = "Already at end of stream"

    def __init__(self, format=FORMAT_AUTO, memlimit=None, filters=None):
        format = _index(format)
        limit = _UNKNOWN
        if memlimit is not None:
            if format == FORMAT_RAW:
                raise ValueError("Cannot specify memory limit with FORMAT_RAW")
            limit = _number(memlimit, 64)
        if format == FORMAT_RAW and filters is None:
            raise ValueError("Must specify filters for FORMAT_RAW")
        if format != FORMAT_RAW and filters is not None:
            raise ValueError("Cannot specify filters except with FORMAT_RAW")
        stream = _stream()
        address = stream.memory.address
        if limit >> 63:
            limit -= 1 << 64
        self._check = CHECK_UNKNOWN
        if format == FORMAT_AUTO:
            code = _auto_decoder(address, limit, _DECODER_FLAGS)
        elif format == FORMAT_XZ:
            code = _stream_decoder(address, limit, _DECODER_FLAGS)
        elif format == FORMAT_ALONE:
            self._check = CHECK_NONE
            code = _alone_decoder(address, limit)
        elif format == FORMAT_RAW:
            self._check = CHECK_NONE
            chain, kept = _chain(filters)
            code = _raw_decoder(address, chain.address)
            kept.clear()
        else:
            raise ValueError("Invalid container format: %d" % format)
        _check(code)
        stream.ready = True
        self._stream = stream
        super().__init__()

    check = property(lambda self: self._check)

    def _end(self, address):
        _end(address)

    def _step(self):
        return _Coder(self._stream, _RUN)

    def _run(self, data, step, max_length):
        try:
            return super()._run(data, step, max_length)
        finally:
            if step.check is not None:
                self._check = step.check


def is_check_supported(check_id, /):
    """Test whether the given integrity check is supported."""
    return bool(_check_is_supported(_index(check_id)) & 255)


def _encode_filter_properties(filter, /):
    """Return a bytes object encoding the options (properties) of the filter."""
    number, options = _filter(filter)
    memory = Memory(16)
    memory.put(0, number)
    memory.put(8, options.address)
    size = Memory(8)
    _check(_properties_size(size.address, memory.address))
    result = Memory(size.get(0, 4) + 1)
    _check(_properties_encode(memory.address, result.address))
    return result.bytes(size.get(0, 4))


def _decode_filter_properties(filter_id, encoded_props, /):
    """Return a dictionary describing the options (properties) of the filter."""
    number = _number(filter_id, 64)
    data = bytes(memoryview(encoded_props))
    memory = Memory(16)
    memory.put(0, number)
    _check(_properties_decode(memory.address, 0, data, len(data)))
    address = memory.get(8)
    result = {"id": number}
    if not address:
        return result
    try:

        def option(offset):
            return int.from_bytes(_syscall.get(address + offset, 4), "little")

        if number == FILTER_LZMA1:
            for key in ("dict_size", "lc", "lp", "pb"):
                result[key] = option(_OPTIONS[key])
        elif number == FILTER_LZMA2:
            result["dict_size"] = option(0)
        elif number == FILTER_DELTA:
            result["dist"] = option(4)
        elif FILTER_X86 <= number <= FILTER_SPARC:
            result["start_offset"] = option(0)
    finally:
        _syscall.free(address)
    return result
