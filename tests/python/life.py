# args: 8
"""Grids three ways: Life as a set of tuples, flood and shortest paths over a dict, heat on nested lists."""
import sys


def life(cells, steps):
    for _ in range(steps):
        near = {}
        for x, y in cells:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    if dx or dy:
                        p = (x + dx, y + dy)
                        near[p] = near.get(p, 0) + 1
        cells = {p for p, k in near.items() if k == 3 or k == 2 and p in cells}
    return cells


def maze(w, h):
    seed = 3
    walls = set()
    for y in range(h):
        for x in range(w):
            seed = (seed * 1103515245 + 12345) & 0x7fffffff
            if (seed >> 8) % 100 < 30:
                walls.add((x, y))
    walls.discard((0, 0))
    return walls


def shortest(walls, w, h):
    dist = {(0, 0): 0}
    level = [(0, 0)]
    d = 0
    while level:
        d += 1
        nxt = []
        for x, y in level:
            for p in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if 0 <= p[0] < w and 0 <= p[1] < h and p not in walls and p not in dist:
                    dist[p] = d
                    nxt.append(p)
        level = nxt
    return dist


def heat(n, steps):
    g = [[0.0] * n for _ in range(n)]
    for i in range(n):
        g[0][i] = 100.0
    for _ in range(steps):
        new = [row[:] for row in g]
        for i in range(1, n - 1):
            up, here, down, out = g[i - 1], g[i], g[i + 1], new[i]
            for j in range(1, n - 1):
                out[j] = 0.25 * (up[j] + down[j] + here[j - 1] + here[j + 1])
        g = new
    return sum(map(sum, g))


def matmul(n):
    a = [[(i * j + 1) % 7 for j in range(n)] for i in range(n)]
    b = [[(i + j) % 5 - 2 for j in range(n)] for i in range(n)]
    bt = list(zip(*b))
    c = [[sum(x * y for x, y in zip(row, col)) for col in bt] for row in a]
    return sum(c[i][i] for i in range(n)), c[1][2]


def main(n):
    glider_gun = {(x * 3 % 41, x * x % 37) for x in range(120)}
    alive = life(glider_gun, n)
    w = n * 2
    dist = shortest(maze(w, w), w, w)
    print('life', len(alive), len(dist), max(dist.values()), '%.6f' % heat(n, 30), matmul(n))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
