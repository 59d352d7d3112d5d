"""%d given a string, and too few values."""

# row: refuse.format-mismatch

def entry_point(argv):
    print("%d items" % argv[0])
    print("%s and %s" % (argv[0],))
    return 0


def target(driver, args):
    return entry_point, None
