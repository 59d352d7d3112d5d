"""Addresses."""

# row: raw.llmemory

from rpython.rtyper.lltypesystem import llmemory


def entry_point(argv):
    print(llmemory)
    return 0


def target(driver, args):
    return entry_point, None
