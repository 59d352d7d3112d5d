"""Rows of the language table: facts of the C compiler."""

# run: 7

from rpython.rtyper.lltypesystem import lltype, rffi
from rpython.rtyper.tool import rffi_platform
from rpython.translator.tool.cbuild import ExternalCompilationInfo


class CConfig:
    _compilation_info_ = ExternalCompilationInfo(
        includes=["limits.h", "errno.h", "fcntl.h", "sys/time.h"]
    )
    INT_MIN = rffi_platform.ConstantInteger("INT_MIN")
    ULONG_SIZE = rffi_platform.SizeOf("unsigned long")
    EINVAL = rffi_platform.DefinedConstantInteger("EINVAL")
    NOWHERE = rffi_platform.DefinedConstantInteger("THIS_IS_DEFINED_NOWHERE")
    HAS_OPEN = rffi_platform.Has("open")
    HAS_NOTHING = rffi_platform.Has("this_is_no_function")
    HAS_CREAT = rffi_platform.Defined("O_CREAT")
    short = rffi_platform.SimpleType("unsigned short", rffi.INT)
    timeval = rffi_platform.Struct("struct timeval", [("tv_usec", rffi.INT), ("tv_sec", rffi.INT)])


# row: lib.rffi-platform
config = rffi_platform.configure(CConfig)
INT_MIN = config["INT_MIN"]
EINVAL = config["EINVAL"]
TIMEVAL = config["timeval"]
SHORT = config["short"]
LONG_SIZE = config["ULONG_SIZE"]
HAS = config["HAS_OPEN"] and config["HAS_CREAT"]
NOTHING = config["HAS_NOTHING"] or config["NOWHERE"] is not None
SIZES = rffi_platform.sizeof("char") + rffi_platform.getconstantinteger("CHAR_BIT", ["limits.h"])


def entry_point(argv):
    n = int(argv[1])
    print(INT_MIN + n, EINVAL, LONG_SIZE, SIZES)
    if HAS and not NOTHING:
        print("found", rffi.sizeof(TIMEVAL), rffi.offsetof(TIMEVAL, "c_tv_usec"))
    time = lltype.malloc(TIMEVAL, flavor="raw")
    time.c_tv_sec = rffi.cast(rffi.LONG, n * 1000)
    time.c_tv_usec = rffi.cast(rffi.LONG, 5)
    print(time.c_tv_sec + time.c_tv_usec)
    print(rffi.cast(lltype.Signed, rffi.cast(SHORT, n - 8)))
    lltype.free(time, flavor="raw")
    return 0


def target(driver, args):
    return entry_point, None
