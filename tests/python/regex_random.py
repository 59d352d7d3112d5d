"""Random regular expressions on short texts: what is known of a pattern beforehand must not change what it matches."""

import random
import re

r = random.Random(11)
TEXTS = [
    "abcab aab xx",
    "aaab\nabc b",
    "",
    "a",
    "\u00e9aab\u00e9 c",
    "bcbca a1 a2 33",
    "xxxxab",
    "\u0101ab\u0151ba a",
]


def atom(depth):
    kind = r.randrange(12)
    if kind < 4:
        return r.choice("abcx\u00e9")
    if kind == 4:
        return "."
    if kind == 5:
        return r.choice(["[ab]", "[^a]", "[a-c]", "[^bc\u00e9]", "[\u00e0-\u0200x]"])
    if kind == 6:
        return r.choice([r"\d", r"\w", r"\s", r"\b", r"\W", r"\B"])
    if kind == 7 and depth:
        return "(" + alternatives(depth - 1) + ")"
    if kind == 8 and depth:
        return "(?:" + alternatives(depth - 1) + ")"
    if kind == 9 and depth:
        return r.choice(["(?=", "(?!", "(?>"]) + alternatives(depth - 1) + ")"
    if kind == 10:
        return r.choice(["^", "$"])
    return r.choice("ab")


def sequence(depth):
    out = ""
    for _ in range(r.randrange(1, 5)):
        a = atom(depth)
        quantifier = r.choice(
            ["", "", "", "*", "+", "?", "*?", "+?", "??", "{1,2}", "{2}", "{0,3}?", "*+", "++"]
        )
        if a in ("^", "$", r"\b", r"\B"):
            quantifier = ""
        out += a + quantifier
    return out


def alternatives(depth):
    return "|".join(sequence(depth) for _ in range(r.choice([1, 1, 1, 2, 3])))


def show(m):
    return m and (m.regs, m.lastindex)


for number in range(300):
    pattern = alternatives(1)
    flags = r.choice([0, 0, re.I, re.M, re.S, re.A])
    try:
        c = re.compile(pattern, flags)
    except re.error:
        print(number, "error")
        continue
    for text in TEXTS:
        print(
            number,
            ascii(pattern),
            int(flags),
            [m.regs for m in c.finditer(text)],
            ascii(c.findall(text)),
        )
        print(ascii([c.sub("<->", text), c.subn(r"[\\g<0>]", text, 2), c.split(text, 3)]))
        print(show(c.match(text)), show(c.fullmatch(text)), show(c.search(text, 1)))
print(
    re.sub(b"[a-c]+", b"-", b"xabcxca"),
    re.sub("b", "\u00e9", "abcb"),
    re.findall("(a)(b)?", "abaa"),
)
