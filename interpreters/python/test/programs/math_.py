import math
print(math.sqrt(2), math.floor(-1.5), math.ceil(1.2), math.floor(1e300), math.gcd(12,18,-27), math.lcm(4,6), math.isqrt(10**40), math.isqrt(99), math.factorial(30), math.comb(50,6), math.perm(5,2), math.log(10**400), math.log(8,2), math.hypot(3,4,12), math.fsum([.1]*10), math.prod([2,3]), math.isclose(1,1+1e-10), math.trunc(-3.7), math.frexp(8.5), math.modf(-2.25), math.ulp(1.0), math.dist((1,2),(3,4)), math.log2(2**100), math.log10(1000))
for f in (lambda: math.sqrt(-1), lambda: math.exp(1e9), lambda: math.log(0), lambda: math.factorial(-1), lambda: math.floor(float('nan'))):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
