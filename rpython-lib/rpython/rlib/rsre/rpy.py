"""Patterns compiled by the host."""

from rpython.rlib.rsre import rsre_re


def get_code(regexp, flags=0, allargs=False):
    """NOT_RPYTHON: the compiled pattern; with `allargs` (pattern, flags, groups, names) too."""
    pattern = rsre_re.compile(regexp, flags)
    if allargs:
        return pattern.code, pattern.flags, (pattern.groups, pattern.groupindex)
    return pattern.code
