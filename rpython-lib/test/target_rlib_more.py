"""A program that calls the rest of rlib's functions; see target_rlib.py."""

import math

from rpython.rlib import (
    debug,
    jit,
    longlong2float,
    nonconst,
    objectmodel,
    rarithmetic,
    rfloat,
    rgc,
    rpath,
    rposix,
    rstring,
    rtime,
    rutf8,
    streamio,
)
from rpython.rlib.objectmodel import instantiate, r_dict
from rpython.rlib.rarithmetic import r_uint
from rpython.rlib.rbigint import rbigint


def say(text):
    rposix.write(1, text + "\n")


def show(*values):
    say(" ".join([v.str() for v in values]))


class Node(object):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value


@jit.elidable
def square(x):
    return x * x


@jit.unroll_safe
def total(lst):
    result = 0
    for x in lst:
        result += x
    return result


@jit.look_inside_iff(lambda x: jit.isconstant(x))
def looked(x):
    return x + 1


@jit.elidable_promote()
def promoted(x, y):
    return x + y


@objectmodel.always_inline
def inlined(x):
    return x - 1


def bigints():
    a = rbigint.fromint(-123456789012345)
    b = rbigint.fromrarith_int(r_uint(-1))
    c = rbigint.fromstr2("1_000_000_000_000_000_000_000", 10)
    show(a, b, c, rbigint.frombool(True))
    show(a.add(b), a.sub(b), a.mul(c), a.floordiv(b), c.mod(b), a.neg(), a.abs(), a.invert())
    show(a.int_add(5), a.int_sub(5), a.int_mul(-5), c.int_floordiv(7), c.int_mod(7), a.int_pow(3))
    show(a.and_(b), a.or_(b), a.xor(b), a.lshift(33), a.rshift(33), c.gcd(a), a.int_and_(255))
    say("%s %s %s %s" % (a.lt(b), a.ge(b), a.int_eq(5), a.int_lt(-5)))
    say("%d %d %d" % (a.toint(), b.bit_length(), b.bit_count()))
    say("%d" % rarithmetic.intmask(b.touint()))
    say("%d %d" % (rarithmetic.intmask(c.uintmask()), c.int_mod_int_result(10)))
    say("%s %s %s" % (c.oct(), c.bin(), c.format("0123456789abcdefghij")))
    say(rfloat.float_to_str(c.tofloat()) + " " + rfloat.float_to_str(c.log(10.0)))
    try:
        a.pow(rbigint.fromint(-1))
    except ValueError:
        say("negative")
    try:
        a.divmod(rbigint.fromint(0))
    except ZeroDivisionError:
        say("zero")
    try:
        rbigint.fromfloat(rfloat.INFINITY)
    except OverflowError:
        say("infinite")
    show(rbigint.frombytes("\xff\x00\x80", "little", True))
    n, d = rfloat.float_as_rbigint_ratio(0.3)
    show(n, d)


def numbers():
    say("%d %d" % (rarithmetic.int_c_div(-7, 2), rarithmetic.int_c_mod(-7, 2)))
    say("%d %d" % (rarithmetic.highest_bit(64), rarithmetic.mulmod(2**61, 12345, 1000003)))
    say("%s" % rarithmetic.int_between(1, 2, 3))
    say("%d" % rarithmetic.int_force_ge_zero(-3))
    say("%d" % rarithmetic.byteswap(1))
    say("%d" % rarithmetic.intmask(rarithmetic.uint_mul_high(r_uint(-1), r_uint(5))))
    say("%d" % rarithmetic.ovfcheck_float_to_int(1e10))
    try:
        rarithmetic.ovfcheck_float_to_int(1e30)
    except OverflowError:
        say("not a word")
    try:
        rarithmetic.ovfcheck_int32_mul(65536, 65536)
    except OverflowError:
        say("not 32 bits")
    say("%s" % rarithmetic.is_valid_int(5))
    say("%d" % longlong2float.float2longlong(1.5))
    say(rfloat.float_to_str(longlong2float.longlong2float(4609434218613702656)))
    bits = longlong2float.encode_int32_into_longlong_nan(-5)
    say("%d" % longlong2float.decode_int32_from_longlong_nan(bits))
    say("%s" % longlong2float.can_encode_float(2.5))
    for x in [2.5, -2.5, 3.5]:
        say(
            rfloat.float_to_str(rfloat.round_away(x))
            + rfloat.float_to_str(rfloat.round_half_even(x))
        )
        say(rfloat.float_to_str(rfloat.round_double(x, 0)))
    say("%s %s" % (rfloat.isnan(rfloat.NAN), rfloat.isfinite(1.0)))
    for x in [math.atan2(1.0, 2.0), math.fmod(-7.0, 3.0), math.pow(2.0, 0.5), math.hypot(3.0, 4.0)]:
        say(rfloat.float_to_str(x))
    for x in [math.ldexp(1.5, 10), math.copysign(1.0, -0.0), math.gamma(5.5), math.erf(0.5)]:
        say(rfloat.float_to_str(x))
    f, w = math.modf(-3.25)
    say(rfloat.float_to_str(f) + rfloat.float_to_str(w))
    say("%d %d" % (math.isqrt(1000000), math.trunc(-7.9)))


def texts():
    say("%d %d" % (rstring.find("abcabc", "c", 3, 9), rstring.rfind("abcabc", "a", 0, 9)))
    say("%d %s" % (rstring.count("aaaa", "aa", 0, 4), rstring.startswith("abc", "ab")))
    text, n = rstring.replace_count("aaa", "a", "bb", 2)
    say("%s %d %s" % (text, n, rstring.endswith("abc", "bc")))
    say("[%s]" % rstring.strip_spaces("  x y "))
    s = "a" + rutf8.unichr_as_utf8(0x3042) + "b"
    it = rutf8.Utf8StringIterator(s)
    while not it.done():
        say("%d" % it.next())
    say("%d %d" % (rutf8.prev_codepoint_pos(s, 4), rutf8.codepoint_before_pos(s, 4)))
    say("%s %s" % (rutf8.isspace(" ", 0), rutf8.islinebreak("\n", 0)))
    say("%s %d" % (rutf8.has_surrogates(s), rutf8.first_non_ascii_char(s)))
    say("%s" % rutf8.utf8_in_chars(s, 1, "xy" + s))
    say(rutf8.reencode_utf8_with_surrogates("\xed\xa0\xbd\xed\xb8\x80"))
    say(escape(s + "\n'"))
    for path in ["/a/./b/../c//d", "..//x", "", "/"]:
        say(rpath.rnormpath(path) + " " + rpath.rbasename(path) + " " + rpath.rdirname(path))
    say(rpath.rjoin("a", ["b", "/c", "d"]) + " " + rpath.rsplitext("x/y.tar.gz")[1])
    say("%s" % rpath.risabs(rpath.rabspath("x")))


escape = rutf8.make_utf8_escape_function(quotes=True)


def objects():
    node = instantiate(Node)
    node.value = 5
    say("%d %d %d" % (node.value, square(7), total([1, 2, 3])))
    say("%d %d %d" % (looked(3), promoted(3, 4), inlined(9)))
    objectmodel.keepalive_until_here(node)
    say("%s" % (objectmodel.compute_identity_hash(node) == objectmodel.compute_identity_hash(node)))
    say("%d" % nonconst.NonConstant(3))
    say("%d" % objectmodel.compute_hash((1, "x", 2.5)))
    lst = objectmodel.newlist_hint(10)
    lst.append(3)
    objectmodel.resizelist_hint(lst, 20)
    debug.ll_assert(len(lst) == 1, "length")
    debug.debug_start("section")
    debug.debug_stop("section")
    debug.make_sure_not_resized([1, 2])
    rgc.collect()
    d = r_dict(lambda a, b: a.value == b.value, lambda a: a.value)
    for i in range(10):
        d[Node(i % 3)] = i
    for key, value in d.items():
        say("%d %d" % (key.value, value))
    del d[Node(1)]
    say("%d %s" % (len(d), Node(1) in d))
    jit.set_param(None, "threshold", 10)
    try:
        jit.set_user_param(None, "threshold=5,nonsense=1")
    except ValueError:
        say("no such parameter")


def files(path):
    stream = streamio.open_file_as_stream(path, "w+")
    stream.write("one\r\ntwo\rthree\n")
    stream.seek(0, 0)
    say(stream.read(4))
    say("%d" % stream.tell())
    stream.seek(0, 2)
    stream.write("end")
    stream.flush()
    stream.close()
    stream = streamio.open_file_as_stream(path, "rU")
    say(stream.readall())
    stream.close()
    rposix.rename(path, path + "2")
    rposix.unlink(path + "2")
    rposix.mkdir(path, 0o777)
    say("%s %s" % (rposix.isdir(path), rposix.access(path, rposix.W_OK)))
    rposix.rmdir(path)
    r, w = rposix.pipe()
    rposix.write_all(w, "through")
    say(rposix.read(r, 100))
    rposix.close(r)
    rposix.close(w)
    rposix.putenv("RLIB_TEST", "value")
    value = rposix.getenv("RLIB_TEST")
    assert value is not None
    say(value)
    say("%d" % len(rposix.urandom(16)))
    say("%s %s" % (rposix.getpid() > 0, rtime.monotonic_ns() > 0))
    rtime.sleep(0.001)
    say("%s" % rposix.isatty(0))


def entry_point(argv):
    bigints()
    numbers()
    texts()
    objects()
    if len(argv) > 1:
        files(argv[1])
    return 0


def target(driver, args):
    return entry_point, None


if __name__ == "__main__":
    import sys

    entry_point(sys.argv)
