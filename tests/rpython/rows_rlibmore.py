"""Rows of the language table: small modules of the library."""

from rpython.rlib import cache, compilerinfo, rStringIO, rurandom, rvmprof
from rpython.rlib.buffer import (
    BufferInterfaceNotFound,
    ByteBuffer,
    RawBuffer,
    StringBuffer,
    SubBuffer,
)
from rpython.rlib.mutbuffer import MutableStringBuffer
from rpython.rlib.objectmodel import import_from_mixin
from rpython.rlib.rawstorage import (
    AlignmentError,
    alloc_raw_storage,
    free_raw_storage,
    raw_storage_getitem,
    raw_storage_getitem_unaligned,
    raw_storage_setitem,
    raw_storage_setitem_unaligned,
)
from rpython.rlib.rdtoa import dtoa, strtod
from rpython.rlib.rjitlog import rjitlog
from rpython.rlib.rshrinklist import AbstractShrinkList
from rpython.rlib.rstruct.nativefmttable import native_is_bigendian
from rpython.rlib.rweaklist import RWeakListMixin
from rpython.rtyper.lltypesystem import lltype, rffi

# run: 5 alpha
# run: 3 a\nbcd


class Squares(cache.Cache):
    def _build(self, key):
        return key * key


squares = Squares()


# row: lib.cache
def caches(n):
    print(squares.getorbuild(12) + n, squares.getorbuild(3))


class Code(object):
    def __init__(self, name):
        self.name = name


def name_of(code):
    return "py:%s:1:file" % code.name


rvmprof.register_code_object_class(Code, name_of)


@rvmprof.vmprof_execute_code("test", lambda code, n: code)
def execute(code, n):
    return len(code.name) * n


# row: lib.rvmprof
def profiled(n):
    code = Code("f")
    rvmprof.register_code(code, name_of)
    print(execute(code, n), rvmprof.get_unique_id(code))
    try:
        rvmprof.enable(2, 0.01)
    except rvmprof.VMProfError as e:
        print(e.msg)
    try:
        rjitlog.enable_jitlog(2)
    except rjitlog.JitlogError:
        print("no jitlog")
    rjitlog.disable_jitlog()
    print(len(compilerinfo.get_compiler_info()) > 0)


# row: lib.rStringIO
def files(n, s):
    f = rStringIO.RStringIO()
    f.write(s + "\n")
    f.write("second line\nthird")
    print(f.tell(), f.getsize(), len(f.getvalue()))
    f.seek(0)
    print(f.readline(), f.readline(3), f.read(2), f.read())
    f.seek(-3, 2)
    f.write("RD" + "x" * n)
    f.seek(n + 30)
    f.write("!")
    print(f.getvalue().replace("\0", "0"))
    f.truncate(n)
    print(f.getvalue(), f.tell(), f.read() == "")
    f.close()
    print(f.getvalue() == "")


# row: lib.rurandom
def random_bytes(n):
    a, b = rurandom.urandom(None, n + 10), rurandom.urandom(None, n + 10)
    print(len(a), len(b), a == b)


# row: lib.rawstorage
def storage(n):
    p = alloc_raw_storage(32)
    raw_storage_setitem(p, 8, n * 1.5)
    raw_storage_setitem(p, 16, rffi.cast(rffi.SHORT, -n))
    raw_storage_setitem_unaligned(p, 19, n << 40)
    print(
        raw_storage_getitem(lltype.Float, p, 8), raw_storage_getitem_unaligned(lltype.Signed, p, 19)
    )
    print(rffi.cast(lltype.Signed, raw_storage_getitem(rffi.SHORT, p, 16)))
    print(rffi.cast(lltype.Signed, raw_storage_getitem(rffi.UCHAR, p, 17)))
    try:
        raw_storage_getitem(lltype.Signed, p, n)
    except AlignmentError:
        print("not aligned")
    free_raw_storage(p)


def show(b):
    print(b.getlength(), len(b), b.as_str(), b.getitem(1), b.getslice(1, 2, 2), b.readonly)
    string, offset = b.as_str_and_offset_maybe()
    if string is not None:
        print(string, offset)


# row: lib.buffer
def buffers(n, s):
    text = StringBuffer("buffer " + s)
    show(text)
    show(SubBuffer(SubBuffer(text, 2, -1), 1, 4))
    listed = ByteBuffer(n)
    listed.setslice(0, "abc")
    raw = RawBuffer(n)
    raw.setslice(0, "xyz")
    part = SubBuffer(raw, 1, 2)
    part.setitem(0, "Y")
    for b in [listed, raw, part]:
        print(b.as_str().replace("\0", "0"), b.readonly)
    print(rffi.charpsize2str(part.get_raw_address(), 2))
    try:
        text.get_raw_address()
    except BufferInterfaceNotFound:
        print("no address")
    m = MutableStringBuffer(n)
    m.setslice(0, "\x01\x02\x03")
    m.setzeros(0, 2)
    m.setitem(n - 1, "e")
    print(len(m), [ord(c) for c in m.finish()])


class Handles(object):
    import_from_mixin(RWeakListMixin)

    def __init__(self):
        self.initialize()


# row: lib.rweaklist
def weak_lists(n):
    handles = Handles()
    kept = [Code(str(i)) for i in range(n * 3)]
    numbers = [handles.add_handle(c) for c in kept]
    print(len(numbers), len(handles.get_all_handles()) >= n * 3)
    for i in range(n * 3):
        found = handles.fetch_handle(numbers[i])
        assert found is kept[i]
    print(handles.fetch_handle(1000) is None, handles.fetch_handle(-1) is None)


class Even(AbstractShrinkList):
    def must_keep(self, item):
        return item % 2 == 0


# row: lib.rshrinklist
def shrinking(n):
    even = Even()
    for i in range(n * 20):
        even.append(i)
    print(
        len(even.items()) < n * 20, [i for i in even.items() if i % 10 == 0][n], native_is_bigendian
    )


# row: lib.rdtoa
def floats(n):
    print(strtod("1.5e3"), dtoa(n * 0.1), dtoa(n * 0.1, "f", 3, 2))
    try:
        strtod("1.5x")
    except ValueError:
        print("no float")


def entry_point(argv):
    n, s = int(argv[1]), argv[2]
    caches(n)
    profiled(n)
    files(n, s)
    random_bytes(n)
    storage(n)
    buffers(n, s)
    weak_lists(n)
    shrinking(n)
    floats(n)
    return 0


def target(driver, args):
    return entry_point, None
