"""A closure that outlives its function."""

# row: refuse.escaping-closure

def make_adder(n):
    def add(x):
        return x + n

    return add


def entry_point(argv):
    adder = make_adder(len(argv))
    return adder(1)


def target(driver, args):
    return entry_point, None
