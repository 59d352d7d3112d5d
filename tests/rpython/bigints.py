"""Big integers through rbigint."""

from rpython.rlib.rarithmetic import ovfcheck
from rpython.rlib.rbigint import rbigint

# run: 100
# run: 25
# stress: 25


def factorial(n):
    result = rbigint.fromint(1)
    for i in range(2, n + 1):
        result = result.int_mul(i)
    return result


def fibonacci(n):
    a = rbigint.fromint(0)
    b = rbigint.fromint(1)
    for i in range(n):
        a, b = b, a.add(b)
    return a


def pi_digits(n):
    one = rbigint.fromint(1)
    ten = rbigint.fromint(10)
    q, r, t = one, rbigint.fromint(0), one
    k = 1
    m = rbigint.fromint(3)
    x = rbigint.fromint(3)
    digits = []
    while len(digits) < n:
        if q.int_mul(4).add(r).sub(t).lt(m.mul(t)):
            digits.append(m.str())
            nr = ten.mul(r.sub(m.mul(t)))
            m = ten.mul(q.int_mul(3).add(r)).floordiv(t).sub(ten.mul(m))
            q = ten.mul(q)
            r = nr
        else:
            nr = q.int_mul(2).add(r).mul(x)
            nn = q.int_mul(7 * k).int_add(2).add(r.mul(x)).floordiv(t.mul(x))
            q = q.int_mul(k)
            t = t.mul(x)
            x = x.int_add(2)
            k += 1
            m = nn
            r = nr
    return "".join(digits)


def add_promoting(values):
    small = 0
    big = None
    for v in values:
        if big is None:
            try:
                small = ovfcheck(small + v)
            except OverflowError:
                big = rbigint.fromint(small).int_add(v)
        else:
            big = big.int_add(v)
    if big is None:
        return "%d" % small
    return big.str()


def entry_point(argv):
    n = int(argv[1])
    f = factorial(n)
    print(f.str())
    print(f.bit_length(), f.int_mod(1000007).toint(), f.hash())
    print(fibonacci(n * 5).str())
    print(pi_digits(n))
    a = rbigint.fromstr("123456789012345678901234567890", 10)
    b = rbigint.fromstr("-98765432109876543210", 10)
    print(a.add(b).str(), a.sub(b).str(), a.mul(b).str())
    q, r = a.divmod(b)
    print(q.str(), r.str(), q.mul(b).add(r).eq(a))
    print(a.lshift(70).str(), a.rshift(20).str(), b.rshift(3).str())
    print(a.and_(b).str(), a.or_(b).str(), a.xor(b).str(), b.invert().str())
    print(a.pow(rbigint.fromint(7), rbigint.fromint(1000003)).str(), a.int_pow(3).str())
    print(a.hex(), b.hex(), a.lt(b), a.gt(b), b.abs().str(), b.neg().str())
    print(
        "%s" % str(a.tofloat()),
        rbigint.fromfloat(1e25).str(),
        a.format("0123456789abcdefghijklmnopqrstuvwxyz"),
    )
    try:
        print(a.toint())
    except OverflowError:
        print("too large for a word")
    try:
        a.divmod(rbigint.fromint(0))
    except ZeroDivisionError:
        print("division by zero")
    print(add_promoting([1, 2, 3]), add_promoting([1 << 62, 1 << 62, 1 << 62, -5]))
    return f.int_mod(64).toint()


def target(driver, args):
    return entry_point, None
