"""A small program for the translated Python interpreter."""

import sys
import time


class Shape:
    def __init__(self, name, **sizes):
        self.name = name
        self.sizes = sizes

    def area(self):
        total = 1
        for size in self.sizes.values():
            total *= size
        return total

    def __repr__(self):
        return f"{self.name}({', '.join(f'{k}={v}' for k, v in self.sizes.items())})"


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 1


def main():
    start = time.time()
    print("Hello from", sys.implementation.name, ".".join(map(str, sys.version_info[:3])))
    shapes = [Shape("square", a=3, b=3), Shape("box", a=2, b=3, c=5)]
    for shape in sorted(shapes, key=Shape.area, reverse=True):
        print(f"{shape!r:24} area {shape.area():>4}")
    print("primes:", [p for p, _ in zip(primes(), range(12))])
    print("2 ** 200 =", 2**200)
    print("done in", "less than a minute" if time.time() - start < 60 else "a long time")


if __name__ == "__main__":
    main()
