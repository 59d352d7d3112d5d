"""A class statement in a function."""

# row: refuse.class-in-function

def entry_point(argv):
    class Local(object):
        pass

    return 0 if Local() else 1


def target(driver, args):
    return entry_point, None
