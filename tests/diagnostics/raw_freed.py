"""A pointer to raw memory that was allocated and freed at import time."""

# row: refuse.raw-freed

from rpython.rtyper.lltypesystem import lltype, rffi

P = lltype.malloc(rffi.CArray(lltype.Signed), 3, flavor="raw", zero=True)
lltype.free(P, flavor="raw")


def entry_point(argv):
    P[0] = len(argv)
    print(P[0])
    return 0


def target(driver, args):
    return entry_point, None
