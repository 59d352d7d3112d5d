"""Rows of the language table: structures and arrays of `lltype`."""

from rpython.rlib.objectmodel import specialize
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


MIXED = rffi.CStruct(
    "mixed",
    ("flag", lltype.Bool),
    ("small", rffi.SHORT),
    ("letter", rffi.CHAR),
    ("number", rffi.INT),
    ("single", rffi.FLOAT),
    ("text", rffi.CCHARP),
    ("parts", rffi.CFixedArray(rffi.UCHAR, 3)),
    ("wide", lltype.UniChar),
)
LINK = lltype.ForwardReference()
LINK.become(lltype.Struct("link", ("value", lltype.Signed), ("next", lltype.Ptr(LINK))))
COUNTED = lltype.Array(rffi.USHORT)
TAIL = lltype.Struct("tail", ("kind", rffi.INT), ("items", COUNTED))


# row: raw.cstruct
def mixed(n, s):
    print(rffi.sizeof(MIXED), rffi.offsetof(MIXED, "c_text"))
    p = lltype.malloc(MIXED, flavor="raw", zero=True)
    print(p.c_flag, bool(p.c_text), rffi.getintfield(p, "c_number"))
    p.c_flag = n > 3
    rffi.setintfield(p, "c_small", n - 40000)
    rffi.setintfield(p, "c_number", -n)
    p.c_letter = s[0]
    p.c_single = rffi.cast(rffi.FLOAT, n * 0.1)
    p.c_text = rffi.str2charp(s)
    p.c_parts[2] = rffi.cast(rffi.UCHAR, 250 + n)
    p.c_wide = rffi.cast(lltype.UniChar, 0x20AC)
    print(p.c_flag, rffi.getintfield(p, "c_small"), rffi.getintfield(p, "c_number"), p.c_letter)
    print(rffi.cast(lltype.Float, p.c_single), rffi.charp2str(p.c_text), len(p.c_parts))
    print(rffi.cast(lltype.Signed, p.c_parts[2]), rffi.cast(lltype.Signed, p.c_wide))
    q = lltype.malloc(MIXED, flavor="raw")
    rffi.structcopy(q, p)
    print(rffi.charp2str(q.c_text), q.c_text == p.c_text)
    rffi.free_charp(p.c_text)
    lltype.free(q, flavor="raw")
    lltype.free(p, flavor="raw")


# row: raw.pointers
def links(n):
    head = lltype.nullptr(LINK)
    for i in range(n):
        link = lltype.malloc(LINK, flavor="raw")
        link.value = i
        link.next = head
        head = link
    total = 0
    while head:
        total = total * 10 + head.value
        old = head
        head = head.next
        lltype.free(old, flavor="raw")
    print(total)
    counted = lltype.malloc(COUNTED, n, flavor="raw")
    counted[n - 1] = rffi.cast(rffi.USHORT, -1)
    print(len(counted), rffi.cast(lltype.Signed, counted[n - 1]))
    try:
        counted[n] = counted[0]
    except IndexError:
        print("outside")
    lltype.free(counted, flavor="raw")
    tail = lltype.malloc(TAIL, n, flavor="raw", zero=True)
    tail.items[1] = rffi.cast(rffi.USHORT, n)
    print(len(tail.items), rffi.cast(lltype.Signed, tail.items[1]))
    lltype.free(tail, flavor="raw")


# row: raw.ptradd
def arithmetic(n, s):
    p = rffi.str2charp(s)
    q = rffi.ptradd(p, 1)
    print(rffi.charp2str(q), q[0], q[-1] == s[0])
    words = lltype.malloc(rffi.SIGNEDP.TO, 4, flavor="raw")
    rffi.c_memset(words, 1, 8)
    rffi.c_memcpy(rffi.ptradd(words, 2), words, 16)
    print(words[0], words[2], rffi.ptradd(words, 2)[0])
    bytes = rffi.cast(rffi.UCHARP, words)
    bytes[0] = rffi.cast(rffi.UCHAR, n)
    print(words[0] - n, rffi.cast(lltype.Signed, words) == rffi.cast(lltype.Signed, bytes))
    back = rffi.cast(rffi.SIGNEDP, rffi.cast(lltype.Signed, bytes))
    print(back[0] == words[0], rffi.cast(rffi.VOIDP, words) == rffi.cast(rffi.VOIDP, back))
    print(bool(rffi.cast(rffi.VOIDP, 0)))
    lltype.free(words, flavor="raw")
    rffi.free_charp(p)


# row: raw.charpp
def lists_of_text(n, s):
    array = rffi.liststr2charpp([s, "", s + s])
    print(rffi.charpp2liststr(array), rffi.charp2str(array[2]))
    rffi.free_charpp(array)
    with rffi.scoped_alloc_buffer(n) as buf:
        buf.raw[0] = "x"
        buf.raw[1] = s[0]
        print(buf.str(2))
    with rffi.scoped_nonmovingbuffer(s) as p:
        print(p[1])


# row: raw.generic
@specialize.arg(0)
def filled(T, n, value):
    p = lltype.malloc(T.TO, n, flavor="raw")
    for i in range(n):
        p[i] = rffi.cast(T.TO.OF, value + i)
    return p


def generic(n):
    p, q = filled(rffi.SHORTP, n, -3), filled(rffi.DOUBLEP, n, 1)
    print(rffi.cast(lltype.Signed, p[1]), q[n - 1])
    lltype.free(p, flavor="raw")
    lltype.free(q, flavor="raw")


def entry_point(argv):
    n = int(argv[1])
    mixed(n, argv[2])
    links(n)
    arithmetic(n, argv[2])
    lists_of_text(n, argv[2])
    generic(n)
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
