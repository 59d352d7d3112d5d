"""A specialised argument that is not constant."""

# row: refuse.specialize-argument

from rpython.rlib.objectmodel import specialize

@specialize.arg(0)
def scaled(factor, x):
    return factor * x


def entry_point(argv):
    return scaled(len(argv), 3)


def target(driver, args):
    return entry_point, None
