"""Assigning to a global."""

# row: refuse.global-assignment

counter = 0


def bump():
    global counter
    counter += 1


def entry_point(argv):
    bump()
    return counter


def target(driver, args):
    return entry_point, None
