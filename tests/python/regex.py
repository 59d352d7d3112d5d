import re


def t(p, s, f=0):
    try:
        m = re.search(p, s, f)
        print(p, s, m, m and m.groups(), m and m.lastindex, re.findall(p, s, f))
    except re.error as e:
        print("err", e)


t(r"(?:(a)|b)*", "abab")
t(r"(a+)+$", "aaaab")
t(r"(?i)straße", "STRASSE strasse STRAßE")
t(r"(\w+)\s(?P<x>\d+)?", "héllo 12 wörld ")
t(r"^\s*#.*$", "x\n # c\n#d", re.M)
t(r"(?<=a)b(?!c)", "abc ab")
t(r"(?<!a)b", "ab bb")
t(r"(a)?(?(1)b|c)", "ab c")
t(r"a{2,3}?", "aaaa")
t(r"(?>a+)ab", "aaab")
t(r"a++b", "aaab")
t(r"(?:ab)*+c", "ababc")
t(r"(.*?),(.*)", "a,b,c")
t(r"[^\W\d_]+", "abc1_dé")
t(r"[а-я]+", "привет мир", re.I)
t(r"\bfoo\b", "a foo b")
t(r"(?s)a.b", "a\nb")
t(r'(["\'])(.*?)\1', """"a'b" 'c' """)
t(r"x*", "axb")
t(r"(?m)$", "a\nb\n")
t(r"\Z", "ab")
t(r"(?x) a  b # c", "ab")
t(r"(?i)(é)\1", "éÉ")
t(r"[\u0400-\u04ff\x80]+", "дaд")
t(r"(a|ab)(c|bcd)(d*)", "abcd")
t(r"((a)(b)?)*", "abaab")
t(r"(?:a|b|(c))+?d", "abcabd")
t(r"(?=(a+))a*b\1", "baaabac")
t(r"[]^-]+", "^]-a")
t(r"(?P<n>a)(?P=n)", "aa")
t("(", "a")
t("a**", "a")
t(r"(?P<n", "a")
print(
    re.sub(r"(\w)(\w)", r"\2\1", "abcdef"),
    re.subn("x*", "-", "abxd"),
    re.split(r"(,)|;", "a,b;c"),
    re.split("", "abc"),
    re.sub("a", lambda m: m.group().upper(), "banana", 2),
)
print(
    re.compile("a(b)", re.I | re.M),
    re.compile(b"x"),
    re.escape("a.b*c"),
    [m.span() for m in re.finditer("a*", "baac")],
)
print(
    re.match(b"(.)(.)", b"ab").group(1, 2),
    re.fullmatch("a|ab", "ab"),
    re.compile("b").match("ab", 1),
    re.compile("^b").match("ab", 1),
    re.compile("a$").match("ab", 0, 1),
)
m = re.match(r"(?P<first>\w+) (?P<last>\w+)?", "Jane ")
print(m.groupdict(), m["first"], m.regs, m.expand(r"\1-\g<first>"), m.lastgroup, m.pos, m.endpos)
sc = re.Scanner([(r"\d+", lambda s, t: int(t)), (r"\w+", lambda s, t: t), (r"\s+", None)])
print(sc.scan("ab 12 c"))
for bad in [("a", b"a"), (b"a", "a"), ("a", 3)]:
    try:
        re.match(*bad)
    except TypeError as e:
        print(e)
print(len(re.match("(?:x|y)*", "xy" * 100000).group()), re.match(r"(a)(?:(b)|c)*", "abcb").span(2))
print(
    re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", "1234567"),
    re.compile(r"\d").pattern,
    re.compile("é").search("aé").span(),
)
