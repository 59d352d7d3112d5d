"""A memo function called with a value not known at translation."""

# row: refuse.memo-argument

from rpython.rlib.objectmodel import specialize

@specialize.memo()
def length(name):
    return len(name)


def entry_point(argv):
    return length(argv[0])


def target(driver, args):
    return entry_point, None
