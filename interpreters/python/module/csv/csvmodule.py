"""The module _csv."""

from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.module.csv import dialect, reader, writer

MODULE = modinfo.declare(
    "_csv",
    [
        function("reader", reader.csv_reader, "..."),
        function("writer", writer.csv_writer, "..."),
        function("get_dialect", dialect.csv_get_dialect, "name"),
        function("register_dialect", dialect.csv_register_dialect, "..."),
        function("unregister_dialect", dialect.csv_unregister_dialect, "name"),
        function("list_dialects", dialect.csv_list_dialects, ""),
        function("field_size_limit", dialect.csv_field_size_limit, "limit=None, /"),
    ],
    [
        ("QUOTE_MINIMAL", dialect.QUOTE_MINIMAL),
        ("QUOTE_ALL", dialect.QUOTE_ALL),
        ("QUOTE_NONNUMERIC", dialect.QUOTE_NONNUMERIC),
        ("QUOTE_NONE", dialect.QUOTE_NONE),
        ("Reader", reader.W_Reader.typedef.w_type),
        ("Writer", writer.W_Writer.typedef.w_type),
        ("__version__", "1.0"),
    ],
    fill=dialect.fill,
    types=[dialect.W_Dialect.typedef, dialect.error_type],
)
