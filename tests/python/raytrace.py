# args: 12
"""A small recursive ray tracer: polymorphic shapes, vectors as objects."""
import sys
from math import sqrt

EPS = 1e-6


class V:
    def __init__(self, x, y, z):
        self.x, self.y, self.z = float(x), float(y), float(z)

    def __add__(self, o): return V(self.x + o.x, self.y + o.y, self.z + o.z)
    def __sub__(self, o): return V(self.x - o.x, self.y - o.y, self.z - o.z)
    def __mul__(self, k): return V(self.x * k, self.y * k, self.z * k)
    __rmul__ = __mul__
    def __neg__(self): return V(-self.x, -self.y, -self.z)
    def dot(self, o): return self.x * o.x + self.y * o.y + self.z * o.z
    def unit(self): return self * (1.0 / sqrt(self.dot(self)))
    def mirror(self, n): return self - n * (2 * self.dot(n))


class Ray:
    def __init__(self, origin, direction):
        self.o = origin
        self.d = direction.unit()

    def at(self, t): return self.o + self.d * t


class Surface:
    def __init__(self, colour, shine=0.0):
        self.base = colour
        self.shine = shine

    def colour_at(self, p): return self.base


class Checks(Surface):
    def __init__(self, a, b):
        super().__init__(a, 0.1)
        self.other = b

    def colour_at(self, p):
        return self.base if (int(p.x // 1) + int(p.z // 1)) % 2 else self.other


class Shape:
    def __init__(self, surface):
        self.surface = surface


class Ball(Shape):
    def __init__(self, centre, radius, surface):
        Shape.__init__(self, surface)
        self.c, self.r = centre, radius

    def hit(self, ray):
        oc = self.c - ray.o
        b = oc.dot(ray.d)
        disc = self.r * self.r - oc.dot(oc) + b * b
        if disc <= 0.0:
            return None
        root = sqrt(disc)
        for t in (b - root, b + root):
            if t > EPS:
                return t
        return None

    def normal(self, p): return (p - self.c).unit()


class Floor(Shape):
    def __init__(self, height, surface):
        super().__init__(surface)
        self.h = height

    def hit(self, ray):
        if abs(ray.d.y) < EPS:
            return None
        t = (self.h - ray.o.y) / ray.d.y
        return t if t > EPS else None

    def normal(self, p): return V(0, 1, 0)


class Scene:
    def __init__(self):
        self.shapes = []
        self.lights = []

    def nearest(self, ray):
        best, who = None, None
        for s in self.shapes:
            t = s.hit(ray)
            if t is not None and (best is None or t < best):
                best, who = t, s
        return best, who

    def trace(self, ray, depth=0):
        t, shape = self.nearest(ray)
        if shape is None:
            k = 0.5 * (ray.d.y + 1.0)
            return (0.6 * k, 0.7 * k, 0.3 + 0.6 * k)
        p = ray.at(t)
        n = shape.normal(p)
        light = 0.15
        for lamp in self.lights:
            to = lamp - p
            if self.nearest(Ray(p + n * 1e-4, to))[1] is None:
                light += max(0.0, to.unit().dot(n)) * 0.8
        surf = shape.surface
        r, g, b = (c * light for c in surf.colour_at(p))
        if surf.shine and depth < 3:
            r2, g2, b2 = self.trace(Ray(p + n * 1e-4, ray.d.mirror(n)), depth + 1)
            s = surf.shine
            r, g, b = r + s * r2, g + s * g2, b + s * b2
        return min(r, 1.0), min(g, 1.0), min(b, 1.0)


def main(n):
    scene = Scene()
    scene.lights = [V(5, 9, -6), V(-7, 8, -2)]
    scene.shapes.append(Floor(-1.0, Checks((0.9, 0.9, 0.9), (0.1, 0.1, 0.1))))
    for i in range(6):
        scene.shapes.append(Ball(V(i * 1.1 - 2.7, (i % 3) * 0.6 - 0.5, 4 + (i * 7 % 5) * 0.7),
                                 0.5 + 0.1 * (i % 2), Surface((0.2 + i * 0.13, 0.9 - i * 0.12, 0.4), 0.3)))
    eye = V(0, 0.5, -4)
    total = [0, 0, 0]
    for j in range(n):
        for i in range(n):
            col = scene.trace(Ray(eye, V((i - n / 2) / n, (n / 2 - j) / n, 1.0)))
            for k in range(3):
                total[k] += int(col[k] * 255)
    print('raytrace', *total)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 130)
