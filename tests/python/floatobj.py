# args: 2000
"""Arrays of small objects with float attributes; operator overloading; math calls."""
import sys
from math import sin, cos, sqrt


class Vec:
    __slots__ = ('x', 'y', 'z')

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y, self.z + o.z)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k, self.z * k)

    def length(self):
        return sqrt(self.x * self.x + self.y * self.y + self.z * self.z)

    def unit(self):
        return self * (1.0 / self.length())


class Loose:            # the same without slots
    def __init__(self, i):
        s = sin(i)
        self.x, self.y, self.z = s, cos(i) * 3.0, s * s / 2.0

    def norm(self):
        n = sqrt(self.x ** 2 + self.y ** 2 + self.z ** 2)
        self.x /= n
        self.y /= n
        self.z /= n

    def most(self, o):
        self.x = max(self.x, o.x)
        self.y = max(self.y, o.y)
        self.z = max(self.z, o.z)
        return self


def main(n):
    acc = Vec(0.0, 0.0, 0.0)
    step = Vec(0.001, 0.002, -0.003)
    for i in range(n):
        acc = acc + (Vec(sin(i), cos(i), 1.0).unit() + step) * 0.5
    points = [Loose(i) for i in range(n)]
    for p in points:
        p.norm()
    top = points[0]
    for p in points[1:]:
        top = top.most(p)
    print('floatobj %.6f %.6f %.6f | %.6f %.6f %.6f' % (acc.x, acc.y, acc.z, top.x, top.y, top.z))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 160000)
