"""Rows of the language table: addresses and offsets."""

# run: hello12
# run: Q

from rpython.rtyper.lltypesystem import llmemory, lltype, rffi

POINT = lltype.Struct("point", ("x", lltype.Signed), ("y", lltype.Float), ("a", llmemory.Address))
A = rffi.CArray(rffi.SHORT)


# row: raw.llmemory
def entry_point(argv):
    n = len(argv[1])
    adr = llmemory.raw_malloc(llmemory.sizeof(POINT) * 2)
    llmemory.raw_memclear(adr, 48)
    adr.signed[0] = n
    (adr + llmemory.offsetof(POINT, "y")).float[0] = n * 0.5
    p = llmemory.cast_adr_to_ptr(adr, lltype.Ptr(POINT))
    print(p.x, p.y, bool(p.a), p.a == llmemory.NULL)
    p.a = adr + 8
    print(p.a - adr, adr < p.a, (p.a - 8) == adr)
    llmemory.raw_memcopy(adr, adr + llmemory.sizeof(POINT), llmemory.sizeof(POINT))
    print(adr.signed[3], adr.address[2] == adr.address[5], adr.char[24] == chr(n))
    print(llmemory.cast_ptr_to_adr(p) == adr, llmemory.sizeof(A, n), llmemory.itemoffsetof(A, 3))
    llmemory.raw_free(adr)
    return 0


def target(driver, args):
    return entry_point, None
