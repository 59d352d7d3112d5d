"""Queens on a board: recursion and lists of truth values."""


class Board(object):
    def __init__(self, n):
        self.n = n
        self.columns = [False] * n
        self.up = [False] * (2 * n)
        self.down = [False] * (2 * n)

    def place(self, row):
        if row == self.n:
            return 1
        count = 0
        for column in range(self.n):
            up = row + column
            down = row - column + self.n
            if self.columns[column] or self.up[up] or self.down[down]:
                continue
            self.columns[column] = self.up[up] = self.down[down] = True
            count += self.place(row + 1)
            self.columns[column] = self.up[up] = self.down[down] = False
        return count


def entry_point(argv):
    n = 13
    if len(argv) > 1:
        n = int(argv[1])
    print("%d" % Board(n).place(0))
    return 0


def target(driver, args):
    return entry_point, None
