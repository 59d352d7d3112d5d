"""There is no such collector."""

# args: --gc=magic wrong_gc.py -o OUT/program


def entry_point(argv):
    return 0


def target(driver, args):
    return entry_point, None
