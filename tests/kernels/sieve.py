"""Primes by striking out multiples: a long list of truth values."""


def sieve(n):
    flags = [True] * (n + 1)
    count = 0
    for i in range(2, n + 1):
        if flags[i]:
            count += 1
            k = i * i
            while k <= n:
                flags[k] = False
                k += i
    return count


def entry_point(argv):
    n = 1000000
    if len(argv) > 1:
        n = int(argv[1])
    total = 0
    for i in range(100):
        total += sieve(n - i)
    print("%d" % total)
    return 0


def target(driver, args):
    return entry_point, None
