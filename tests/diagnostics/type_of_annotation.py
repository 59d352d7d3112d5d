"""A handler for what is no exception."""

# row: refuse.type-of-annotation


class Thing(object):
    y = 0


def entry_point(argv):
    try:
        print(int(argv[0]))
    except Thing:
        print("x")
    return 0


def target(driver, args):
    return entry_point, None
