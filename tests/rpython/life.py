"""Conway's game of life on a torus."""

# run: 10 12
# run: 50 30
# stress: 4 10

GLIDER = [(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)]


class Grid(object):
    def __init__(self, width, height):
        self.width = width
        self.height = height
        self.cells = [[False] * width for i in range(height)]

    def neighbours(self, x, y):
        count = 0
        for dy in range(-1, 2):
            for dx in range(-1, 2):
                if (dx or dy) and self.cells[(y + dy) % self.height][(x + dx) % self.width]:
                    count += 1
        return count

    def step(self):
        new = Grid(self.width, self.height)
        for y in range(self.height):
            for x in range(self.width):
                n = self.neighbours(x, y)
                new.cells[y][x] = n == 3 or (n == 2 and self.cells[y][x])
        return new

    def population(self):
        return sum([1 for row in self.cells for cell in row if cell])

    def show(self):
        for row in self.cells:
            print("".join(["#" if cell else "." for cell in row]))


def entry_point(argv):
    generations = int(argv[1])
    size = int(argv[2])
    grid = Grid(size, size)
    for x, y in GLIDER:
        grid.cells[y][x] = True
    for i in range(5):
        grid.cells[size // 2][i + 3] = True
    grid.show()
    for i in range(generations):
        grid = grid.step()
        if i % 10 == 0:
            print("generation", i, "population", grid.population())
    grid.show()
    return grid.population()


def target(driver, args):
    return entry_point, None
