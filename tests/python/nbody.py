# args: 600
"""Planets under gravity: float arithmetic over small lists."""
import sys

PI = 3.141592653589793
SOLAR = 4 * PI * PI
YEAR = 365.24


def planets():
    # x, y, z, vx, vy, vz, mass
    return [
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, SOLAR],
        [4.84143144246472090, -1.16032004402742839, -0.103622044471123109,
         0.00166007664274403694 * YEAR, 0.00769901118419740425 * YEAR,
         -0.0000690460016972063023 * YEAR, 0.000954791938424326609 * SOLAR],
        [8.34336671824457987, 4.12479856412430479, -0.403523417114321381,
         -0.00276742510726411186 * YEAR, 0.00499852801234917238 * YEAR,
         0.0000230417297573763929 * YEAR, 0.000285885980666130812 * SOLAR],
        [12.8943695621391310, -15.1111514016986312, -0.223307578892655734,
         0.00296460137564761618 * YEAR, 0.00237847173959480950 * YEAR,
         -0.0000296589568540237556 * YEAR, 0.0000436624404335156298 * SOLAR],
        [15.3796971148509165, -25.9193146099879641, 0.179258772950371181,
         0.00268067772490389322 * YEAR, 0.00162824170038242295 * YEAR,
         -0.0000951592254519715870 * YEAR, 0.0000515138902046611451 * SOLAR],
    ]


def settle(bodies):
    for axis in (3, 4, 5):
        bodies[0][axis] = -sum(b[axis] * b[6] for b in bodies) / SOLAR


def energy(bodies):
    e = 0.0
    for i, a in enumerate(bodies):
        e += 0.5 * a[6] * (a[3] ** 2 + a[4] ** 2 + a[5] ** 2)
        for b in bodies[i + 1:]:
            dx, dy, dz = a[0] - b[0], a[1] - b[1], a[2] - b[2]
            e -= a[6] * b[6] / (dx * dx + dy * dy + dz * dz) ** 0.5
    return e


def advance(bodies, dt, steps):
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
    for _ in range(steps):
        for a, b in pairs:
            dx = a[0] - b[0]
            dy = a[1] - b[1]
            dz = a[2] - b[2]
            d2 = dx * dx + dy * dy + dz * dz
            mag = dt / (d2 * d2 ** 0.5)
            ma = a[6] * mag
            mb = b[6] * mag
            a[3] -= dx * mb
            a[4] -= dy * mb
            a[5] -= dz * mb
            b[3] += dx * ma
            b[4] += dy * ma
            b[5] += dz * ma
        for b in bodies:
            b[0] += dt * b[3]
            b[1] += dt * b[4]
            b[2] += dt * b[5]


def main(n):
    bodies = planets()
    settle(bodies)
    start = energy(bodies)
    advance(bodies, 0.01, n)
    print('nbody %.9f %.9f' % (start, energy(bodies)))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 80000)
