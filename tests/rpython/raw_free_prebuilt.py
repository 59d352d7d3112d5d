"""The program may not free what was allocated at import time."""

from rpython.rtyper.lltypesystem import lltype, rffi

# run: 5
# fatal: free RuntimeError
# skip: interpret
P = lltype.malloc(rffi.CArray(lltype.Signed), 3, flavor="raw", immortal=True)


def entry_point(argv):
    P[0] = 5
    print(P[0])
    lltype.free(P, flavor="raw")
    return 0


def target(driver, args):
    return entry_point, None
