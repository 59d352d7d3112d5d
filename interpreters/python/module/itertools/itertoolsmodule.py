"""The names of itertools."""

from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.module.itertools import combinatoric, simple

MODULE = modinfo.declare(
    "itertools",
    [function("tee", simple.tee, "iterable, n=None, /")],
    [
        ("_grouper", simple.W_Group.typedef.w_type),
        ("_tee", simple.W_Tee.typedef.w_type),
        ("_tee_dataobject", simple.TeeLink.typedef.w_type),
    ],
    types=simple.TYPES + combinatoric.TYPES,
)
