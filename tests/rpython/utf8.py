"""Text kept as UTF-8 in byte strings."""

from rpython.rlib import rutf8
from rpython.rlib.rstring import StringBuilder

# run: 5


def describe(s):
    n = rutf8.check_utf8(s, True)
    codes = []
    pos = 0
    while pos < len(s):
        codes.append("U+%x" % rutf8.codepoint_at_pos(s, pos))
        pos = rutf8.next_codepoint_pos(s, pos)
    print(len(s), n, " ".join(codes))


def reverse(s):
    builder = StringBuilder(len(s))
    pos = len(s)
    while pos > 0:
        start = rutf8.prev_codepoint_pos(s, pos)
        assert start >= 0
        builder.append_slice(s, start, pos)
        pos = start
    return builder.build()


def hexdump(s):
    return " ".join(["%02x" % ord(c) for c in s])


def entry_point(argv):
    n = int(argv[1])
    texts = ["plain", "\xce\xbb calculus", "\xe2\x82\xac 100", "\xf0\x9f\x90\x8d", ""]
    for s in texts:
        describe(s)
        print(s, reverse(s), hexdump(s))
    for code in [0x41, 0xE9, 0x20AC, 0x1F40D]:
        print(hexdump(rutf8.unichr_as_utf8(code)))
    for bad in ["\xff", "\xc3", "\xe2\x82", "ok\x80"]:
        try:
            rutf8.check_utf8(bad, False)
            print("valid")
        except rutf8.CheckError as e:
            print("invalid at", e.pos)
    try:
        rutf8.unichr_as_utf8(0x110000 + n)
    except rutf8.OutOfRange:
        print("out of range")
    longer = "\xc3\xa9" * n + "x"
    print(rutf8.codepoints_in_utf8(longer))
    storage = rutf8.create_utf8_index_storage(longer, n + 1)
    print(rutf8.codepoint_position_at_index(longer, storage, n))
    return rutf8.codepoints_in_utf8(longer)


def target(driver, args):
    return entry_point, None
