"""Base64, hexadecimal, run lengths, LZ77. The bits of `decode` grow beyond a word: only the last ones count."""

from rpython.rlib.rstring import StringBuilder

# run: "hello world"
# run: "aaaaaaaaaabbbbbbbbbbabababababababab"
# run: ""
# run: "x"
# skip: checks

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
VALUES = [-1] * 256
for _i in range(64):
    VALUES[ord(ALPHABET[_i])] = _i


class DecodeError(Exception):
    pass


def encode(s):
    builder = StringBuilder()
    i = 0
    while i + 2 < len(s):
        n = ord(s[i]) << 16 | ord(s[i + 1]) << 8 | ord(s[i + 2])
        for shift in [18, 12, 6, 0]:
            builder.append(ALPHABET[n >> shift & 63])
        i += 3
    rest = len(s) - i
    if rest == 1:
        n = ord(s[i]) << 4
        builder.append(ALPHABET[n >> 6] + ALPHABET[n & 63] + "==")
    elif rest == 2:
        n = ord(s[i]) << 10 | ord(s[i + 1]) << 2
        builder.append(ALPHABET[n >> 12] + ALPHABET[n >> 6 & 63] + ALPHABET[n & 63] + "=")
    return builder.build()


def decode(s):
    if len(s) % 4 != 0:
        raise DecodeError
    builder = StringBuilder()
    bits = 0
    count = 0
    for c in s:
        if c == "=":
            break
        value = VALUES[ord(c)]
        if value < 0:
            raise DecodeError
        bits = bits << 6 | value
        count += 6
        if count >= 8:
            count -= 8
            builder.append(chr(bits >> count & 255))
    return builder.build()


def tohex(s):
    return "".join(["0123456789abcdef"[ord(c) >> 4] + "0123456789abcdef"[ord(c) & 15] for c in s])


def fromhex(s):
    return "".join([chr(int(s[i : i + 2], 16)) for i in range(0, len(s), 2)])


def run_lengths(s):
    parts = []
    i = 0
    while i < len(s):
        j = i
        while j < len(s) and s[j] == s[i]:
            j += 1
        parts.append((s[i], j - i))
        i = j
    return parts


def lz(s):
    out = []
    i = 0
    while i < len(s):
        best = 0
        offset = 0
        for start in range(max(0, i - 16), i):
            n = 0
            while i + n < len(s) and n < 9 and s[start + n] == s[i + n]:
                n += 1
            if n > best:
                best = n
                offset = i - start
        if best > 2:
            out.append((offset, best, ""))
            i += best
        else:
            out.append((0, 0, s[i]))
            i += 1
    return out


def unlz(items):
    result = ""
    for offset, n, literal in items:
        if n:
            for i in range(n):
                result += result[len(result) - offset]
        else:
            result += literal
    return result


def entry_point(argv):
    s = argv[1]
    coded = encode(s)
    print(coded, decode(coded) == s)
    print(tohex(s), fromhex(tohex(s)) == s)
    print(" ".join(["%s%d" % (c, n) for c, n in run_lengths(s)]))
    items = lz(s)
    print(len(items), unlz(items) == s)
    for bad in ["abc", "a$bc"]:
        try:
            print(decode(bad))
        except DecodeError:
            print("bad", bad)
    return len(coded)


def target(driver, args):
    return entry_point, None
