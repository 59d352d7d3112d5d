"""Rows of the language table: raw memory that was allocated at import time."""

from rpython.rtyper.lltypesystem import llmemory, lltype, rffi

# run: 5
# run: 2 a b c

WORDS = rffi.CArray(lltype.Signed)
NUMBERS = lltype.malloc(WORDS, 3, flavor="raw", immortal=True, zero=True)
NUMBERS[1] = 42
SHORTS = lltype.malloc(rffi.CArray(rffi.SHORT), 5, flavor="raw", immortal=True)
for i in range(5):
    SHORTS[i] = rffi.cast(rffi.SHORT, i * 1000 - 1)
TEXT = rffi.str2charp("prebuilt \xe9")
INNER = rffi.ptradd(TEXT, 3)
NODE = lltype.ForwardReference()
NODE.become(
    lltype.Struct(
        "node",
        ("value", lltype.Signed),
        ("weight", lltype.Float),
        ("mark", lltype.Char),
        ("name", rffi.CCHARP),
        ("next", lltype.Ptr(NODE)),
    )
)
COUNTED = lltype.malloc(lltype.Array(lltype.Signed), 4, flavor="raw", immortal=True)
COUNTED[3] = -7
NAMES = rffi.liststr2charpp(["one", "two", ""])


def ring(n):
    """NOT_RPYTHON: a list of nodes that ends where it begins."""
    first = node = lltype.malloc(NODE, flavor="raw", immortal=True, zero=True)
    for i in range(n):
        node.value = i
        node.weight = i * 0.5
        node.mark = chr(65 + i)
        node.name = rffi.str2charp("node %d" % i)
        if i < n - 1:
            node.next = lltype.malloc(NODE, flavor="raw", immortal=True, zero=True)
            node = node.next
    node.next = first
    return first


RING = ring(4)


class Holder(object):
    def __init__(self, p, q):
        self.p = p
        self.q = q


HOLDERS = [Holder(NUMBERS, lltype.nullptr(NODE)), Holder(NUMBERS, RING.next)]
BY_NAME = {"ring": RING, "next": RING.next}
ADDRESS = llmemory.cast_ptr_to_adr(RING.next)
strlen = rffi.llexternal("strlen", [rffi.CCHARP], rffi.SIZE_T)


# row: raw.prebuilt
def numbers(n):
    NUMBERS[0] = n
    NUMBERS[2] += NUMBERS[0] * 2
    NUMBERS[1] += 1
    print(NUMBERS[0], NUMBERS[1], NUMBERS[2])
    total = 0
    for i in range(5):
        total += rffi.cast(lltype.Signed, SHORTS[i])
    SHORTS[n % 5] = rffi.cast(rffi.SHORT, 40000)
    print(total, rffi.cast(lltype.Signed, SHORTS[n % 5]), rffi.cast(lltype.Signed, SHORTS[4]))
    print(len(COUNTED), COUNTED[3])
    try:
        COUNTED[n] = COUNTED[0]
        print("inside")
    except IndexError:
        print("outside")


def texts(n):
    print(rffi.charp2str(TEXT), rffi.charp2str(INNER), rffi.cast(lltype.Signed, strlen(TEXT)))
    TEXT[n] = "_"
    print(rffi.charp2str(INNER), INNER == rffi.ptradd(TEXT, 3), INNER == TEXT, bool(INNER))
    i = 0
    while NAMES[i]:
        print(rffi.charp2str(NAMES[i]))
        i += 1


def nodes(n):
    p = RING
    for i in range(n):
        print(p.value, p.weight, p.mark, rffi.charp2str(p.name))
        p.value += 10
        p = p.next
    print(p == RING, BY_NAME["next"] == RING.next, RING.next.next.next.next == RING)
    RING.next = RING
    print(RING.next.next.value, BY_NAME["next"].value)
    print(llmemory.cast_adr_to_ptr(ADDRESS, lltype.Ptr(NODE)).value)


def holders(n):
    for h in HOLDERS:
        h.p[1] += 1
        print(h.p[1], bool(h.q), h.p == NUMBERS)
        if h.q:
            print(h.q.value)
    new = Holder(lltype.malloc(WORDS, n, flavor="raw", zero=True), RING)
    print(new.p[n - 1], new.p == NUMBERS, new.q == RING)
    lltype.free(new.p, flavor="raw")
    with lltype.scoped_alloc(NODE) as p:
        rffi.structcopy(p, RING)
        print(p.mark)


def entry_point(argv):
    n = int(argv[1]) % 8
    numbers(n)
    texts(n)
    nodes(n + len(argv))
    holders(n)
    numbers(n)
    return 0


def target(driver, args):
    return entry_point, None
