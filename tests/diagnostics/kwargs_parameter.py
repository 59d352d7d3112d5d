"""A function with a ** parameter."""

# row: refuse.kwargs-parameter

def options(**kwargs):
    return len(kwargs)


def entry_point(argv):
    return options(a=1, b=2)


def target(driver, args):
    return entry_point, None
