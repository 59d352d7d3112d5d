"""The module _json."""

from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new
from interpreters.python.module import modinfo
from interpreters.python.module.json import decoder, encoder
from interpreters.python.module.json.decoder import W_Scanner
from interpreters.python.module.json.encoder import W_Encoder

W_Scanner.typedef = TypeDef(
    "_json.Scanner",
    W_Scanner,
    new("cls, context", decoder.scanner_new),
    method("__call__", W_Scanner.descr_call, "self, string, idx"),
    getset("strict", W_Scanner.fget_strict),
    getset("object_hook", W_Scanner.fget_object_hook),
    getset("object_pairs_hook", W_Scanner.fget_pairs_hook),
    getset("parse_float", W_Scanner.fget_parse_float),
    getset("parse_int", W_Scanner.fget_parse_int),
    getset("parse_constant", W_Scanner.fget_parse_constant),
    acceptable_as_base=False,
)
W_Encoder.typedef = TypeDef(
    "_json.Encoder",
    W_Encoder,
    new(
        "cls, markers, default, encoder, indent, key_separator, item_separator, sort_keys, "
        "skipkeys, allow_nan",
        encoder.encoder_new,
    ),
    method("__call__", W_Encoder.descr_call, "self, obj, _current_indent_level"),
    acceptable_as_base=False,
)
encoder.functions.w_encode = function("encode_basestring", encoder.encode_basestring, "string, /")
encoder.functions.w_encode_ascii = function(
    "encode_basestring_ascii", encoder.encode_basestring_ascii, "string, /"
)

MODULE = modinfo.declare(
    "_json",
    [
        function("scanstring", decoder.scanstring, "string, end, strict=None, /"),
        encoder.functions.w_encode,
        encoder.functions.w_encode_ascii,
    ],
    [("make_scanner", W_Scanner.typedef.w_type), ("make_encoder", W_Encoder.typedef.w_type)],
)
