"""Ints about the widths of one and two machine words: operators, comparisons, hashes."""

import random

WIDTHS = [1, 8, 31, 32, 33, 62, 63, 64, 65, 100, 124, 127, 128, 129, 140]
MASK = (1 << 64) - 1


def number(r):
    k = r.choice(WIDTHS)
    n = r.getrandbits(k) if r.random() < 0.8 else (1 << k) - r.randrange(3)
    return -n if r.random() < 0.4 else n


def operators(rounds):
    r = random.Random(7)
    total = 0
    for _ in range(rounds):
        a, b, n = number(r), number(r), r.randrange(140)
        found = [
            a + b,
            a - b,
            a * b,
            a & b,
            a | b,
            a ^ b,
            ~a,
            -a,
            a << n,
            a >> n,
            a < b,
            a == b,
            a >= b,
        ]
        if b:
            found += [a // b, a % b, *divmod(a, b), a / b]
        found += [a % (n + 1), a // ((1 << n) + 1), hash(a), a.bit_length(), a is a, id(a) == id(a)]
        for x in found:
            total = (total * 31 + hash(x)) & MASK
    return total


def same_values():
    a, b = 1 << 64, 1 << 65
    half = b >> 1
    return a == half, hash(a) == hash(half), {a: 1}[half], len({a, half, 2.0**64}), a != half + 1


def splitmix(n):
    x = t = 0
    for _ in range(n):
        x = (x + 0x9E3779B97F4A7C15) & MASK
        z = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        t ^= z ^ (z >> 31)
    return t


def xorshift(n):
    x, total = 88172645463325252, 0
    for _ in range(n):
        x ^= x << 13 & MASK
        x ^= x >> 7
        x ^= x << 17 & MASK
        total += x >> 60
    return x, total


def products(n):
    x, m = 1, 1000000007 * 998244353
    for i in range(n):
        x = (x * 123456789123 + i) % m
    return x


def growing(n):
    x = 1
    seen = []
    for i in range(n):
        x *= -3
        seen.append(x % 1000003 + (x >> 40) % 17 - (x ^ i) % 13)
    return x, sum(seen)


print(operators(1500), same_values(), splitmix(3000), xorshift(3000), products(3000), growing(150))
