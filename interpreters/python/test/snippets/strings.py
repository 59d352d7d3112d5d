def attempt(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


s = "hello, w\u00f6rld \u20ac \U0001f600 end"
for i in (0, 7, 8, 14, 16, -1, -5, 100, -100, True):
    attempt(lambda: s[i])
for sl in (slice(2, 5), slice(None, None, -1), slice(-8, None), slice(3, 20, 3), slice(20, 3, -4),
           slice(5, 2), slice(None, 100), slice(-100, 4)):
    print(ascii(s[sl]))
attempt(lambda: s["a"])
attempt(lambda: s[1.5])
print(len(s), ascii(s), s.upper(), ascii(s.title()), s.count("l"), s.count(""), s.find("w"), s.find("\u20ac"))
print(s.find("zz"), s.rfind("l"), s.rfind("l", 0, 5), s.index("e", 2), s.find("", 100), s.find("e", -5), s.find("", 3))
attempt(s.index, "zz")
attempt(s.find, 3)
attempt(s.index, "e", None, 3)
print("a,b,,c".split(","), "a,b,,c".split(",", 1), "a,b,,c".rsplit(",", 1), "  a  b ".split(), "  a  b ".split(None, 1))
attempt("a".split, "")
attempt("a".split, 3)
print("abc".partition("b"), "abc".partition("x"), "abcbd".rpartition("b"), "abc".rpartition("x"))
print("-".join("abc"), "-".join(["x"]), "".join([]), ", ".join(str(i) for i in range(5)))
attempt("-".join, [1, 2])
attempt("-".join, ["a", 2])
attempt("-".join, 5)
print("x".center(5, "*"), "ab".center(5), "x".ljust(4) + "|", "x".rjust(4, "-"), "-5".zfill(5), "5".zfill(1), "+".zfill(3))
attempt("x".center, 5, "ab")
attempt("x".center, 5, 3)
print("aXbX".replace("X", "--"), "aXbX".replace("X", "--", 1), "abc".replace("", "."), "abc".replace("", ".", 2))
print("  xx ".strip() + "|", "xxaxx".strip("x"), "xxaxx".lstrip("x"), "xxaxx".rstrip("xa"))
attempt("x".strip, 3)
print("abc".startswith("ab"), "abc".startswith(("x", "a")), "abc".startswith("b", 1), "abc".endswith("bc", 0, 2), "abc".endswith(()))
attempt("abc".startswith, 3)
attempt("abc".startswith, (3,))
print("abc".removeprefix("a"), "abc".removesuffix("c"), "abc".removeprefix("x"))
print("a\nb\r\nc\x0bd".splitlines(), "a\nb\n".splitlines(True))
print("a\tb".expandtabs(), "ab\tc".expandtabs(4))
print("abc" * 3, 3 * "ab", "ab" * 0, "ab" * -1, "a" + "b", "a" in "abc", "x" in "abc", "" in "")
attempt(lambda: "a" + 1)
attempt(lambda: 1 + "a")
attempt(lambda: "a" * "b")
attempt(lambda: "a" * 1.5)
attempt(lambda: 1 in "a")
print("a" < "b", "a" <= "a", "b" > "a", "a" >= "b", "a" == "a", "a" != "a", "a" == 1, "a" != 1, "\uffff" < "\U00010000")
attempt(lambda: "a" < 1)
print("Ab1".isalnum(), "Ab".isalpha(), "12".isdigit(), "\u00b2".isdigit(), "\u00b2".isdecimal(), "\u00bd".isnumeric(), "ab".islower(), "AB".isupper())
print("Ab Cd".istitle(), " \t".isspace(), "a b".isprintable(), "\n".isprintable(), "abc".isidentifier(), "1a".isidentifier(), "".isascii())
print("hello world".title(), "hELLO".capitalize(), "aBc".swapcase(), "\u00df".upper(), ascii("\u0130".lower()), "\u00df".casefold())
print(ascii("\u03a3\u03a3".lower()))
print("abc".translate({97: "x", 98: None, 99: 100}), "abc".translate(str.maketrans("ab", "xy", "c")), str.maketrans({"a": 1}))
attempt(str.maketrans, "ab", "c")
attempt(str.maketrans, {"ab": 1})
print("h\u00e9".encode(), "h\u00e9".encode("latin-1"), "h\u00e9".encode("ascii", "replace"), "h\u00e9".encode("ascii", "xmlcharrefreplace"))
print("h\u00e9\u20ac".encode("utf-16"), "\U0001f600".encode("utf-16-le"), "a".encode("utf-32-be"), "h\u00e9".encode("ascii", "backslashreplace"))
attempt("h\u00e9".encode, "ascii")
attempt("h\u00e9".encode, "nope")
attempt("h\ud800".encode)
print(b"h\xc3\xa9".decode(), ascii(b"h\xff".decode("utf-8", "replace")), ascii(b"h\xff".decode("utf-8", "surrogateescape")), b"h\xff".decode("latin-1") == "h\xff")
attempt(b"h\xff".decode)
attempt(b"h\xc3".decode)
attempt(b"\xe2\x28\xa1".decode)
print(str(), str(5), str("x"), str(b"abc", "ascii"), str(b"x"), repr("it's"), repr('a"b'), repr('a"\'b'), repr("\x00\x7f\xa0\u2028"))
attempt(str, "a", "b")
attempt(str, 5, "ascii")
print(hash("abc") == hash("abc"), hash("") == hash(""), ord("a"), ord("\u20ac"), chr(8364), ascii(chr(0x10ffff)))
attempt(chr, -1)
attempt(chr, 0x110000)
attempt(ord, "ab")
attempt(ord, 5)


class S(str):
    def extra(self):
        return self + "!"


t = S("abc")
print(t.extra(), type(t).__name__, type(t + "x").__name__, t.upper(), t == "abc", {t: 1}["abc"], {"abc": 2}[t], len(t), t[1], isinstance(t, str))
print(type(str(t)).__name__, type(t[:]).__name__, "%s" % t, f"{t:>5}", t.join(["1", "2"]))
x = ""
for i in range(20):
    x += chr(97 + i)
print(x, x[::2], sorted(x, reverse=True)[:3], max(x), min(x), list(reversed(x))[:2], "".join(map(str.upper, x)))
for ch in "a\u00e9\u20ac\U0001f600":
    print(ascii(ch), len(ch), ord(ch))
big = "x\u00e9" * 500
print(big[501], ascii(big[998:]), big.find("\u00e9", 700), big.rfind("x"), len(big[::3]), big.index("x", 701))
