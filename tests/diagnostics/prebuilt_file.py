"""A file object made at import."""

# row: refuse.prebuilt-file

LOG = open("/dev/null")


def entry_point(argv):
    print(LOG.name)
    return 0


def target(driver, args):
    return entry_point, None
