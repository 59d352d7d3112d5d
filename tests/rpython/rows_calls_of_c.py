"""Rows of the language table: functions of C. The graph interpreter does not call them."""

from rpython.rlib import rposix
from rpython.rtyper.lltypesystem import lltype, rffi

# run: 7
# run: 12
# skip: interpret

c_abs = rffi.llexternal("abs", [rffi.INT], rffi.INT)
c_pow = rffi.llexternal("pow", [lltype.Float, lltype.Float], lltype.Float)
c_labs = rffi.llexternal("labs", [lltype.Signed], lltype.Signed, elidable_function=True)
c_toupper = rffi.llexternal("toupper", [rffi.INT], rffi.INT)


# row: raw.llexternal
def calls(n):
    print(rffi.cast(lltype.Signed, c_abs(rffi.cast(rffi.INT, -n))), c_labs(-n * 5))
    print(
        c_pow(n * 1.0, 3.0), chr(rffi.cast(lltype.Signed, c_toupper(rffi.cast(rffi.INT, 97 + n))))
    )


c_strlen = rffi.llexternal("strlen", [rffi.CCHARP], rffi.SIZE_T)
c_strchr = rffi.llexternal("strchr", [rffi.CCHARP, rffi.INT], rffi.CCHARP)
c_memcmp = rffi.llexternal("memcmp", [rffi.VOIDP, rffi.VOIDP, rffi.SIZE_T], rffi.INT)
c_frexp = rffi.llexternal("frexp", [lltype.Float, rffi.INTP], lltype.Float)
c_getenv = rffi.llexternal("getenv", [rffi.CCHARP], rffi.CCHARP)
DIV = rffi.CStruct(
    "tm",
    ("sec", rffi.INT),
    ("min", rffi.INT),
    ("hour", rffi.INT),
    ("rest", rffi.CFixedArray(rffi.LONG, 8)),
)
c_gmtime_r = rffi.llexternal("gmtime_r", [rffi.LONGP, lltype.Ptr(DIV)], lltype.Ptr(DIV))


# row: raw.llexternal-pointers
def calls_with_pointers(n):
    p = rffi.str2charp("hello world")
    print(rffi.cast(lltype.Signed, c_strlen(p)), rffi.cast(lltype.Signed, c_strlen("x" * n)))
    print(rffi.charp2str(c_strchr(p, ord("w"))), bool(c_strchr(p, ord("z"))))
    q = rffi.cast(rffi.VOIDP, p)
    print(rffi.cast(lltype.Signed, c_memcmp(q, q, n)))
    rffi.free_charp(p)
    exponent = lltype.malloc(rffi.INTP.TO, 1, flavor="raw")
    print(c_frexp(n * 1.0, exponent), rffi.cast(lltype.Signed, exponent[0]))
    lltype.free(exponent, flavor="raw")
    print(bool(c_getenv("A_NAME_THAT_IS_NOT_SET")), bool(c_getenv("PATH")))
    clock = lltype.malloc(rffi.LONGP.TO, 1, flavor="raw")
    clock[0] = 3600 * n + 61
    with lltype.scoped_alloc(DIV) as tm:
        c_gmtime_r(clock, tm)
        print(
            rffi.getintfield(tm, "c_hour"),
            rffi.getintfield(tm, "c_min"),
            rffi.getintfield(tm, "c_sec"),
        )
    lltype.free(clock, flavor="raw")


COMPARE = rffi.CCallback([rffi.VOIDP, rffi.VOIDP], rffi.INT)
c_qsort = rffi.llexternal("qsort", [rffi.VOIDP, rffi.SIZE_T, rffi.SIZE_T, COMPARE], lltype.Void)


class Seen(object):
    def __init__(self):
        self.texts = []


seen = Seen()


def downwards(p, q):
    a, b = rffi.cast(rffi.LONGP, p)[0], rffi.cast(rffi.LONGP, q)[0]
    seen.texts.append("%d" % a)
    if a == 999:
        raise ValueError
    return rffi.cast(rffi.INT, 1 if a < b else -1 if a > b else 0)


def upwards(p, q):
    a, b = rffi.cast(rffi.LONGP, p)[0], rffi.cast(rffi.LONGP, q)[0]
    return rffi.cast(rffi.INT, a - b)


# row: raw.callback
def callbacks(n):
    p = lltype.malloc(rffi.LONGP.TO, n, flavor="raw")
    for i in range(n):
        p[i] = (i * 7919) % 31
    c_qsort(rffi.cast(rffi.VOIDP, p), n, 8, downwards)
    print([p[i] for i in range(n)], len(seen.texts) > 0)
    c_qsort(rffi.cast(rffi.VOIDP, p), n, 8, upwards)
    print([p[i] for i in range(n)])
    lltype.free(p, flavor="raw")


c_close = rffi.llexternal("close", [rffi.INT], rffi.INT, save_err=rffi.RFFI_SAVE_ERRNO)
c_access = rffi.llexternal(
    "access",
    [rffi.CCHARP, rffi.INT],
    rffi.INT,
    save_err=rffi.RFFI_SAVE_ERRNO | rffi.RFFI_ZERO_ERRNO_BEFORE,
)


# row: raw.errno
def errors(n):
    print(
        rffi.cast(lltype.Signed, c_close(rffi.cast(rffi.INT, n + 9000))), rposix.get_saved_errno()
    )
    print(rffi.cast(lltype.Signed, c_access("/no/such/file", 0)), rposix.get_saved_errno())
    print(rffi.cast(lltype.Signed, c_access("/", 0)), rposix.get_saved_errno())


def entry_point(argv):
    errors(int(argv[1]))
    callbacks(int(argv[1]))
    calls(int(argv[1]))
    calls_with_pointers(int(argv[1]))
    return 0


def target(driver, args):
    return entry_point, None
