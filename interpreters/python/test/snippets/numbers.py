vals = [0, 1, -1, 2, -2, 3, 7, -7, 255, 2**31, -2**31, 2**62, 2**63-1, -2**63, 2**63, 2**64, -2**64, 10**20, -10**25, 1.5, -2.25, 0.1, 1e300, -0.0, 1e-5, 123456789.125, True, False]
ops = ['+', '-', '*', '/', '//', '%', '<', '<=', '==', '!=', '>', '>=']
h = 0
out = []
for a in vals:
    for b in vals:
        for o in ops:
            try: r = eval("a %s b" % o)
            except Exception as e: r = "%s: %s" % (type(e).__name__, e)
            out.append("%r %s %r = %r" % (a, o, b, r))
        if isinstance(a, int) and isinstance(b, int):
            for o in ['&', '|', '^']: out.append("%r %s %r = %r" % (a, o, b, eval("a %s b" % o)))
            if abs(b) < 300:
                for o in ['<<', '>>']:
                    try: r = eval("a %s b" % o)
                    except Exception as e: r = "%s: %s" % (type(e).__name__, e)
                    out.append("%r %s %r = %r" % (a, o, b, r))
        if abs(b) < 20:
            try: r = a ** b
            except Exception as e: r = "%s: %s" % (type(e).__name__, e)
            out.append("%r ** %r = %r" % (a, b, r))
        try: r = divmod(a, b)
        except Exception as e: r = "%s: %s" % (type(e).__name__, e)
        out.append("divmod %r %r = %r" % (a, b, r))
    out.append("%r %r %r %r %r %s" % (-a, +a, abs(a), hash(a), bool(a), a))
    for n in (None, 0, 1, 2, -1, -3):
        try: out.append("round %r %r %r" % (a, n, round(a, n) if n is not None else round(a)))
        except Exception as e: out.append("%r" % e)
    try: out.append("%r int %r" % (a, int(a)))
    except Exception as e: out.append("%r" % e)
    if isinstance(a, int):
        out.append("%r %r %r %r %s %x %d" % (a.bit_length(), a.bit_count(), hex(a), bin(a), oct(a), a, a))
        for n in (1, 8, 9, 16):
            for order in ("big", "little"):
                for s in (True, False):
                    try:
                        b = a.to_bytes(n, order, signed=s)
                        out.append("%r %r" % (b, int.from_bytes(b, order, signed=s)))
                    except Exception as e: out.append("%s %s" % (type(e).__name__, e))
    else:
        out.append("%r %r %r %r" % (a.is_integer(), a.as_integer_ratio(), a.hex(), float.fromhex(a.hex())))
for s in ["12", " 12 ", "-0x1f", "0b101", "0o17", "1_000", "1__0", "_1", "1_", "", "abc", "٣", "9"*30, "-" + "8"*25, "+5", "0x", "00", "012"]:
    for base in (10, 0, 16, 2, 36):
        try: out.append("%r %r %r" % (s, base, int(s, base)))
        except ValueError as e: out.append(str(e))
    try: out.append("%r %r" % (s, float(s)))
    except ValueError as e: out.append(str(e))
for s in ["1e5", "inf", "-Infinity", "nan", "1_0.5", "1e", ".5", "5.", "1e400", "-1e-400", "0x1p3", " 3.5 "]:
    try: out.append("%r %r" % (s, float(s)))
    except ValueError as e: out.append(str(e))
for f in [0.1, 1/3, 1e22, 1e21, 123456.789, 1e-7, 5e-324, 1.7976931348623157e308, 2.5, 100.0, 1e15, 1e16, 123456789012345680.0]:
    out.append("%r %s %.3f %e %g %10.2f|%-10.1f|%+.1f" % (f, f, f, f, f, f, f, f))
    out.append(format(f, ".4g") + format(f, ",.2f") + format(f, "e") + format(f, "%") + format(f, ">20") + format(f, "020.3f"))
for a, b, m in [(3, 100, 7), (3, -1, 7), (2, 10**20, 10**9+7), (-3, 5, 7), (3, 5, -7), (2, -1, 4), (2, 3, 0), (10**30, 10**5, 10**18)]:
    try: out.append("pow %r" % pow(a, b, m))
    except Exception as e: out.append("%r" % e)
for e in ["int('a')", "int([])", "int('1', 1)", "float([])", "float('x')", "1 + 'a'", "'a' + 1", "[] + ()", "1 / 0", "1 // 0", "1 % 0", "1.0 / 0", "1.0 // 0", "1.0 % 0", "0 ** -1", "0.0 ** -1", "(-8) ** (1/3)", "1 << -1", "int(float('nan'))", "int(float('inf'))", "2 < 'a'", "1j < 2", "int.from_bytes([1,2,3])", "(5).to_bytes(1, 'x')", "abs('a')", "-'a'", "~1.5", "len(5)", "5[0]", "5()", "None.x", "del_", "hash([])", "float('1'*400)", "1e308 * 10", "int(1e30)", "10.0 ** 400", "divmod(5, 0)", "divmod(5.0, 0)", "complex(1, 2) ** 2", "1j * 1j", "complex('3-4j')", "abs(3-4j)", "hash(1+2j) == hash(complex(1, 2))", "int(True)", "True + True", "isinstance(True, int)", "True == 1", "bool([])", "1 == 1.0 == 1+0j", "{1: 'a', 1.0: 'b', True: 'c'}", "5 .real", "(3.7).__trunc__()", "(3.7).__floor__()", "(-3.2).__ceil__()", "max(1, 2.5)", "sum([0.1] * 10)", "(2**70).__index__()", "int('1' * 50) % 97", "-7 // 2", "-7 % 3", "7 % -3", "7.5 % -2", "-7.5 // 2", "float('inf') % 2", "5 % float('inf')", "-5 % float('inf')"]:
    try: out.append("%s -> %r" % (e, eval(e)))
    except Exception as x: out.append("%s -> %s: %s" % (e, type(x).__name__, x))
for l in out: print(l)
