"""Stopped by what `--checks=all` looks for."""

# modes: checks checks2
# run: fine 5
# run: add 9223372036854775807
# run: sub -9223372036854775807
# run: mul 4611686018427387905
# run: neg -9223372036854775808
# run: shift 4611686018427387904
# run: hash 4611686018427387905
# run: freed 3
# run: charp 3
# run: twice 3
# run: field 3

from rpython.rlib.rarithmetic import intmask, r_uint
from rpython.rtyper.lltypesystem import lltype, rffi

WORDS = rffi.CArray(lltype.Signed)
POINT = lltype.Struct("point", ("x", lltype.Signed), ("y", lltype.Signed))


def hashed(n):
    h = 0x345678
    for i in range(10):
        h = intmask((h ^ n) * 1000003 + i)
        n = (n * 31 + h) & 0xFFFFFF
    return h + intmask(-intmask(1 << 63)) % 2 + int(r_uint(n * n * n) >> 60)


def arithmetic(what, n):
    if what == "add":
        return n + 1
    if what == "sub":
        return n - 2
    if what == "mul":
        return n * 2
    if what == "neg":
        return -n
    if what == "shift":
        return n << 1
    if what == "hash":
        return hashed(n)
    return n * n + (n << 3) - 1 + hashed(n)


def freed(n):
    p = lltype.malloc(WORDS, n, flavor="raw")
    p[1] = n
    lltype.free(p, flavor="raw")
    return p[1]


def freed_text(n):
    p = rffi.str2charp("text")
    rffi.free_charp(p)
    return len(rffi.charp2str(p))


def freed_twice(n):
    p = lltype.malloc(WORDS, n, flavor="raw")
    lltype.free(p, flavor="raw")
    lltype.free(p, flavor="raw")
    return n


def freed_field(n):
    p = lltype.malloc(POINT, flavor="raw")
    q = lltype.malloc(POINT, flavor="raw")
    lltype.free(q, flavor="raw")
    p.y = n
    lltype.free(p, flavor="raw")
    p.x = p.y
    return n


def entry_point(argv):
    what, n = argv[1], int(argv[2])
    if what == "freed":
        n = freed(n)
    elif what == "charp":
        n = freed_text(n)
    elif what == "twice":
        n = freed_twice(n)
    elif what == "field":
        n = freed_field(n)
    else:
        n = arithmetic(what, n)
    print(n)
    return 0


def target(driver, args):
    return entry_point, None
