"""The seed of the hashes of str and bytes (PYTHONHASHSEED)."""

from rpython.rlib import rposix, rsiphash
from rpython.rlib.rarithmetic import intmask

from interpreters.python.objspace import hashtable

LARGEST = 4294967295


def choose(argv):
    """Chooses the seed, before anything is hashed; argv is without the program's name."""
    text = None
    if not ignores_environment(argv):
        text = rposix.getenv("PYTHONHASHSEED")
    seed = -1
    if text is not None:
        seed = number(text)
    if seed < 0:
        keys = rposix.urandom(16)
    elif seed == 0:
        keys = "\0" * 16
    else:
        keys = expanded(seed)
    rsiphash.choosen_seed(word(keys, 0), word(keys, 8))
    for table in hashtable.prebuilt.tables:
        table.rehash()


def ignores_environment(argv):
    """Is one of the options -E and -I given?"""
    for arg in argv:
        if len(arg) < 2 or arg[0] != "-" or arg[1] == "-":
            return False
        for c in arg[1:]:
            if c == "E" or c == "I":
                return True
            if c == "c" or c == "m":
                return False
            if c == "W" or c == "X":
                break
    return False


def number(text):
    """A seed in decimal; -1 if it is none (options.py has the message)."""
    value = 0
    for c in text:
        if not "0" <= c <= "9":
            return -1
        value = value * 10 + ord(c) - ord("0")
        if value > LARGEST:
            return -1
    return value if len(text) > 0 else -1


def expanded(seed):
    """16 bytes from a seed, as CPython makes them: from a linear congruential generator modulo 2**32."""
    chars = []
    x = seed
    for _ in range(16):
        x = (x * 214013 + 2531011) & LARGEST
        chars.append(chr((x >> 16) & 255))
    return "".join(chars)


def word(chars, start):
    """A word from 8 bytes, the lowest first."""
    value = 0
    i = start + 7
    while i >= start:
        value = intmask((value << 8) | ord(chars[i]))
        i -= 1
    return value
