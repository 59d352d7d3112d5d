"""Errors of packing and unpacking."""


class StructError(Exception):
    """A format is wrong, or data does not fit it; `msg` says why."""

    def __init__(self, msg):
        self.msg = msg

    def __str__(self):
        return self.msg


class StructOverflowError(StructError):
    """A number does not fit."""
