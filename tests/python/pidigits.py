# args: 120
"""Bigints: spigot pi, Fibonacci by doubling, modular powers, factorials, conversions."""
import sys


def pi_digits(n):
    """A spigot: terms of the series go in as linear fractional maps (a b; c d), digits come out."""
    a, b, c, d = 1, 0, 0, 1
    out = []
    k = 0
    while len(out) < n:
        low = (a * 3 + b) // (c * 3 + d)
        if low == (a * 4 + b) // (c * 4 + d):
            out.append(low)
            a, b = 10 * (a - low * c), 10 * (b - low * d)
        else:
            k += 1
            num, den = k, 2 * k + 1
            a, b = a * num, a * 2 * den + b * den
            c, d = c * num, c * 2 * den + d * den
    return out


def fib(n):
    a, b = 0, 1
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - a), a * a + b * b
        if bit == '1':
            a, b = b, a + b
    return a


def isqrt(n):
    x = 1 << (n.bit_length() + 1) // 2
    while True:
        y = (x + n // x) >> 1
        if y >= x:
            return x
        x = y


def probably_prime(n):
    d, s = n - 1, 0
    while d % 2 == 0:
        d >>= 1
        s += 1
    for a in (2, 3, 5, 7, 11):
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def main(n):
    digits = pi_digits(n)
    f = fib(20 * n)
    s = str(fib(6 * n))
    root = isqrt(2 * 10 ** (2 * n))
    p = 2 ** 521 - 1
    prime = sum(probably_prime(p - k) for k in range(0, 40, 2))
    fact = 1
    for i in range(1, n):
        fact *= i
    g = gcd(fact + 1, f)
    acc = 1
    for i in range(1, 20 * n):
        acc = (acc << 1 ^ acc * i + (acc >> 3)) & (1 << 127) - 1
    print('pidigits', sum(i * d for i, d in enumerate(digits)), f % 1000000007, len(s), int(s) % 97, root % 1000003,
          prime, fact % 1000000009, g % 1000003, acc, hex(f)[:12])


main(int(sys.argv[1]) if len(sys.argv) > 1 else 2200)
