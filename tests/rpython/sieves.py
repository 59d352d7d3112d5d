"""Primes: sieves, trial division, Miller-Rabin, factorisation."""

# run: 100
# run: 10000
# stress: 50


def eratosthenes(n):
    flags = [True] * (n + 1)
    primes = []
    for i in range(2, n + 1):
        if flags[i]:
            primes.append(i)
            for j in range(i * i, n + 1, i):
                flags[j] = False
    return primes


def linear(n):
    least = [0] * (n + 1)
    primes = []
    for i in range(2, n + 1):
        if least[i] == 0:
            least[i] = i
            primes.append(i)
        for p in primes:
            if p > least[i] or i * p > n:
                break
            least[i * p] = p
    return primes


def is_prime(n):
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True


def power(base, exponent, modulus):
    result = 1
    base %= modulus
    while exponent:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


def miller_rabin(n):
    if n < 2:
        return False
    for p in [2, 3, 5, 7]:
        if n % p == 0:
            return n == p
    d = n - 1
    s = 0
    while d % 2 == 0:
        d //= 2
        s += 1
    for a in [2, 3, 5, 7]:
        x = power(a, d, n)
        if x == 1 or x == n - 1:
            continue
        for i in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def factor(n):
    factors = {}
    p = 2
    while n > 1:
        while n % p == 0:
            factors[p] = factors.get(p, 0) + 1
            n //= p
        p += 1
        if p * p > n and n > 1:
            factors[n] = factors.get(n, 0) + 1
            break
    return factors


def segment(low, high):
    flags = [True] * (high - low)
    p = 2
    while p * p < high:
        start = max(p * p, (low + p - 1) // p * p)
        for i in range(start, high, p):
            flags[i - low] = False
        p += 1
    return [low + i for i in range(high - low) if flags[i]]


def entry_point(argv):
    n = int(argv[1])
    primes = eratosthenes(n)
    print(len(primes), primes[-1], sum(primes))
    print(primes == linear(n), primes == [i for i in range(n + 1) if is_prime(i)])
    print(primes == [i for i in range(n + 1) if miller_rabin(i)], miller_rabin(1000003))
    for number in [360, 97, n, 1001]:
        parts = []
        for p, e in factor(number).items():
            parts.append("%d^%d" % (p, e) if e > 1 else str(p))
        print(number, "=", " * ".join(parts))
    print(" ".join([str(p) for p in segment(n, n + 60)]))
    return len(primes) & 127


def target(driver, args):
    return entry_point, None
