"""Between RPython values and low-level values."""

from rpython._missing import not_implemented
from rpython.rtyper.lltypesystem import lltype
from rpython.rtyper.lltypesystem.rstr import UNICODE, from_host_string, host_string
from rpython.translation.intrinsics import intrinsic


@intrinsic("llstr")
def llstr(s):
    """The `Ptr(STR)` that an RPython str is."""
    return from_host_string(s)


@intrinsic("hlstr")
def hlstr(ll_s):
    """The RPython str that a `Ptr(STR)` is."""
    return host_string(ll_s)


@intrinsic("llunicode")
def llunicode(s):
    """The `Ptr(UNICODE)` that an RPython unicode is."""
    return from_host_string(s, UNICODE)


@intrinsic("hlunicode")
def hlunicode(ll_s):
    """The RPython unicode that a `Ptr(UNICODE)` is."""
    return host_string(ll_s)


@intrinsic("llhelper")
def llhelper(F, f):
    """A function pointer of type F to an RPython function."""
    return lltype.functionptr(F.TO, f.__name__, _callable=f)


__getattr__ = not_implemented(__name__)
