"""The names of itertools."""

from interpreters.python.interpreter.gateway import function
from interpreters.python.module import modinfo
from interpreters.python.module.itertools import combinatoric, simple

MODULE = modinfo.declare(
    "itertools",
    [function("tee", simple.tee, "iterable, n=None, /")],
    types=simple.TYPES + combinatoric.TYPES,
)
