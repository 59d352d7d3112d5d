# args: 40
"""Mandelbrot set twice: with complex objects and with pairs of floats."""
import sys


def with_complex(size, limit):
    total = 0
    for row in range(size):
        y = 2.0 * row / size - 1.0
        for col in range(size):
            c = complex(3.0 * col / size - 2.0, y)
            z = 0j
            for i in range(limit):
                if abs(z) > 2.0:
                    total += i
                    break
                z = z * z + c
            else:
                total += limit
    return total


def with_floats(size, limit):
    out = bytearray()
    for row in range(size):
        ci = 2.0 * row / size - 1.0
        bits = nbits = 0
        for col in range(size):
            cr = 3.0 * col / size - 2.0
            zr = zi = r2 = i2 = 0.0
            k = limit
            while k and r2 + i2 <= 4.0:
                zi = 2.0 * zr * zi + ci
                zr = r2 - i2 + cr
                r2 = zr * zr
                i2 = zi * zi
                k -= 1
            bits = bits << 1 | (k == 0)
            nbits += 1
            if nbits == 8:
                out.append(bits)
                bits = nbits = 0
    return out


def main(n):
    a = with_complex(n, 60)
    image = with_floats(n, 60)
    h = 0
    for b in image:
        h = (h * 31 + b) & 0xffffffff
    print('mandel', a, len(image), h)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 320)
