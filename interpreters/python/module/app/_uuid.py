"""Unique numbers by the C library."""

import _syscall
from _native import Memory, function

_generate = function(_syscall.library("libuuid.so.1"), "uuid_generate_time_safe")
has_uuid_generate_time_safe = 1


def generate_time_safe():
    """(16 bytes, 0 if they were made in a way that two processes cannot make the same)"""
    memory = Memory(16)
    status = _generate(memory.address)
    return memory.bytes(16), status
