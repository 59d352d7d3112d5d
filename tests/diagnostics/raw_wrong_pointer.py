"""A pointer of another type is stored in raw memory, and text where chars are."""

# row: refuse.raw-wrong-value

from rpython.rtyper.lltypesystem import lltype, rffi

POINT = lltype.Struct("point", ("x", lltype.Signed))


def entry_point(argv):
    p = lltype.malloc(POINT, flavor="raw")
    p.x = argv[0]
    q = lltype.malloc(rffi.CCHARP.TO, 3, flavor="raw")
    q.x = 5
    print(p.y)
    return 0


def target(driver, args):
    return entry_point, None
