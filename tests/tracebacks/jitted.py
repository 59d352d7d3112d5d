# modes: opt0 opt2 jit
# run: 10 lookup
# run: 3000 lookup
# run: 3000 index
# run: 3000 none
#
# Where an exception leaves compiled code, the loop of the interpreter is its first line.
from rpython.rlib.jit import JitDriver
from rpython.rlib.objectmodel import dont_inline

driver = JitDriver(greens=["pc", "program"], reds=["count", "table", "limit"])


class Table(object):
    def __init__(self, limit):
        self.limit = limit
        self.items = [1, 2, 3]


def run(program, limit, table):
    pc = 0
    count = 0
    while pc < len(program):
        driver.jit_merge_point(pc=pc, program=program, count=count, table=table, limit=limit)
        op = program[pc]
        if op == "+":
            count += 1
        elif op == "?":
            if count >= limit:
                raise KeyError
        elif op == "i":
            if count >= limit:
                count += table.items[count]
        elif op == "<":
            pc = 0
            driver.can_enter_jit(pc=pc, program=program, count=count, table=table, limit=limit)
            continue
        pc += 1
    return count


@dont_inline
def start(what, limit):
    table = Table(limit)
    if what == "lookup":
        return run("+?<", limit, table)
    if what == "index":
        return run("+i<", limit, table)
    return run("+++", limit, table)


def entry_point(argv):
    start(argv[2], int(argv[1]))
    return 0


def target(driver, args):
    return entry_point
