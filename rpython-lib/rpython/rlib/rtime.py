"""Clocks and sleeping."""

import time as _time

from rpython.rtyper.lltypesystem.lltype import Float, Signed, Void
from rpython.rtyper.lltypesystem.rffi import llexternal
from rpython.translation.replacements import replaces

rpy_time = llexternal("rpy_time", [], Float, host=_time.time)
rpy_clock_process = llexternal("rpy_clock_process", [], Float, host=_time.process_time)
rpy_clock_monotonic = llexternal("rpy_clock_monotonic", [], Float, host=_time.monotonic)
rpy_time_ns = llexternal("rpy_time_ns", [], Signed, host=_time.time_ns)
rpy_clock_process_ns = llexternal("rpy_clock_process_ns", [], Signed, host=_time.process_time_ns)
rpy_clock_monotonic_ns = llexternal("rpy_clock_monotonic_ns", [], Signed, host=_time.monotonic_ns)
rpy_sleep = llexternal("rpy_sleep", [Float], Void, host=_time.sleep)
# seconds east of UTC of local time at a moment
rpy_utc_offset = llexternal(
    "rpy_utc_offset", [Signed], Signed, host=lambda secs: _time.localtime(secs).tm_gmtoff
)

CLOCK_REALTIME = 0
CLOCK_MONOTONIC = 1
CLOCK_PROCESS_CPUTIME_ID = 2
ALL_DEFINED_CLOCKS = ["CLOCK_REALTIME", "CLOCK_MONOTONIC", "CLOCK_PROCESS_CPUTIME_ID"]
HAS_CLOCK_GETTIME = True
HAS_CLOCK_MONOTONIC = True


@replaces(_time.time)
def time():
    """Seconds since 1970."""
    return rpy_time()


@replaces(_time.process_time)
def clock():
    """Seconds of processor time used."""
    return rpy_clock_process()


@replaces(_time.monotonic, _time.perf_counter)
def monotonic():
    """Seconds of a clock that never goes back."""
    return rpy_clock_monotonic()


@replaces(_time.time_ns)
def time_ns():
    """Nanoseconds since 1970."""
    return rpy_time_ns()


@replaces(_time.process_time_ns)
def clock_ns():
    """Nanoseconds of processor time used."""
    return rpy_clock_process_ns()


@replaces(_time.monotonic_ns, _time.perf_counter_ns)
def monotonic_ns():
    """Nanoseconds of a clock that never goes back."""
    return rpy_clock_monotonic_ns()


@replaces(_time.sleep)
def sleep(seconds):
    """Waits."""
    if seconds < 0.0:
        raise ValueError("sleep length must be non-negative")
    rpy_sleep(seconds)


def utc_offset(seconds):
    """How many seconds local time is ahead of UTC at a moment."""
    return rpy_utc_offset(seconds)


@replaces(_time.clock_gettime)
def clock_gettime(clk_id):
    """Seconds of one of the CLOCK_* clocks; ValueError for another."""
    if clk_id == CLOCK_REALTIME:
        return rpy_time()
    if clk_id == CLOCK_MONOTONIC:
        return rpy_clock_monotonic()
    if clk_id == CLOCK_PROCESS_CPUTIME_ID:
        return rpy_clock_process()
    raise OSError(22, "clock_gettime failed")
