"""What the rtyper refuses in the library is shown where the program calls it."""

# row: refuse.reached-from-library

import os


def entry_point(argv):
    os.write(1, [argv[0]])
    return 0


def target(driver, args):
    return entry_point, None
