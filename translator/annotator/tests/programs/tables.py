"""Big tables of primitives: a few of their items tell what all are."""

COUNTS = list(range(100))
SAME = [7] * 100
SIGNED = list(range(60)) + [-3] + list(range(60))
LETTERS = list("abcdefghij" * 10)
WORDS = ["x"] * 80 + ["two"] + ["y"] * 20
BYTES = [b"x"] * 80 + [b"two"] + [b"y"] * 20
OPTIONAL = ["word"] * 99 + [None]
NUMBERS = [1.5] * 70 + [2] * 30
FLAGS = [True] * 99 + [False]
CODES = dict((n, str(n)) for n in range(100))
NAMES = dict((str(n), n - 50) for n in range(100))
PAIRS = [(n, str(n)) for n in range(100)]


def count(i):
    return COUNTS[i]


def same(i):
    return SAME[i]


def signed(i):
    return SIGNED[i]


def letter(i):
    return LETTERS[i]


def word(i):
    return WORDS[i]


def data(i):
    return BYTES[i]


def optional(i):
    return OPTIONAL[i]


def number(i):
    return NUMBERS[i]


def flag(i):
    return FLAGS[i]


def code(i):
    return CODES[i]


def name(s):
    return NAMES[s]


def pair(i):
    return PAIRS[i]


def entry_point(argv):
    i = len(argv)
    total = (
        count(i)
        + same(i)
        + signed(i)
        + len(word(i))
        + len(data(i))
        + ord(letter(i))
        + int(number(i))
    )
    text = optional(i)
    if text is not None:
        total += len(text)
    if flag(i):
        total += name(code(i))
    return total + pair(i)[0]


def target(driver, args):
    return entry_point, None
