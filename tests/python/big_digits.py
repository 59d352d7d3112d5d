"""Big integers whose digits are at their limits: all operations, into one checksum."""

import random

rnd = random.Random(5)


def num():
    k = rnd.randrange(5)
    if k == 0:
        return rnd.choice(
            [
                0,
                1,
                2**31,
                2**62 - 1,
                2**62,
                2**63,
                2**64,
                2**124 - 1,
                2**124,
                2**186 - 1,
                2**127,
                2**128,
                10**18,
                10**36,
            ]
        )
    if k == 1:
        n = 0
        for _ in range(rnd.randrange(1, 12)):
            b = rnd.randrange(1, 130)
            n = n << b | rnd.choice([0, (1 << b) - 1])
        return n
    return rnd.getrandbits(rnd.randrange(1, rnd.choice([70, 300, 2000, 20000])))


h = 0
for i in range(400):
    a = num() * rnd.choice([1, -1])
    b = num() * rnd.choice([1, -1])
    s = rnd.randrange(300)
    r = [
        a + b,
        a - b,
        a * b,
        a * a,
        a & b,
        a | b,
        a ^ b,
        a << s,
        a >> s,
        ~a,
        hash(a),
        a == b,
        a < b,
        a.bit_length(),
        a.bit_count(),
    ]
    if b:
        r += [a // b, a % b, divmod(a * b + s, b), int.__floordiv__(a, b)]
    if b and abs(a.bit_length() - b.bit_length()) < 900:
        r.append(a / b)
    if i % 7 == 0:
        r += [
            str(a)[:4000] if a.bit_length() < 14000 else 0,
            hex(a),
            oct(b),
            bin(a)[:99],
            int(hex(a), 16),
            int(oct(b), 8),
            pow(abs(a) % 10**40, abs(b) % 10**9, 10**30 + 7),
        ]
    if a.bit_length() < 1000:
        r.append(float(a))
    n = (a.bit_length() + 8) // 8
    r += [
        a.to_bytes(n, "little", signed=True),
        int.from_bytes(a.to_bytes(n + 3, "big", signed=True), "big", signed=True) == a,
    ]
    if a.bit_length() < 14000:
        r.append(int(str(a)) == a)
    h = (
        h * 31
        + sum(
            map(
                ord,
                repr(
                    [
                        x if not isinstance(x, int) or x.bit_length() < 10000 else hash(x)
                        for x in r
                        if not isinstance(x, tuple)
                    ]
                ),
            )
        )
    ) % (10**9 + 7)
    if i % 100 == 0:
        print(i, h)
print(h)
