"""Rows of the language table: structures and arrays of `lltype`."""

from rpython.rtyper.lltypesystem import lltype, rffi

# run: 5 alpha
# run: 3 be

BUFFER = lltype.Array(lltype.Signed, hints={"nolength": True})
NAMES = lltype.GcArray(lltype.Char)
POINT = lltype.Struct("point", ("x", lltype.Signed), ("y", lltype.Float))
LINE = lltype.Struct("line", ("start", POINT), ("stop", POINT), ("mark", lltype.Char))
NODE = lltype.GcForwardReference()
NODE.become(lltype.GcStruct("node", ("value", lltype.Signed), ("next", lltype.Ptr(NODE))))
GCPOINT = lltype.GcStruct("gcpoint", ("x", lltype.Signed))
POINTS = rffi.CArray(POINT)
TEXT = lltype.GcStruct("text", ("hash", lltype.Signed), ("chars", lltype.Array(lltype.Char)))


# row: raw.array
def arrays(n):
    p = lltype.malloc(BUFFER, n, flavor="raw")
    i = 0
    while i < n:
        p[i] = i * i - 1
        i += 1
    total = 0
    for i in range(n):
        total += p[i]
    print(total, p[0], p[n - 1])
    try:
        print(p[n])
    except IndexError:
        print("outside")
    lltype.free(p, flavor="raw")
    names = lltype.malloc(NAMES, n)
    names[0] = "x"
    names[1] = chr(64 + n)
    print(names[0], names[1], len(names))
    points = lltype.malloc(POINTS, 2, flavor="raw", zero=True)
    points[1].x = n
    print(points[0].x, points[1].x, points[1].y)
    lltype.free(points, flavor="raw")


# row: raw.struct
def structs(n):
    p = lltype.malloc(POINT, flavor="raw")
    p.x = n
    p.y = n * 0.5
    print(p.x, p.y)
    lltype.free(p, flavor="raw")
    line = lltype.malloc(LINE, flavor="raw", zero=True)
    line.stop.x = n
    stop = line.stop
    stop.x += 1
    line.mark = "m"
    print(line.start.x, line.stop.x, line.mark)
    lltype.free(line, flavor="raw")


# row: raw.gcstruct
def gc_structs(n):
    p = lltype.malloc(GCPOINT)
    p.x = n
    print(p.x)
    head = lltype.nullptr(NODE)
    for i in range(n):
        node = lltype.malloc(NODE)
        node.value = i
        node.next = head
        head = node
    total = 0
    while head:
        total = total * 10 + head.value
        head = head.next
    print(total)
    text = lltype.malloc(TEXT, n)
    text.hash = 7
    text.chars[n - 1] = "z"
    print(text.hash, text.chars[n - 1], len(text.chars))


# row: raw.null
def nulls(n):
    p = lltype.nullptr(POINT)
    q = lltype.malloc(POINT, flavor="raw")
    r = q if n > 4 else p
    print(bool(p), bool(q), p == lltype.nullptr(POINT), not p, r == q, r != p)
    lltype.free(q, flavor="raw")


# row: raw.charp
def charps(s):
    p = rffi.str2charp(s)
    print(rffi.charp2str(p), rffi.charp2strn(p, 1), rffi.charpsize2str(p, 2), p[0])
    p[0] = "Q"
    print(rffi.charp2str(p))
    rffi.free_charp(p)
    with rffi.scoped_str2charp(s) as q:
        print(rffi.charp2str(q))


# row: raw.carray
def carrays(n):
    p = lltype.malloc(rffi.INTP.TO, n, flavor="raw")
    p[0] = rffi.cast(rffi.INT, n)
    p[1] = rffi.cast(rffi.INT, 1 << 33 | 5)
    print(rffi.cast(lltype.Signed, p[0]), rffi.cast(lltype.Signed, p[1]))
    lltype.free(p, flavor="raw")
    print(rffi.cast(lltype.Signed, rffi.cast(rffi.UCHAR, n - 6)), rffi.cast(rffi.DOUBLE, n))


# row: raw.scoped-alloc
def scoped(n):
    with lltype.scoped_alloc(rffi.CCHARP.TO, n) as p:
        p[0] = "a"
        p[1] = "b"
        print(rffi.charpsize2str(p, 2))
    with lltype.scoped_alloc(POINT) as q:
        q.x = n
        print(q.x)


def entry_point(argv):
    n = int(argv[1])
    arrays(n)
    structs(n)
    gc_structs(n)
    nulls(n)
    charps(argv[2])
    carrays(n)
    scoped(n)
    return 0


def target(driver, args):
    return entry_point, None
