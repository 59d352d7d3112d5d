"""Time stamps for measurements."""

from rpython.rlib.rtime import rpy_clock_monotonic_ns

UNIT_TSC = 0
UNIT_NS = 1
UNIT_QUERY_PERFORMANCE_COUNTER = 2


def read_timestamp():
    """A time stamp in the unit of `get_timestamp_unit`."""
    return rpy_clock_monotonic_ns()


def get_timestamp_unit():
    """Nanoseconds."""
    return UNIT_NS
