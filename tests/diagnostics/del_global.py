"""`del` of a global."""

# row: refuse.del-global

COUNT = 1


def entry_point(argv):
    global COUNT
    del COUNT
    return 0


def target(driver, args):
    return entry_point, None
