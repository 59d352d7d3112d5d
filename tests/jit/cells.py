"""Quasi-immutable fields: classes with version tags and cells of globals that traces take for constants, written in
calls, in traced code, and between loops.
"""

from rpython.rlib.jit import JitDriver, dont_look_inside, elidable, promote

driver = JitDriver(greens=["pc", "code"], reds=["n", "total", "world"])


class Version(object):
    pass


class Cell(object):
    _immutable_fields_ = ["value?"]

    def __init__(self, value):
        self.value = value


class Table(object):
    _immutable_fields_ = ["items?[*]", "weight?"]

    def __init__(self, items):
        self.items = items
        self.weight = 0.5


class Type(object):
    _immutable_fields_ = ["version?"]

    def __init__(self):
        self.version = Version()
        self.methods = {}

    def write(self, name, value):
        self.methods[name] = value
        self.version = Version()

    @elidable
    def lookup(self, name, version):
        return self.methods.get(name, -1)

    def read(self, name):
        return promote(self).lookup(name, promote(promote(self).version))


class World(object):
    def __init__(self):
        self.cell = Cell(3)
        self.flags = [Cell(0), Cell(0)]
        self.table = Table([1, 2, 3])
        self.type = Type()
        self.type.write("f", 5)


@dont_look_inside
def change(world, n):
    if n % 13 == 0:
        world.cell.value = n
    if n % 17 == 0:
        world.table.items = [n, n + 1, n + 2]
        world.table.weight = world.table.weight + 0.5
    if n % 29 == 0:
        world.type.write("f", n)
    return 1


def run(code, n, world):
    """c: adds the cell; t: the table; m: a method; x: changes things; w: writes the other cell; l: counts."""
    pc = 0
    total = 0
    while True:
        driver.jit_merge_point(pc=pc, code=code, n=n, total=total, world=world)
        op = code[pc]
        pc += 1
        if op == "c":
            total += promote(world.cell).value
        elif op == "t":
            table = promote(world.table)
            total += table.items[1] + int(table.weight)
        elif op == "m":
            total += world.type.read("f")
        elif op == "x":
            total += change(world, n)
        elif op == "w":
            flag = promote(world.flags[0])
            if n % 7 == 0:
                flag.value = flag.value + 1
            total += flag.value
        elif op == "n":
            fresh = Cell(n)
            fresh.value = fresh.value + 1
            total += fresh.value
        elif op == "l":
            n -= 1
            if n > 0:
                pc = 0
        else:
            return total


def entry_point(argv):
    n = 50
    if len(argv) > 1:
        n = int(argv[1])
    world = World()
    for code in ["cl.", "ctml.", "cxl.", "ctmxl.", "wl.", "wcxtml.", "nl.", "ncl."]:
        print("%s %d" % (code, run(code, n, world)))
        world.cell.value = world.cell.value + 1
        print("%s %d" % (code, run(code, n, world)))
    return 0


def target(driver, args):
    return entry_point, None
