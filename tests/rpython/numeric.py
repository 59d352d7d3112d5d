"""Numeric programs: n-body, mandelbrot, spectral norm, matrix product."""

import math

# run: 200 24 20
# run: 1000 40 50
# stress: 5 8 4

PI = 3.141592653589793
DAYS = 365.24


class Body(object):
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x = x
        self.y = y
        self.z = z
        self.vx = vx * DAYS
        self.vy = vy * DAYS
        self.vz = vz * DAYS
        self.mass = mass * 4.0 * PI * PI


def bodies():
    return [
        Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
        Body(4.84, -1.16, -0.10, 0.00166, 0.0077, -0.000069, 0.000954),
        Body(8.34, 4.12, -0.4, -0.00277, 0.005, 0.000023, 0.000285),
    ]


def advance(system, dt):
    n = len(system)
    for i in range(n):
        a = system[i]
        for j in range(i + 1, n):
            b = system[j]
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            d2 = dx * dx + dy * dy + dz * dz
            mag = dt / (d2 * math.sqrt(d2))
            a.vx -= dx * b.mass * mag
            a.vy -= dy * b.mass * mag
            a.vz -= dz * b.mass * mag
            b.vx += dx * a.mass * mag
            b.vy += dy * a.mass * mag
            b.vz += dz * a.mass * mag
    for body in system:
        body.x += dt * body.vx
        body.y += dt * body.vy
        body.z += dt * body.vz


def energy(system):
    e = 0.0
    for i in range(len(system)):
        b = system[i]
        e += 0.5 * b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz)
        for j in range(i + 1, len(system)):
            c = system[j]
            e -= b.mass * c.mass / math.hypot(math.hypot(b.x - c.x, b.y - c.y), b.z - c.z)
    return e


def mandelbrot(size):
    total = 0
    for py in range(size // 2):
        line = []
        for px in range(size):
            cr = 3.0 * px / size - 2.0
            ci = 2.0 * py / (size // 2) - 1.0
            zr = zi = 0.0
            n = 0
            while n < 50 and zr * zr + zi * zi < 4.0:
                zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
                n += 1
            total += n
            line.append(" .:-=+*#%@"[n % 10])
        print("".join(line))
    return total


def a(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v, transposed):
    n = len(v)
    result = [0.0] * n
    for i in range(n):
        s = 0.0
        for j in range(n):
            s += (a(j, i) if transposed else a(i, j)) * v[j]
        result[i] = s
    return result


def spectral(n):
    u = [1.0] * n
    v = u
    for i in range(10):
        v = times(times(u, False), True)
        u = times(times(v, False), True)
    vbv = vv = 0.0
    for i in range(n):
        vbv += u[i] * v[i]
        vv += v[i] * v[i]
    return math.sqrt(vbv / vv)


def matmul(x, y):
    result = []
    for i in range(len(x)):
        row = [0] * len(y[0])
        for j in range(len(y[0])):
            for k in range(len(y)):
                row[j] += x[i][k] * y[k][j]
        result.append(row)
    return result


def entry_point(argv):
    system = bodies()
    print("%.9f" % energy(system))
    for i in range(int(argv[1])):
        advance(system, 0.01)
    print("%.9f" % energy(system), system[1].x)
    print(mandelbrot(int(argv[2])))
    n = int(argv[3])
    print("%.9f" % spectral(n))
    m = [[(i * j) % 7 for j in range(n)] for i in range(n)]
    product = matmul(m, m)
    print(product[n - 1][n - 1], product[0][n // 2], sum([sum(row) for row in product]))
    return n


def target(driver, args):
    return entry_point, None
