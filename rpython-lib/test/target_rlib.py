"""A program that calls much of rlib: its output translated is compared with that on the host."""

import math
import os
import time

from rpython.rlib import jit, rfloat, rposix, rstring, rtime, rutf8, streamio
from rpython.rlib.listsort import make_timsort_class
from rpython.rlib.objectmodel import compute_hash, r_dict, specialize
from rpython.rlib.rarithmetic import intmask, ovfcheck, r_uint, string_to_int
from rpython.rlib.rbigint import rbigint
from rpython.rlib.rstring import ParseStringError, ParseStringOverflowError, StringBuilder
from rpython.rlib.unroll import unrolling_iterable


def say(text):
    rposix.write(1, text + "\n")


class Item(object):
    def __init__(self, key, number):
        self.key = key
        self.number = number


Sort = make_timsort_class(lt=lambda a, b: a.key < b.key)


def items_eq(a, b):
    return a.key == b.key


def items_hash(a):
    return a.key % 7


@specialize.arg(0)
def scaled(factor, x):
    return factor * x


def arithmetic():
    x = 0x7FFFFFFFFFFFFFFF
    try:
        say("%d" % ovfcheck(x + len(os.getcwd())))
    except OverflowError:
        say("overflow")
    say("%d" % intmask(r_uint(x) * r_uint(3)))
    say("%d %d" % (-7 // 2, -7 % 3))
    for text in ["12", "-0x1f", "zz", "99999999999999999999"]:
        try:
            say("%d" % string_to_int(text, 0))
        except ParseStringOverflowError as e:
            say(rbigint._from_numberstring_parser(e.parser).str())
        except ParseStringError as e:
            say(e.msg)
    say("%d %d" % (scaled(2, 21), scaled(3, 5)))
    say("%d %d" % (compute_hash("hello"), compute_hash(12.5)))


def bigints():
    a = rbigint.fromint(1)
    for i in range(1, 200):
        a = a.mul(rbigint.fromint(i))
    say(a.str())
    say(a.hex())
    b = rbigint.fromstr("123456789012345678901234567890", 10)
    q, r = a.divmod(b)
    say("%s %s" % (q.str(), r.str()))
    say("%d %d %d" % (q.hash(), q.bit_length(), q.numdigits()))
    say(b.neg().rshift(7).and_(a).xor(b).str())
    say(b.pow(rbigint.fromint(65), rbigint.fromint(1000007)).str())
    say(b.pow(rbigint.fromint(5)).sub(a).isqrt().str() if b.gt(a) else a.isqrt().str())
    say(rfloat.float_to_str(b.truediv(a)))
    say(rbigint.fromfloat(1e30).str())
    say(rbigint.frombytes(b.tobytes(20, "big", True), "big", True).str())
    try:
        a.toint()
    except OverflowError:
        say("too big")
    huge = b.pow(rbigint.fromint(200))
    say("%d %d" % (len(huge.str()), compute_hash(huge.str())))
    say("%s" % rbigint.fromstr(huge.str(), 10).eq(huge))


def texts():
    say("|".join(rstring.split(" a b  c ")))
    say("|".join(rstring.rsplit("a,b,c", ",", 1)))
    say(rstring.replace("aXbX", "X", "yy"))
    b = StringBuilder()
    for i in range(10):
        b.append("ab")
        b.append_slice("012345", 1, 3)
        b.append_multiple_char("-", i)
    say("%d %s" % (b.getlength(), b.build()))
    s = rutf8.unichr_as_utf8(0x20AC) + rutf8.unichr_as_utf8(0x1F600) + "x"
    say("%d" % rutf8.check_utf8(s, True))
    u = rutf8.Utf8StringBuilder()
    u.append(s)
    u.append_code(0xE9)
    say("%d %s" % (u.getlength(), u.build()))
    try:
        rutf8.check_utf8(s[1:], False)
    except rutf8.CheckError as e:
        say("bad utf8 at %d" % e.pos)
    say(rutf8.decode_latin_1("caf\xe9"))
    index = rutf8.create_utf8_index_storage(s, 3)
    say("%d" % rutf8.codepoint_position_at_index(s, index, 2))


FUNCTIONS = unrolling_iterable(
    [("sin", math.sin), ("exp", math.exp), ("sqrt", math.sqrt), ("log", math.log)]
)


def floats():
    for name, function in FUNCTIONS:
        say("%s %s" % (name, rfloat.float_to_str(function(1.5))))
    for x in [0.1, 1e22, 1.0, 123456.789, 1e-7, -0.0]:
        say(
            rfloat.float_to_str(x)
            + " "
            + rfloat.formatd(x, "e", 3, 0)
            + " "
            + rfloat.formatd(x, "g", 6)
        )
        m, e = math.frexp(x)
        say("%s %d" % (rfloat.float_to_str(m), e))
    try:
        math.sqrt(-1.0)
    except ValueError:
        say("domain")
    try:
        math.exp(1000.0)
    except OverflowError:
        say("range")
    say(rfloat.float_to_str(rfloat.string_to_float(" 2.5e3 ")))
    say(rfloat.float_to_str(rfloat.round_double(2.675, 2, True)))
    text, kind = rfloat.double_to_string(rfloat.INFINITY, "r", 0, 0)
    say("%s %d" % (text, kind))
    say("%d %d" % (math.floor(-2.5), math.ceil(2.1)))
    try:
        rfloat.string_to_float("x")
    except ParseStringError as e:
        say(e.msg)


def collections():
    lst = [Item((i * 37) % 101, i) for i in range(300)]
    Sort(lst).sort()
    total = 0
    for i in range(len(lst)):
        total = intmask(total * 31 + lst[i].number)
    say("%d" % total)
    d = r_dict(items_eq, items_hash)
    for item in lst:
        if item in d:
            d[item] += 1
        else:
            d[item] = 1
    say("%d %d" % (len(d), d[Item(5, 0)]))
    driver_total = 0
    for n in range(10):
        driver.jit_merge_point(n=n)
        driver_total += jit.promote(n)
    say("%d" % driver_total)


driver = jit.JitDriver(greens=[], reds=["n"], name="loop")


def files(path):
    stream = streamio.open_file_as_stream(path, "w")
    for i in range(1000):
        stream.write("line %d\n" % i)
    stream.close()
    say("%d %s" % (rposix.stat(path).st_size, rposix.isfile(path)))
    stream = streamio.open_file_as_stream(path, "r")
    say(stream.readline())
    say("%d" % len(stream.readall()))
    stream.close()
    fd = rposix.open(path, rposix.O_RDONLY, 0)
    say(rposix.read(fd, 6))
    rposix.close(fd)
    rposix.unlink(path)
    try:
        rposix.open(path, rposix.O_RDONLY, 0)
    except OSError as e:
        say("%d %s" % (e.errno, rposix.strerror(e.errno)))
    say("%s %s" % (rposix.exists("/"), rposix.getenv("SURELY_NOT_SET") is None))
    say("%s" % ("." in rposix.listdir("/")))
    say("%s" % (rtime.time() > 1.0e9 and time.time() > 1.0e9 and rtime.clock() >= 0.0))
    say("%s" % (len(rposix.environ_items()) > 0))


def entry_point(argv):
    arithmetic()
    bigints()
    texts()
    floats()
    collections()
    if len(argv) > 1:
        files(argv[1])
    return 0


def target(driver, args):
    return entry_point, None


if __name__ == "__main__":
    import sys

    entry_point(sys.argv)
