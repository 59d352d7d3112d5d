"""Catching AssertionError."""

# row: refuse.catch-assertion

def entry_point(argv):
    try:
        assert len(argv) > 1
    except AssertionError:
        return 1
    return 0


def target(driver, args):
    return entry_point, None
