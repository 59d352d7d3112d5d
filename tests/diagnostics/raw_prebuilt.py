"""Raw memory that was allocated at import time."""

# row: raw.prebuilt

from rpython.rtyper.lltypesystem import lltype, rffi

P = lltype.malloc(rffi.CArray(lltype.Signed), 3, flavor="raw", immortal=True, zero=True)


def entry_point(argv):
    P[0] = len(argv)
    print(P[0])
    return 0


def target(driver, args):
    return entry_point, None
