"""Rows of the language table: functions of C. The graph interpreter does not call them."""

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


def entry_point(argv):
    calls(int(argv[1]))
    return 0


def target(driver, args):
    return entry_point, None
